"""Finds the lowest point of a smooth convex cost: L-BFGS (Nocedal and Wright, "Numerical Optimization", 7.4)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Cost = Callable[[Doubles], tuple[float, Doubles]]
_KEPT, _HALVINGS, _ENOUGH = 8, 12, 1e-4
_FLAT = 1e-7


def lowest(cost: Cost, start: Doubles, rounds: int) -> Doubles:
    """The point after at most `rounds` steps; `cost` gives the height and the slope at a point."""
    kept: deque[tuple[Doubles, Doubles]] = deque(maxlen=_KEPT)
    here, (height, slope) = start, cost(start)
    for _ in range(rounds):
        way = _way(slope, kept)
        fall = float(way @ slope)
        step = 1.0
        for _ in range(_HALVINGS):
            there = here + step * way
            height_there, slope_there = cost(there)
            if height_there <= height + _ENOUGH * step * fall:
                break
            step /= 2
        else:
            return here
        moved, bent = there - here, slope_there - slope
        if float(moved @ bent) > 0:
            kept.append((moved, bent))
        here, height, slope = there, height_there, slope_there
        if float(np.abs(slope).max()) < _FLAT:
            return here
    return here


def _way(slope: Doubles, kept: deque[tuple[Doubles, Doubles]]) -> Doubles:
    """Downhill, with what the last steps told of the bend."""
    way = -slope
    shares: list[float] = []
    for moved, bent in reversed(kept):
        shares.append(float(moved @ way) / float(moved @ bent))
        way = way - shares[-1] * bent
    if not kept:
        return way / max(float(np.abs(slope).max()), 1e-12)
    moved, bent = kept[-1]
    way = way * (float(moved @ bent) / float(bent @ bent))
    for moved, bent in kept:
        way = way + (shares.pop() - float(bent @ way) / float(moved @ bent)) * moved
    return way
