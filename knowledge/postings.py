"""A sparse index in numpy: which texts hold a term, and how much it says there.

A `Table` is the plain record (term, text, count); `Postings` turns one into three classic scores, all gathered in
one pass: BM25, the smoothed likelihood of a language model, and the cosine of tf-idf vectors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_K1, _B = 0.5, 0.6
_MOST = 40_000
"""Postings read for one question in one index; what bounds the time of a long question in a large catalogue."""
_PRIOR = 200.0
"""How many words of common language every text is thought to hold (Dirichlet smoothing)."""


@dataclass(frozen=True, slots=True)
class Table:
    """Counts of terms in texts: three arrays of equal length, and the number each term stands for."""

    ids: dict[str, int]
    terms: Ints
    texts: Ints
    counts: Floats
    size: int

    @classmethod
    def of(cls, texts: Sequence[Mapping[str, float]]) -> Table:
        """Numbers the terms in the order they are met."""
        ids: dict[str, int] = {}
        terms = np.array([ids.setdefault(term, len(ids)) for text in texts for term in text], dtype=np.int64)
        places = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
        counts = np.array([count for text in texts for count in text.values()], dtype=np.float32)
        return cls(ids, terms, places, counts, len(texts))

    @classmethod
    def of_words(cls, texts: Sequence[Sequence[str]], pieces: Callable[[str], Sequence[str]]) -> Table:
        """A table of the pieces of words (letter groups), each counted once in a text."""
        ids: dict[str, int] = {}
        known: dict[str, Ints] = {}
        for word in {word for words in texts for word in words}:
            known[word] = np.array([ids.setdefault(piece, len(ids)) for piece in pieces(word)], dtype=np.int64)
        found = [known[word] for words in texts for word in words]
        owner = np.repeat(np.arange(len(texts)), [len(words) for words in texts])
        terms = np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
        places = np.repeat(owner, [len(one) for one in found])
        codes = _distinct(places * max(len(ids), 1) + terms)
        places, terms = codes // max(len(ids), 1), codes % max(len(ids), 1)
        return cls(ids, terms, places, np.ones(len(codes), dtype=np.float32), len(texts))

    def grouped(self, owner: Ints, size: int) -> Table:
        """The same counts summed over the texts of one owner (`owner[text]`)."""
        given = self.terms * size + owner[self.texts]
        order = np.argsort(given, kind="stable")
        codes = given[order]
        first = np.flatnonzero(np.append(True, codes[1:] != codes[:-1])[: len(codes)])
        counts = np.add.reduceat(self.counts[order], first) if len(first) else self.counts
        codes = codes[first]
        return Table(self.ids, codes // size, codes % size, counts, size)


@dataclass(frozen=True, slots=True)
class Query:
    """A question in the numbers of a table: the known terms and their weights (0-1)."""

    ids: Ints
    weights: Floats

    @classmethod
    def of(cls, terms: Mapping[str, float], ids: Mapping[str, int]) -> Query:
        """Leaves out the terms the table does not know."""
        known = [(ids[term], weight) for term, weight in terms.items() if term in ids]
        return cls(
            np.array([number for number, _ in known], dtype=np.int64),
            np.array([weight for _, weight in known], dtype=np.float32),
        )


class Postings:
    """The texts of each term, ordered by term, with the weight of each kind of score."""

    def __init__(self, table: Table) -> None:
        order = np.argsort(table.terms, kind="stable")
        terms, counts = table.terms[order], table.counts[order]
        self.places = table.texts[order]
        self.size = table.size
        spread = np.bincount(terms, minlength=len(table.ids))
        self._start = np.concatenate([[0], np.cumsum(spread)])
        self.idf = np.log1p((table.size - spread + 0.5) / (spread + 0.5)).astype(np.float32)
        self.length = np.bincount(table.texts, table.counts, table.size).astype(np.float32)
        self.bm25 = self._bm25(terms, counts)
        self.cosine = self._cosine(terms, counts)
        self.likelihood = self._likelihood(terms, counts)
        self.silence = np.log(_PRIOR / (self.length + _PRIOR)).astype(np.float32)

    def _bm25(self, terms: Ints, counts: Floats) -> Floats:
        mean = max(float(self.length.mean()) if self.size else 0.0, 1e-9)
        norm = _K1 * (1 - _B + _B * self.length / mean)
        weights = counts * (_K1 + 1) / (counts + norm[self.places]) * self.idf[terms]
        return np.asarray(weights, dtype=np.float32)

    def _cosine(self, terms: Ints, counts: Floats) -> Floats:
        weights = np.sqrt(counts) * self.idf[terms]
        norm = np.sqrt(np.bincount(self.places, weights**2, self.size))
        return np.asarray(weights / np.maximum(norm, 1e-9)[self.places], dtype=np.float32)

    def _likelihood(self, terms: Ints, counts: Floats) -> Floats:
        common = np.bincount(terms, counts, len(self._start) - 1) / max(float(counts.sum()), 1e-9)
        return np.log1p(counts / (_PRIOR * common[terms])).astype(np.float32)

    def scores(self, query: Query, *kinds: Floats) -> list[Floats]:
        """For each kind of weight, what the query finds in every text.

        A long question asks its rarest terms first and stops when `_MOST` postings are read.
        """
        spread = self._start[query.ids + 1] - self._start[query.ids]
        rarest = np.argsort(spread, kind="stable")
        at, row = self._rows(query.ids, rarest[np.cumsum(spread[rarest]) <= _MOST])
        places, weights = self.places[at], query.weights[row]
        return [np.bincount(places, kind[at] * weights, self.size).astype(np.float32) for kind in kinds]

    def _rows(self, ids: Ints, chosen: Ints) -> tuple[Ints, Ints]:
        """The positions of all postings of `ids[chosen]`, and the place in `ids` each came from."""
        starts, counts = self._start[ids[chosen]], self._start[ids[chosen] + 1] - self._start[ids[chosen]]
        row = np.repeat(np.arange(len(counts)), counts)
        at = np.arange(len(row)) + np.repeat(starts - (np.cumsum(counts) - counts), counts)
        return at, chosen[row]

    def said(self, query: Query, texts: Sequence[int], kind: Floats) -> Floats:
        """The weight of each term of the query (columns) in each of the texts (rows)."""
        at, row = self._rows(query.ids, np.arange(len(query.ids)))
        line = np.full(self.size, -1)
        line[list(texts)] = np.arange(len(texts))
        wanted = line[self.places[at]] >= 0
        found = np.zeros((len(texts), len(query.ids)), dtype=np.float32)
        found[line[self.places[at[wanted]]], row[wanted]] = kind[at[wanted]]
        return found * query.weights


def best_of(owner_starts: Ints, scores: Floats) -> Floats:
    """The best text of each owner; texts stand in the order of their owners, each owner has at least one."""
    return np.maximum.reduceat(scores, owner_starts)


def relative(scores: Floats) -> Floats:
    """Scores as shares of the best one."""
    return scores / max(float(scores.max(initial=0.0)), 1e-9)


def _distinct(codes: Ints) -> Ints:
    """The different codes in order; by sorting, which is many times faster here than hashing."""
    codes = np.sort(codes)
    return codes[np.append(True, codes[1:] != codes[:-1])] if len(codes) else codes
