"""The signals: independent opinions on how well each entry answers a question.

Every signal looks at the question in another way, so that they fail on different questions; `confidence` weighs them.
The last place of every array is the class "outside": the utterances the network does not answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
from rapidfuzz import fuzz, process

from knowledge import language, postings, reading
from knowledge.linear import Linear
from knowledge.postings import LinePostings, Postings, Query
from knowledge.reading import Reading
from knowledge.said import Said
from knowledge.shortlist import Lines, Shortlist
from knowledge.sorts import Sort, sort_of
from knowledge.tally import Floats, Ints, Tally

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
    "sense",  # the entry that means most the same, whatever its words (`sense`)
    "sense_line",  # the one line that does, where an entry does not say much
)

_WORDS = 20_000
"""Words whose letter groups are remembered."""
_JUST_ASKED = 4
"""Questions whose terms are remembered: the reasons ask for them again."""
_NEAREST = 15
_COMPARED = 60
_SAME_FROM = 0.8
_MANY_ENTRIES = 1500
_MANY_LINES, _SHORTLIST = 40_000, 200
"""In a catalogue of more lines only so many entries have theirs compared one by one; the others are judged whole."""


@dataclass(frozen=True, slots=True)
class Signals:
    """All opinions on one question: `values[signal][entry]`, and how near the nearest lines are (cosine 0-1)."""

    values: Floats
    phrase: Floats
    gram_phrase: Floats
    word: Query

    @property
    def with_leg(self) -> bool:
        """Whether the opinions of the semantic leg stand below these."""
        return len(self.values) > len(NAMES)

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
        self._lines = Lines([len(own) for own in lines])
        said = Said([line for own in lines for line in own])
        self._sorted, self._joined = said.spelled, said.joined
        self.vocabulary = said.vocabulary()
        self.word_ids, words = said.terms(self.vocabulary)
        self.gram_ids, grams = said.grams()
        self.word_lines, self.gram_lines = LinePostings(words), LinePostings(grams)
        self.words, self._word_silence = _by_entry(words.by_owner(self._lines.owner, self.size))
        self.grams, self._gram_silence = _by_entry(grams.by_owner(self._lines.owner, self.size))
        self.asked = lru_cache(maxsize=_JUST_ASKED)(self._asked)
        self._groups = lru_cache(maxsize=_WORDS)(self._groups_of)
        self.sort = sort_of(lines[:-1])
        learns = self.sort is not Sort.KEYWORDS and self.size <= _MANY_ENTRIES
        each_line = self.sort is not Sort.RICH and len(self._sorted) <= _MANY_LINES
        self.sense = said.sense(self._lines.all.starts, each_line=each_line)
        self.linear = Linear(words, self._lines.owner, self.size) if learns else None

    def signals(self, read: Reading) -> Signals:
        """Asks every signal."""
        _, word = self.asked(read)
        gram = self._letters(read)
        bm25, likely = self.words.scores(word)
        gram_bm25, gram_likely = self.grams.scores(gram)
        bm25, gram_bm25 = postings.relative(bm25), postings.relative(gram_bm25)
        part = self._shortlist(bm25 + gram_bm25)
        shared, gram_shared = self.word_lines.shared(word, part), self.gram_lines.shared(gram, part)
        near = shared * part.of_each(self.word_lines.cosine)
        gram_near = gram_shared * part.of_each(self.gram_lines.cosine)
        line = shared * part.of_each(self.word_lines.bm25)
        gram_line = gram_shared * part.of_each(self.gram_lines.bm25)
        phrase, gram_phrase = part.best(near), part.best(gram_near)
        nearest = self._nearest(near + gram_near)
        alike = self._spelling(read, part, nearest)
        values = [
            self.linear.score(word) if self.linear else np.zeros(self.size, dtype=np.float32),
            bm25,
            gram_bm25,
            _likely(likely, self._word_silence, word),
            _likely(gram_likely, self._gram_silence, gram),
            postings.relative(phrase),
            postings.relative(gram_phrase),
            postings.relative(part.best(line)),
            postings.relative(part.best(gram_line)),
            postings.relative(self._neighbours(near, part, nearest)),
            postings.relative(self._neighbours(gram_near, part, nearest)),
            alike,
            np.maximum(alike - _SAME_FROM, 0.0) ** 2 / (1 - _SAME_FROM) ** 2,
            *self.sense.opinions(_telling(read)),
        ]
        return Signals(np.array(values, dtype=np.float32), phrase, gram_phrase, word)

    def _asked(self, read: Reading) -> tuple[tuple[str, ...], Query]:
        """The terms of a question that the index knows, and the same in numbers."""
        known = {term: number for term in read.terms if (number := self.word_ids.get(term)) is not None}
        weights = np.fromiter(map(read.terms.__getitem__, known), np.float32, len(known))
        return tuple(known), Query(np.fromiter(known.values(), np.int64, len(known)), weights)

    def _letters(self, read: Reading) -> Query:
        """The known letter groups of a question, each once."""
        found = dict.fromkeys(chain.from_iterable(self._groups(token.folded) for token in read.tokens))
        return Query(np.fromiter(found, np.int64, len(found)), np.ones(len(found), dtype=np.float32))

    def _groups_of(self, folded: str) -> tuple[int, ...]:
        groups = (self.gram_ids.get(gram) for gram in reading.word_grams(folded))
        return tuple([number for number in groups if number is not None])

    def _shortlist(self, promise: Floats) -> Shortlist:
        """All lines of a usual catalogue; of a large one those of the entries that promise most, and of "outside"."""
        if len(self._sorted) <= _MANY_LINES:
            return self._lines.all
        best = np.argpartition(-promise[:-1], _SHORTLIST)[:_SHORTLIST]
        return self._lines.of(np.append(best, self.size - 1))

    def _nearest(self, near: Floats) -> Ints:
        return np.argpartition(-near, min(_COMPARED, len(near)) - 1)[:_COMPARED]

    def _neighbours(self, near: Floats, part: Shortlist, nearest: Ints) -> Floats:
        """The summed nearness of the best lines, by entry."""
        best = nearest[np.argsort(-near[nearest], kind="stable")[:_NEAREST]]
        return np.bincount(part.owners(best), near[best], self.size).astype(np.float32)

    def _spelling(self, read: Reading, part: Shortlist, nearest: Ints) -> Floats:
        """Letter by letter: all words in any order, those that tell something, and these without blanks."""
        lines = part.lines[nearest].tolist()
        words = [token.folded for token in read.tokens]
        asked = [" ".join(sorted(words)), " ".join(sorted(_telling(read)))]
        alike = process.cdist(asked, [self._sorted[line] for line in lines], scorer=fuzz.ratio).max(axis=0)
        joined = process.cdist([_core(read)], [self._joined[line] for line in lines], scorer=fuzz.ratio)[0]
        found = np.zeros(self.size, dtype=np.float32)
        np.maximum.at(found, part.owners(nearest), np.maximum(alike, joined) / 100)
        return found


def _telling(read: Reading) -> list[str]:
    """The words of a question without greetings and small words, which mean the same to every catalogue."""
    filler = language.filler()
    words = [token.folded for token in read.tokens if token.stem not in filler]
    return words or [token.folded for token in read.tokens]


def _core(read: Reading) -> str:
    """A question from its first telling word to its last, without blanks: a split compound is whole again."""
    filler = language.filler()
    telling = [at for at, token in enumerate(read.tokens) if token.stem not in filler] or [0, len(read.tokens)]
    return "".join(token.folded for token in read.tokens[telling[0] : telling[-1] + 1])


def _by_entry(tally: Tally) -> tuple[Postings, Floats]:
    """The index over whole entries, and what each entry loses for its length."""
    return Postings(tally, postings.bm25(tally), postings.likelihood(tally)), postings.silence(tally)


def _likely(scores: Floats, silence: Floats, query: Query) -> Floats:
    total = float(query.weights.sum())
    logs = scores + silence * total
    return np.asarray((logs - logs.max(initial=-np.inf)) / np.sqrt(max(total, 1.0)), dtype=np.float32)
