"""How cost grows with length: a share of two measurements of the same run, so no machine is too slow for it."""

from __future__ import annotations

import time
from collections.abc import Callable

SHORT, LONG = 1_250, 5_000
MOST = 12.0
"""Four times the text costs four times as much when it is read once through, sixteen when all is held against all."""
TRIES = 3


def growth(call: Callable[[str], object], piece: str) -> float:
    """How many times as much processor time a text of `LONG` characters costs as one of `SHORT`."""
    call(f"først {piece}")  # what is only made once is made now
    return _cost(call, piece, LONG) / _cost(call, piece, SHORT)


def _cost(call: Callable[[str], object], piece: str, length: int) -> float:
    """The least of some tries, each with a text of its own: nothing may be remembered from the one before."""
    spent = []
    for number in range(TRIES):
        text = f"{number} {piece * length}"[:length]
        begun = time.thread_time()
        call(text)
        spent.append(time.thread_time() - begun)
    return min(spent)
