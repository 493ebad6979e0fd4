"""Teams' limits, kept before Teams has to say 429: per conversation, and for each tenant, shared among replicas.

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
MOST_TENANTS = 1_000
_Sent = OrderedDict[str, deque[float]]


class Throttle:
    """Says when one more request is within the limits. `replicas` says how many share a tenant's limit."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.replicas = 1
        self._clock = clock
        self._tenants: _Sent = OrderedDict()
        self._conversations: _Sent = OrderedDict()

    def pause(self, conversation: str, tenant: str = "") -> float:
        """Seconds to wait; 0 means: go, and it has been counted."""
        now = self._clock()
        theirs, mine = (
            _of(self._tenants, tenant, MOST_TENANTS),
            _of(self._conversations, conversation, MOST_CONVERSATIONS),
        )
        share = max(1, TENANT_PER_SECOND // max(1, self.replicas))
        pause = max(_pause(theirs, ((1.0, share),), now), _pause(mine, WINDOWS, now))
        if pause == 0:
            theirs.append(now)
            mine.append(now)
        return pause


def _of(sent: _Sent, whose: str, most: int) -> deque[float]:
    """When somebody was sent to; whoever has been silent longest is forgotten when there are too many."""
    times = sent.pop(whose, None) or deque()
    sent[whose] = times
    if len(sent) > most:
        sent.popitem(last=False)
    return times


def _pause(sent: deque[float], windows: tuple[tuple[float, int], ...], now: float) -> float:
    longest = windows[-1][0]
    while sent and sent[0] <= now - longest:
        sent.popleft()
    waits = (sent[-most] + span - now for span, most in windows if len(sent) >= most)
    return max(0.0, max(waits, default=0.0))
