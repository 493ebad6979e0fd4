"""The word lists of `knowledge/content/`: expressions that mean the same, abbreviations, misspellings.

Every expression is a run of stems without filler words, so that "vil han ikke i skole" and "vil ikke i skole" are
the same run. An expression gives terms: "#name" for a shared meaning, or the stems of the correct spelling.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from knowledge import language

MEANING = "#"
"""Marks a term that stands for a shared meaning instead of a word."""

Run = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """An expression found in a question: the terms it gives, and which tokens it covers."""

    terms: tuple[str, ...]
    tokens: tuple[int, ...]


def run(stems: Iterable[str]) -> list[tuple[int, str]]:
    """The stems that matter with their place: the small words that may stand inside an expression left out."""
    skip = language.skipped()
    return [(place, stem) for place, stem in enumerate(stems) if stem not in skip]


def known() -> Iterator[tuple[Run, tuple[str, ...]]]:
    """Every expression with the terms it gives."""
    return iter(_table().items())


def expressions(stems: Iterable[str]) -> Iterator[Hit]:
    """All expressions of the word lists that occur in a run of stems."""
    table, lengths = _table(), _lengths()
    kept = run(stems)
    said = tuple([stem for _, stem in kept])
    for first, stem in enumerate(said):
        for length in lengths.get(stem, ()):
            last = first + length
            if last <= len(said) and (terms := table.get(said[first:last])):
                yield Hit(terms, tuple([place for place, _ in kept[first:last]]))


def idiomatic(stems: Sequence[str]) -> frozenset[int]:
    """The places of words that stand in a set phrase and do not mean what they say ("dør af grin")."""
    found: set[int] = set()
    table = _idioms()
    for start, stem in enumerate(stems):
        for wanted in table.get(stem, ()):
            if tuple(stems[start : start + len(wanted)]) == wanted:
                found.update(range(start, start + len(wanted)))
    return frozenset(found)


@cache
def _idioms() -> dict[str, tuple[Run, ...]]:
    found: dict[str, list[Run]] = defaultdict(list)
    for line in language.lines("idioms.txt"):
        folded = language.known_words(line)
        found[folded.stems[0]].append(folded.stems)
    return {first: tuple(runs) for first, runs in found.items()}


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """How long the expressions are that begin with a stem."""
    found: dict[str, set[int]] = defaultdict(set)
    for wanted in _table():
        found[wanted[0]].add(len(wanted))
    return {stem: tuple(sorted(lengths)) for stem, lengths in found.items()}


@cache
def _table() -> dict[Run, tuple[str, ...]]:
    meanings = _meanings()
    for variants, correct in language.rows("misspellings.tsv"):
        terms = _terms_of(correct, meanings)
        for wrong in variants.split(","):
            meanings[_as_run(wrong)] |= terms
    return {wanted: tuple(sorted(terms)) for wanted, terms in meanings.items() if wanted}


def _meanings() -> dict[Run, set[str]]:
    found: dict[Run, set[str]] = defaultdict(set)
    for name, danish, *english in language.rows("synonyms.tsv"):
        for expression in danish.split(","):
            found[_as_run(expression)].add(MEANING + name)
        for expression in ",".join(english).split(","):
            found[_as_run(expression, english=True)].add(MEANING + name)
    for short, expansion, *also in language.rows("abbreviations.tsv"):
        for expression in [short, expansion, *",".join(also).split(",")]:
            found[_as_run(expression)].add(MEANING + language.fold(short))
    return found


def _terms_of(correct: str, meanings: dict[Run, set[str]]) -> set[str]:
    wanted = _as_run(correct)
    return set(wanted) | meanings.get(wanted, set())


def _as_run(expression: str, english: bool = False) -> Run:
    words = (token.folded for token in language.tokens(expression))
    stems = [language.stem(word, english) for word in words]
    skip = language.skipped()
    return tuple(stem for stem in stems if stem not in skip) or tuple(stems)
