"""A sparse index in numpy: which texts hold a term and how much it says there (BM25)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_K1, _B = 1.2, 0.6


class Postings:
    """BM25 over `len(texts)` texts. A text is a mapping of term -> weighted count."""

    def __init__(self, texts: Sequence[Mapping[str, float]]) -> None:
        self.size = len(texts)
        self.ids: dict[str, int] = {}
        lengths = np.array([sum(text.values()) for text in texts], dtype=np.float32)
        ids, places, counts = self._flatten(texts)
        order = np.argsort(ids, kind="stable")
        ids, self._places, counts = ids[order], places[order], counts[order]
        found = np.bincount(ids, minlength=len(self.ids))
        self._start = np.concatenate([[0], np.cumsum(found)])
        self.idf = np.log1p((self.size - found + 0.5) / (found + 0.5)).astype(np.float32)
        norm = _K1 * (1 - _B + _B * lengths / max(float(lengths.mean()), 1e-9)) if self.size else lengths
        self._weights = counts * (_K1 + 1) / (counts + norm[self._places]) * self.idf[ids]

    def _flatten(self, texts: Sequence[Mapping[str, float]]) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
        ids = [self.ids.setdefault(term, len(self.ids)) for text in texts for term in text]
        places = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
        counts = [count for text in texts for count in text.values()]
        return np.array(ids, dtype=np.int64), places, np.array(counts, dtype=np.float32)

    def score(self, terms: Mapping[str, float]) -> Floats:
        """How well each text answers to the terms of a question (weights 0-1)."""
        known = [(self.ids[term], weight) for term, weight in terms.items() if term in self.ids]
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        rows = np.array([term for term, _ in known])
        where, of = self._rows(rows)
        weights = np.array([weight for _, weight in known], dtype=np.float32)[of]
        return np.bincount(self._places[where], self._weights[where] * weights, self.size).astype(np.float32)

    def _rows(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The positions of all postings of the rows, and for each which row it came from."""
        starts, counts = self._start[rows], self._start[rows + 1] - self._start[rows]
        of = np.repeat(np.arange(len(rows)), counts)
        offset = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
        return starts[of] + offset, of
