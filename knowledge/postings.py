"""A sparse index in numpy: which texts hold a term, and how much it says there.

Three classic weights, each worked out for every posting when the index is built: BM25, the smoothed likelihood of a
language model, and the cosine of tf-idf vectors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from knowledge.shortlist import Shortlist
from knowledge.tally import Floats, Ints, Places, Tally

_K1, _B = 0.5, 0.6
_MOST = 40_000
"""Postings read for one question in one index; what bounds the time of a long question in a large catalogue."""
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

    Without any kind a term says its idf in every text that holds it: of terms that a text holds or not, any score is
    this sum times something the text alone decides.
    """

    def __init__(self, tally: Tally, *kinds: Floats) -> None:
        self.idf = idf(tally)
        self._size, self._kinds, self._texts = tally.size, kinds, tally.texts
        self._spread = tally.spread
        self._start = np.cumsum(tally.spread) - tally.spread

    def scores(self, query: Query, part: Shortlist | None = None) -> list[Floats]:
        """For each kind, what the query finds in every text, or in those of `part`.

        A long question asks its rarest terms first and stops when `_MOST` postings are read.
        """
        chosen = self._rarest(query.ids)
        ids, weights = query.ids[chosen], query.weights[chosen]
        if not len(ids):
            size = len(part.lines) if part else self._size
            return [np.zeros(size, dtype=np.float32) for _ in self._kinds or (None,)]
        lists = self._lists(ids)
        texts = np.concatenate([self._texts[one] for one in lists])
        asked = np.repeat(weights if self._kinds else weights * self.idf[ids], self._spread[ids])
        said = [np.concatenate([kind[one] for one in lists]) * asked for kind in self._kinds] or [asked]
        if part is None or part.shift is None:
            return [_summed(texts, one, self._size) for one in said]
        places = part.places(texts)
        inside = np.flatnonzero(places >= 0)
        return [_summed(places[inside], one[inside], len(part.lines)) for one in said]

    def _rarest(self, ids: Ints) -> Ints:
        spread = self._spread[ids]
        if int(spread.sum()) <= _MOST:
            return np.arange(len(ids))
        rarest = np.argsort(spread, kind="stable")
        return rarest[np.cumsum(spread[rarest]) <= _MOST]

    def _lists(self, ids: Ints) -> list[slice]:
        starts = self._start[ids]
        return list(map(slice, starts.tolist(), (starts + self._spread[ids]).tolist()))

    def said(self, query: Query, texts: Sequence[int]) -> Floats:
        """The last kind of weight that each term of the query (columns) has in each of the texts (rows)."""
        row = np.full(self._size, -1, dtype=np.int32)
        row[list(texts)] = np.arange(len(texts))
        found = np.zeros((len(texts), len(query.ids)), dtype=np.float32)
        chosen = self._rarest(query.ids)
        lists = self._lists(query.ids[chosen])
        if lists:
            rows = row[np.concatenate([self._texts[one] for one in lists])]
            columns = np.repeat(chosen, self._spread[query.ids[chosen]])
            inside = np.flatnonzero(rows >= 0)
            found[rows[inside], columns[inside]] = np.concatenate([self._kinds[-1][one] for one in lists])[inside]
        return found * query.weights


def idf(tally: Tally) -> Floats:
    """How rare each term is."""
    return np.log1p((tally.size - tally.spread + 0.5) / (tally.spread + 0.5)).astype(np.float32)


def bm25(tally: Tally) -> Floats:
    """The BM25 weight of every posting."""
    weights = tally.counts * (_K1 + 1) / (tally.counts + _norms(_lengths(tally))[tally.texts])
    return np.asarray(weights * np.repeat(idf(tally), tally.spread), dtype=np.float32)


def cosine(tally: Tally) -> Floats:
    """The share of every posting in the tf-idf vector of its text, which has the length 1."""
    weights = np.sqrt(tally.counts) * np.repeat(idf(tally), tally.spread)
    norm = np.sqrt(np.bincount(tally.texts, weights**2, tally.size))
    return np.asarray(weights / np.maximum(norm, _TINY)[tally.texts], dtype=np.float32)


def likelihood(tally: Tally) -> Floats:
    """How much likelier the text is than common language to use the term: what a language model adds for it."""
    terms = tally.terms()
    common = np.bincount(terms, tally.counts, len(tally.spread)) / max(float(tally.counts.sum()), _TINY)
    return np.log1p(tally.counts / (_PRIOR * common)[terms]).astype(np.float32)


def silence(tally: Tally) -> Floats:
    """What a text loses for each word it is asked for, because long texts have more words to say (a logarithm)."""
    return np.asarray(np.log(_PRIOR / (_lengths(tally) + _PRIOR)), dtype=np.float32)


def factors(tally: Tally) -> tuple[Floats, Floats]:
    """For texts that hold a term or not: what makes the summed idf of a text its cosine, and what its BM25."""
    squares = np.bincount(tally.texts, np.repeat(idf(tally) ** 2, tally.spread), tally.size)
    near = 1 / np.sqrt(np.maximum(squares, _TINY))
    return near.astype(np.float32), ((_K1 + 1) / (1 + _norms(_lengths(tally)))).astype(np.float32)


def relative(scores: Floats) -> Floats:
    """Scores as shares of the best one."""
    return scores / max(float(scores.max(initial=0.0)), _TINY)


def _lengths(tally: Tally) -> Floats:
    return np.bincount(tally.texts, tally.counts, tally.size).astype(np.float32)


def _norms(lengths: Floats) -> Floats:
    mean = max(float(lengths.mean()) if len(lengths) else 0.0, _TINY)
    return np.asarray(_K1 * (1 - _B + _B * lengths / mean), dtype=np.float32)


def _summed(places: Places, weights: Floats, size: int) -> Floats:
    return np.bincount(places, weights, size).astype(np.float32)
