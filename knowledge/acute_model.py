"""A small learnt ear beside the rules of the acute gate: hears the indirect, with words no rule has foreseen.

Two linear models over hashed traits of the text, learnt once by `knowledge.acute_training` from the network's own
sentences and shipped as `content/acute_model.npz`: nothing is learnt while running, one text has one answer.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache
from math import sqrt
from zlib import crc32

import numpy as np
import Stemmer
from numpy.typing import NDArray

from knowledge.acute_rules import Judged, gate
from knowledge.acute_words import fields
from knowledge.catalogue import CONTENT
from knowledge.spelling import Speller

FILE = CONTENT / "acute_model.npz"
SIZE, SLUG_SIZE = 1 << 20, 1 << 16
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
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Heard:
    """How likely a text is acute (0 to 1), and what was loudest in it."""

    chance: float
    loudest: Traits


@dataclass(frozen=True)
class Model:
    """The weights in steps, as they are shipped: one column for "acute", one for each guideline."""

    acute: NDArray[np.int8]
    acute_step: float
    bias: float
    slugs: tuple[str, ...]
    guideline: NDArray[np.int8]
    guideline_step: float
    guideline_bias: NDArray[np.float32]
    speller: Speller
    """Makes a text readable first, with the words the model was taught."""

    def hear(self, text: str, judged: Judged | None = None) -> Heard:
        """The loudest of the whole text and its pieces. `judged`: the whole text, if the rules have read it."""
        parts = [traits(text, judged), *map(traits, _pieces(text))]
        raw, at = max((self._raw(part) - (DOUBT if at else 0), at) for at, part in enumerate(parts))
        return Heard(float(1 / (1 + np.exp(-raw))), parts[at])

    def guidelines(self, heard: Heard) -> dict[str, float]:
        """How much it is like each guideline, in log odds."""
        found = heard.loudest.narrow
        steps = self.guideline[found].sum(axis=0, dtype=np.int64)
        odds = self.guideline_bias + steps * (self.guideline_step * scale(found))
        return dict(zip(self.slugs, odds.tolist(), strict=True))

    def _raw(self, found: Traits) -> float:
        steps = int(self.acute[found.wide].sum(dtype=np.int64))
        return self.bias + steps * self.acute_step * scale(found.wide)


@dataclass(frozen=True, slots=True)
class Traits:
    """Places of the traits in the wide table, and the codes that give those in the narrow one."""

    wide: NDArray[np.int64]
    codes: array[int]

    @property
    def narrow(self) -> NDArray[np.int64]:
        """Places in the narrow table, which only danger that was heard asks for."""
        return _places({code % SLUG_SIZE for code in self.codes})


def scale(places: NDArray[np.int64]) -> float:
    """What each trait weighs: texts of all lengths weigh the same."""
    return 1 / sqrt(max(1, len(places)))


@dataclass(frozen=True, slots=True)
class _Word:
    """What a word says by itself: its stem, its fields, and the places of its pieces in the wide table."""

    stem: str
    fields: tuple[str, ...]
    pieces: frozenset[int]


def traits(text: str, judged: Judged | None = None) -> Traits:
    """Stems, pairs of stems up to three apart, pieces of words, concepts and rules that are met, fields of words."""
    judged = judged or gate().judge(text)
    reading = judged.reading
    words = [_of(_IDIOM if at in reading.hidden else word) for at, word in enumerate(reading.words)]
    stems = [word.stem for word in words]
    told = {f"w {stem}" for stem in stems} | {f"s {sign}" for sign in _SIGNS if sign in text}
    for gap in range(1, _APART + 1):
        told.update([f"p {a} {b}" for a, b in zip(stems, stems[gap:], strict=False)])
    told |= _meanings([name for name in gate().concepts if name in reading.spans])
    codes = array("L", [crc32(each.encode()) for each in told | _signals(judged) | _fields(words, stems)])
    return Traits(_places({code % SIZE for code in codes}.union(*[word.pieces for word in words])), codes)


def _signals(judged: Judged) -> set[str]:
    """Which rules are met, and whether it is told as something past."""
    met = {f"r {rule.slug} {rule.certain}" for rule in judged.hits}
    past = {"r past"} if judged.past else set()
    closed = {"r closed"} if judged.closed else set()
    return (met or {"r none"}) | past | closed


def _fields(words: list[_Word], stems: list[str]) -> set[str]:
    """The fields of the words, each with the fields of the next words and the stem beside it."""
    found = [word.fields for word in words]
    told: set[str] = set()
    for at, own in enumerate(found):
        for field in own:
            told.add(f"f {field}")
            told.update([f"b {field} {stem}" for stem in stems[at + 1 : at + 3]])
            told.update([f"d {stem} {field}" for stem in stems[max(0, at - 2) : at]])
            told.update([f"m {field} {then}" for near in found[at + 1 : at + 1 + _NEAR] for then in near])
    return told


def _meanings(found: list[str]) -> set[str]:
    return {f"k {a}" for a in found} | {f"k {a} {b}" for at, a in enumerate(found) for b in found[at + 1 :]}


def _of(word: str) -> _Word:
    """A word's traits; everyday words come again and again, and what is no word is not worth remembering."""
    return _remembered(word) if len(word) <= _LONGEST else _look_up(word)


def _look_up(word: str) -> _Word:
    padded = f"<{word}>"
    pieces = {padded[at : at + size] for size in (4, 5) for at in range(len(padded) - size + 1)}
    places = frozenset(crc32(f"c {piece}".encode()) % SIZE for piece in pieces)
    return _Word(str(_STEM.stemWord(word)), tuple(fields().of(word)), places)


_remembered = lru_cache(maxsize=20_000)(_look_up)


def _places(found: Collection[int]) -> NDArray[np.int64]:
    places = np.fromiter(found, np.int64, len(found))
    places.sort()
    return places


def _pieces(text: str) -> list[str]:
    """The pieces that a long text is heard in as well."""
    words = text.split()
    if len(words) <= LONG:
        return []
    windows = (" ".join(words[at : at + size]) for size in PIECES for at in range(0, len(words) - size // 2, size // 2))
    sentences = (part.strip() for part in _END.split(text))
    return [*windows, *(part for part in sentences if _FEWEST <= len(part.split()) <= LONG)]


@cache
def model() -> Model:
    """The learnt weights, read once."""
    with np.load(FILE) as file:
        return Model(
            acute=file["acute"],
            acute_step=float(file["acute_step"]),
            bias=float(file["bias"]),
            slugs=tuple(str(slug) for slug in file["slugs"]),
            guideline=file["guideline"],
            guideline_step=float(file["guideline_step"]),
            guideline_bias=file["guideline_bias"],
            speller=Speller([str(word) for word in file["words"]], file["counts"].tolist()),
        )
