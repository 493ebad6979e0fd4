"""The clock's part: what is due moves on, who has gone is replaced, and an auditor distrusts all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog

from handlers.cases import happen, look_around
from handlers.network import Network
from handlers.reach import another
from knowledge.letters import Draft, Letter
from knowledge.referral import HELD, Did, Event, Referral, Refused, State, holds
from knowledge.store import letters, marks, referrals
from knowledge.store.people import Member, directory

BATCH = 50
MOST_BATCHES = 20
MOST_HELD = 1_000
OVERDUE = timedelta(minutes=5)
SHORT_ABSENCE = timedelta(days=7)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Beat:
    """What one beat found and did."""

    moved: int = 0
    rehomed: int = 0
    repaired: int = 0
    failed: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing had to be mended and nothing went wrong."""
        return not (self.repaired or self.failed)


async def tick(network: Network, now: datetime) -> Beat:
    """One beat: due referrals, helpers who are gone, the audit. Each case in a transaction of its own."""
    moved = failed = 0
    for _ in range(MOST_BATCHES):  # after a long outage much is due at once; the auditor must not call that broken
        did, lost, found = await _due(network, now)
        moved, failed = moved + did, failed + lost
        if found < BATCH:
            break
    rehomed, lost = await _rehome(network, now)
    repaired = await audit(network, now)
    beat = Beat(moved, rehomed, repaired, failed + lost)
    if beat.clean:
        async with network.store.write() as tx:
            await marks.put(tx, "beat", "clean", now)
    return beat


async def _due(network: Network, now: datetime) -> tuple[int, int, int]:
    """How many moved, how many failed, how many were found due."""
    async with network.store.read() as tx:
        cases = await referrals.due(tx, now, BATCH)
    done = [await _try(network, case.id, Event(Did.TIMEOUT), now) for case in cases]
    return done.count(True), done.count(None), len(cases)


async def _rehome(network: Network, now: datetime) -> tuple[int, int]:
    """Whoever left, was paused, is away or went out of reach does not hold anybody up."""
    async with network.store.read() as tx:
        known = await directory(tx)
        today = network.time.today(now)
        gone = {id_ for id_ in await referrals.holders(tx) if _absent(known.get(id_), today)}
        cases = await referrals.held_by(tx, gone, MOST_HELD) if gone else []
    stay = [case for case in cases if case.state is State.STRANDED and not _caught(network, known, case, now)]
    leave = [(case, why) for case in cases if case not in stay and (why := _gone(known, case, today))]
    done = [
        await _try(network, case.id, Event(Did.UNAVAILABLE, _holder(case), why), now) for case, why in leave[:BATCH]
    ]
    return done.count(True), done.count(None)


def _absent(member: Member | None, today: date) -> bool:
    if member is None or not member.person.active or not member.person.reachable or member.person.paused:
        return True
    return any(absence.covers(today) for absence in member.person.absences)


def _caught(network: Network, known: Mapping[str, Member], case: Referral, now: datetime) -> bool:
    """Whether a stranded case should go on before its time: to a coordinator in reach, from one who is not."""
    member = known.get(case.waits_for)
    here = member is not None and member.person.active and member.person.reachable
    return not here and another(network, known, case, case.waits_for, now)


def _holder(case: Referral) -> str:
    return case.owner if case.state in HELD else case.waits_for


def _gone(people: Mapping[str, Member], case: Referral, today: date) -> str | None:
    """Why the one who holds a case cannot, or None."""
    member = people.get(_holder(case))
    if member is None or not member.person.active:
        return "left"
    if not member.person.reachable:
        return "unreachable"
    if member.person.paused:
        return "paused"
    return "away" if _away(member, case, today) else None


def _away(member: Member, case: Referral, today: date) -> bool:
    """An absence moves what has hardly begun at once; a conversation under way survives a short one."""
    back = max((absence.end for absence in member.person.absences if absence.covers(today)), default=None)
    return back is not None and (case.state is not State.IN_CONTACT or back - today > SHORT_ABSENCE)


async def _try(network: Network, id_: str, event: Event, now: datetime) -> bool | None:
    """Applies an event to one case. False: it was not needed any more. None: it failed, and the others go on."""
    try:
        async with network.store.write() as tx:
            case = await referrals.load(tx, id_)
            if case is None or (event.did is Did.TIMEOUT and case.due_at > now):
                return False
            _, won = await happen(network, tx, case, event, now)
            return won
    except Refused:
        return False
    except Exception:  # a poisoned case must not stop the clock for all others
        log.exception("case_failed", referral=id_, did=event.did)
        await _postpone(network, id_, now)
        return None


async def _postpone(network: Network, id_: str, now: datetime) -> None:
    """Gives a case that throws an hour, so that it is tried again but not at every beat."""
    async with network.store.write() as tx:
        await referrals.postpone(tx, id_, now + timedelta(hours=1))


async def audit(network: Network, now: datetime) -> int:
    """Looks for open cases that break the promise, mends them, and tells the coordinators how many there were."""
    async with network.store.read() as tx:
        broken = await referrals.broken(tx, now - OVERDUE)
    repaired = 0
    for case in broken:
        log.error("case_repaired", referral=case.id, why=holds(case) or "overdue")
        repaired += await _try(network, case.id, Event(Did.REPAIR), now) is True
    if repaired:
        await _tell_coordinators(network, repaired, now)
    return repaired


async def _tell_coordinators(network: Network, repaired: int, now: datetime) -> None:
    async with network.store.write() as tx:
        around = await look_around(tx)
        key = f"repaired:{now:%Y%m%d%H}"
        people = [member.id for member in around.people.values() if member.person.coordinator]
        await letters.write(tx, [Draft(Letter.REPAIRED, p, str(repaired), f"{key}:{p}") for p in people], now)
