"""A resource person's own hours, capacity and absence, set from the chat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.network import Network
from handlers.views import AvailabilityForm, Said, View
from knowledge.hours import hours_text, is_number, to_hours
from knowledge.people import Absence, Person
from knowledge.store import audit, people
from knowledge.store.people import Member

FIELDS = ("hours", "capacity", "away_from", "away_to", "substitute")
MOST_CASES = 50


async def open_form(network: Network, tx: AsyncConnection, who: Member, now: datetime) -> View:
    """The form with what is known today; only for those who stand in the directory."""
    if not _helps(who):
        return Said("not_a_helper")
    return AvailabilityForm(_values(network, who.person, now), who.version, await _colleagues(tx, who))


async def save(
    network: Network, tx: AsyncConnection, who: Member, version: int, inputs: Mapping[str, str], now: datetime
) -> View:
    """Writes the form. A mistake comes back beside its field; open cases are re-homed by the next beat."""
    if not _helps(who):
        return Said("not_a_helper")
    values = {name: str(inputs.get(name, "")).strip() for name in FIELDS}
    colleagues = await _colleagues(tx, who)
    changed, wrong = _read(who.person, values, network.time.today(now), {id_ for id_, _ in colleagues})
    if wrong:
        return AvailabilityForm(values, version, colleagues, wrong)
    if who.version != version or not await people.save(tx, who, changed, now):
        wrong = {"hours": "changed_meanwhile"}
        return AvailabilityForm(_values(network, who.person, now), who.version, colleagues, wrong)
    await audit.note(tx, who.id, "availability", who.id, now)
    return AvailabilityForm(_values(network, changed, now), who.version + 1, colleagues, saved=True)


def _helps(who: Member) -> bool:
    return bool(who.person.roles or who.person.coordinator) and who.person.active


def _values(network: Network, person: Person, now: datetime) -> dict[str, str]:
    today = network.time.today(now)
    coming = next((absence for absence in person.absences if absence.end >= today), None)
    return {
        "hours": hours_text(person.hours if any(person.hours) else network.time.usual_hours),
        "capacity": str(person.capacity),
        "away_from": coming.start.isoformat() if coming else "",
        "away_to": coming.end.isoformat() if coming else "",
        "substitute": (coming.substitute or "") if coming else "",
    }


def _read(
    person: Person, values: Mapping[str, str], today: date, colleagues: set[str]
) -> tuple[Person, dict[str, str]]:
    wrong: dict[str, str] = {}
    changed = person
    try:
        changed = replace(changed, hours=to_hours(values["hours"]))
    except ValueError:
        wrong["hours"] = "hours_unreadable"
    if is_number(values["capacity"], MOST_CASES):
        changed = replace(changed, capacity=int(values["capacity"]))
    else:
        wrong["capacity"] = "capacity_number"
    past = tuple(absence for absence in person.absences if absence.end < today)
    if values["away_from"] or values["away_to"]:
        absence = _absence(values, colleagues)
        if absence is None:
            wrong["away_to"] = "away_order"
        else:
            return replace(changed, absences=(*past, absence)), wrong
    return replace(changed, absences=past), wrong


def _absence(values: Mapping[str, str], colleagues: set[str]) -> Absence | None:
    try:
        start = date.fromisoformat(values["away_from"] or values["away_to"])
        end = date.fromisoformat(values["away_to"] or values["away_from"])
    except ValueError:
        return None
    substitute = values["substitute"] if values["substitute"] in colleagues else None
    return Absence(start, end, substitute) if start <= end else None


async def _colleagues(tx: AsyncConnection, who: Member) -> tuple[tuple[str, str], ...]:
    known = await people.directory(tx)
    return tuple((m.id, m.person.name) for m in known.values() if m.id != who.id and m.person.roles)[:100]
