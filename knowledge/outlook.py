"""The coming four weeks as seen from one instant: made once, then asked about thousands of people cheaply."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from itertools import accumulate

from knowledge.calendar import SchoolTime
from knowledge.hours import MIDNIGHT
from knowledge.people import Absence, Person

DAYS_AHEAD = 28


@dataclass(slots=True)
class Outlook:
    """What `time` says of `now` and the days after it, remembered per calendar."""

    now: datetime
    time: SchoolTime
    today: date = field(init=False)
    clock: clock_time = field(init=False)
    _open: dict[str, tuple[bool, ...]] = field(default_factory=dict, init=False)
    _gone: dict[str, tuple[int, ...]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        local = self.time.local(self.now)
        self.today, self.clock = local.date(), local.time()

    def next_day(self, person: Person) -> int | None:
        """Days until the person next has working hours (0 is today), absences aside; None when not in four weeks."""
        hours, weekday, days = self.time.hours(person), self.today.weekday(), self._days(person.calendar)
        for ahead in range(DAYS_AHEAD):
            spans = hours[(weekday + ahead) % 7]
            if spans and days[ahead] and (ahead or spans[-1][1] == MIDNIGHT or self.clock < spans[-1][1]):
                return ahead
        return None

    def absence(self, person: Person, urgent: bool) -> Absence | None:
        """The absence that keeps the person from answering: today when urgent, else on the next working day."""
        if not person.absences:
            return None
        ahead = 0 if urgent else self.next_day(person) or 0
        day = self.today + timedelta(days=ahead)
        covering = [absence for absence in person.absences if absence.covers(day)]
        return max(covering, key=lambda absence: absence.substitute is not None, default=None)

    def school_days_until(self, person: Person) -> int:
        """School days that pass before the person is next at work; a large number when not in four weeks."""
        ahead = self.next_day(person)
        if ahead is None:
            return DAYS_AHEAD
        return self._passed(person.calendar)[ahead] if ahead else 0

    def _days(self, calendar: str) -> tuple[bool, ...]:
        if calendar not in self._open:
            days = (self.today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD))
            self._open[calendar] = tuple(self.time.closed(day, calendar) is None for day in days)
        return self._open[calendar]

    def _passed(self, calendar: str) -> tuple[int, ...]:
        if calendar not in self._gone:
            days = (self.today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD))
            self._gone[calendar] = tuple(accumulate((self.time.is_open(day, calendar) for day in days), initial=0))
        return self._gone[calendar]
