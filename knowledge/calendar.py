"""School time: Danish holidays, local closing periods and each person's own hours.

Every instant in and out is an aware UTC datetime; days and clocks are local. Source of the holidays: the library
`holidays`, the public days and the optional ones on which schools are closed (1 May, 5 June, 24 and 31 December).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays.countries.denmark  # now, not at the first deadline: the library loads a country late (40 ms)

from knowledge.hours import MIDNIGHT, Span, WeeklyHours, to_hours
from knowledge.people import Person

DAY = timedelta(days=1)
HORIZON = 400
"""Days to look ahead: more than any closing period, so that a search always ends."""

USUAL_HOURS = to_hours("man-tor 08:00-15:00, fre 08:00-14:00")
ROUND_THE_CLOCK = to_hours("man-søn 00:00-24:00")


@dataclass(frozen=True, slots=True)
class Closing:
    """A closing period or school holiday, both days included; no `calendars` means it closes them all."""

    start: date
    end: date
    name: str = ""
    calendars: tuple[str, ...] = ()

    def covers(self, day: date, calendar: str) -> bool:
        """Whether this calendar is closed on the day."""
        return self.start <= day <= self.end and (not self.calendars or calendar in self.calendars)


def to_closing(data: Mapping[str, Any]) -> Closing:
    """A closing period from plain data (`start`, `end`, `name`, `calendars`); else ValueError or KeyError."""
    start, end = (date.fromisoformat(str(data[key])) for key in ("start", "end"))
    if end < start:
        raise ValueError(f"lukkeperioden {data.get('name', '')} slutter før den begynder")
    return Closing(start, end, str(data.get("name", "")), tuple(data.get("calendars", ())))


@dataclass(frozen=True, slots=True)
class SchoolTime:
    """When people work. `always_open` makes everybody at work at every hour: for trying out at night, and for tests.

    `speed` makes every deadline come that many times as soon; only proofs need it.
    """

    zone: str = "Europe/Copenhagen"
    closings: tuple[Closing, ...] = ()
    usual_hours: WeeklyHours = field(default=USUAL_HOURS, repr=False)
    always_open: bool = False
    speed: float = 1.0

    def today(self, now: datetime) -> date:
        """The local date."""
        return self.local(now).date()

    def local(self, now: datetime) -> datetime:
        """The instant on the wall clock."""
        return now.astimezone(ZoneInfo(self.zone))

    def closed(self, day: date, calendar: str = "school") -> str | None:
        """Why the day is closed (the holiday's Danish name, the period's name, "lukket"), or None. Weekends are not."""
        if self.always_open:
            return None
        if name := danish_holidays(day.year).get(day):
            return name
        return next((c.name or "lukket" for c in self.closings if c.covers(day, calendar)), None)

    def is_open(self, day: date, calendar: str = "school") -> bool:
        """Whether it is a school day: no weekend, holiday or closing period."""
        return self.always_open or (day.weekday() < 5 and self.closed(day, calendar) is None)

    def hours(self, person: Person) -> WeeklyHours:
        """The person's week, or the usual one when nothing has been told."""
        if self.always_open:
            return ROUND_THE_CLOCK
        return person.hours if any(person.hours) else self.usual_hours

    def working(self, person: Person, now: datetime) -> bool:
        """Whether the person is at work at this instant."""
        return any(start <= now < end for start, end in self._spans(person, self.today(now)))

    def quiet(self, person: Person, now: datetime) -> bool:
        """Whether nothing but an urgent case may ping: outside hours or teaching."""
        return not self.working(person, now) or self._teaching_until(person, now) is not None

    def next_working(self, person: Person, now: datetime) -> datetime | None:
        """The first instant from `now` when the person is at work; None when there is none within the horizon."""
        return next((start for start, _ in self.windows(person, now)), None)

    def next_ping(self, person: Person, now: datetime) -> datetime | None:
        """The first instant that is not quiet; someone who teaches all the time is pinged at the start of the day."""
        for start, end in self.windows(person, now, days=14):
            at: datetime | None = start
            while at is not None and (until := self._teaching_until(person, at)):
                at = until if until < end else None
            if at is not None:
                return at
        return self.next_working(person, now)

    def add_working_hours(self, person: Person, now: datetime, hours: float) -> datetime:
        """`now` plus hours of the person's own working time; within the horizon even for someone who never works."""
        left, end = timedelta(hours=hours) / self.speed, now
        for start, end in self.windows(person, now):
            if end - start >= left:
                return start + left
            left -= end - start
        return max(end, now + left)

    def add_school_days(self, now: datetime, days: int, calendar: str = "school") -> datetime:
        """The same time of day `days` school days later; a closed day counts as the next open one's eve."""
        if self.speed > 1:
            return now + timedelta(days=days) / self.speed
        local = self.local(now)
        day = local.date()
        for _ in range(HORIZON):
            if days <= 0 and self.is_open(day, calendar):
                break
            day += DAY
            days -= self.is_open(day, calendar)
        return datetime.combine(day, local.time(), ZoneInfo(self.zone)).astimezone(UTC)

    def windows(self, person: Person, now: datetime, *, days: int = HORIZON) -> Iterator[tuple[datetime, datetime]]:
        """The person's working time from `now` on, in order; the first window starts at `now` when it is under way."""
        today, seen = self.today(now), now
        for ahead in range(days):
            for start, end in self._spans(person, today + ahead * DAY):
                start = max(start, seen)
                if start < end:
                    yield start, end
                    seen = end

    def away(self, person: Person, day: date) -> bool:
        """Whether an absence covers the day."""
        return any(absence.covers(day) for absence in person.absences)

    def _spans(self, person: Person, day: date) -> Iterable[tuple[datetime, datetime]]:
        spans = self.hours(person)[day.weekday()]
        if not spans or self.away(person, day) or self.closed(day, person.calendar):
            return ()
        return (self._place(day, span) for span in spans)

    def _place(self, day: date, span: Span) -> tuple[datetime, datetime]:
        start, end = span
        until = self._instant(day + DAY, end) if end == MIDNIGHT else self._instant(day, end, fold=1)
        return self._instant(day, start), until

    def _instant(self, day: date, clock: time, fold: int = 0) -> datetime:
        return _instant(day, clock, fold, self.zone)

    def _teaching_until(self, person: Person, now: datetime) -> datetime | None:
        if self.always_open or not any(person.teaching):
            return None
        day = self.today(now)
        lessons = (self._place(day, span) for span in person.teaching[day.weekday()])
        return next((end for start, end in lessons if start <= now < end), None)


@lru_cache(maxsize=4096)
def _instant(day: date, clock: time, fold: int, zone: str) -> datetime:
    return datetime.combine(day, clock.replace(fold=fold), ZoneInfo(zone)).astimezone(UTC)


@lru_cache(maxsize=64)
def danish_holidays(year: int) -> Mapping[date, str]:
    """The year's holidays with their Danish names."""
    return dict(holidays.country_holidays("DK", years=year, categories=("public", "optional"), language="da"))
