"""Who should be asked, in which order, and why: the support staircase, nearest and least intrusive first.

Pure rules over the directory. The order is frozen into a case when it is made; `can_take` is asked again at each turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from knowledge.calendar import SchoolTime
from knowledge.hours import Slot, slots_text
from knowledge.outlook import Outlook
from knowledge.people import Person, roles
from knowledge.suitability import Load, Need, Why, ladder, unavailable, unsuited

__all__ = [
    "Because", "Candidate", "Load", "Need", "Order", "Reason", "Skipped", "Why",
    "answer_by", "can_take", "candidates", "contact_by", "coordinators",
]

SOON = 2
"""School days that may pass before a helper is back at work, without others being asked first."""
LESSONS_NEEDED = 2
PATIENCE = 2
"""A part-time helper may take this many times as long to answer as a colleague on usual hours."""
_NEVER = datetime.min.replace(tzinfo=UTC)


class Because(StrEnum):
    """Why somebody is asked. In brackets what the reason's value holds."""

    CONTINUITY = "continuity"
    SUBSTITUTE_FOR = "substitute_for"  # name of the absent
    WISH = "wish"
    ROLE = "role"  # role key
    SAME_UNIT = "same_unit"  # unit
    NEAREST = "nearest"  # unit or district served
    AGE = "age"  # age band
    SUBJECT = "subject"  # subject
    YEAR = "year"  # school year
    METHOD = "method"  # slug of the entry the person knows
    LANGUAGE = "language"  # language code
    SLOTS = "slots"  # lessons that meet, as `slots_text`
    AT_WORK = "at_work"
    FREE = "free"  # number of open cases


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, rendered by the texts."""

    key: Because
    value: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to ask, in which role, and why just them."""

    person_id: str
    role: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """Somebody with a fitting role who is not asked."""

    person_id: str
    why: Why


@dataclass(frozen=True, slots=True)
class Order:
    """Whom to ask one after the other, and who was passed over."""

    candidates: tuple[Candidate, ...]
    skipped: tuple[Skipped, ...]


@dataclass(slots=True)
class _Search:
    need: Need
    load: Load
    outlook: Outlook
    ladder: dict[str, int]
    turns: dict[str, _Turn] = field(default_factory=dict)
    skipped: dict[str, Why] = field(default_factory=dict)


@dataclass(slots=True)
class _Turn:
    rank: tuple[Any, ...]
    person: Person
    role: str
    instead_of: Person | None = None


def candidates(need: Need, people: Sequence[Person], load: Load, now: datetime, time: SchoolTime) -> Order:
    """The order in which to ask. Only people with a role of the need are mentioned; nobody twice."""
    search = _Search(need, load, Outlook(now, time), ladder(need))
    absent = [(person, role) for person in people if (role := _consider(search, person))]
    if absent:
        directory = {person.id: person for person in people}
        for person, role in absent:
            _stand_in(search, person, role, directory)
    turns = sorted(search.turns.values(), key=lambda turn: turn.rank)
    skipped = (Skipped(key, why) for key, why in search.skipped.items() if key not in search.turns)
    return Order(tuple(_candidate(turn, search) for turn in turns), tuple(skipped))


def can_take(person: Person, need: Need, load: Load, now: datetime, time: SchoolTime) -> Why | None:
    """None when the person can be asked at this moment, else why not. The field is not judged: that was frozen."""
    return unavailable(person, need, load, Outlook(now, time))


def answer_by(person: Person, role: str, urgent: bool, now: datetime, time: SchoolTime) -> datetime:
    """When the person's yes or no is due: the role's target in their own working time, always after `now`."""
    info = roles()[role]
    return _due(person, info.urgent_target_hours if urgent else info.target_hours, now, time)


def contact_by(person: Person, role: str, urgent: bool, now: datetime, time: SchoolTime) -> datetime:
    """When the first contact is due after a yes, counted like `answer_by`."""
    info = roles()[role]
    return _due(person, info.urgent_target_hours if urgent else info.contact_hours, now, time)


def coordinators(people: Iterable[Person], load: Load, now: datetime, time: SchoolTime) -> tuple[str, ...]:
    """The last resort, best first: those who can be asked now before the others. Empty only without any coordinator."""
    outlook, anything = Outlook(now, time), Need()
    able = [person for person in people if person.coordinator and person.active]
    return tuple(p.id for p in sorted(able, key=lambda p: (*_hindrance(p, anything, load, outlook), p.id)))


def _hindrance(person: Person, need: Need, load: Load, outlook: Outlook) -> tuple[bool, bool, int]:
    why = unavailable(person, need, load, outlook)
    return not person.reachable, why is not None, load.open.get(person.id, 0)


def _due(person: Person, hours: int, now: datetime, time: SchoolTime) -> datetime:
    own = time.add_working_hours(person, now, hours)
    usual = replace(person, hours=(), absences=())
    latest = time.add_working_hours(usual, now, PATIENCE * hours)
    return own if own <= latest else _last_chance(person, own, latest, now, time)


def _last_chance(person: Person, own: datetime, latest: datetime, now: datetime, time: SchoolTime) -> datetime:
    """The end of the last working time before `latest`, or of the first one: nobody waits weeks for one hour a week."""
    chance: datetime | None = None
    for _start, end in time.windows(person, now):
        if chance is not None and end > latest:
            break
        chance = min(end, own)
    return chance or own


