"""Who should be asked, in which order, and why: the support staircase, nearest and least intrusive first.

Pure rules over the directory. The order is frozen into a case when it is made; `can_take` is asked again at each turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from knowledge.calendar import SchoolTime
from knowledge.outlook import Outlook
from knowledge.oversight import in_charge
from knowledge.people import Person, roles
from knowledge.ranking import Because, Rank, Reason, rank, reasons
from knowledge.suitability import Load, Need, Why, ladder, unavailable, unsuited
from knowledge.targets import answer_by, contact_by

__all__ = [
    "Because",
    "Candidate",
    "Load",
    "Need",
    "Order",
    "Reason",
    "Skipped",
    "Why",
    "answer_by",
    "can_take",
    "candidates",
    "contact_by",
    "coordinators",
]


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
    rank: Rank
    person: Person
    role: str
    instead_of: Person | None = None


def candidates(need: Need, people: Sequence[Person], load: Load, now: datetime, time: SchoolTime) -> Order:
    """The order in which to ask. Only people with a role of the need are mentioned; nobody twice."""
    search = _Search(need, load, Outlook(now, time), ladder(need))
    absent = [(person, role) for person in people if (role := _consider(search, person))]
    if absent:
        directory = {person.id: person for person in people}
        for person, role in sorted(absent, key=lambda pair: pair[0].id):
            _stand_in(search, person, role, directory)
    turns = sorted(search.turns.values(), key=lambda turn: turn.rank)
    skipped = (Skipped(key, why) for key, why in search.skipped.items() if key not in search.turns)
    return Order(tuple(_candidate(turn, search) for turn in turns), tuple(skipped))


def can_take(person: Person, need: Need, load: Load, now: datetime, time: SchoolTime) -> Why | None:
    """None when the person can be asked at this moment, else why not. The field is not judged: that was frozen."""
    return unavailable(person, need, load, Outlook(now, time))


def coordinators(
    people: Iterable[Person], load: Load, now: datetime, time: SchoolTime, district: str = ""
) -> tuple[str, ...]:
    """The last resort, best first: those who can be asked now before the others. Empty only without any coordinator.

    The district's own are asked alone as long as one of them is there at all; otherwise everybody is.
    """
    outlook, anything = Outlook(now, time), Need()
    able = [person for person in people if person.coordinator and person.active]
    own = in_charge(able, district)
    if any(unavailable(p, anything, Load(), outlook) in (None, Why.FULL) for p in able if p.id in own):
        able = [person for person in able if person.id in own]
    return tuple(p.id for p in sorted(able, key=lambda p: (*_hindrance(p, anything, load, outlook), p.id)))


def _hindrance(person: Person, need: Need, load: Load, outlook: Outlook) -> tuple[bool, bool, bool, int]:
    why = unavailable(person, need, load, outlook)
    return not person.reachable, why not in (None, Why.FULL), why is not None, load.open.get(person.id, 0)


def _consider(search: _Search, person: Person) -> str | None:
    """Places the person in the order or among the skipped; the role of someone absent with a substitute is returned."""
    role, why = _best_role(search, person)
    if role is None:
        if why:
            search.skipped[person.id] = why
        return None
    why = unavailable(person, search.need, search.load, search.outlook)
    if why is None:
        search.turns[person.id] = _turn(search, person, role)
        return None
    search.skipped[person.id] = why
    return role if search.outlook.absence(person, search.need.urgent) else None


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
    turn = _turn(search, substitute, role, instead_of=absent)
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


def _turn(search: _Search, person: Person, role: str, instead_of: Person | None = None) -> _Turn:
    place = search.ladder[role]
    return _Turn(rank(person, role, place, search.need, search.load, search.outlook), person, role, instead_of)


def _candidate(turn: _Turn, search: _Search) -> Candidate:
    told = reasons(turn.person, turn.role, turn.instead_of, search.need, search.load)
    return Candidate(turn.person.id, turn.role, tuple(told))
