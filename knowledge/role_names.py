"""The roles a message names, and those its topic points to: read from `content/roles.tsv`.

"Psykologen", "tale hørekonsulent" (split) and "sunhedsplejersken" (misspelt) are names; "stammer" is a topic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from rapidfuzz import fuzz, process

from knowledge import language
from knowledge.language import Token

_ALIKE, _LONG_ENOUGH = 88.0, 8
_ENDINGS = ("'s", "'en", "'er", "en", "n", "s", "ens", "er", "r", "erne", "ne", "e", "et", "ere", "erens")


@dataclass(frozen=True, slots=True)
class Name:
    """What a role is called. `alone`: who says it means to reach the person; in brackets in the file otherwise."""

    role: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    alone: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A name found in a message: the tokens `first` up to, not with, `last`."""

    name: Name
    first: int
    last: int


def names_in(tokens: Sequence[Token]) -> list[Named]:
    """The roles named, longest name first."""
    found = [
        Named(name, start, start + len(name.words))
        for start, token in enumerate(tokens)
        for key in _keys(token.folded)
        for name in _names().get(key, ())
        if _follows(name, tokens[start : start + len(name.words)])
    ]
    found += [
        Named(name, start, start + 2)
        for start, (one, other) in enumerate(pairwise(tokens))
        if one.folded in _beginnings()
        for name in _names().get(one.folded + _uninflected(other.folded), ())
        if len(name.words) == 1
    ]
    return sorted(set(found), key=lambda hit: (hit.first - hit.last, hit.first, hit.name.role, hit.name.words))


def topics_in(tokens: Sequence[Token]) -> dict[str, int]:
    """How many words of each role's topics are said; roles without any are left out."""
    said = " " + " ".join(language.stem(token.folded) for token in tokens) + " "
    counts = {role: sum(len(topic.split()) for topic in topics if f" {topic} " in said) for role, topics in _topics()}
    return {role: count for role, count in counts.items() if count}


@lru_cache(maxsize=20_000)
def _keys(word: str) -> frozenset[str]:
    """The first words of names that a word may be: as it stands, inflected, or misspelt."""
    keys = frozenset({word, *(word.removesuffix(ending) for ending in _ENDINGS)} & _names().keys())
    if keys or len(word) < _LONG_ENOUGH:
        return keys
    plain = _uninflected(word)
    hit = process.extractOne(plain, _long_names(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    if hit is None or min(abs(len(hit[0]) - len(form)) for form in (word, plain)) > 1:
        return frozenset()
    return frozenset({hit[0]})


def _uninflected(word: str) -> str:
    return next((word.removesuffix(ending) for ending in ("erne", "en", "n") if word.endswith(ending)), word)


def _follows(name: Name, tokens: Sequence[Token]) -> bool:
    rest = [language.stem(token.folded) for token in tokens[1:]]
    return len(tokens) == len(name.words) and rest == list(name.stems[1:])


@cache
def _names() -> dict[str, tuple[Name, ...]]:
    """The names by their first word."""
    found: dict[str, tuple[Name, ...]] = {}
    for role, names, _ in language.rows("roles.tsv"):
        for line in names.split(","):
            words = tuple(token.folded for token in language.tokens(line))
            for form in {words, ("".join(words),)}:
                name = Name(role, form, tuple(map(language.stem, form)), alone="[" not in line)
                found[form[0]] = (*found.get(form[0], ()), name)
    return found


@cache
def _beginnings() -> frozenset[str]:
    """What the first words of names may begin with when they are written in two: hardly any word need be tried."""
    return frozenset(word[:end] for word in _names() for end in range(1, len(word) + 1))


@cache
def _long_names() -> tuple[str, ...]:
    return tuple(word for word in _names() if len(word) >= _LONG_ENOUGH)


@cache
def _topics() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((role, tuple(map(_stems, topics.split(",")))) for role, _, topics in language.rows("roles.tsv"))


def _stems(line: str) -> str:
    return " ".join(language.stem(token.folded) for token in language.tokens(line))
