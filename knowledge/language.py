"""Danish as staff type it: text -> tokens -> comparable stems.

Folding makes "børnehave", "boernehave" and "BØRNEHAVE" one word; stems and the irregular table make
"slog", "slår" and "slået" one word. English questions are stemmed as English and marked, so that a Danish
"fast" never meets an English one. Everything here is a plain function of the text: no catalogue, no state.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import Stemmer

from knowledge.catalogue import CONTENT

ENGLISH = "en:"
"""Marks a stem read as English."""

_FOLDS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "y", "ß": "ss", "é": "e", "’": "'"})
_MASK = re.compile(r"\[(?:navn|cpr|telefon|mail|adresse)\]", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]{1,2}\b)?")
_LONG_RUN = re.compile(r"(.)\1{2,}")
_LONGEST = 40


class Token(NamedTuple):
    """A word of the question: as typed, folded, its stem, and where it stands."""

    typed: str
    folded: str
    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a line: folded, and their stems."""

    folded: tuple[str, ...]
    stems: tuple[str, ...]


@lru_cache(maxsize=100_000)
def fold_word(word: str) -> str:
    """`fold`, remembered: the same words come again and again."""
    return fold(word)


def fold(text: str) -> str:
    """Lower case, æ/ø/å written ae/oe/aa, accents gone, "neeeej" shortened to "neej"."""
    lowered = unicodedata.normalize("NFC", text).lower().translate(_FOLDS)
    if not lowered.isascii():
        lowered = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    return _LONG_RUN.sub(r"\1\1", lowered)


@lru_cache(maxsize=16)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text, in order. Masks such as "[navn]" and everything that is not a word are left out.

    The last few are remembered: everybody who reads a question asks for its words.
    """
    plain = unmasked(text)
    found = [(m.group(), fold_word(m.group()), m.start(), m.end()) for m in _WORD.finditer(plain)]
    english = is_english([folded for _, folded, _, _ in found])
    return tuple(
        Token(typed, folded, stem(folded, english), start, end)
        for typed, folded, start, end in found
        if folded and len(folded) <= _LONGEST
    )


def unmasked(text: str) -> str:
    """Blanks in place of masks such as "[navn]"; everything else stays where it stands."""
    return _MASK.sub(lambda mask: " " * len(mask.group()), text)


@lru_cache(maxsize=60_000)
def known_words(line: str) -> Words:
    """The words of a line of the catalogue, remembered: most lines stay when an entry is edited."""
    return read_words(line)


def read_words(line: str) -> Words:
    """The words of a line."""
    plain = _MASK.sub(" ", line) if "[" in line else line
    folded = [word for word in map(fold_word, _WORD.findall(plain)) if 0 < len(word) <= _LONGEST]
    english = is_english(folded)
    return Words(tuple(folded), tuple([stem(word, english) for word in folded]))


def is_english(folded: Iterable[str]) -> bool:
    """Whether a list of folded words reads as English: more of its small words are English than Danish."""
    words = list(folded)
    here, there = _function_words()
    danish = len([word for word in words if word in here])
    return len([word for word in words if word in there]) > danish + (len(words) > 8 and danish > 0)


@lru_cache(maxsize=200_000)
def stem(folded: str, english: bool = False) -> str:
    """The stem of a folded word; the irregulars first, then Snowball."""
    if english:
        return ENGLISH + str(_stemmers()[1].stemWord(folded.removesuffix("'s")))
    word = folded.replace("'", "")
    known = _irregular().get(word)
    if known:
        return known
    return str(_stemmers()[0].stemWord(word))


def negations() -> frozenset[str]:
    """Stems that turn the meaning of their neighbours around."""
    return frozenset({"ikk", "ikke", "aldr", "aldrig", "ing", "ingen", "uden", ENGLISH + "not", ENGLISH + "never"})


@cache
def filler() -> frozenset[str]:
    """Stems that carry no topic of their own: they never explain a question."""
    small = frozenset(map(fold, _telling()["en"].split()))
    return _stems_of("springes over", "uden emne") | {stem(word, english=True) for word in small}


@cache
def skipped() -> frozenset[str]:
    """Stems that may stand inside an expression without changing it."""
    return _stems_of("springes over") | _stems_of("springes over (engelsk)", english=True)


def _stems_of(*kinds: str, english: bool = False) -> frozenset[str]:
    lines = [words for kind, words in rows("filler.tsv") if kind in kinds]
    return frozenset(stem(fold(word), english) for words in lines for word in words.split())


def rows(name: str) -> list[list[str]]:
    """The rows of a table in `content/`: lists of columns, without comments and the heading row."""
    return [line.split("\t") for line in lines(name)[1:]]


def lines(name: str) -> list[str]:
    """The lines of a file in `content/` without empty ones and comments."""
    text = (CONTENT / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def _stemmers() -> tuple[Stemmer.Stemmer, Stemmer.Stemmer]:
    return Stemmer.Stemmer("danish"), Stemmer.Stemmer("english")


@cache
def _irregular() -> dict[str, str]:
    table: dict[str, str] = {}
    danish = _stemmers()[0]
    for lemma, forms in rows("inflections.tsv"):
        target = danish.stemWord(fold(lemma))
        table |= {fold(form.strip()): target for form in [lemma, *forms.split(",")]}
    return table


@cache
def _function_words() -> tuple[frozenset[str], frozenset[str]]:
    """The words that tell Danish, and those that tell English: its small words and some with a topic of their own."""
    told = _telling()
    danish, english = (
        frozenset(fold(word) for kind in kinds for word in told[kind].split()) for kinds in (("da",), ("en", "en emne"))
    )
    return danish - english, english - danish


@cache
def _telling() -> dict[str, str]:
    return {row[0]: row[1] for row in rows("function_words.tsv")}
