"""Who comes before whom, and the reasons that are told: the same facts, once as a rank and once as words.

Within a role: nearest, lessons that meet, soon back at work, skilled in just this, then fairness (the smallest share
of the capacity in use, longest since last asked).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from knowledge.hours import Slot, slots_text
from knowledge.outlook import Outlook
from knowledge.people import Person, roles
from knowledge.suitability import Load, Need

LESSONS_NEEDED = 2
SOON = 2
"""School days that may pass before a helper is back at work, without others being asked first."""
_NEVER = datetime.min.replace(tzinfo=UTC)

Rank = tuple[bool, int, int, int, bool, int, float, datetime, str]


class Because(StrEnum):
    """Why somebody is asked. In brackets what the reason's value holds."""

    CONTINUITY = "continuity"
    SUBSTITUTE_FOR = "substitute_for"  # id of the absent: orders are kept, and a name must be erasable
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


def rank(person: Person, role: str, place: int, need: Need, load: Load, outlook: Outlook) -> Rank:
    """Where the person belongs in the order, smallest first, never equal for two; `place` is the role on the ladder."""
    return (
        not _continues(need, person, role),
        place,
        _distance(person, need),
        _lessons_missing(person, role, need),
        _is_late(person, need, outlook),
        -len(_skills(person, need)),
        load.open.get(person.id, 0) / max(person.capacity, 1),
        load.last.get(person.id, _NEVER),
        person.id,
    )


def reasons(person: Person, role: str, instead_of: Person | None, need: Need, load: Load) -> Iterator[Reason]:
    """Why just this person, in the order in which it is told."""
    if _continues(need, person, role):
        yield Reason(Because.CONTINUITY)
    if instead_of:
        yield Reason(Because.SUBSTITUTE_FOR, instead_of.id)
    yield Reason(Because.WISH if role == need.wish else Because.ROLE, role)
    yield from _nearness(person, need)
    yield from _skills(person, need)
    if roles()[role].lessons and (slots := _common(person, need) or person.slots):
        yield Reason(Because.SLOTS, slots_text(slots[:LESSONS_NEEDED]))
    if need.urgent:
        yield Reason(Because.AT_WORK)
    yield Reason(Because.FREE, str(load.open.get(person.id, 0)))


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


def _is_late(person: Person, need: Need, outlook: Outlook) -> bool:
    if need.urgent:
        return outlook.time.quiet(person, outlook.now)
    return outlook.school_days_until(person) > SOON


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


def _nearness(person: Person, need: Need) -> Iterator[Reason]:
    match _distance(person, need):
        case 0:
            yield Reason(Because.SAME_UNIT, need.unit)
        case 1:
            yield Reason(Because.NEAREST, need.unit)
        case 2:
            yield Reason(Because.NEAREST, need.district)
