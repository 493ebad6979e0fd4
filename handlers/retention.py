"""Nothing is kept longer than it is needed: the nightly clean-up, and one person's export and erasure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from handlers.cases import insist
from handlers.network import Kept, Network
from knowledge.letters import Draft, Letter
from knowledge.referral import HELD, Did, Event, Referral
from knowledge.store import audit, letters, marks, people, referrals, traces
from knowledge.store.people import Member

CONSOLE = "console"
"""Who did it, in the audit log, when it was a command and not somebody in Teams."""
ERRANDS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What one clean-up removed, in counts."""

    questions: int = 0
    notes: int = 0
    letters: int = 0
    audit: int = 0
    inbox: int = 0
    desk: int = 0


async def clean(network: Network, kept: Kept, now: datetime) -> Cleaned:
    """Removes what has had its time. Cards of emptied referrals are replaced by a stub."""
    async with network.store.write() as tx:
        notes = await traces.old_notes(tx, now - kept.notes)
        for id_ in notes:
            await empty(tx, id_, now)
        cleaned = Cleaned(
            questions=await traces.drop_questions(tx, now - kept.questions),
            notes=len(notes),
            letters=await traces.drop_letters(tx, now - kept.letters),
            audit=await traces.drop_audit(tx, now - kept.audit),
            inbox=await traces.drop_inbox(tx, now - kept.inbox),
            desk=await traces.drop_desk(tx, now - kept.questions) + await traces.drop_errands(tx, now - ERRANDS),
        )
        await marks.put(tx, "retention", " ".join(f"{k}={v}" for k, v in asdict(cleaned).items()), now)
    return cleaned


async def due(network: Network, now: datetime) -> bool:
    """Whether today's clean-up is still to be done: once a night, by whichever replica comes first."""
    async with network.store.read() as tx:
        last = await marks.get(tx, "retention")
    return last is None or (now - last[1] > timedelta(hours=20))


async def export(network: Network, id_: str, now: datetime) -> Mapping[str, Any]:
    """Everything kept about one person, by table (GDPR art. 15); that it was taken out is noted."""
    async with network.store.write() as tx:
        found = await traces.about(tx, id_)
        await audit.note(tx, CONSOLE, "export", id_, now)
    return found


async def erase(network: Network, id_: str, now: datetime) -> Mapping[str, int]:
    """Removes one person (GDPR art. 17): open cases they hold go on to the next, their own end, and the helper is told.

    Returns what a search for the person still finds, by table: all zeros is the proof.
    """
    async with network.store.write() as tx:
        member = await people.load(tx, id_)
        theirs = [case for case in await referrals.of_person(tx, id_, closed=True) if case.asker == id_]
        if member is not None:
            await _let_go(network, tx, member, now)
        for case in theirs:  # the cards of a case that ends just now tell its helper so, and hold no note any more
            await empty(tx, case.id, now, but=id_, stubs=not case.open)
        await traces.erase(tx, id_)
        await audit.note(tx, CONSOLE, "erase", "", now)
    async with network.store.read() as tx:
        return await traces.found(tx, id_, member.person.aad_id if member else "")


async def _let_go(network: Network, tx: Any, member: Member, now: datetime) -> None:
    for case in await referrals.of_person(tx, member.id):
        await insist(network, tx, case.id, lambda held: _leaving(held, member.id), now)


def _leaving(case: Referral, id_: str) -> Event | None:
    if case.asker == id_:
        return Event(Did.CLOSE, id_, "asker_erased")
    holder = case.owner if case.state in HELD else case.waits_for
    return Event(Did.UNAVAILABLE, id_, "left") if holder == id_ else None


async def empty(tx: Any, id_: str, now: datetime, *, but: str = "", stubs: bool = True) -> None:
    """Removes a referral's note; its cards become stubs, but for one reader who cannot be reached."""
    await referrals.empty(tx, id_)
    if not stubs:
        return
    cards = await letters.cards_about(tx, id_)
    readers = sorted({str(card["person"]) for card in cards} - {but})
    await letters.write(tx, [Draft(Letter.EMPTIED, who, id_, f"{id_}:emptied:{who}") for who in readers], now)
