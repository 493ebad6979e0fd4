"""The signals: independent opinions on how well each entry answers a question.

Every signal looks at the question in another way, so that they fail on different questions; `confidence` weighs them.
The last place of every array is the class "outside": the utterances the network does not answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from knowledge import language, postings, reading
from knowledge.linear import Linear
from knowledge.postings import Floats, Ints, Postings, Query, Table
from knowledge.reading import Reading
from knowledge.vocabulary import Vocabulary

NAMES = (
    "linear",  # what a classifier learnt from all lines says; separates neighbours
    "word",  # BM25 over the words of an entry: rare words in common
    "gram",  # BM25 over letter groups: compounds, endings, misspelt words
    "word_likelihood",  # would this entry use these words? many weak hints add up, good for long stories
    "gram_likelihood",  # the same over letter groups
    "phrase",  # the one line most like the question, by words
    "gram_phrase",  # the same by letter groups
    "line",  # the one line that holds the rarest words of the question (BM25)
    "gram_line",  # the same by letter groups
    "near",  # the entries that own the lines nearest to the question, by words
    "gram_near",  # the same by letter groups
    "spelling",  # the line most like the question letter by letter, in any order of the words
    "same",  # nothing but a slip apart from a line: 1 for the very line, 0 from a fifth of the letters on
)

_NEAREST = 15
_COMPARED = 60
_SAME_FROM = 0.8
_MANY_ENTRIES = 1500
_FEW_LINES = 12


@dataclass(frozen=True, slots=True)
class Signals:
    """All opinions on one question: `values[signal][entry]`, and how near the nearest lines are (cosine 0-1)."""

    values: Floats
    phrase: Floats
    gram_phrase: Floats
    word: Query

    def after(self, before: Signals, weight: float) -> Signals:
        """These opinions with those on the question before, which counts `weight` (0-1) as much."""
        return Signals(
            self.values + weight * before.values,
            np.maximum(self.phrase, weight * before.phrase),
            np.maximum(self.gram_phrase, weight * before.gram_phrase),
            self.word,
        )


class Index:
    """The lines of all entries, indexed for every signal. `lines[i]` belongs to the i-th entry, the last to none."""

    def __init__(self, lines: Sequence[Sequence[str]]) -> None:
        self.size = len(lines)
        self.owner: Ints = np.repeat(np.arange(self.size), [len(own) for own in lines])
        read = [language.known_words(line) for own in lines for line in own]
        self.vocabulary = Vocabulary(read)
        self._starts = np.searchsorted(self.owner, np.arange(self.size))
        self._sorted = [" ".join(sorted(words.folded)) for words in read]
        words = Table.of([reading.line_terms(said, self.vocabulary) for said in read])
        grams = Table.of_words([said.folded for said in read], reading.word_grams)
        self.words, self.word_lines = Postings(words.grouped(self.owner, self.size)), Postings(words)
        self.grams, self.gram_lines = Postings(grams.grouped(self.owner, self.size)), Postings(grams)
        self.word_ids, self.gram_ids = words.ids, grams.ids
        self.rich = self.size <= _MANY_ENTRIES and len(read) >= _FEW_LINES * self.size
        self.linear = Linear(words, self.owner, self.size) if self.rich else None

    def signals(self, read: Reading) -> Signals:
        """Asks every signal."""
        word, gram = Query.of(read.terms, self.word_ids), Query.of(read.grams, self.gram_ids)
        bm25, likely = self.words.scores(word, self.words.bm25, self.words.likelihood)
        gram_bm25, gram_likely = self.grams.scores(gram, self.grams.bm25, self.grams.likelihood)
        near, line = self.word_lines.scores(word, self.word_lines.cosine, self.word_lines.bm25)
        gram_near, gram_line = self.gram_lines.scores(gram, self.gram_lines.cosine, self.gram_lines.bm25)
        near, gram_near = near / _norm(word, self.word_lines), gram_near / _norm(gram, self.gram_lines)
        phrase, gram_phrase = postings.best_of(self._starts, near), postings.best_of(self._starts, gram_near)
        nearest = self._nearest(near + gram_near)
        alike = self._spelling(read, nearest)
        values = [
            self.linear.score(word) if self.linear else np.zeros(self.size, dtype=np.float32),
            postings.relative(bm25),
            postings.relative(gram_bm25),
            _likely(likely, self.words, word),
            _likely(gram_likely, self.grams, gram),
            postings.relative(phrase),
            postings.relative(gram_phrase),
            postings.relative(postings.best_of(self._starts, line)),
            postings.relative(postings.best_of(self._starts, gram_line)),
            postings.relative(self._neighbours(near, nearest)),
            postings.relative(self._neighbours(gram_near, nearest)),
            alike,
            np.maximum(alike - _SAME_FROM, 0.0) ** 2 / (1 - _SAME_FROM) ** 2,
        ]
        return Signals(np.array(values, dtype=np.float32), phrase, gram_phrase, word)

    def _nearest(self, near: Floats) -> Ints:
        return np.argpartition(-near, min(_COMPARED, len(near)) - 1)[:_COMPARED]

    def _neighbours(self, near: Floats, nearest: Ints) -> Floats:
        """The summed nearness of the best lines, by entry."""
        best = nearest[np.argsort(-near[nearest], kind="stable")[:_NEAREST]]
        return np.bincount(self.owner[best], near[best], self.size).astype(np.float32)

    def _spelling(self, read: Reading, nearest: Ints) -> Floats:
        lines = [self._sorted[line] for line in nearest]
        asked = " ".join(sorted(token.folded for token in read.tokens))
        alike = process.cdist([asked], lines, scorer=fuzz.ratio)[0] / 100
        found = np.zeros(self.size, dtype=np.float32)
        np.maximum.at(found, self.owner[nearest], alike)
        return found


def _likely(scores: Floats, index: Postings, query: Query) -> Floats:
    total = float(query.weights.sum())
    logs = scores + index.silence * total
    return np.asarray((logs - logs.max(initial=-np.inf)) / np.sqrt(max(total, 1.0)), dtype=np.float32)


def _norm(query: Query, index: Postings) -> float:
    return max(float(np.sqrt(((query.weights * index.idf[query.ids]) ** 2).sum())), 1e-9)
