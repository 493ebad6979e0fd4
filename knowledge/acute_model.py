"""A small learnt ear beside the rules of the acute gate: hears the indirect, with words no rule has foreseen.

Two linear models over hashed traits of the text, learnt once by `knowledge.acute_training` from the network's own
sentences and shipped as `content/acute_model.npz`: nothing is learnt while running, one text has one answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from zlib import crc32

import numpy as np
import Stemmer
from numpy.typing import NDArray

from knowledge.acute_rules import gate
from knowledge.catalogue import CONTENT

FILE = CONTENT / "acute_model.npz"
SIZE, SLUG_SIZE = 1 << 17, 1 << 14
# A long message is also heard in pieces, so that one sentence among many is not drowned.
LONG, PIECES = 36, (24, 16)
# One piece among many is less to go by (in log odds).
DOUBT = 0.7

_END = re.compile(r"[.!?;\n]+")
_FEWEST = 4
_STEM = Stemmer.Stemmer("danish")
_APART = 3
_IDIOM = "idiom"
_SIGNS = '"“”»«?'


@dataclass(frozen=True, slots=True)
class Heard:
    """How likely a text is acute (0 to 1), and which guideline it is most like."""

    chance: float
    slug: str


@dataclass(frozen=True)
class Model:
    """The weights: one column for "acute", one for each guideline."""

    acute: NDArray[np.float32]
    bias: float
    slugs: tuple[str, ...]
    guideline: NDArray[np.float32]
    guideline_bias: NDArray[np.float32]

    def hear(self, text: str) -> Heard:
        """The loudest of the whole text and its pieces."""
        whole, *pieces = (traits(piece) for piece in _pieces(text))
        raw, loudest = max(
            [(self._raw(whole), 0), *((self._raw(piece) - DOUBT, at) for at, piece in enumerate(pieces, 1))]
        )
        return Heard(float(1 / (1 + np.exp(-raw))), self._slug([whole, *pieces][loudest]))

    def _raw(self, found: Traits) -> float:
        return self.bias + float(self.acute[found.wide].sum()) * found.scale if len(found.wide) else self.bias

    def _slug(self, found: Traits) -> str:
        scores = self.guideline_bias + (
            self.guideline[found.narrow].sum(axis=0) * found.narrow_scale if len(found.narrow) else 0
        )
        return self.slugs[int(np.argmax(scores))]


@dataclass(frozen=True, slots=True)
class Traits:
    """Places of the traits in the two tables, and the weight of each (texts of all lengths weigh the same)."""

    wide: NDArray[np.int64]
    narrow: NDArray[np.int64]

    @property
    def scale(self) -> float:
        """One over the root of the number of traits."""
        return float(1 / np.sqrt(max(1, len(self.wide))))

    @property
    def narrow_scale(self) -> float:
        """As `scale`, for the narrow table."""
        return float(1 / np.sqrt(max(1, len(self.narrow))))


def traits(text: str) -> Traits:
    """Stems, pairs of stems up to three apart, pieces of four and five letters, and the concepts of the rules."""
    rules = gate()
    reading = rules.read(text)
    words = [_IDIOM if at in reading.hidden else word for at, word in enumerate(reading.words)]
    stems = [_STEM.stemWord(word) for word in words]
    single = {f"w {stem}" for stem in stems} | {f"s {sign}" for sign in _SIGNS if sign in text}
    pairs = {f"p {a} {b}" for gap in range(1, _APART + 1) for a, b in zip(stems, stems[gap:], strict=False)}
    pieces = {f"c {piece}" for word in words for piece in _letters(word)}
    meant = _meanings([name for name in rules.concepts if name in reading.spans])
    return Traits(_places(single | pairs | pieces | meant, SIZE), _places(single | pairs | meant, SLUG_SIZE))


def _meanings(found: list[str]) -> set[str]:
    return {f"k {a}" for a in found} | {f"k {a} {b}" for at, a in enumerate(found) for b in found[at + 1 :]}


def _letters(word: str) -> Iterator[str]:
    padded = f"<{word}>"
    for size in (4, 5):
        for at in range(len(padded) - size + 1):
            yield padded[at : at + size]


def _places(found: set[str], size: int) -> NDArray[np.int64]:
    return np.unique(np.fromiter((crc32(each.encode()) % size for each in found), np.int64, len(found)))


def _pieces(text: str) -> list[str]:
    words = text.split()
    if len(words) <= LONG:
        return [text]
    windows = (" ".join(words[at : at + size]) for size in PIECES for at in range(0, len(words) - size // 2, size // 2))
    sentences = (part.strip() for part in _END.split(text))
    return [text, *windows, *(part for part in sentences if _FEWEST <= len(part.split()) <= LONG)]


@cache
def model() -> Model:
    """The learnt weights, read once."""
    with np.load(FILE) as file:
        return Model(
            acute=file["acute"].astype(np.float32) * float(file["acute_step"]),
            bias=float(file["bias"]),
            slugs=tuple(str(slug) for slug in file["slugs"]),
            guideline=file["guideline"].astype(np.float32) * float(file["guideline_step"]),
            guideline_bias=file["guideline_bias"],
        )
