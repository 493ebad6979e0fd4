"""Who is in the network: people, their roles, hours, absences and what they take.

The directory is data that coordinators edit; `content/roles.toml` holds the roles and `content/demo_people.toml`
an invented cast.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

from knowledge.catalogue import CONTENT, AgeBand, Setting
from knowledge.hours import Slot, WeeklyHours, hours_text, slots_text, to_hours, to_slots


class Offered(StrEnum):
    """When the network may ask a role: by itself, only when wished or urgent, or never (the way goes another place)."""

    ALWAYS = "always"
    ASKED = "asked"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class RoleInfo:
    """What a role takes and how soon. Hours are working hours: 7 is a day, 35 a week.

    `step` is the support staircase; the file explains the other fields.
    """

    key: str
    title_da: str
    title_en: str
    takes: str
    does_not_take: str
    step: int
    target_hours: int
    contact_hours: int
    urgent_target_hours: int = 2
    takes_en: str = ""
    offered: Offered = Offered.ALWAYS
    general: bool = False
    anonymous: bool = True
    own_unit: bool = False
    lessons: bool = False
    ages: tuple[AgeBand, ...] = ()
    settings: tuple[Setting, ...] = ()


@dataclass(frozen=True, slots=True)
class Absence:
    """Away from `start` to `end`, both days included; `substitute` is the id of the person who stands in."""

    start: date
    end: date
    substitute: str | None = None

    def covers(self, day: date) -> bool:
        """Whether the person is away on this day."""
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class Person:
    """One member of the network. No ages, settings, units or years means all; no hours means the usual ones.

    `district` narrows someone without named `units`; "" is the whole municipality. `declines` are entries that the
    person has been found not to take. `capacity` is open cases at once. Nothing may ping while `teaching`.
    `oversees` limits a coordinator to districts; none is the whole municipality.
    """

    id: str
    aad_id: str = ""
    name: str = ""
    roles: tuple[str, ...] = ()
    title: str = ""
    unit: str = ""
    units: tuple[str, ...] = ()
    district: str = ""
    ages: tuple[AgeBand, ...] = ()
    settings: tuple[Setting, ...] = ()
    competences: tuple[str, ...] = ()
    declines: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    languages: tuple[str, ...] = ("da",)
    hours: WeeklyHours = field(default=(), repr=False)
    teaching: WeeklyHours = field(default=(), repr=False)
    slots: tuple[Slot, ...] = ()
    capacity: int = 3
    absences: tuple[Absence, ...] = ()
    calendar: str = "school"
    reachable: bool = True
    paused: bool = False
    active: bool = True
    coordinator: bool = False
    oversees: tuple[str, ...] = ()
    editor: bool = False
    leader: bool = False


@cache
def roles() -> Mapping[str, RoleInfo]:
    """The roles by their directory key, in the order of the file."""
    data = tomllib.loads((CONTENT / "roles.toml").read_text(encoding="utf-8"))
    return MappingProxyType({key: _role(key, values) for key, values in data.items()})


def demo() -> tuple[Person, ...]:
    """The invented people of `content/demo_people.toml`."""
    data = tomllib.loads((CONTENT / "demo_people.toml").read_text(encoding="utf-8"))
    return tuple(to_person(values) for values in data["person"])


def _role(key: str, values: dict[str, Any]) -> RoleInfo:
    plain = dict(values)
    plain["offered"] = Offered(plain.get("offered", Offered.ALWAYS))
    plain["ages"] = tuple(map(AgeBand, plain.get("ages", ())))
    plain["settings"] = tuple(map(Setting, plain.get("settings", ())))
    return RoleInfo(key=key, **plain)


_TUPLES = {"roles", "units", "competences", "declines", "subjects", "languages", "oversees"}
_FLAGS = {f.name for f in fields(Person) if f.type == "bool"}
_KNOWN = {f.name for f in fields(Person)}


def to_person(data: Mapping[str, Any]) -> Person:
    """Builds a person from plain data (TOML, JSON, a form). ValueError names the field that is wrong, in Danish.

    What reads the store must not stumble over a role that has been taken out of the file: see `problems`.
    """
    person = Person(**{"id": ""} | {name: _value(name, value) for name, value in data.items() if name in _KNOWN})
    if not person.id:
        raise ValueError("id: mangler")
    return person


def problems(person: Person) -> dict[str, str]:
    """What keeps a person out of the directory: field -> what to do, in Danish. Empty when all is well."""
    wrong: dict[str, str] = {}
    if not person.name.strip():
        wrong["name"] = "Skriv et navn."
    if unknown := [role for role in person.roles if role not in roles()]:
        wrong["roles"] = f"Ukendt rolle: {', '.join(unknown)}."
    if person.capacity < 0:
        wrong["capacity"] = "Skriv 0 eller flere sager."
    if any(absence.substitute == person.id for absence in person.absences):
        wrong["absences"] = "Vælg en anden end personen selv som stedfortræder."
    return wrong


def _value(name: str, value: Any) -> Any:
    try:
        return _read(name, value)
    except (ValueError, TypeError, KeyError) as wrong:
        raise ValueError(f"{name}: {wrong}") from wrong


def _read(name: str, value: Any) -> Any:
    match name:
        case "hours" | "teaching":
            return to_hours(value)
        case "slots":
            return to_slots(value)
        case "absences":
            return tuple(_absence(item) for item in value)
        case "ages":
            return tuple(map(AgeBand, value))
        case "settings":
            return tuple(map(Setting, value))
        case "years":
            return tuple(map(int, value))
        case "capacity":
            return int(value)
    if name in _TUPLES:
        return _words(value)
    if name in _FLAGS and not isinstance(value, bool):
        raise TypeError("skal være sand eller falsk")
    return value if name in _FLAGS else str(value)


def _words(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        raise TypeError("skal være en liste")
    return tuple(map(str, value))


def _absence(data: Mapping[str, Any]) -> Absence:
    absence = Absence(_day(data["start"]), _day(data["end"]), data.get("substitute") or None)
    if absence.end < absence.start:
        raise ValueError("slutter før det begynder")
    return absence


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def to_data(person: Person) -> dict[str, Any]:
    """The person as plain JSON-ready data; `to_person(to_data(p)) == p`."""
    return {f.name: _plain(f.name, getattr(person, f.name)) for f in fields(person)}


def _plain(name: str, value: Any) -> Any:
    match name:
        case "hours" | "teaching":
            return hours_text(value)
        case "slots":
            return slots_text(value)
        case "absences":
            return [{"start": a.start.isoformat(), "end": a.end.isoformat(), "substitute": a.substitute} for a in value]
    return list(value) if isinstance(value, tuple) else value
