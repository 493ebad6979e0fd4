"""What every step of a referral shares: the world as it is now, the change, and the one transaction that holds both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.network import Network
from knowledge import routing
from knowledge.calendar import SchoolTime
from knowledge.hours import slots_text, to_slots
from knowledge.oversight import district_of
from knowledge.people import Person, roles
from knowledge.referral import Event, Referral, Refused
from knowledge.steps import Change, World, step
from knowledge.store import referrals
from knowledge.store.people import Member, directory, members
from knowledge.suitability import Load, Need

COORDINATOR = "koordinator"
MOST_RIVALS = 8


@dataclass(frozen=True, slots=True)
class Around:
    """Everybody in the directory and their load, read in the same transaction as the case."""

    people: Mapping[str, Member]
    load: Load

    def names(self, id_: str) -> str:
        """A person's display name, or ""."""
        return self.people[id_].person.name if id_ in self.people else ""


async def look_around(tx: AsyncConnection, *extra: str) -> Around:
    """The directory, plus the people named by id, and everybody's load."""
    around = await who_is_who(tx, *extra)
    return replace(around, load=Load(*await referrals.load_of(tx)))


async def who_is_who(tx: AsyncConnection, *extra: str) -> Around:
    """The directory, plus the people named by id; nobody's load."""
    known = await directory(tx)
    missing = [id_ for id_ in extra if id_ and id_ not in known]
    if missing:
        known |= await members(tx, missing)
    return Around(known, Load())


def world(network: Network, around: Around, case: Referral, now: datetime, extra: tuple[str, ...] = ()) -> World:
    """The world as `step` may see it, for the people this case concerns."""
    need = to_need(case.need)
    concerned = {place.person: place.role for place in case.order}
    for id_ in (case.waits_for, case.owner, *extra):
        concerned.setdefault(id_, _role(around.people.get(id_)))
    time = network.time
    people = {id_: around.people[id_].person for id_ in concerned if id_ in around.people}
    everybody = [member.person for member in around.people.values()]
    coordinators = routing.coordinators(everybody, around.load, now, time, district_of(case.need, everybody))
    asked = {id_: _known_role(concerned[id_]) for id_ in people} | dict.fromkeys(coordinators, COORDINATOR)
    known = (case.asker, *people, *coordinators)
    reach = {id_: around.people[id_].person for id_ in known if id_ in around.people}
    minutes = now + network.policy.acute_wait if case.need.get("acute") else None
    asker = around.people.get(case.asker)
    return World(
        now=now,
        can_take={id_: _why_not(person, need, around.load, now, time) for id_, person in people.items()},
        answer_by={
            i: minutes or routing.answer_by(reach[i], role, case.urgent, now, time) for i, role in asked.items()
        },
        contact_by={
            i: minutes or routing.contact_by(reach[i], role, case.urgent, now, time) for i, role in asked.items()
        },
        ping_at={i: time.next_ping(person, now) or now for i, person in reach.items()},
        coordinators=tuple(id_ for id_ in coordinators if id_ != case.asker),
        follow_up_at=time.add_school_days(now, network.policy.follow_up_days),
        reply_by=time.add_school_days(now, network.policy.reply_days),
        soon=minutes or now + network.policy.soon,
        asker_gone=asker is not None and not asker.person.reachable,
    )


async def happen(
    network: Network, tx: AsyncConnection, case: Referral, event: Event, now: datetime
) -> tuple[Change, bool]:
    """Applies an event and writes it with its letters; False: somebody was faster. May raise Refused."""
    around = await look_around(tx, case.asker, case.owner, case.waits_for, event.to)
    change = step(case, event, world(network, around, case, now, (event.by, event.to)))
    return change, await referrals.save(tx, case, change, event, now)


async def insist(
    network: Network, tx: AsyncConnection, id_: str, choose: Callable[[Referral], Event | None], now: datetime
) -> None:
    """Applies what `choose` makes of an open case; when somebody was faster, what it makes of the case by then."""
    for _ in range(MOST_RIVALS):
        case = await referrals.load(tx, id_)
        event = choose(case) if case is not None and case.open else None
        if case is None or event is None:
            return
        try:
            _, won = await happen(network, tx, case, event, now)
        except Refused:
            return
        if won:
            return


def to_need(data: Mapping[str, Any]) -> Need:
    """A need from the plain data kept in the referral."""
    known = {f.name for f in fields(Need)}
    plain = {key: value for key, value in data.items() if key in known}
    for name in ("roles", "slugs"):
        plain[name] = tuple(plain.get(name, ()))
    plain["not_for"] = frozenset(plain.get("not_for", ()))
    plain["wished_slots"] = to_slots(plain.get("wished_slots", ""))
    return Need(**plain)


def need_data(need: Need) -> dict[str, Any]:
    """Plain data for the referral; `to_need(need_data(n)) == n`."""
    data = asdict(need)
    data["roles"], data["slugs"] = list(need.roles), list(need.slugs)
    data["not_for"] = sorted(need.not_for)
    data["wished_slots"] = slots_text(need.wished_slots)
    return data


def _why_not(person: Person, need: Need, load: Load, now: datetime, time: SchoolTime) -> str | None:
    why = routing.can_take(person, need, load, now, time)
    return why.value if why else None


def _role(member: Member | None) -> str:
    if member is None:
        return COORDINATOR
    return next(iter(member.person.roles), COORDINATOR)


def _known_role(role: str) -> str:
    return role if role in roles() else COORDINATOR
