"""What all lines of a catalogue say, counted in bulk: the same terms that `reading` finds in a question, as numbers."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise

import numpy as np

from knowledge import language, reading, sense
from knowledge.phrasebook import Phrasebook
from knowledge.sense import Sense
from knowledge.tally import Block, Ints, Numbers, Places, Tally
from knowledge.vocabulary import MEANING, Vocabulary

_AT_ONCE = 1_000_000
"""Letter groups counted in one go."""
_REMEMBERED = 50_000
"""A catalogue of more lines is read anew each time: what is remembered would be many small objects to look after."""


class Terms:
    """The number of each term: single ones by name, two words side by side by the numbers of the two."""

    def __init__(self, names: Mapping[str, int], stems: int, pairs: Ints) -> None:
        self._names, self._stems, self._pairs = names, stems, array("q", pairs.tobytes())

    def get(self, term: str, /) -> int | None:
        """None for a term that no line says."""
        one, pair, other = term.partition(" ")
        if not pair:
            return self._names.get(one)
        first, second = self._names.get(one, self._stems), self._names.get(other, self._stems)
        if max(first, second) >= self._stems:
            return None
        code = first * self._stems + second
        at = bisect_left(self._pairs, code)
        return len(self._names) + at if at < len(self._pairs) and self._pairs[at] == code else None


class Said:
    """The words of all lines in the order they stand: which word, in which line."""

    def __init__(self, lines: Sequence[str]) -> None:
        """`spelled`: each line's words in the order of the alphabet; `joined`: as they stand, without blanks."""
        read = language.known_words if len(lines) <= _REMEMBERED else language.read_words
        numbers: dict[tuple[str, str], int] = {}
        said, counts = array("i"), array("i")
        self.spelled: list[str] = []
        self.joined: list[str] = []
        for line in lines:
            words = read(line)
            pairs = zip(words.folded, words.stems, strict=True)
            said.extend([numbers.setdefault(pair, len(numbers)) for pair in pairs])
            counts.append(len(words.folded))
            self.spelled.append(" ".join(sorted(words.folded)))
            self.joined.append("".join(words.folded))
        self._said: Places = np.array(said, dtype=np.int32)
        self._lines: Places = np.repeat(np.arange(len(lines), dtype=np.int32), np.array(counts, dtype=np.int64))
        self._words, self._size = list(numbers), len(lines)

    def vocabulary(self) -> Vocabulary:
        """The Danish words with how often they are said."""
        often: Counter[str] = Counter()
        counts = np.bincount(self._said, minlength=len(self._words)).tolist()
        for (folded, stem), count in zip(self._words, counts, strict=True):
            if not stem.startswith(language.ENGLISH):
                often[folded] += count
        return Vocabulary(often)

    def sense(self, starts: Ints, *, each_line: bool) -> Sense:
        """What the lines mean. `starts`: the first line of each owner; `each_line`: whether one by one as well."""
        words = [folded for folded, _ in self._words]
        weights = sense.weights(words, np.bincount(self._said, minlength=len(words)))
        first = np.searchsorted(self._lines, np.arange(self._size))
        lines = sense.of_lines(words, weights, self._said, first)
        return Sense(lines, starts, weights, each_line=each_line)

    def terms(self, vocabulary: Vocabulary) -> tuple[Terms, Tally]:
        """The terms of every line: its words and what they are made of, shared meanings, words side by side."""
        names: dict[str, int] = {}
        stems = np.array([names.setdefault(stem, len(names)) for _, stem in self._words], dtype=np.int32)
        base = len(names)
        told = [vocabulary.terms_of(folded, stem) for folded, stem in self._words]
        words = _Lists([[names.setdefault(term, len(names)) for term, _ in terms] for terms in told])
        levels, level = np.unique(
            [reading.PAIR, MEANING, *(weight for terms in told for _, weight in terms)], return_inverse=True
        )
        kept = self._kept()
        spoken, lines = stems[self._said[kept]], self._lines[kept]
        item, place = words.of(self._said)
        found: list[tuple[Numbers, Places, Numbers]] = [(words.items[item], self._lines[place], level[2:][item])]
        for terms, where in Phrasebook(names, base).found(spoken, lines):
            found.append((terms, where, np.full(len(terms), level[1])))
        codes, where = _pairs(spoken, lines, base)
        pairs = np.sort(codes)  # `unique` would hash, which is slower here and lets no other thread in
        pairs = pairs[np.diff(pairs, prepend=-1) > 0]
        found.append((len(names) + np.searchsorted(pairs, codes), where, np.full(len(codes), level[0])))
        block = Block(*(np.concatenate(column) for column in zip(*found, strict=True)))
        counted = Tally.of([block], len(names) + len(pairs), self._size, levels.astype(np.float32))
        return Terms(names, base, pairs), counted

    def grams(self) -> tuple[dict[str, int], Tally]:
        """The letter groups of every line, each once."""
        ids: dict[str, int] = {}
        pieces = (reading.word_grams(folded) for folded, _ in self._words)
        words = _Lists([[ids.setdefault(piece, len(ids)) for piece in found] for found in pieces])
        return ids, Tally.of(self._gram_blocks(words), len(ids), self._size)

    def _gram_blocks(self, words: _Lists) -> Iterator[Block]:
        """Cut between two lines."""
        so_far = np.cumsum(words.counts[self._said])
        full = np.searchsorted(so_far, np.arange(_AT_ONCE, so_far[-1] if len(so_far) else 0, _AT_ONCE))
        cuts = np.unique(np.searchsorted(self._lines, self._lines[full])).tolist()
        for first, last in pairwise([0, *cuts, len(self._said)]):
            item, place = words.of(self._said[first:last])
            yield Block(words.items[item], self._lines[first:last][place])

    def _kept(self) -> Ints:
        """The places of the words that may be part of an expression or a pair."""
        skip = language.skipped()
        matters = np.array([stem not in skip for _, stem in self._words], dtype=np.bool_)
        return np.flatnonzero(matters[self._said])


class _Lists:
    """A list of numbers for each word."""

    def __init__(self, lists: Sequence[Sequence[int]]) -> None:
        self.items: Places = np.fromiter(chain.from_iterable(lists), dtype=np.int32)
        self.counts: Ints = np.array([len(one) for one in lists], dtype=np.int64)
        self._starts = np.cumsum(self.counts) - self.counts

    def of(self, words: Places) -> tuple[Ints, Ints]:
        """The places in `items` of what the words hold, and the place in `words` each belongs to."""
        counts = self.counts[words]
        ends = np.cumsum(counts)
        moved = np.repeat(self._starts[words] - (ends - counts), counts)
        return np.arange(len(moved)) + moved, np.repeat(np.arange(len(words)), counts)


def _pairs(stems: Places, lines: Places, base: int) -> tuple[Ints, Places]:
    """Two stems side by side in a line as one number, and the line."""
    beside = np.flatnonzero(lines[1:] == lines[:-1])
    return stems[beside] * np.int64(base) + stems[beside + 1], lines[beside]
