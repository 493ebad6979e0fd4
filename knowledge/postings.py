"""A sparse index in numpy: which texts hold a term, and how much it says there.

Three classic weights, worked out when the index is built: BM25, the smoothed likelihood of a language model, and the
cosine of tf-idf vectors. Entries keep a weight for every posting, the many lines only a factor each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from knowledge.shortlist import Shortlist
from knowledge.tally import Floats, Ints, Places, Tally

_K1, _B = 0.5, 0.6
_MOST, _MOST_OF_LINES = 20_000, 40_000
"""Postings read for one question, of entries and of lines; what bounds the time of a long one in a large catalogue."""
_MOST_CELLS = 2_000_000
"""Cells of all rows of common terms, eight megabytes."""
_PRIOR = 200.0
"""How many words of common language every text is thought to hold (Dirichlet smoothing)."""
_TINY = 1e-9


class Numbering(Protocol):
    """Which number a term has in an index."""

    def get(self, term: str, /) -> int | None:
        """None for a term the index does not know."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question in the numbers of an index: the known terms and their weights (0-1)."""

    ids: Ints
    weights: Floats

    @classmethod
    def of(cls, terms: Mapping[str, float], numbers: Numbering) -> Query:
        """Leaves out the terms the index does not know."""
        known = [(number, weight) for term, weight in terms.items() if (number := numbers.get(term)) is not None]
        return cls(
            np.array([number for number, _ in known], dtype=np.int64),
            np.array([weight for _, weight in known], dtype=np.float32),
        )


