"""Counting in bulk: which texts hold a term, and how often, for catalogues of any size.

Terms and texts are numbers. A pair of them with its count is packed into one whole number, so that sorting plain
numbers, which numpy does very fast and without holding up other threads, does all the work. Many texts are counted
in blocks, which bounds the memory and keeps every step short.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Places = NDArray[np.int32]
Numbers = NDArray[np.signedinteger]

Kind = TypeVar("Kind", bound=np.generic)

_TEXT_BITS, _LEVEL_BITS = 26, 10
_STEP = 500_000


@dataclass(frozen=True, slots=True)
class Block:
    """Terms met in texts, in any order. `levels`: the place of each count in a short list of counts; None: all once."""

    terms: Numbers
    texts: Numbers
    levels: Numbers | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """The texts of every term, term by term. `spread[term]`: how many texts hold it; `counts`: how often each does."""

    spread: Ints
    texts: Places
    counts: Floats
    size: int

    @classmethod
    def of(cls, blocks: Iterable[Block], width: int, size: int, counts: Floats | None = None) -> Tally:
        """Counts `width` terms in `size` texts. Of a pair met more than once the highest level counts.

        Texts of a later block come after those of an earlier one. `counts`: the count that each level stands for.
        """
        found = [_distinct(block) for block in blocks]
        spreads = [np.bincount(terms, minlength=width) for terms, _, _ in found]
        spread: Ints = np.sum(spreads or np.zeros((1, width)), axis=0, dtype=np.int64)
        texts = np.empty(int(spread.sum()), dtype=np.int32)
        levels = np.empty(len(texts) if counts is not None else 0, dtype=np.int16)
        free = np.cumsum(spread) - spread
        for (_, held, level), own in zip(found, spreads, strict=True):
            at = np.arange(len(held)) + np.repeat(free - (np.cumsum(own) - own), own)
            texts[at] = held
            if counts is not None:
                levels[at] = level
            free += own
        return cls(spread, texts, _once(len(texts)) if counts is None else counts[levels], size)

    def by_owner(self, owner: Places, size: int) -> Tally:
        """The same counts summed over the texts of one owner; `owner[text]` rises with the texts."""
        held = owner[self.texts]
        first = np.ones(len(held), dtype=np.bool_)
        np.not_equal(held[1:], held[:-1], out=first[1:])
        first[(np.cumsum(self.spread) - self.spread)[self.spread > 0]] = True
        starts = np.flatnonzero(first)
        ends = np.cumsum(self.spread)
        spread = np.diff(np.searchsorted(starts, ends), prepend=0)
        counts = np.add.reduceat(self.counts, starts) if len(starts) else self.counts
        return Tally(spread, held[starts], counts, size)

    def terms(self) -> Places:
        """The term of each text in `texts`."""
        return self.of_terms(np.arange(len(self.spread), dtype=np.int32))

    def of_terms(self, values: NDArray[Kind]) -> NDArray[Kind]:
        """For each text in `texts` the value of its term; in steps, since `repeat` lets no other thread in."""
        found = np.empty(len(self.texts), dtype=values.dtype)
        ends = np.cumsum(self.spread)
        cuts = np.unique(np.searchsorted(ends, np.arange(_STEP, len(found), _STEP)))
        for first, last in pairwise([0, *cuts.tolist(), len(values)]):
            start = int(ends[first - 1]) if first else 0
            part = np.repeat(values[first:last], self.spread[first:last])
            found[start : start + len(part)] = part
        return found


def in_order(keys: Places) -> Ints:
    """The places of the keys, the smallest key first; equal ones in the order they stand."""
    codes = keys.astype(np.int64) << 32 | np.arange(len(keys))
    codes.sort()
    return codes & (1 << 32) - 1


def largest(values: Floats, most: int) -> Ints:
    """The places of the largest values, the largest first."""
    if most >= len(values):
        return np.argsort(-values, kind="stable")
    found = np.argpartition(-values, most)[:most]
    found.sort()
    return found[np.argsort(-values[found], kind="stable")]


def _once(size: int) -> Floats:
    """As many ones, which take no memory."""
    return np.broadcast_to(np.ones(1, dtype=np.float32), size)


def _distinct(block: Block) -> tuple[Places, Places, Places]:
    """The terms, texts and levels of a block, sorted, each pair once."""
    codes = (block.terms.astype(np.int64) << _TEXT_BITS | block.texts) << _LEVEL_BITS
    if block.levels is not None:
        codes |= block.levels
    codes.sort()
    pairs = codes >> _LEVEL_BITS
    last = np.ones(len(codes), dtype=np.bool_)
    np.not_equal(pairs[1:], pairs[:-1], out=last[:-1])
    codes, pairs = codes[last], pairs[last]
    levels = (codes & (1 << _LEVEL_BITS) - 1).astype(np.int32)
    return (pairs >> _TEXT_BITS).astype(np.int32), (pairs & (1 << _TEXT_BITS) - 1).astype(np.int32), levels
