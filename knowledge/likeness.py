"""Questions that ask the same thing in other words, brought together: ten wordings are one thing to mend.

Each text becomes a vector of its stems and of the letters they are made of, weighed by how rare they are in the
catalogue: what the catalogue does not know at all is what these questions are about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from math import log
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge import language
from knowledge.catalogue import CONTENT, read_phrases

Floats = NDArray[np.float32]

SIZE = 1024
"""Features are hashed into this many places."""
ALIKE, SAME = 0.35, 0.36
"""How alike a text must be to the one in the middle of its group, and two groups to be one (cosine)."""
LETTERS = 0.7
"""What a word's stretches of letters count beside its stem, so that a slip of the pen is no other question."""
_STRETCH = 4


def groups(texts: Sequence[str]) -> list[list[int]]:
    """Places of the texts that belong together, the largest group first; in each, the middle one first."""
    if not texts:
        return []
    vectors = _vectors(texts)
    return sorted(_merged(_around(vectors @ vectors.T), vectors), key=lambda group: (-len(group), group[0]))


def _around(alike: Floats) -> list[list[int]]:
    """The text with the most neighbours takes them all, then the next of those left."""
    near = alike >= ALIKE
    np.fill_diagonal(near, val=True)
    left = np.ones(len(alike), dtype=bool)
    counts = near.sum(axis=1)
    found: list[list[int]] = []
    while left.any():
        middle = int(np.where(left, counts, -1).argmax())
        members = np.flatnonzero(near[middle] & left)
        found.append(sorted(map(int, members), key=lambda place: (place != middle, -alike[middle, place])))
        left[members] = False
        counts -= near[:, members].sum(axis=1)
    return found


def _merged(found: list[list[int]], vectors: Floats) -> list[list[int]]:
    """Groups whose common words are the same become one, larger ones first."""
    kept: list[list[int]] = []
    centres = np.zeros((0, vectors.shape[1]), dtype=np.float32)
    for group in sorted(found, key=len, reverse=True):
        centre = _unit(vectors[group].mean(axis=0, keepdims=True))
        alike = centres @ centre[0]
        if len(alike) and alike.max() >= SAME:
            kept[int(alike.argmax())] += group
        else:
            kept.append(list(group))
            centres = np.vstack([centres, centre])
    return kept


def _vectors(texts: Sequence[str]) -> Floats:
    """A row of length one for each text."""
    rows = np.zeros((len(texts), SIZE), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for place, weight in _features(text):
            row[place] = max(row[place], weight)
    return _unit(rows)


def _features(text: str) -> Iterator[tuple[int, float]]:
    lines, common = _common()
    for token in language.tokens(text[:400]):
        if token.stem in language.filler():
            continue
        rare = log((1 + lines) / (1 + common[token.stem])) / log(1 + lines)
        yield crc32(token.stem.encode()) % SIZE, rare
        for start in range(len(token.folded) - _STRETCH + 1):
            yield crc32(token.folded[start : start + _STRETCH].encode()) % SIZE, rare * LETTERS


@cache
def _common() -> tuple[int, Counter[str]]:
    """How many lines of everyday words the catalogue has, and in how many of them each stem stands."""
    paths = sorted((CONTENT / "phrases").glob("*.txt"))
    lines = [line for path in paths for line in read_phrases(path)]
    return len(lines), Counter(stem for line in lines for stem in {t.stem for t in language.tokens(line)})


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Floats = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return unit
