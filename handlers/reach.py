"""Somebody goes out of reach, or comes back: what waits for them goes on, and those who help them hear it plainly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.cases import insist
from handlers.network import Network
from knowledge import routing
from knowledge.letters import Draft, Letter
from knowledge.oversight import district_of
from knowledge.referral import HELD, Did, Event, Referral, State
from knowledge.store import letters, referrals
from knowledge.store.people import Member
from knowledge.suitability import Load


async def lost(network: Network, tx: AsyncConnection, person: str, now: datetime) -> None:
    """Whom this person asked for help learns that they can be told nothing; the case goes on with whoever has it.

    What the person holds for others is the clock's: see `handlers.deadlines`.
    """
    for case in await referrals.of_person(tx, person):
        if case.asker == person:
            await insist(network, tx, case.id, lambda _: Event(Did.ASKER_GONE, person), now)


async def back(tx: AsyncConnection, person: str, now: datetime) -> None:
    """Somebody can be reached again: their own cases are shown to them, and what waited for them is asked again."""
    drafts = [draft for case in await referrals.of_person(tx, person) for draft in _news(case, person, now)]
    await letters.write(tx, drafts, now)


def _news(case: Referral, person: str, now: datetime) -> list[Draft]:
    key = f"{case.id}:{case.version}:back:{now.isoformat()}"
    holder = case.owner if case.state in HELD else case.waits_for
    if case.asker == person:
        told = Letter.CONNECT_CHANGED if case.state in HELD else Letter.OFFER_CHANGED
        others = [Draft(told, holder, case.id, f"{key}:holder")] if holder != person else []
        return [Draft(Letter.STATUS, person, case.id, f"{key}:asker"), *others]
    if case.state is State.STRANDED and holder == person:
        return [Draft(Letter.STRANDED, person, case.id, key)]
    return []


def another(network: Network, known: Mapping[str, Member], case: Referral, gone: str, now: datetime) -> bool:
    """Whether one of the coordinators who are asked in turn about this case is in reach, beside the one who is gone."""
    everybody = [member.person for member in known.values()]
    turn = routing.coordinators(everybody, Load(), now, network.time, district_of(case.need, everybody))
    return any(known[id_].person.reachable for id_ in turn if id_ not in (gone, case.asker))
