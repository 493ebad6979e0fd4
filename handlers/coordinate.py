"""The coordinator's work from the chat: the front page, open cases without their text, and the directory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.cases import COORDINATOR, Around, who_is_who
from handlers.network import Network
from handlers.person_fields import FIELDS, KEPT, read_person, values_of
from handlers.rights import last_coordinator, looks_after, may_coordinate, resigning, tends
from handlers.views import CaseLine, Cases, CoordinatorHome, PersonForm, Said, View
from knowledge.oversight import known_districts, overreach, same
from knowledge.people import Person
from knowledge.referral import HELD, Referral, State
from knowledge.store import audit, editions, people, questions, referrals
from knowledge.store.people import Member

MOST_LINES = 15
LONGEST_FIELD = 1_000
MONTH = timedelta(days=30)


async def home(tx: AsyncConnection, who: Member, now: datetime) -> View:
    """Counts and ways in."""
    if not (may_coordinate(who) or (who.person.editor and who.person.active)):
        return Said("not_allowed")
    known = await people.directory(tx)
    cases = [case for case in await referrals.all_open(tx) if not who.person.oversees or tends(known, who, case)]
    helpers = [m for m in known.values() if m.person.roles and _counts(known, who, m.person)]
    return CoordinatorHome(
        open_cases=len(cases),
        stranded=sum(case.state is State.STRANDED for case in cases),
        unanswered=await questions.count_unanswered(tx, now - MONTH),
        helpers=len(helpers),
        unreachable=sum(not m.person.reachable for m in helpers),
        editions=len(await editions.waiting(tx)),
    )


async def cases(tx: AsyncConnection, who: Member, now: datetime) -> View:
    """The course of open cases, never their text."""
    if not may_coordinate(who):
        return Said("not_allowed")
    around = await who_is_who(tx)
    found = [case for case in await referrals.all_open(tx) if tends(around.people, who, case)][:MOST_LINES]
    await audit.note(tx, who.id, "list_cases", str(len(found)), now)
    return Cases(tuple(_line(around, case) for case in found))


def _counts(known: Mapping[str, Member], who: Member, person: Person) -> bool:
    return not who.person.oversees or looks_after(known, who, person)


def _line(around: Around, case: Referral) -> CaseLine:
    return CaseLine(
        id=case.id,
        version=case.version,
        state=case.state,
        role=case.place.role if case.place else COORDINATOR,
        waits_for=around.names(case.owner if case.state in HELD else case.waits_for),
        due_at=case.due_at,
        created_at=case.created_at,
        urgent=case.urgent,
        can_take=case.state is State.STRANDED,
    )


async def person_form(tx: AsyncConnection, who: Member, id_: str = "") -> View:
    """The form for one person of the directory; empty for a new one."""
    if not may_coordinate(who):
        return Said("not_allowed")
    member = await people.load(tx, id_) if id_ else None
    if member is None:
        return PersonForm({"capacity": "3", "hours": ""}, 0, new=True)
    if not looks_after(await people.directory(tx), who, member.person):
        return Said("not_your_district")
    return PersonForm(values_of(member), member.version, new=False)


async def save_person(
    network: Network, tx: AsyncConnection, who: Member, id_: str, version: int, inputs: Mapping[str, str], now: datetime
) -> View:
    """Adds or changes a person of the directory. Somebody who already writes to the bot is found by e-mail."""
    if not may_coordinate(who):
        return Said("not_allowed")
    upn = inputs.get("upn", "").strip()[:LONGEST_FIELD]
    member = await people.load(tx, id_) if id_ else await people.by_upn(tx, upn)
    stays = {name: said for name, said in values_of(member).items() if name in KEPT} if member else {}
    given = {name: str(inputs.get(name, stays.get(name, "")))[:LONGEST_FIELD].strip() for name in FIELDS}
    values = {"id": id_} | given
    known = await people.directory(tx)
    if member is not None and member.id in known and not looks_after(known, who, member.person):
        return Said("not_your_district")
    before = member.person if member else None
    person, wrong = read_person(before or Person(id=network.new_id(), name="?"), values)
    wrong = wrong or await _not_allowed(tx, who, known, before, person, now)
    if wrong:
        return PersonForm(values, version, new=member is None, wrong=wrong)
    if member is None:
        await people.insert(tx, person, now, upn=values["upn"])
    elif (id_ and member.version != version) or not await people.save(tx, member, person, now):
        return PersonForm(values_of(member), member.version, new=False, wrong={"name": "changed_meanwhile"})
    await audit.note(tx, who.id, "save_person", person.id, now)
    reachable = bool(member and member.person.reachable)
    return Said("person_saved" if reachable else "person_saved_unreachable", {"name": person.name}, coordinator=True)


async def pause_person(tx: AsyncConnection, who: Member, id_: str, now: datetime, *, paused: bool) -> View:
    """Takes a person out of the turn for a while; their open cases are re-homed by the next beat."""
    member = await people.load(tx, id_)
    if not may_coordinate(who) or member is None:
        return Said("gone" if may_coordinate(who) else "not_allowed")
    if not looks_after(await people.directory(tx), who, member.person):
        return Said("not_your_district")
    await people.save(tx, member, replace(member.person, paused=paused), now)
    await audit.note(tx, who.id, "pause_person", id_, now)
    return Said("person_paused" if paused else "person_back", {"name": member.person.name}, coordinator=True)


async def _not_allowed(
    tx: AsyncConnection,
    who: Member,
    known: Mapping[str, Member],
    before: Person | None,
    person: Person,
    now: datetime,
) -> dict[str, str]:
    """Why the change may not be made although every field can be read: field -> text key."""
    everybody = {id_: member.person for id_, member in known.items()} | {person.id: person}
    wrong = overreach(who.person, [m.person for m in known.values()], before, person)
    if any(same(name) not in known_districts(everybody.values()) for name in person.oversees):
        wrong["oversees"] = "district_unknown"
    if before and resigning(before, person) and await last_coordinator(tx, [person], now):
        wrong["roles"] = "last_coordinator"
    return wrong
