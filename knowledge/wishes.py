"""Does a message ask for a person, and for which role?

A wish is a pattern of `content/wishes.txt` with a role ("tale med ROLLE") or with anyone ("kan NOGEN komme").
The role comes from its name; when a wish names nobody, from what the message is about ("hvem kontakter jeg om
stammen"). Without a pattern a role's name is only a word of the question: "hvordan indstiller vi til PPR".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from rapidfuzz import fuzz, process

from knowledge import language
from knowledge.language import Token

ANYONE = "any"
_ROLE, _ANY, _NOT = "ROLLE", "NOGEN", "IKKE "
_NEAR, _FAR = r"(?: \S+){0,2}", r"(?: \S+){0,4}"
_WHOSE = (
    "(?:(?:en|et|den|de|vores|min|jeres|hendes|hans|deres|barnets|familiens|skolens|kommunens|stedets"
    "|the|a|an|our|my|your) )?"
)
_LONG_MESSAGE, _SHORT_MESSAGE, _VERY_SHORT = 20, 14, 6
_ALIKE, _LONG_ENOUGH = 88.0, 8
_ENDINGS = ("'s", "'en", "'er", "en", "n", "s", "ens", "er", "r", "erne", "ne", "e", "et", "ere", "erens")
_ASKS_HOW = frozenset({"hvordan", "hvad", "hvorfor", "hvornaar", "skal", "maa", "how", "what", "why", "should", "may"})
_REACH = frozenset({"fat", "kontakt", "kontakte", "ringe", "nummer", "telefonnummer", "contact", "reach", "call"})
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
class _Name:
    role: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    alone: bool


@dataclass(frozen=True, slots=True)
class _Patterns:
    role: re.Pattern[str]
    anyone: re.Pattern[str]
    neither: re.Pattern[str]


def wish(text: str) -> str | None:
    """The role wished for, "any" for no particular one, None when the message asks for no person."""
    tokens = language.tokens(text)
    words = [token.folded for token in tokens]
    patterns = _patterns(len(words) > _LONG_MESSAGE)
    if patterns.neither.search(" ".join(words)) and not _REACH & set(words):
        return None
    named = _names_in(tokens)
    for name, first, last in named:
        marked = " ".join([*words[:first], _ROLE, *words[last:]])
        if patterns.role.search(marked) or _says_enough(name, words, first, last):
            return name.role
    spoken = " ".join(_ANY if _means_anyone(words, place) else word for place, word in enumerate(words))
    if patterns.anyone.search(" ".join(words)) or patterns.anyone.search(spoken):
        return named[0][0].role if named else _by_topic(tokens) or ANYONE
    return None


def _says_enough(name: _Name, words: Sequence[str], first: int, last: int) -> bool:
    """Whether naming the role is the wish: a short message about somebody who is only ever named to be reached."""
    if name.alone and len(words) <= _SHORT_MESSAGE and words[0] not in _ASKS_HOW:
        return True
    rest = [word for word in (*words[:first], *words[last:]) if language.stem(word) not in language.filler()]
    return len(words) <= _VERY_SHORT and _CONTACT.issuperset(rest)


def _means_anyone(words: Sequence[str], place: int) -> bool:
    """Whether a word stands for a person nobody names; "en" only where no noun follows ("en der kan")."""
    if words[place] not in _anyone():
        return False
    after = words[place + 1] if place + 1 < len(words) else ""
    return words[place] not in _ARTICLES or not after or after in _NO_NOUN


def _names_in(tokens: Sequence[Token]) -> list[tuple[_Name, int, int]]:
    """The roles named, longest name first: (name, first token, token after the last)."""
    found = [
        (name, start, start + len(name.words))
        for start, token in enumerate(tokens)
        for key in _keys(token.folded)
        for name in _names().get(key, ())
        if _follows(name, tokens[start : start + len(name.words)])
    ]
    found += [
        (name, start, start + 2)
        for start, (one, other) in enumerate(pairwise(tokens))
        for name in _names().get(one.folded + _uninflected(other.folded), ())
        if len(name.words) == 1
    ]
    return sorted(set(found), key=lambda hit: (hit[1] - hit[2], hit[1]))


def _keys(word: str) -> set[str]:
    """The first words of names that a word may be: as it stands, inflected, or misspelt."""
    keys = {word, *(word.removesuffix(ending) for ending in _ENDINGS)} & _names().keys()
    if keys or len(word) < _LONG_ENOUGH:
        return keys
    plain = _uninflected(word)
    hit = process.extractOne(plain, _long_names(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return {hit[0]} if hit and min(abs(len(hit[0]) - len(form)) for form in (word, plain)) <= 1 else set()


def _uninflected(word: str) -> str:
    return next((word.removesuffix(ending) for ending in ("erne", "en", "n") if word.endswith(ending)), word)


def _follows(name: _Name, tokens: Sequence[Token]) -> bool:
    rest = [language.stem(token.folded) for token in tokens[1:]]
    return len(tokens) == len(name.words) and rest == list(name.stems[1:])


def _by_topic(tokens: Sequence[Token]) -> str | None:
    said = " " + " ".join(language.stem(token.folded) for token in tokens) + " "
    counts = {role: sum(len(topic.split()) for topic in topics if f" {topic} " in said) for role, topics in _topics()}
    best = max(counts, key=lambda role: counts[role])
    return best if counts[best] else None


@cache
def _names() -> dict[str, tuple[_Name, ...]]:
    """The names by their first word."""
    found: dict[str, tuple[_Name, ...]] = {}
    for role, names, _ in language.rows("roles.tsv"):
        for line in names.split(","):
            words = tuple(token.folded for token in language.tokens(line))
            for form in {words, ("".join(words),)}:
                name = _Name(role, form, tuple(map(language.stem, form)), alone="[" not in line)
                found[form[0]] = (*found.get(form[0], ()), name)
    return found


@cache
def _long_names() -> tuple[str, ...]:
    return tuple(word for word in _names() if len(word) >= _LONG_ENOUGH)


@cache
def _topics() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((role, tuple(map(_stems, topics.split(",")))) for role, _, topics in language.rows("roles.tsv"))


def _stems(line: str) -> str:
    return " ".join(language.stem(token.folded) for token in language.tokens(line))


@cache
def _anyone() -> frozenset[str]:
    return frozenset(language.fold(word) for line in language.lines("anyone.txt") for word in line.split())


@cache
def _patterns(long_message: bool) -> _Patterns:
    lines = language.lines("wishes.txt")
    gap = _NEAR if long_message else _FAR
    against = [line.removeprefix(_NOT) for line in lines if line.startswith(_NOT)]
    wishes = [line for line in lines if not line.startswith(_NOT)]
    return _Patterns(
        _any_of([line for line in wishes if _ROLE in line], gap),
        _any_of([line for line in wishes if _ROLE not in line], gap),
        _any_of(against, gap),
    )


def _any_of(lines: Sequence[str], gap: str) -> re.Pattern[str]:
    parts = [_pattern(line, gap) for line in lines]
    return re.compile(r"(?<!\S)(?:" + "|".join(parts) + r")(?!\S)")


def _pattern(line: str, gap: str) -> str:
    words = [word if word in (_ROLE, _ANY, "...") else re.escape(language.fold(word)) for word in line.split()]
    return " ".join(words).replace(" ...", gap).replace(_ROLE, _WHOSE + _ROLE).replace(_ANY, _WHOSE + _ANY)
