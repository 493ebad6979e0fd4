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

from knowledge.acute_rules import Gate, gate, meets
from knowledge.acute_words import fields
from knowledge.catalogue import CONTENT
from knowledge.evidence import Reading

FILE = CONTENT / "acute_model.npz"
SIZE, SLUG_SIZE = 1 << 18, 1 << 16
# A long message is also heard in pieces, so that one sentence among many is not drowned.
LONG, PIECES = 36, (24, 16)
# One piece among many is less to go by (in log odds).
DOUBT = 1.5

_END = re.compile(r"[.!?;\n]+")
_FEWEST = 4
_STEM = Stemmer.Stemmer("danish")
_APART, _NEAR = 3, 4
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
    """Stems, pairs of stems up to three apart, pieces of words, concepts and rules that are met, fields of words."""
    rules = gate()
    reading = rules.read(text)
    words = [_IDIOM if at in reading.hidden else word for at, word in enumerate(reading.words)]
    stems = [_STEM.stemWord(word) for word in words]
    single = {f"w {stem}" for stem in stems} | {f"s {sign}" for sign in _SIGNS if sign in text}
    pairs = {f"p {a} {b}" for gap in range(1, _APART + 1) for a, b in zip(stems, stems[gap:], strict=False)}
    pieces = {f"c {piece}" for word in words for piece in _letters(word)}
    meant = _meanings([name for name in rules.concepts if name in reading.spans])
    told = single | pairs | meant | _signals(rules, reading) | _fields(words, stems)
    return Traits(_places(told | pieces, SIZE), _places(told, SLUG_SIZE))


def _signals(rules: Gate, reading: Reading) -> set[str]:
    """Which rules are met, and whether it is told as something past."""
    met = {f"r {rule.slug} {rule.certain}" for rule in rules.hits(reading)}
    past = {"r past"} if meets(reading, rules.past) else set()
    closed = {"r closed"} if meets(reading, rules.closed) else set()
    return (met or {"r none"}) | past | closed


def _fields(words: list[str], stems: list[str]) -> set[str]:
    """The fields of the words, each with the fields of the next words and the stem beside it."""
    found = [fields().of(word) for word in words]
    near = {
        f"m {a} {b}"
        for gap in range(1, _NEAR + 1)
        for first, then in zip(found, found[gap:], strict=False)
        for a in first
        for b in then
    }
    beside = {
        trait
        for gap in (1, 2)
        for at in range(len(words) - gap)
        for trait in (
            *(f"b {field} {stems[at + gap]}" for field in found[at]),
            *(f"d {stems[at]} {field}" for field in found[at + gap]),
        )
    }
    return {f"f {field}" for each in found for field in each} | near | beside


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
