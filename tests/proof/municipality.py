"""An invented municipality for the simulation: who helps, when they are away, and what staff ask about in a year.

The figures are assumptions, written here so that they can be argued with. Nothing is taken from real people.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from knowledge.calendar import Closing, SchoolTime
from knowledge.catalogue import Entry
from knowledge.hours import to_hours
from knowledge.people import Absence, Person
from knowledge.suitability import Need

START, END = date(2026, 8, 10), date(2027, 6, 25)
UNITS, STAFF, HELPERS, CONCERNS = 40, 2_500, 60, 6_000
HOLIDAYS = (
    Closing(date(2026, 10, 12), date(2026, 10, 18), "Efterårsferie"),
    Closing(date(2026, 12, 21), date(2027, 1, 3), "Juleferie"),
    Closing(date(2027, 2, 15), date(2027, 2, 21), "Vinterferie"),
    Closing(date(2027, 3, 22), date(2027, 3, 29), "Påskeferie"),
)
ROLES = {
    "akt-vejleder": 14, "inklusionsvejleder": 8, "ressourcepaedagog": 9, "co-teaching-partner": 6, "laesevejleder": 4,
    "tale-hoerekonsulent": 3, "sundhedsplejerske": 3, "fravaerskonsulent": 2, "fremskudt-socialraadgiver": 2,
    "fysio-ergo": 2, "ppr-psykolog": 5, "familiebehandler": 2,
}  # fmt: skip
WEEKS = tuple(
    map(
        to_hours,
        (
            "man-tor 08:00-15:00, fre 08:00-14:00",
            "man-fre 08:00-14:00",
            "man-ons 08:00-15:00",
            "tir 08:00-15:00, tor 08:00-15:00",
        ),
    )
)
TEACHING = to_hours("man 08:10-11:45, tir 10:00-13:30, ons 08:10-11:45, tor 08:10-09:45")
CAPACITIES = (6, 8, 10, 14)
"""Open cases at once. With 4 to 10 the helpers were full and two cases in five went to a coordinator."""
NEVER_INSTALLED = 0.08
SICK_SPELLS, COURSES = 4, 5
ZONE = ZoneInfo("Europe/Copenhagen")


@dataclass(frozen=True, slots=True)
class Concern:
    """Somebody needs a colleague at this moment."""

    at: datetime
    need: Need


@dataclass(frozen=True, slots=True)
class Municipality:
    """Helpers and coordinators as the directory knows them, and the days on which they are ill without saying so."""

    people: tuple[Person, ...]
    ill: frozenset[tuple[str, date]]
    time: SchoolTime


def municipality(luck: random.Random, copies: int = 1) -> Municipality:
    """One municipality, or several of the same size in one directory."""
    made = [_helper(luck, copy, role, number) for copy in range(copies) for role, number in _posts()]
    people = [*made, *(_coordinator(copy, number) for copy in range(copies) for number in range(2))]
    ill = {(p.id, START + timedelta(days=day)) for p in people for day in _ill_days(luck)}
    return Municipality(tuple(people), frozenset(ill), SchoolTime(closings=HOLIDAYS))


def concerns(
    luck: random.Random, town: Municipality, entries: Sequence[Entry], many: int, copies: int = 1
) -> list[Concern]:
    """A year's concerns in order of time: on school days from eight to three, most of them on Mondays and in autumn."""
    days = [START + timedelta(days=n) for n in range((END - START).days)]
    open_days = [day for day in days if town.time.is_open(day)]
    weights = [1.3 if day.weekday() == 0 else 1.0 for day in open_days]
    helped = [entry for entry in entries if entry.roles]
    made = (_concern(luck, day, luck.choice(helped), copies) for day in luck.choices(open_days, weights, k=many))
    return sorted(made, key=lambda concern: concern.at)


def _posts() -> Iterator[tuple[str, int]]:
    yield from ((role, number) for role, many in ROLES.items() for number in range(many))


def _helper(luck: random.Random, copy: int, role: str, number: int) -> Person:
    here = number * UNITS // ROLES[role]
    served = tuple(f"enhed {copy}-{(here + step) % UNITS}" for step in range(-(-UNITS // ROLES[role]) + 6))
    return Person(
        id=f"{copy}-{role}-{number}",
        name=f"{role} {number}",
        roles=(role,),
        unit=served[0] if ROLES[role] > 5 else "",
        units=served if ROLES[role] > 5 else (),
        district=f"kommune {copy}",
        hours=luck.choice(WEEKS),
        teaching=TEACHING if role in ("co-teaching-partner", "laesevejleder") else (),
        capacity=luck.choice(CAPACITIES),
        absences=tuple(_planned(luck)),
        reachable=luck.random() > NEVER_INSTALLED,
    )


def _coordinator(copy: int, number: int) -> Person:
    return Person(
        f"{copy}-koordinator-{number}", name=f"Koordinator {number}", roles=("koordinator",), capacity=500,
        district=f"kommune {copy}", hours=WEEKS[0], coordinator=True, calendar="office",
    )  # fmt: skip


def _planned(luck: random.Random) -> Iterator[Absence]:
    for _ in range(COURSES):
        first = START + timedelta(days=luck.randrange(300))
        yield Absence(first, first + timedelta(days=luck.choice((0, 1, 4))))


def _ill_days(luck: random.Random) -> Iterator[int]:
    for _ in range(SICK_SPELLS):
        first = luck.randrange(310)
        yield from range(first, first + luck.choice((1, 2, 3, 7)))


def _concern(luck: random.Random, day: date, entry: Entry, copies: int) -> Concern:
    clock = time(luck.randrange(8, 15), luck.randrange(60))
    copy, unit = luck.randrange(copies), luck.randrange(UNITS)
    need = Need(
        roles=entry.roles,
        slugs=(entry.slug,),
        unit=f"enhed {copy}-{unit}",
        district=f"kommune {copy}",
        urgent=luck.random() < 0.05,
        anonymous=luck.random() < 0.05,
        asker=f"{copy}-staff-{luck.randrange(STAFF)}",
    )
    return Concern(datetime.combine(day, clock, ZONE).astimezone(UTC), need)
