"""A linear classifier: which entry does a line belong to? Ridge regression, one against the rest.

It learns from every line of the catalogue which words separate neighbours. The normal equations are summed over
the few features each line has, so a catalogue of 12,000 lines is learnt in about a second.
"""

from __future__ import annotations

import numpy as np

from knowledge.postings import Query
from knowledge.tally import Floats, Ints, Places, Tally, in_order

_FEATURES = 2000
_RIDGE = 4.0
_BLOCK = 10_000
_BALANCE = 0.5
"""0: every line counts the same; 1: every entry counts the same."""


class Linear:
    """One weight for each (feature, entry). Features are the most widespread terms of the table."""

    def __init__(self, tally: Tally, owner: Places, size: int) -> None:
        spread = tally.spread
        chosen = np.argsort(-spread, kind="stable")[:_FEATURES]
        chosen = chosen[spread[chosen] > 1]
        self._column = np.full(len(spread), -1, dtype=np.int64)
        self._column[chosen] = np.arange(len(chosen))
        self._idf = np.log1p(tally.size / np.maximum(spread, 1))
        self._weights, self._base = self._fit(tally, owner, size, len(chosen))

    def score(self, query: Query) -> Floats:
        """How much the query looks like the lines of each entry: about 1 for a line of its own, 0 for others."""
        columns = self._column.take(query.ids)
        values = query.weights * self._idf.take(query.ids) * (columns >= 0)
        norm = float(np.sqrt(values @ values))
        if norm == 0.0:
            return self._base
        return self._base + (values / norm).astype(np.float32) @ self._weights.take(columns, axis=0)

    def _fit(self, tally: Tally, owner: Places, size: int, width: int) -> tuple[Floats, Floats]:
        terms = tally.terms()
        kept = np.flatnonzero(self._column[terms] >= 0)
        kept = kept[in_order(tally.texts[kept])]
        columns, lines = self._column[terms[kept]], tally.texts[kept]
        values = tally.counts[kept] * self._idf[terms[kept]]
        values /= np.maximum(np.sqrt(np.bincount(lines, values**2, tally.size)), 1e-9)[lines]
        share = np.bincount(owner, minlength=size)
        counts = (share.mean() / np.maximum(share, 1))[owner] ** _BALANCE
        squares = _squares(columns, lines, values, counts, width)
        squares[np.diag_indices(width)] += _RIDGE
        base = np.bincount(owner, counts, size) / max(float(counts.sum()), 1e-9)
        weighted = values * counts[lines]
        targets = np.bincount(columns * size + owner[lines], weighted, width * size).reshape(width, size)
        targets = targets - np.outer(np.bincount(columns, weighted, width), base)
        solved = np.linalg.solve(squares.astype(np.float32), targets.astype(np.float32))
        return np.asarray(solved, dtype=np.float32), base.astype(np.float32)


def _squares(columns: Ints, lines: Places, values: Floats, counts: Floats, width: int) -> Floats:
    """The sum over lines of the outer product of a line's features: only pairs that occur together are touched."""
    found = np.bincount(lines, minlength=len(counts))
    start = np.cumsum(found) - found
    total = np.zeros(width * width, dtype=np.float32)
    for block in np.array_split(np.arange(len(lines)), len(lines) // _BLOCK + 1):
        repeats = found[lines[block]]
        first = np.repeat(block, repeats)
        second = np.arange(len(first)) - np.repeat(np.cumsum(repeats) - repeats, repeats) + start[lines[first]]
        products = values[first] * values[second] * counts[lines[first]]
        np.add.at(total, columns[first] * width + columns[second], products.astype(np.float32))
    return total.reshape(width, width)
