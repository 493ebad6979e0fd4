"""A sentence as words, with what each could be and what stands around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from knowledge.name_words import Level, Words

_TOKEN = re.compile(r"\[(?:navn|cpr|telefon|mail|adresse)\]s?|[^\W\d_]+|\d+")
_STARTS = re.compile(r"(?:^|[.!?:;\n•»\"“”(–—*]|\s-)\s*[\"“»'(]*$")
LOOK = 16


@dataclass
class Token:
    """A word, what it could be, and what stands around it."""

    text: str
    start: int
    end: int
    before: str
    after: str
    level: Level
    base: str
    protected: bool = False
    named: bool = False

    @cached_property
    def low(self) -> str:
        """Lower case."""
        return self.text.lower()

    @property
    def masked(self) -> bool:
        """Whether the word is a mask already."""
        return self.text[0] == "["

    @cached_property
    def capital(self) -> bool:
        """Written like a name: one capital, then small letters."""
        return self.text[0].isupper() and (len(self.text) == 1 or not self.text.isupper())

    @cached_property
    def starts(self) -> bool:
        """Whether a sentence begins here, so that the capital says nothing."""
        return _STARTS.search(self.before) is not None


def tokens_of(text: str, lists: Words) -> list[Token]:
    """The words, numbers and masks of a text; fixed phrases such as Marte Meo are protected."""
    tokens: list[Token] = []
    for hit in _TOKEN.finditer(text):
        level, base = _level(hit[0], lists)
        start, end = hit.span()
        tokens.append(
            Token(hit[0], start, end, text[max(0, start - LOOK) : start], text[end : end + LOOK], level, base)
        )
    _protect(tokens, lists)
    return tokens


def _level(text: str, lists: Words) -> tuple[Level, str]:
    """The level of a word and its base without a genitive s."""
    word, capital = text.lower(), text[0].isupper()
    level = lists.level(word, capital=capital)
    if level > Level.UNKNOWN or not word.endswith("s") or len(word) < 3:
        return level, word
    stem = lists.level(word[:-1], capital=capital)
    if stem > Level.UNKNOWN and (level is Level.UNKNOWN or stem is Level.SURE):
        return (stem if level is Level.UNKNOWN else Level.SOFT), word[:-1]
    return level, word


def _protect(tokens: list[Token], lists: Words) -> None:
    """Fixed phrases such as Marte Meo are no names, however they are written."""
    for at, token in enumerate(tokens):
        if token.text in lists.acronyms:
            token.protected = True
        for phrase in lists.phrases.get(token.low, ()):
            covered = tokens[at : at + len(phrase)]
            if tuple(each.low.removesuffix("s") for each in covered) == tuple(
                word.removesuffix("s") for word in phrase
            ):
                for each in covered:
                    each.protected = True
