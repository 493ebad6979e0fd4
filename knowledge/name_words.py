"""What a word can be: a name, a word that is also a name, an ordinary word. Read once from `content/`."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any

from knowledge.catalogue import CONTENT

_FOLDS = {"ph": "f", "th": "t", "ch": "k", "ck": "k", "aa": "å", "ae": "æ", "oe": "ø", "ou": "u", "sj": "sh"}
_LETTERS = str.maketrans("cqwzxyjéèäöü", "kkvssiieeæøi")
_TWICE = re.compile(r"(.)\1+")
_ENDINGS = ("erne", "ene", "ede", "en", "et", "er", "es", "te", "e", "n", "r", "t", "s")


class Level(IntEnum):
    """How sure a word is a name: an ordinary word, unknown, also an everyday word, also a word, a name."""

    WORD = 0
    UNKNOWN = 1
    HARD = 2
    SOFT = 3
    SURE = 4


@dataclass(frozen=True, slots=True)
class Context:
    """The words around names; see `content/name_context.toml`."""

    naming: frozenset[str]
    naming_between: frozenset[str]
    roles: frozenset[str]
    acts: frozenset[str]
    acts_sure: frozenset[str]
    kin: frozenset[str]
    joins: frozenset[str]
    before: frozenset[str]
    particles: frozenset[str]
    months: frozenset[str]
    dates: frozenset[str]
    states: frozenset[str]
    determiners: frozenset[str]


@dataclass(frozen=True, slots=True)
class Words:
    """Every list, lower case."""

    first: frozenset[str]
    last: frozenset[str]
    soft: frozenset[str]
    hard: frozenset[str]
    capital: frozenset[str]
    ordinary: frozenset[str]
    protected: frozenset[str]
    phrases: dict[str, list[tuple[str, ...]]]
    acronyms: frozenset[str]
    sounds: frozenset[str]
    slips: frozenset[str]
    endings: tuple[str, ...]

    def level(self, word: str, *, capital: bool) -> Level:
        """What a lower-case word is; `capital` says whether it was written with one."""
        if word in self.hard:
            return Level.HARD
        if word in self.capital:
            return Level.SOFT if capital else Level.HARD
        if word in self.soft or (word in self.first and word in self.protected):
            return Level.SOFT
        if word in self.first:
            return Level.SURE
        return Level.WORD if self.is_word(word) else Level.UNKNOWN

    def is_word(self, word: str) -> bool:
        """Whether it is a Danish word, a compound of such, or something that is protected."""
        if word in self.ordinary or word in self.protected:
            return True
        if (len(word) > 6 and word.endswith(self.endings)) or self._inflected(word):
            return True
        return len(word) > 7 and any(
            word[cut:] in self.ordinary and (word[:cut] in self.ordinary or word[: cut - 1] in self.ordinary)
            for cut in range(3, len(word) - 3)
        )

    def _inflected(self, word: str) -> bool:
        """Whether it is an ordinary word with a Danish ending: foden, sakse, hakker, trangt, parkere."""
        stems = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
        return any(self._stem(stem) for stem in stems if len(stem) > 2)

    def _stem(self, stem: str) -> bool:
        return not self.ordinary.isdisjoint((stem, stem + "e", stem[:-1] if stem[-1] == stem[-2] else stem))

    def like_name(self, word: str) -> bool:
        """Whether an unknown word sounds like a name on the list, or lacks or doubles one letter of a Danish one."""
        return 3 < len(word) < 20 and (sound(word) in self.sounds or (len(word) > 4 and self._slip(word)))

    def _slip(self, word: str) -> bool:
        return word in self.slips or any(shorter in self.first for shorter in _shorter(word))


def _shorter(word: str) -> Iterator[str]:
    """The word without one of its letters after the first."""
    return (word[:at] + word[at + 1 :] for at in range(1, len(word)))


def sound(word: str) -> str:
    """Names that are said alike are written alike: Mikkel, Mikel; Sofie, Sophie; Mohammed, Muhamed."""
    for old, new in _FOLDS.items():
        word = word.replace(old, new)
    word = word.translate(_LETTERS)
    word = word[:1] + word[1:].replace("h", "").replace("o", "u")
    return _TWICE.sub(r"\1", word)


@cache
def words() -> Words:
    """The lists, read once."""
    marked = _read("names_ambiguous.txt")
    hard, capital = (frozenset(word[1:] for word in marked if word[0] == sign) for sign in "!~")
    danish = _read("names_first.txt")
    first = frozenset(danish | _read("names_world.txt"))
    singles, acronyms, phrases = _protected()
    return Words(
        first=first,
        last=frozenset(_read("names_last.txt")),
        soft=frozenset(word for word in marked if word[0] not in "!~"),
        hard=hard,
        capital=capital | frozenset(word for word in first if len(word) < 3),
        ordinary=frozenset(_read("words.txt") | _read("words_everyday.txt")),
        protected=singles,
        phrases=phrases,
        acronyms=acronyms,
        slips=frozenset(slip for word in danish if len(word) > 5 for slip in _shorter(word)),
        endings=tuple(_context_lists()["endings"]),
        sounds=frozenset(sound(word) for word in first if len(word) > 3),
    )


@cache
def context() -> Context:
    """The words around names, read once."""
    return Context(**{name: frozenset(each) for name, each in _context_lists().items() if name != "endings"})


def _context_lists() -> dict[str, Any]:
    return tomllib.loads((CONTENT / "name_context.toml").read_text(encoding="utf-8"))


def _lines(name: str) -> Iterator[str]:
    for line in (CONTENT / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def _read(name: str) -> set[str]:
    return {word for line in _lines(name) for word in line.lower().split()}


def _protected() -> tuple[frozenset[str], frozenset[str], dict[str, list[tuple[str, ...]]]]:
    """Single words and acronyms (on the long lines, or alone), and fixed phrases (two to five words on a line)."""
    singles: set[str] = set()
    phrases: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for line in _lines("not_names.txt"):
        parts = tuple(re.findall(r"[^\W\d_]+", line.lower()))
        if 1 < len(parts) <= 5:
            phrases[parts[0]].append(parts)
        else:
            singles.update(line.split())
    acronyms = frozenset(word for word in singles if word.isupper())
    return frozenset(word.lower() for word in singles - acronyms), acronyms, phrases
