"""Who is there in the next weeks: role by district, gaps and overload before they hurt; and finding people by words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapidfuzz import fuzz

from knowledge.calendar import SchoolTime
from knowledge.language import fold
from knowledge.people import Offered, Person, roles

WEEKS = 4
WEEK = timedelta(days=7)
LIKE_ENOUGH = 75.0
"""How alike (0-100) a word of the search and a word about a person must be; one or two letters may be wrong."""


@dataclass(frozen=True, slots=True)
class Week:
    """One role in one district in one week: who is there at all, their working hours, and room for more cases."""

    people: int
    hours: float
    room: int

    @property
    def gap(self) -> bool:
        """Nobody is there."""
        return self.people == 0

    @property
    def full(self) -> bool:
        """Somebody is there, but has no room."""
        return self.people > 0 and self.room <= 0


@dataclass(frozen=True, slots=True)
class Line:
    """One role in one district ("" when it serves the whole municipality) through the next weeks."""

    role: str
    district: str
    weeks: tuple[Week, ...]

    @property
    def thin(self) -> bool:
        """Whether somebody should do something."""
        return any(week.gap or week.full for week in self.weeks)


def coverage(people: Sequence[Person], busy: Mapping[str, int], now: datetime, time: SchoolTime) -> tuple[Line, ...]:
    """Every role that the network asks, in every district: those who need a hand first. Pure."""
    active = [person for person in people if person.active]
    districts = sorted({person.district for person in active if person.district}) or [""]
    starts = [now, *(_monday(now, time) + n * WEEK for n in range(1, WEEKS))]
    lines = [
        Line(role, district, tuple(_week(_serving(active, role, district), busy, start, time) for start in starts))
        for role, info in roles().items()
        if info.offered is not Offered.NEVER and any(role in person.roles for person in active)
        for district in districts
    ]
    return tuple(sorted(lines, key=lambda line: not line.thin))


def find(people: Iterable[Person], words: str, titles: Mapping[str, str]) -> tuple[Person, ...]:
    """The people every word of the search fits, by name, role, place, subject or competence, also misspelt.

    `titles`: the entries' titles by slug, for competences are kept as slugs.
    """
    wanted = fold(words).split()
    scored = [
        (min((_fits(word, about) for word in wanted), default=100.0), person) for person, about in _told(people, titles)
    ]
    fitting = [(score, person) for score, person in scored if score >= LIKE_ENOUGH]
    return tuple(person for _, person in sorted(fitting, key=lambda pair: (-pair[0], pair[1].name)))


def _serving(people: Iterable[Person], role: str, district: str) -> list[Person]:
    there = (person for person in people if role in person.roles and not person.paused and person.reachable)
    return [person for person in there if not district or person.district in ("", district)]


def _week(people: Sequence[Person], busy: Mapping[str, int], start: datetime, time: SchoolTime) -> Week:
    end = _monday(start, time) + WEEK
    spent = {person: _hours(person, start, end, time) for person in people}
    there = [person for person, hours in spent.items() if hours > 0]
    room = sum(max(0, person.capacity - busy.get(person.id, 0)) for person in there)
    return Week(len(there), round(sum(spent.values()), 1), room)


def _hours(person: Person, start: datetime, end: datetime, time: SchoolTime) -> float:
    spans = time.windows(person, start, days=8)
    return sum(max(0.0, (min(till, end) - at).total_seconds()) for at, till in spans if at < end) / 3600


def _monday(now: datetime, time: SchoolTime) -> datetime:
    local = time.local(now)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=local.weekday())


def _told(people: Iterable[Person], titles: Mapping[str, str]) -> Iterable[tuple[Person, list[str]]]:
    for person in people:
        told = [person.name, person.title, person.unit, person.district, *person.units, *person.subjects]
        told += [roles()[role].title_da for role in person.roles if role in roles()] + list(person.roles)
        told += [f"{slug} {titles.get(slug, '')}" for slug in person.competences]
        yield person, fold(" ".join(told)).replace("-", " ").split()


def _fits(word: str, about: Sequence[str]) -> float:
    return max((100.0 if one.startswith(word) else fuzz.ratio(word, one) for one in about), default=0.0)
