"""The patterns of `content/wishes.txt`: "tale med ROLLE", "kan NOGEN komme", and what speaks against ("IKKE …").

They are what coordinators can read and mend. What a pattern says is one opinion among others in `wish_model`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from knowledge import language
from knowledge.role_names import Named

ROLE, ANY = "ROLLE", "NOGEN"
NOT = "IKKE "
_NEAR, _FAR = r"(?: \S+){0,2}", r"(?: \S+){0,4}"
_WHOSE = (
    "(?:(?:en|et|den|de|vores|min|jeres|hendes|hans|deres|barnets|familiens|skolens|kommunens|stedets"
    "|the|a|an|our|my|your) )?"
)
_LONG_MESSAGE, _SHORT_MESSAGE, _VERY_SHORT = 20, 14, 6
_ASKS_HOW = frozenset({"hvordan", "hvad", "hvorfor", "hvornaar", "skal", "maa", "how", "what", "why", "should", "may"})
_CONTACT = frozenset(
    {"konsultation", "tid", "telefontid", "besoeg", "sparring", "moede", "kontakt", "samtale", "snak", "opkald"}
    | {"oenskes", "soeges", "hurtigst", "muligt", "idag", "dag", "uge", "naeste", "morgen", "akut", "please"}
)
_ARTICLES = frozenset({"en", "one"})
_NO_NOUN = frozenset(
    {"der", "som", "at", "til", "jeg", "vi", "man", "med", "udefra", "fra", "i", "og", "om", "ude", "ud", "forbi"}
    | {"komme", "ringe", "hjaelpe", "kigge", "derude", "who", "to", "we", "from"}
)


@dataclass(frozen=True, slots=True)
class _AnyOf:
    """Patterns under the rarest of their words: only those of a text's own words need be tried."""

    by_word: Mapping[str, re.Pattern[str]]

    def found(self, words: Sequence[str]) -> bool:
        """Whether any of them stands in a text."""
        asked = self.by_word.keys() & set(words)
        text = " ".join(words) if asked else ""
        return any(self.by_word[word].search(text) for word in asked)


@dataclass(frozen=True, slots=True)
class _Patterns:
    role: _AnyOf
    anyone: _AnyOf
    neither: _AnyOf


def opinions(words: Sequence[str], named: Named | None) -> Iterator[str]:
    """What speaks for and against a wish: "role", "alone", "contact", "anyone", "not". `named`: the role meant."""
    patterns = _patterns(len(words) > _LONG_MESSAGE)
    if patterns.neither.found(words):
        yield "not"
    spoken = [ANY if means_anyone(words, place) else word for place, word in enumerate(words)]
    if patterns.anyone.found(words) or (spoken != words and patterns.anyone.found(spoken)):
        yield "anyone"
    if named is None:
        return
    if patterns.role.found([*words[: named.first], ROLE, *words[named.last :]]):
        yield "role"
    if named.name.alone and len(words) <= _SHORT_MESSAGE and words[0] not in _ASKS_HOW:
        yield "alone"
    rest = (*words[: named.first], *words[named.last :])
    if len(words) <= _VERY_SHORT and _CONTACT.issuperset(w for w in rest if language.stem(w) not in language.filler()):
        yield "contact"


def means_anyone(words: Sequence[str], place: int) -> bool:
    """Whether a word stands for a person nobody names; "en" only where no noun follows ("en der kan")."""
    if words[place] not in _anyone():
        return False
    after = words[place + 1] if place + 1 < len(words) else ""
    return words[place] not in _ARTICLES or not after or after in _NO_NOUN


@cache
def _anyone() -> frozenset[str]:
    return frozenset(language.fold(word) for line in language.lines("anyone.txt") for word in line.split())


@cache
def _patterns(long_message: bool) -> _Patterns:
    lines = language.lines("wishes.txt")
    gap = _NEAR if long_message else _FAR
    against = [line.removeprefix(NOT) for line in lines if line.startswith(NOT)]
    wishes = [line for line in lines if not line.startswith(NOT)]
    return _Patterns(
        _any_of([line for line in wishes if ROLE in line], gap),
        _any_of([line for line in wishes if ROLE not in line], gap),
        _any_of(against, gap),
    )


def _any_of(lines: Sequence[str], gap: str) -> _AnyOf:
    read = [[word if word in (ROLE, ANY) else language.fold(word) for word in line.split()] for line in lines]
    often = Counter(word for words in read for word in words)
    found: dict[str, list[str]] = defaultdict(list)
    for line, words in zip(lines, read, strict=True):
        rarest = min((word for word in words if word != "..."), key=lambda word: often[word])
        found[rarest].append(_pattern(line, gap))
    return _AnyOf({w: re.compile(r"(?<!\S)(?:" + "|".join(each) + r")(?!\S)") for w, each in found.items()})


def _pattern(line: str, gap: str) -> str:
    words = [word if word in (ROLE, ANY, "...") else re.escape(language.fold(word)) for word in line.split()]
    return " ".join(words).replace(" ...", gap).replace(ROLE, _WHOSE + ROLE).replace(ANY, _WHOSE + ANY)
