"""How long somebody has to answer or to make contact: the role's target, in the person's own working time."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from knowledge.calendar import SchoolTime
from knowledge.people import Person, roles

PATIENCE = 2
"""A part-time helper may take this many times as long to answer as a colleague on usual hours."""


def answer_by(person: Person, role: str, urgent: bool, now: datetime, time: SchoolTime) -> datetime:
    """When the person's yes or no is due: the role's target in their own working time, always after `now`."""
    info = roles()[role]
    return _due(person, info.urgent_target_hours if urgent else info.target_hours, now, time)


def contact_by(person: Person, role: str, urgent: bool, now: datetime, time: SchoolTime) -> datetime:
    """When the first contact is due after a yes, counted like `answer_by`."""
    info = roles()[role]
    return _due(person, info.urgent_target_hours if urgent else info.contact_hours, now, time)


def _due(person: Person, hours: int, now: datetime, time: SchoolTime) -> datetime:
    latest = _latest(person.calendar, PATIENCE * hours, now, time)
    own = time.add_working_hours(person, now, hours)
    return own if own <= latest else _last_chance(person, own, latest, now, time)


@lru_cache(maxsize=256)
def _latest(calendar: str, hours: int, now: datetime, time: SchoolTime) -> datetime:
    # Remembered because one change of a case asks for everybody in its order at the same instant.
    return time.add_working_hours(Person("", calendar=calendar), now, hours)


def _last_chance(person: Person, own: datetime, latest: datetime, now: datetime, time: SchoolTime) -> datetime:
    """The end of the last working time before `latest`, or of the first one: nobody waits weeks for one hour a week."""
    chance: datetime | None = None
    for _start, end in time.windows(person, now):
        if chance is not None and end > latest:
            break
        chance = min(end, own)
    return chance or own
