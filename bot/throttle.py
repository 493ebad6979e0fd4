"""Teams' limits, kept before Teams has to say 429: per conversation, and for the whole tenant shared among replicas.

Source: Microsoft's "Rate limiting" page: 7 in 1 s, 8 in 2 s, 60 in 30 s, 1 800 in an hour per conversation; 50 in 1 s
per app and tenant.
"""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable

WINDOWS = ((1.0, 7), (2.0, 8), (30.0, 60), (3600.0, 1800))
TENANT_PER_SECOND = 45  # a little under 50: replicas' clocks differ
MOST_CONVERSATIONS = 50_000


class Throttle:
    """Says when one more request is within the limits. `replicas` says how many share the tenant's limit."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.replicas = 1
        self._clock = clock
        self._all: deque[float] = deque()
        self._each: OrderedDict[str, deque[float]] = OrderedDict()

    def pause(self, conversation: str) -> float:
        """Seconds to wait; 0 means: go, and it has been counted."""
        now = self._clock()
        mine = self._each.pop(conversation, None) or deque()
        self._each[conversation] = mine
        if len(self._each) > MOST_CONVERSATIONS:
            self._each.popitem(last=False)
        share = max(1, TENANT_PER_SECOND // max(1, self.replicas))
        pause = max(_pause(self._all, ((1.0, share),), now), _pause(mine, WINDOWS, now))
        if pause == 0:
            self._all.append(now)
            mine.append(now)
        return pause


def _pause(sent: deque[float], windows: tuple[tuple[float, int], ...], now: float) -> float:
    longest = windows[-1][0]
    while sent and sent[0] <= now - longest:
        sent.popleft()
    waits = (sent[-most] + span - now for span, most in windows if len(sent) >= most)
    return max(0.0, max(waits, default=0.0))
