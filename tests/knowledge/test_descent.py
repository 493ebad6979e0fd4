"""The lowest point of a bowl is found, also of a long narrow one."""

from __future__ import annotations

import numpy as np

from knowledge.descent import Doubles, lowest


def test_the_bottom_of_a_narrow_bowl_is_found() -> None:
    width = np.array([1.0, 100.0, 10_000.0])
    bottom = np.array([3.0, -2.0, 0.5])

    def cost(at: Doubles) -> tuple[float, Doubles]:
        off = at - bottom
        return float(width @ (off * off)) / 2, width * off

    assert np.allclose(lowest(cost, np.zeros(3), 100), bottom, atol=1e-4)


def test_a_start_at_the_bottom_stays() -> None:
    found = lowest(lambda at: (float(at @ at), 2 * at), np.zeros(2), 10)
    assert np.allclose(found, 0)