class Postings:
    """The texts of each term, and for each kind of score what it weighs there.

    The terms that most texts hold stand as whole rows besides: adding up rows takes a third of the time.
    """

    def __init__(self, tally: Tally, *kinds: Floats) -> None:
        self._size, self._kinds, self._texts = tally.size, kinds, tally.texts
        self._spread = tally.spread
        self._start = np.cumsum(tally.spread) - tally.spread
        self._row, self._rows = self._common()

    def scores(self, query: Query) -> Floats:
        """For each kind (rows), what the query finds in every text; a long question asks its rarest terms only."""
        chosen = _rarest(self._spread.take(query.ids), _MOST)
        ids, weights = query.ids.take(chosen), query.weights.take(chosen)
        row = self._row.take(ids)
        common, rare = np.flatnonzero(row >= 0), np.flatnonzero(row < 0)
        found = weights.take(common) @ self._rows.take(row.take(common), axis=0)
        found = found.reshape(len(self._kinds), self._size)
        at, terms = self._read(ids.take(rare))
        texts, asked = self._texts.take(at).astype(np.int64), weights.take(rare).take(terms)
        for sums, kind in zip(found, self._kinds, strict=True):
            np.add.at(sums, texts, kind.take(at) * asked)
        return found

    def said(self, query: Query, texts: Sequence[int]) -> Floats:
        """The last kind of weight that each term of the query (columns) has in each of the texts (rows)."""
        chosen = _rarest(self._spread.take(query.ids), _MOST)
        at, terms = self._read(query.ids.take(chosen))
        row = np.full(self._size, -1, dtype=np.int32)
        row[list(texts)] = np.arange(len(texts))
        rows = row.take(self._texts.take(at))
        inside = np.flatnonzero(rows >= 0)
        found = np.zeros((len(texts), len(query.ids)), dtype=np.float32)
        found[rows[inside], chosen[terms[inside]]] = self._kinds[-1][at[inside]]
        return found * query.weights

    def _read(self, ids: Ints) -> tuple[Ints, Ints]:
        """The places of the postings of some terms, and the place in `ids` each belongs to."""
        counts = self._spread.take(ids)
        ends = np.cumsum(counts)
        at = np.repeat(self._start.take(ids) - (ends - counts), counts)
        at += np.arange(len(at))
        return at, np.repeat(np.arange(len(ids)), counts)

    def _common(self) -> tuple[Places, Floats]:
        """The row of each term, -1 for the rare ones; in the rows all kinds one after the other."""
        width = len(self._kinds) * self._size
        most = np.argsort(-self._spread, kind="stable")[: _MOST_CELLS // max(width, 1)]
        most = most[2 * self._spread[most] > self._size]
        row = np.full(len(self._spread), -1, dtype=np.int32)
        row[most] = np.arange(len(most))
        rows = np.zeros((len(most), len(self._kinds), self._size), dtype=np.float32)
        at, terms = self._read(most)
        for place, kind in enumerate(self._kinds):
            rows[terms, place, self._texts[at]] = kind[at]
        return row, rows.reshape(len(most), width)


class LinePostings:
    """The lines of each term. What a line shares with a question is one sum.

    The cosine and the BM25 of a line are that sum times a factor of the line: exact for terms that a line holds once,
    near enough for those that count a little less.
    """

    def __init__(self, tally: Tally) -> None:
        self.idf = idf(tally)
        self.cosine, self.bm25 = _factors(tally)
        self._texts, self._spread = tally.texts, tally.spread
        self._start = np.cumsum(tally.spread) - tally.spread
        self._held = None if (tally.counts == 1).all() else np.sqrt(tally.counts)

    def shared(self, query: Query, part: Shortlist) -> Floats:
        """The summed idf that each line of `part` shares with the query, as a share of the query's length."""
        weights = query.weights * self.idf.take(query.ids)
        weights /= max(float(np.sqrt(weights @ weights)), _TINY)
        chosen = _rarest(self._spread.take(query.ids), _MOST_OF_LINES)
        if not len(chosen):
            return np.zeros(len(part.lines), dtype=np.float32)
        ids = query.ids.take(chosen)
        starts, counts = self._start.take(ids), self._spread.take(ids)
        lists = list(map(slice, starts.tolist(), (starts + counts).tolist()))
        lines = np.concatenate([self._texts[one] for one in lists])
        asked = weights.take(chosen).repeat(counts)
        if self._held is not None:
            asked *= np.concatenate([self._held[one] for one in lists])
        return part.summed(lines, asked)


def idf(tally: Tally) -> Floats:
    """How rare each term is."""
    return np.log1p((tally.size - tally.spread + 0.5) / (tally.spread + 0.5)).astype(np.float32)


def bm25(tally: Tally) -> Floats:
    """The BM25 weight of every posting."""
    weights = tally.counts * (_K1 + 1) / (tally.counts + _norms(_lengths(tally))[tally.texts])
    return np.asarray(weights * tally.of_terms(idf(tally)), dtype=np.float32)


def likelihood(tally: Tally) -> Floats:
    """How much likelier the text is than common language to use the term: what a language model adds for it."""
    terms = tally.terms()
    common = np.bincount(terms, tally.counts, len(tally.spread)) / max(float(tally.counts.sum()), _TINY)
    return np.log1p(tally.counts / tally.of_terms(_PRIOR * common)).astype(np.float32)


def silence(tally: Tally) -> Floats:
    """What a text loses for each word it is asked for, because long texts have more words to say (a logarithm)."""
    return np.asarray(np.log(_PRIOR / (_lengths(tally) + _PRIOR)), dtype=np.float32)


def relative(scores: Floats) -> Floats:
    """Scores as shares of the best one."""
    return scores / max(float(scores.max(initial=0.0)), _TINY)


def _rarest(spread: Ints, most: int) -> Ints:
    """The terms that are asked: all of a short question; of a long one the rarest, until `most` postings are read."""
    if int(spread.sum()) <= most:
        return np.arange(len(spread))
    order = np.argsort(spread, kind="stable")
    return order[np.cumsum(spread[order]) <= most]


def _factors(tally: Tally) -> tuple[Floats, Floats]:
    """What makes the summed idf that a text shares with a question of length 1 its cosine, and what its BM25."""
    squares = np.bincount(tally.texts, tally.counts * tally.of_terms(idf(tally) ** 2), tally.size)
    near = 1 / np.sqrt(np.maximum(squares, _TINY))
    return near.astype(np.float32), ((_K1 + 1) / (1 + _norms(_lengths(tally)))).astype(np.float32)


def _lengths(tally: Tally) -> Floats:
    return np.bincount(tally.texts, tally.counts, tally.size).astype(np.float32)


def _norms(lengths: Floats) -> Floats:
    mean = max(float(lengths.mean()) if len(lengths) else 0.0, _TINY)
    return np.asarray(_K1 * (1 - _B + _B * lengths / mean), dtype=np.float32)