def _consider(search: _Search, person: Person) -> str | None:
    """Places the person in the order or among the skipped; the role of someone absent with a substitute is returned."""
    role, why = _best_role(search, person)
    if role is None:
        if why:
            search.skipped[person.id] = why
        return None
    why = unavailable(person, search.need, search.load, search.outlook)
    if why is None:
        search.turns[person.id] = _Turn(_rank(search, person, role), person, role)
        return None
    search.skipped[person.id] = why
    return role if why is Why.AWAY else None


def _best_role(search: _Search, person: Person) -> tuple[str | None, Why | None]:
    fitting = [role for role in person.roles if role in search.ladder]
    first: Why | None = None
    for role in sorted(fitting, key=search.ladder.__getitem__):
        why = unsuited(person, roles()[role], search.need)
        if why is None:
            return role, None
        first = first or why
    return None, first


def _stand_in(search: _Search, absent: Person, role: str, directory: Mapping[str, Person]) -> None:
    substitute = _substitute(search, absent, directory)
    if substitute is None:
        return
    why = unavailable(substitute, search.need, search.load, search.outlook)
    if why:
        search.skipped.setdefault(substitute.id, why)
        return
    turn = _Turn(_rank(search, substitute, role), substitute, role, instead_of=absent)
    standing = search.turns.get(substitute.id)
    if standing is None or turn.rank < standing.rank:
        search.turns[substitute.id] = turn


def _substitute(search: _Search, absent: Person, directory: Mapping[str, Person]) -> Person | None:
    """Follows the substitutes of substitutes to somebody who is here; None at a dead end or in a circle."""
    seen, person = {absent.id}, absent
    while absence := search.outlook.absence(person, search.need.urgent):
        following = directory.get(absence.substitute or "")
        if following is None or following.id in seen:
            return None
        seen.add(following.id)
        person = following
    return person


def _rank(search: _Search, person: Person, role: str) -> tuple[Any, ...]:
    need, load = search.need, search.load
    return (
        not _continues(need, person, role),
        search.ladder[role],
        _distance(person, need),
        _lessons_missing(person, role, need),
        _is_late(search, person),
        -len(_skills(person, need)),
        load.open.get(person.id, 0),
        load.last.get(person.id, _NEVER),
        person.id,
    )


def _continues(need: Need, person: Person, role: str) -> bool:
    return person.id == need.continuity and need.wish in (None, role)


def _distance(person: Person, need: Need) -> int:
    if need.unit and person.unit == need.unit:
        return 0
    if need.unit and need.unit in person.units:
        return 1
    return 2 if need.district and person.district == need.district else 3


def _lessons_missing(person: Person, role: str, need: Need) -> int:
    if not need.wished_slots or not roles()[role].lessons:
        return 0
    return max(0, LESSONS_NEEDED - len(_common(person, need)))


def _common(person: Person, need: Need) -> tuple[Slot, ...]:
    return tuple(slot for slot in person.slots if any(slot.meets(wished) for wished in need.wished_slots))


def _is_late(search: _Search, person: Person) -> bool:
    if search.need.urgent:
        return search.outlook.time.quiet(person, search.outlook.now)
    return search.outlook.school_days_until(person) > SOON


def _skills(person: Person, need: Need) -> list[Reason]:
    """What the person knows of just this need."""
    found = [Reason(Because.METHOD, slug) for slug in need.slugs if slug in person.competences][:1]
    if need.subject and need.subject in person.subjects:
        found.append(Reason(Because.SUBJECT, need.subject))
    if need.year is not None and need.year in person.years:
        found.append(Reason(Because.YEAR, str(need.year)))
    if need.age and need.age in person.ages:
        found.append(Reason(Because.AGE, need.age))
    if need.language and need.language in person.languages:
        found.append(Reason(Because.LANGUAGE, need.language))
    return found


def _candidate(turn: _Turn, search: _Search) -> Candidate:
    return Candidate(turn.person.id, turn.role, tuple(_reasons(turn, search)))


def _reasons(turn: _Turn, search: _Search) -> Iterator[Reason]:
    need, person = search.need, turn.person
    if _continues(need, person, turn.role):
        yield Reason(Because.CONTINUITY)
    if turn.instead_of:
        yield Reason(Because.SUBSTITUTE_FOR, turn.instead_of.name)
    yield Reason(Because.WISH if turn.role == need.wish else Because.ROLE, turn.role)
    yield from _nearness(person, need)
    yield from _skills(person, need)
    if roles()[turn.role].lessons and (slots := _common(person, need) or person.slots):
        yield Reason(Because.SLOTS, slots_text(slots[:LESSONS_NEEDED]))
    if need.urgent:
        yield Reason(Because.AT_WORK)
    yield Reason(Because.FREE, str(search.load.open.get(person.id, 0)))


def _nearness(person: Person, need: Need) -> Iterator[Reason]:
    match _distance(person, need):
        case 0:
            yield Reason(Because.SAME_UNIT, need.unit)
        case 1:
            yield Reason(Because.NEAREST, need.unit)
        case 2:
            yield Reason(Because.NEAREST, need.district)
