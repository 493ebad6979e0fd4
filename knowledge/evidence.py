"""Reads patterns of words from data and finds them in everyday Danish, however it is spelt.

A pattern is a line of elements: `word`, `stem*`, `one|other`, `{concept}`; `..` lets up to four words stand between
and `...` up to nine. `a + b` means both in any order within fourteen words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import OSA

GAPS = {"..": 4, "...": 9}
WINDOW = 14
SENTENCE_GAP = 4
MOST_WORDS = 20_000
_LONGEST = 40
_WORD = re.compile(r"[^\W_]+|[.!?\n]+")
_FOLD = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "é": "e", "è": "e", "ü": "y"})
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1+|([eiouy])\2+|(a)\3{2,}")

Span = tuple[int, int]
Step = tuple[int, str]


def fold(text: str) -> str:
    """Lower case, æøå as ae oe aa, doubled letters once (aa stays): one spelling for many."""
    return _DOUBLED.sub(lambda hit: hit[1] or hit[2] or "aa", text.lower().translate(_FOLD))


_folded = lru_cache(maxsize=MOST_WORDS)(fold)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Elements to be found after each other (`loose`: in any order), each with the words that may stand before it."""

    steps: tuple[Step, ...]
    loose: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as evidence: where each word stands, which are hidden by an idiom, and which elements stand where."""

    places: tuple[int, ...]
    words: tuple[str, ...]
    hidden: frozenset[int]
    spans: Mapping[str, Sequence[Span]]

    def find(self, pattern: Pattern) -> Span | None:
        """First and last word of the pattern, or None."""
        spans = self.spans
        for _, element in pattern.steps:  # of a thousand patterns only a few have all their words in a text
            if element not in spans:
                return None
        return self._together(pattern) if pattern.loose else self._in_order(pattern)

    def _in_order(self, pattern: Pattern) -> Span | None:
        ends: dict[int, int] = {end: start for start, end in self.spans.get(pattern.steps[0][1], ())}
        for gap, element in pattern.steps[1:]:
            after: dict[int, int] = {}
            for start, end in self.spans.get(element, ()):
                begun = [b for e, b in ends.items() if e <= start and self._between(e, start) <= gap]
                if begun:
                    after[end] = max(begun)
            ends = after
        return (ends[min(ends)], min(ends)) if ends else None

    def _between(self, end: int, start: int) -> int:
        return self.places[start] - self.places[end - 1] - 1

    def _together(self, pattern: Pattern) -> Span | None:
        options = [self.spans[element] for _, element in pattern.steps]
        for anchor in options[0]:
            chosen = [anchor, *(min(spans, key=lambda s: abs(s[0] - anchor[0])) for spans in options[1:])]
            first, last = min(s for s, _ in chosen), max(e for _, e in chosen)
            if self.places[last - 1] - self.places[first] < WINDOW:
                return first, last
        return None


@dataclass(frozen=True, slots=True)
class _Word:
    """The terms a word stands for, the elements it is by itself, and those it may begin with the terms that follow."""

    terms: frozenset[str] = frozenset()
    alone: tuple[str, ...] = ()
    begun: tuple[tuple[str, tuple[str, ...]], ...] = ()


_HIDDEN = _Word()


@dataclass(slots=True)
class Lexicon:
    """The concepts and every word that patterns need; `fuzzy` are the stems that may be misspelt by one letter."""

    concepts: Mapping[str, Iterable[str]]
    known: Container[str] = ()
    phrases: dict[str, list[tuple[str, tuple[str, ...]]]] = field(default_factory=lambda: defaultdict(list))
    inner: set[str] = field(default_factory=set)
    stems: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    read_before: dict[str, _Word] = field(default_factory=dict)

    def pattern(self, line: str) -> Pattern:
        """A compiled pattern; ValueError if it names a concept that is not there."""
        loose = " + " in line
        steps: list[Step] = []
        gap = 0
        for element in line.replace(" + ", " ").split():
            if element in GAPS:
                gap = GAPS[element]
                continue
            self._learn(element)
            steps.append((gap, element))
            gap = 0
        return Pattern(tuple(steps), loose)

    def _learn(self, element: str) -> None:
        """Every way to say an element: its words, and the lines of the concepts it names."""
        for part in element.split("|"):
            if not part.startswith("{"):
                self._add(element, part.replace("_", " "))
                continue
            name = part.strip("{}")
            if name not in self.concepts:
                raise ValueError(f"unknown concept {part}")
            for line in self.concepts[name]:
                self._add(element, line)

    def _add(self, name: str, line: str) -> None:
        terms = tuple(_term(word) for word in line.split())
        self.read_before.clear()
        if (name, terms) not in self.phrases[terms[0]]:
            self.phrases[terms[0]].append((name, terms))
        self.inner.update(terms[1:])
        for term in terms:
            if len(term) > 4 and term not in self.stems[term[0]]:
                self.stems[term[0]].append(term)

    def read(self, text: str, hidden: Mapping[str, Sequence[Pattern]] | None = None) -> Reading:
        """The evidence of a text; what a `hidden` pattern covers is taken out. They stand by their first element."""
        words, places = _words(text)
        found = [self._read(word) for word in words]
        bare = Reading(places, words, frozenset(), _spans(found))
        begun = [pattern for element in bare.spans for pattern in (hidden or {}).get(element, ())]
        covered = frozenset(at for pattern in begun if (span := bare.find(pattern)) for at in range(*span))
        if not covered:
            return bare
        kept = [_HIDDEN if at in covered else word for at, word in enumerate(found)]
        return Reading(places, words, covered, _spans(kept))

    def _read(self, word: str) -> _Word:
        """What a word stands for; everyday words come again and again."""
        known = self.read_before.get(word)
        if known is None:
            if len(self.read_before) >= MOST_WORDS:
                self.read_before.clear()
            known = self.read_before[word] = self._meant(self._look_up(word))
        return known

    def _meant(self, terms: set[str]) -> _Word:
        lines = [(name, line[1:]) for term in terms for name, line in self.phrases.get(term, ())]
        alone = {name for name, rest in lines if not rest}
        longer = {(name, rest) for name, rest in lines if rest}
        return _Word(frozenset(terms), tuple(sorted(alone)), tuple(sorted(longer, key=lambda one: (len(one[1]), one))))

    def _look_up(self, word: str) -> set[str]:
        exact = (word, *(word[:k] + "*" for k in range(2, len(word) + 1)))
        terms = {term for term in exact if term in self.phrases or term in self.inner}
        return terms if terms or len(word) < 6 or word in self.known else self._misspelt(word)

    def _misspelt(self, word: str) -> set[str]:
        return {term for term in self.stems.get(word[0], ()) if _near(word, term)}


def _spans(found: Sequence[_Word]) -> dict[str, list[Span]]:
    """Where each element stands, each place once: the first places first, of those the shortest."""
    spans: dict[str, list[Span]] = {}
    for at, word in enumerate(found):
        for name in word.alone:
            spans.setdefault(name, []).append((at, at + 1))
        following = found[at + 1].terms if word.begun and at + 1 < len(found) else ()
        for name, rest in word.begun:  # of a hundred that begin here hardly one goes on
            if rest[0] in following and _said(rest, found[at + 1 : at + 1 + len(rest)]):
                span = at, at + 1 + len(rest)
                if span not in (held := spans.setdefault(name, [])):
                    held.append(span)
    return spans


def _said(terms: Sequence[str], words: Sequence[_Word]) -> bool:
    return len(terms) == len(words) and all(term in word.terms for term, word in zip(terms, words, strict=True))


def _term(word: str) -> str:
    return fold(word.rstrip("*")) + ("*" if word.endswith("*") else "")


def _near(word: str, term: str) -> bool:
    """One letter wrong, or two in a long word; the first letter is right."""
    stem = term.rstrip("*")
    if len(stem) < 5 or stem[0] != word[0]:
        return False
    allowed = 1 if len(stem) < 9 else 2
    if not term.endswith("*"):
        return OSA.distance(word, stem, score_cutoff=allowed) <= allowed
    return any(
        OSA.distance(word[:k], stem, score_cutoff=allowed) <= allowed for k in range(len(stem) - 1, len(stem) + 2)
    )


def _words(text: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    words: list[str] = []
    places: list[int] = []
    at = 0
    for piece in _WORD.findall(text):
        if not piece[0].isalnum():
            at += SENTENCE_GAP
            continue
        words.append(_folded(piece) if len(piece) <= _LONGEST else fold(piece))
        places.append(at)
        at += 1
    return tuple(words), tuple(places)
