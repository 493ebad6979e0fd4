"""What words mean: a vector for every word, so that "skraldespand" stands near "affald" though no letter is shared.

Learnt once by `knowledge.sense_training` from the word fields in `content/word_fields/`, lists of words that belong
together, and shipped as `content/sense_model.npz`. A word's vector is the sum of those of its letter groups, so that
compounds, endings and misspelt words nobody listed have one as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import sqrt
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import CONTENT
from knowledge.tally import Floats, Ints, Places

FILE = CONTENT / "sense_model.npz"
SIZE = 1 << 16
_GROUPS = (3, 4, 5, 6)
_WORDS = 30_000
_BLOCK = 100_000
_RARE = 1e-3
"""The share of all words from which a word says little; a word twice as common counts a third."""


@dataclass(frozen=True)
class Model:
    """A vector for each letter group, in steps as it is shipped."""

    table: NDArray[np.int8]
    step: float

    def word(self, folded: str) -> Floats:
        """The vector of a folded word, as long as the word is telling."""
        found = places(folded)
        total = self.table[found].sum(axis=0, dtype=np.int32)
        return np.asarray(total * (self.step / sqrt(len(found))), dtype=np.float32)


def places(folded: str) -> Ints:
    """Where the letter groups of a folded word stand in the table; the word itself is one of them."""
    padded = f"<{folded}>"
    groups = (padded[at : at + size] for size in _GROUPS if size < len(padded) for at in range(len(padded) - size + 1))
    codes = [crc32(group.encode()) % SIZE for group in (padded, *groups)]
    return np.array(codes, dtype=np.int64)


@cache
def model() -> Model:
    """The learnt vectors, read once."""
    with np.load(FILE) as file:
        return Model(file["table"], float(file["step"]))


@lru_cache(maxsize=_WORDS)
def word(folded: str) -> Floats:
    """The vector of a folded word, remembered."""
    return model().word(folded)


class Sense:
    """What the lines of a catalogue mean. `starts`: the first line of each owner; the last owner is "outside"."""

    def __init__(self, lines: Floats, starts: Ints, weights: dict[str, float], *, each_line: bool) -> None:
        self._weights = weights
        self._starts = starts
        self._middle = lines.mean(axis=0)
        apart = unit(lines - self._middle)
        self._centres = unit(np.add.reduceat(apart, starts))
        self._lines = apart if each_line else None

    def opinions(self, words: Sequence[str]) -> tuple[Floats, Floats]:
        """How near each owner is as a whole, and its nearest line (0 where lines are not compared one by one)."""
        said = np.array([self._middle * 0, *(word(one) * self._weights.get(one, 1.0) for one in words)]).sum(axis=0)
        asked = unit(unit(said) - self._middle)
        whole = self._centres @ asked
        if self._lines is None:
            return whole, np.zeros_like(whole)
        return whole, np.maximum.reduceat(self._lines @ asked, self._starts)

    def near(self, words: Sequence[str], owner: int) -> Floats:
        """How near each of some words is to an owner as a whole, as cosines."""
        return np.asarray(unit(np.array([word(one) for one in words])) @ self._centres[owner], dtype=np.float32)


def weights(words: Sequence[str], often: Ints) -> dict[str, float]:
    """What each word of a catalogue counts: the commonest hardly, a rare one fully."""
    share = often / max(int(often.sum()), 1)
    return dict(zip(words, (_RARE / (_RARE + share)).tolist(), strict=True))


def of_lines(words: Sequence[str], counted: dict[str, float], said: Places, starts: Ints) -> Floats:
    """The vector of each line: `said` are the places of its words in `words`, from `starts` on. Empty lines are 0."""
    table = np.array([word(one) * counted[one] for one in words], dtype=np.float32)
    ends = np.append(starts[1:], len(said))
    out = np.zeros((len(starts), table.shape[1]), dtype=np.float32)
    full = np.flatnonzero(ends > starts)
    for some in np.array_split(full, len(said) // _BLOCK + 1):
        if len(some):
            first, last = int(starts[some[0]]), int(ends[some[-1]])
            out[some] = np.add.reduceat(table[said[first:last]], starts[some] - first)
    return unit(out)


def unit(rows: Floats) -> Floats:
    """Rows of length one; a row of nothing stays nothing."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)
