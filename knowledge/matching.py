"""From a question to the entries that answer it, each with a confidence and the words that carried it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from knowledge import language, vocabulary
from knowledge.catalogue import AgeBand, Entry, Setting
from knowledge.postings import Floats, Postings
from knowledge.vocabulary import Vocabulary


class Intent(StrEnum):
    """What the person wants."""

    QUESTION = "question"
    PERSON = "person"
    GREETING = "greeting"
    THANKS = "thanks"
    HELP = "help"
    FOLLOW_UP = "follow_up"
    OUT_OF_SCOPE = "out_of_scope"


class Band(StrEnum):
    """How sure the network is: answer, ask "did you mean", or say so and offer a person."""

    ANSWER = "answer"
    MAYBE = "maybe"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that may answer. `confidence`: probability (0-1) that it is right; `because`: words as typed."""

    slug: str
    confidence: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known about the child beside the question. Ranks softly, never hides."""

    age: AgeBand | None = None
    setting: Setting | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to one message. `role`: the directory key of the person wished for, None for "anyone"."""

    matches: tuple[Match, ...]
    band: Band
    intent: Intent
    role: str | None = None


NO_HINTS = Hints()


class Matcher:
    """Finds entries. Immutable once built; safe to use from several threads."""

    def __init__(self, entries: Sequence[Entry], words: Vocabulary, postings: Postings, grams: Postings) -> None:
        self._entries, self._vocabulary, self._postings, self._grams = tuple(entries), words, postings, grams

    @classmethod
    def build(cls, entries: Sequence[Entry]) -> Matcher:
        """Indexes the entries (published or not: the caller chooses)."""
        texts = [[entry.title, entry.title, entry.purpose, *entry.phrases] for entry in entries]
        words = Vocabulary(token.folded for text in texts for line in text for token in language.tokens(line))
        postings = Postings([_count(text, words) for text in texts])
        return cls(entries, words, postings, Postings([_grams(text) for text in texts]))

    def find(
        self,
        text: str,
        hints: Hints = NO_HINTS,
        *,
        before: str | None = None,
        shown: Sequence[str] = (),
        limit: int = 10,
    ) -> Found:
        """The entries that answer `text`, best first. Never raises on any text.

        `before` is the previous question of the same person, `shown` the slugs they have been given for it.
        """
        tokens = language.tokens(text)
        said = list(vocabulary.terms(tokens, self._vocabulary))
        weights: dict[str, float] = defaultdict(float)
        for term, weight, _ in said:
            weights[term] = max(weights[term], weight)
        words, grams = self._postings.score(weights), self._grams.score(_grams([text]))
        score = _relative(words) + 0.8 * _relative(grams)
        order = [place for place in np.argsort(-score, kind="stable")[:limit] if words[place] > 0]
        because = tuple(token.typed for token in tokens if token.stem not in language.filler())[:4]
        matches = tuple(Match(self._entries[place].slug, float(score[place]) / 1.8, because) for place in order)
        return Found(matches, Band.MAYBE if matches else Band.NOTHING, Intent.QUESTION)


def _relative(score: Floats) -> Floats:
    return score / max(float(score.max(initial=0.0)), 1e-9)


def _count(lines: Iterable[str], words: Vocabulary) -> dict[str, float]:
    counts: dict[str, float] = defaultdict(float)
    for line in lines:
        for term, weight, _ in vocabulary.terms(language.tokens(line), words):
            counts[term] += weight
    return counts


def _grams(lines: Iterable[str]) -> dict[str, float]:
    counts: dict[str, float] = defaultdict(float)
    for line in lines:
        for token in language.tokens(line):
            padded = f"_{token.folded}_"
            for size in (3, 4, 5):
                for start in range(len(padded) - size + 1):
                    counts[padded[start : start + size]] += 1.0
    return counts
