"""Logistic regression over sparse traits: what the learnt ears are taught with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.descent import Doubles, lowest

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


def fit(
    places: Sequence[Ints], labels: Floats, weights: Floats, size: int, rounds: int, decay: float
) -> tuple[Floats, float]:
    """The weight of each place of a table of `size`, and the bias.

    `places`: for each text where its traits stand; texts of all lengths weigh the same. `labels`: 0 or 1.
    """
    flat = np.concatenate(places)
    counts = np.array([len(each) for each in places])
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    scales = (1 / np.sqrt(np.maximum(counts, 1))).astype(np.float32)
    share = weights / weights.sum()

    def cost(table: Doubles) -> tuple[float, Doubles]:
        raw = table[size] + np.add.reduceat(table[flat], starts) * scales
        wrong = share * (1 / (1 + np.exp(-raw)) - labels)
        slope = decay * table
        slope[:size] += np.bincount(flat, np.repeat(wrong * scales, counts), size)
        slope[size] = wrong.sum()
        loss = float(share @ (np.logaddexp(0, raw) - labels * raw))
        return loss + decay / 2 * float(table[:size] @ table[:size]), slope

    found = lowest(cost, np.zeros(size + 1), rounds)
    return found[:size].astype(np.float32), float(found[size])


def as_bytes(table: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Weights as bytes with a common step."""
    step = float(np.abs(table).max()) / 127
    return np.round(table / step).astype(np.int8), np.array(step, np.float32)
