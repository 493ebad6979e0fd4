"""Small builders for the tests of people, school time and routing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from knowledge.calendar import SchoolTime
from knowledge.hours import to_hours
from knowledge.people import Person

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
USUAL = SchoolTime()
WEDNESDAY = datetime(2026, 11, 18, 9, tzinfo=UTC)
"""An ordinary Wednesday at ten o'clock, in week 47."""


def at(text: str) -> datetime:
    """The UTC instant of a Danish wall clock, such as "2026-11-18 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN).astimezone(UTC)


def wall(instant: datetime) -> str:
    """The Danish wall clock of an instant, such as "2026-11-18 10:00"."""
    return f"{instant.astimezone(COPENHAGEN):%Y-%m-%d %H:%M}"


def somebody(
    key: str = "bo", *roles: str, hours: str = "man-fre 08:00-15:00", teaching: str = "", **more: Any
) -> Person:
    """A person with a role (`akt-vejleder` unless told) and weekday hours."""
    return Person(
        id=key,
        aad_id=f"aad-{key}",
        name=key.title(),
        roles=roles or ("akt-vejleder",),
        hours=to_hours(hours),
        teaching=to_hours(teaching),
        **more,
    )
