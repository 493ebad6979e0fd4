"""The coordinator's hand on one case: give it to somebody, close it with a reason, join it with another one."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.cases import COORDINATOR, Around, happen, who_is_who
from handlers.coordinate import cases
from handlers.network import Network
from handlers.respond import Answered
from handlers.rights import may_coordinate, tends, tends_case
from handlers.story import told
from handlers.views import Said, View
from handlers.views_case import CaseCard, StoryLine
from knowledge.referral import HELD, Did, Event, Note, Referral, Refused
from knowledge.store import audit, referrals
from knowledge.store.people import Member

REASONS = ("solved_elsewhere", "not_for_us", "no_longer", "sent_by_mistake")
MOST_COLLEAGUES = 60
LONGEST_NOTE = 600


async def case(tx: AsyncConnection, who: Member, id_: str, now: datetime, wrong: str = "") -> View:
    """One open case with its course and what can be done; never its text."""
    if not may_coordinate(who):
        return Said("not_allowed")
    found = await referrals.load(tx, id_)
    if found is None or not found.open:
        return await cases(tx, who, now)
    around = await who_is_who(tx, found.asker, found.waits_for, found.owner)
    if not tends(around.people, who, found):
        return Said("not_your_district")
    await audit.note(tx, who.id, "show_case", id_, now)
    others = await referrals.of_person(tx, found.asker)
    return replace(_card(around, found, others), lines=await _course(tx, around, found), wrong=wrong)


async def reassign(network: Network, tx: AsyncConnection, who: Member, click: Answered, now: datetime) -> View:
    """Gives the case to a colleague by name: they are asked next, and whoever had it is told."""
    return await _act(network, tx, who, click, Event(Did.REASSIGN, who.id, to=click.to), now)


async def close(network: Network, tx: AsyncConnection, who: Member, click: Answered, now: datetime) -> View:
    """Closes the case with a reason, which the asker reads; they may open it again."""
    if click.reason not in REASONS:
        return await case(tx, who, click.referral, now, "why_missing")
    return await _act(network, tx, who, click, Event(Did.CLOSE, who.id, click.reason), now)


async def merge(network: Network, tx: AsyncConnection, who: Member, click: Answered, now: datetime) -> View:
    """Joins the case with another open one of the same asker (`to`), which goes on with the words of both."""
    into = await referrals.load(tx, click.to)
    mine = await referrals.load(tx, click.referral)
    if mine is None or not mine.open or not await tends_case(tx, who, mine):
        return await case(tx, who, click.referral, now)
    if into is None or into.id == mine.id or into.asker != mine.asker or not into.open:
        return await case(tx, who, click.referral, now, "changed_meanwhile")
    view = await _act(network, tx, who, click, Event(Did.CLOSE, who.id, "merged"), now)
    closed = await referrals.load(tx, mine.id)
    if closed is not None and not closed.open:
        await happen(network, tx, into, Event(Did.MERGE, who.id, note=_joined(into.note, mine.note)), now)
    return view


async def _act(
    network: Network, tx: AsyncConnection, who: Member, click: Answered, event: Event, now: datetime
) -> View:
    """Does it if the card still showed the truth; otherwise shows the truth first."""
    if not may_coordinate(who):
        return Said("not_allowed")
    found = await referrals.load(tx, click.referral)
    if found is not None and not await tends_case(tx, who, found):
        return Said("not_your_district")
    if found is None or found.version != click.version:
        return await case(tx, who, click.referral, now, "changed_meanwhile")
    try:
        await happen(network, tx, found, event, now)
    except Refused:
        return await case(tx, who, click.referral, now, "cannot_take")
    await audit.note(tx, who.id, event.did.value, found.id, now)
    return await case(tx, who, found.id, now)


def _card(around: Around, found: Referral, others: list[Referral]) -> CaseCard:
    holder = found.owner if found.state in HELD else found.waits_for
    fit = (m for m in around.people.values() if m.person.roles and m.person.reachable and m.person.active)
    colleagues = [(m.id, f"{m.person.name}|{m.person.roles[0]}") for m in fit if m.id not in (found.asker, holder)]
    return CaseCard(
        id=found.id,
        version=found.version,
        state=found.state,
        role=found.place.role if found.place else COORDINATOR,
        waits_for=around.names(holder),
        due_at=found.due_at,
        created_at=found.created_at,
        urgent=found.urgent,
        colleagues=tuple(colleagues[:MOST_COLLEAGUES]),
        duplicates=tuple((o.id, o.created_at) for o in others if o.asker == found.asker and o.id != found.id),
    )


async def _course(tx: AsyncConnection, around: Around, found: Referral) -> tuple[StoryLine, ...]:
    return tuple(told(around, found, await referrals.story(tx, found.id), ""))


def _joined(first: Note, second: Note) -> Note:
    """Both notes in one; what says the same is said once."""
    both = {
        name: text if not (other := getattr(second, name)) or other in text else f"{text} / {other}".strip(" /")
        for name, text in asdict(first).items()
    }
    return Note(**{name: text[:LONGEST_NOTE] for name, text in both.items()})
