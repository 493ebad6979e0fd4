"""The coordinator's work from the chat: the front page, open cases without their text, and the directory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.cases import COORDINATOR, Around, look_around
from handlers.network import Network
from handlers.views import CaseLine, Cases, CoordinatorHome, PersonForm, Said, View
from knowledge.hours import hours_text, is_number, to_hours
from knowledge.people import Person, roles
from knowledge.referral import HELD, Referral, State
from knowledge.store import audit, people, questions, referrals
from knowledge.store.people import Member

MOST_LINES = 15
MOST_CASES = 999
LONGEST_FIELD = 1_000
LONGEST_UPN = 200
MONTH = timedelta(days=30)


def may_coordinate(who: Member) -> bool:
    """Whether this person sees cases and the directory."""
    return who.person.coordinator and who.person.active


async def home(tx: AsyncConnection, who: Member, now: datetime) -> View:
    """Counts and ways in."""
    if not (may_coordinate(who) or (who.person.editor and who.person.active)):
        return Said("not_allowed")
    cases = await referrals.all_open(tx)
    helpers = [m for m in (await people.directory(tx)).values() if m.person.roles]
    return CoordinatorHome(
        open_cases=len(cases),
        stranded=sum(case.state is State.STRANDED for case in cases),
        unanswered=await questions.count_unanswered(tx, now - MONTH),
        helpers=len(helpers),
        unreachable=sum(not m.person.reachable for m in helpers),
    )


async def cases(tx: AsyncConnection, who: Member, now: datetime) -> View:
    """The course of open cases, never their text."""
    if not may_coordinate(who):
        return Said("not_allowed")
    around = await look_around(tx)
    found = await referrals.all_open(tx, MOST_LINES)
    await audit.note(tx, who.id, "list_cases", str(len(found)), now)
    return Cases(tuple(_line(around, case) for case in found))


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


FIELDS = ("upn", "name", "title", "unit", "roles", "hours", "capacity", "competences")


async def person_form(tx: AsyncConnection, who: Member, id_: str = "") -> View:
    """The form for one person of the directory; empty for a new one."""
    if not may_coordinate(who):
        return Said("not_allowed")
    member = await people.load(tx, id_) if id_ else None
    if member is None:
        return PersonForm({"capacity": "3", "hours": ""}, 0, new=True)
    return PersonForm(_values(member), member.version, new=False)


async def save_person(
    network: Network, tx: AsyncConnection, who: Member, id_: str, version: int, inputs: Mapping[str, str], now: datetime
) -> View:
    """Adds or changes a person of the directory. Somebody who already writes to the bot is found by e-mail."""
    if not may_coordinate(who):
        return Said("not_allowed")
    values = {"id": id_} | {name: str(inputs.get(name, ""))[:LONGEST_FIELD].strip() for name in FIELDS}
    member = await people.load(tx, id_) if id_ else await people.by_upn(tx, values["upn"])
    person, wrong = _read(member.person if member else _stranger(network), values)
    if wrong:
        return PersonForm(values, version, new=member is None, wrong=wrong)
    if member is None:
        await people.insert(tx, person, now, upn=values["upn"])
    elif (id_ and member.version != version) or not await people.save(tx, member, person, now):
        return PersonForm(_values(member), member.version, new=False, wrong={"name": "changed_meanwhile"})
    await audit.note(tx, who.id, "save_person", person.id, now)
    reachable = bool(member and member.person.reachable)
    return Said("person_saved" if reachable else "person_saved_unreachable", {"name": person.name}, coordinator=True)


async def pause_person(tx: AsyncConnection, who: Member, id_: str, now: datetime, *, paused: bool) -> View:
    """Takes a person out of the turn for a while; their open cases are re-homed by the next beat."""
    member = await people.load(tx, id_)
    if not may_coordinate(who) or member is None:
        return Said("not_allowed")
    await people.save(tx, member, replace(member.person, paused=paused), now)
    await audit.note(tx, who.id, "pause_person", id_, now)
    return Said("person_paused" if paused else "person_back", {"name": member.person.name}, coordinator=True)


def _stranger(network: Network) -> Person:
    return Person(id=network.new_id(), aad_id="", name="?")


def _values(member: Member) -> dict[str, str]:
    person = member.person
    return {
        "id": person.id,
        "upn": member.upn,
        "name": person.name,
        "title": person.title,
        "unit": person.unit,
        "roles": ",".join(person.roles),
        "hours": hours_text(person.hours),
        "capacity": str(person.capacity),
        "competences": ", ".join(person.competences),
    }


def _read(person: Person, values: Mapping[str, str]) -> tuple[Person, dict[str, str]]:
    wrong: dict[str, str] = {}
    chosen = tuple(role for role in values["roles"].split(",") if role in roles())
    if len(values["name"]) < 2:
        wrong["name"] = "name_missing"
    if not person.aad_id and ("@" not in values["upn"] or len(values["upn"]) > LONGEST_UPN):
        wrong["upn"] = "upn_missing"
    if not chosen:
        wrong["roles"] = "roles_missing"
    if not is_number(values["capacity"], MOST_CASES):
        wrong["capacity"] = "capacity_number"
    try:
        hours = to_hours(values["hours"]) if values["hours"] else person.hours
    except ValueError:
        hours, wrong["hours"] = person.hours, "hours_unreadable"
    if wrong:
        return person, wrong
    competences = tuple(word.strip() for word in values["competences"].split(",") if word.strip())
    changed = replace(
        person,
        name=values["name"][:200],
        title=values["title"][:100],
        unit=values["unit"][:100],
        roles=chosen,
        hours=hours,
        capacity=int(values["capacity"]),
        competences=competences,
        coordinator=COORDINATOR in chosen,
        active=True,
    )
    return changed, wrong
