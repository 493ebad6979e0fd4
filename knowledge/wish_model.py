"""A small learnt ear for wishes: is somebody asking for a person, and, when nobody is named, for whom?

Two linear models over hashed traits, learnt once by `knowledge.wish_training` and shipped as `content/wish_model.npz`.
A named role is read as one word, ROLLE, so that what is learnt about one role holds for all; the patterns and topics
that coordinators edit are traits as well, and count at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from math import sqrt
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge import language, wish_patterns
from knowledge.catalogue import CONTENT
from knowledge.language import Token
from knowledge.role_names import Named, topics_in

FILE = CONTENT / "wish_model.npz"
SIZE, ROLE_SIZE = 1 << 18, 1 << 16
WINDOW, STEP = 16, 8
"""A long message is also heard in windows of so many words, so that one wish in a story is not drowned."""
DOUBT = 0.8
"""One window among many is less to go by (log odds)."""
_OTHER = "PERSON"
_APART = 3
_LENGTHS = (1, 2, 3, 5, 8, 13, 20)
_HOW_MUCH = {"role": 2, "alone": 1, "contact": 3, "anyone": 2, "not": 2}
"""A pattern counts as so many traits."""

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Model:
    """The weights: one column for "a wish", one for each role (the last, "any", for none in particular)."""

    wish: NDArray[np.float32]
    bias: float
    roles: tuple[str, ...]
    role: NDArray[np.float32]
    role_bias: NDArray[np.float32]

    def chance(self, tokens: Sequence[Token], named: Sequence[Named], meant: Named | None) -> float:
        """How likely (0-1) the message wishes for the person `meant`, None: for anybody. `named`: all its names."""
        whole = self._raw(traits(tokens, named, meant))
        pieces = [self._raw(piece) - DOUBT for piece in _pieces(tokens, named, meant)]
        return float(1 / (1 + np.exp(-max([whole, *pieces]))))

    def topic(self, tokens: Sequence[Token]) -> str:
        """The role whose field a message without a name is about, "any" for none."""
        found = topic_traits(tokens)
        scores = self.role_bias + self.role[found].sum(axis=0) * scale(found)
        said = topics_in(tokens)
        return max(self.roles, key=lambda role: scores[self.roles.index(role)] + said.get(role, 0))

    def _raw(self, found: Ints) -> float:
        return self.bias + float(self.wish[found].sum()) * scale(found)


def scale(found: Ints) -> float:
    """One over the root of the number of traits: texts of all lengths weigh the same."""
    return 1 / sqrt(max(1, len(found)))


def traits(tokens: Sequence[Token], named: Sequence[Named], meant: Named | None) -> Ints:
    """Words, their neighbours and letters with the role replaced by ROLLE, and what the patterns say."""
    words = [token.folded for token in tokens]
    marked = _marked(tokens, named, meant)
    read = ["^", *marked, "$"]
    found = {f"w {word}" for word in marked}
    found.update([f"t {one} {two} {three}" for one, two, three in zip(read, read[1:], read[2:], strict=False)])
    for gap in range(1, _APART + 1):
        found.update([f"p{gap} {one} {other}" for one, other in zip(read, read[gap:], strict=False)])
    found |= {f"n {limit}" for limit in _LENGTHS if len(words) <= limit}
    found |= {f"o {name} {n}" for name in wish_patterns.opinions(words, meant) for n in range(_HOW_MUCH[name])}
    return _in_order(_hashed(found, SIZE).union(*(_letters(word) for word in marked if word.islower())))


def topic_traits(tokens: Sequence[Token]) -> Ints:
    """The words that carry a topic, their letters and neighbours, and the roles whose topics are named."""
    said = [token for token in tokens if token.stem not in language.filler()]
    found = {f"w {token.stem}" for token in said}
    found |= {f"p {one.stem} {other.stem}" for one, other in pairwise(said)}
    found |= {f"t {role} {n}" for role, count in topics_in(tokens).items() for n in range(min(count, 2) * 3)}
    letters = {place % ROLE_SIZE for token in said for place in _letters(token.folded)}
    return _in_order(_hashed(found, ROLE_SIZE) | letters)


def _hashed(found: set[str], size: int) -> set[int]:
    """Where the traits stand in a table."""
    return {crc32(each.encode()) % size for each in found}


def _in_order(found: Collection[int]) -> Ints:
    places = np.fromiter(found, np.int64, len(found))
    places.sort()
    return places


def _marked(tokens: Sequence[Token], named: Sequence[Named], meant: Named | None) -> list[str]:
    """The stems with the names as one word each: ROLLE for the one meant, PERSON for another, NOGEN for anybody."""
    words = [token.folded for token in tokens]
    stems = [wish_patterns.ANY if wish_patterns.means_anyone(words, at) else t.stem for at, t in enumerate(tokens)]
    for hit in named:
        if meant is None or not (hit.first < meant.last and meant.first < hit.last):
            stems[hit.first : hit.last] = [_OTHER] + [""] * (hit.last - hit.first - 1)
    if meant is not None:
        stems[meant.first : meant.last] = [wish_patterns.ROLE] + [""] * (meant.last - meant.first - 1)
    return [stem for stem in stems if stem]


def _pieces(tokens: Sequence[Token], named: Sequence[Named], meant: Named | None) -> Iterator[Ints]:
    if len(tokens) <= WINDOW:
        return
    for start in range(0, len(tokens) - STEP, STEP):
        end = start + WINDOW
        if meant is not None and not (start <= meant.first and meant.last <= end):
            continue
        inside = [_moved(hit, start) for hit in named if start <= hit.first and hit.last <= end]
        yield traits(tokens[start:end], inside, _moved(meant, start) if meant else None)


def _moved(hit: Named, by: int) -> Named:
    return Named(hit.name, hit.first - by, hit.last - by)


@lru_cache(maxsize=20_000)
def _letters(word: str) -> frozenset[int]:
    """The places of a word's pieces in the wide table; tokens are at most forty letters, so little is remembered."""
    padded = f"<{word.removeprefix(language.ENGLISH)}>"
    pieces = (padded[at : at + size] for size in (4, 5) for at in range(len(padded) - size + 1))
    return frozenset(crc32(f"c {piece}".encode()) % SIZE for piece in pieces)


@cache
def model() -> Model:
    """The learnt weights, read once."""
    with np.load(FILE) as file:
        return Model(
            wish=file["wish"].astype(np.float32) * float(file["wish_step"]),
            bias=float(file["bias"]),
            roles=tuple(str(role) for role in file["roles"]),
            role=file["role"].astype(np.float32) * float(file["role_step"]),
            role_bias=file["role_bias"],
        )
