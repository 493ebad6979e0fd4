"""How fast one person may write: a token bucket each, in memory, bounded."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

BURST = 20
PER_SECOND = 0.5
SAY_SO_EVERY = timedelta(minutes=1)
MOST_PEOPLE = 20_000


class Pace:
    """Twenty at once and thirty a minute after that: more than a person types, less than a script sends."""

    def __init__(self) -> None:
        self._left: OrderedDict[str, tuple[float, datetime]] = OrderedDict()
        self._said: OrderedDict[str, datetime] = OrderedDict()

    def allows(self, who: str, now: datetime) -> bool:
        """Whether one more is fine; False means: refuse it."""
        left, since = self._left.pop(who, (float(BURST), now))
        left = min(BURST, left + max(0.0, (now - since).total_seconds()) * PER_SECOND)
        self._left[who] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > MOST_PEOPLE:
            self._left.popitem(last=False)
        return left >= 1

    def says_so(self, who: str, now: datetime) -> bool:
        """Whether somebody who is too fast is to be told so now: once a minute, for silence is no answer."""
        last = self._said.pop(who, None)
        due = last is None or now - last >= SAY_SO_EVERY
        self._said[who] = now if last is None or due else last
        if len(self._said) > MOST_PEOPLE:
            self._said.popitem(last=False)
        return due
