"""The words a catalogue knows, and how a question's words find them: spelled wrong, joined or split.

Built once for a catalogue; look-ups are cached, so a word costs its work only the first time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz, process

from knowledge import language, lexicon
from knowledge.language import Token
from knowledge.tally import Ints

Terms = dict[str, float]

PART, JOINED, NEIGHBOUR, SIDE, MEANING = 0.6, 0.9, 0.85, 0.4, 1.0
"""How much a compound's part, two words read as one, a spelling neighbour, one known side, a shared meaning weigh."""

_LIKE_ENOUGH = 72.0
_SHORTEST_PART, _SHORTEST_SIDE, _LONG = 3, 5, 10
_CANDIDATES = 24
_OFTEN = 3
_LINKS = ("", "s", "e", "er", "n")
_MADE = ("ningerne", "ningen", "ninger", "ning", "ingen", "inger", "ing", "elserne", "elsen", "else", "eriet", "eri")
"""Endings that make a noun of a verb, the longest first."""


class Vocabulary:
    """Surface forms and stems of a catalogue. Immutable after `__init__` apart from its caches."""

    def __init__(self, often: Mapping[str, int]) -> None:
        """`often`: the folded Danish words of the catalogue, and how often each is said."""
        self._count = often
        self._known = [word for word in self._count if len(word) >= _SHORTEST_PART]
        self._stems = {language.stem(word) for word in self._count}
        self._bigrams: dict[str, np.ndarray] = _bigram_postings(self._known)
        self.near = lru_cache(maxsize=20_000)(self._near)
        self.parts = lru_cache(maxsize=50_000)(self._parts)
        self.sides = lru_cache(maxsize=20_000)(self._sides)
        self.terms_of = lru_cache(maxsize=50_000)(self._terms_of)

    def knows(self, stem: str) -> bool:
        """Whether the stem occurs in the catalogue."""
        return stem in self._stems

    def _terms_of(self, folded: str, stem: str) -> tuple[tuple[str, float], ...]:
        """The terms of one word: its stem, its parts, or what it may have meant."""
        parts = self.parts(folded)
        if stem.startswith(language.ENGLISH):
            danish = language.stem(folded)
            return ((stem, 1.0), (danish, PART)) if self.knows(danish) and folded in self._count else ((stem, 1.0),)
        if self.knows(stem):
            return ((stem, 1.0), *((part, PART) for part in parts))
        if parts:
            return tuple((part, JOINED) for part in parts)
        if root := self._root(folded):
            return ((root, JOINED),)
        near = [(meant, NEIGHBOUR * likeness) for meant, likeness in self.near(folded)]
        return (*near, *((side, SIDE) for side in self.sides(folded)))

    def _root(self, folded: str) -> str | None:
        """The known stem an unknown word is made from ("bidning" -> bid, "drilleri" -> drill)."""
        made = (folded.removesuffix(ending) for ending in _MADE if folded.endswith(ending))
        stems = (language.stem(base + link) for base in made if len(base) >= _SHORTEST_PART for link in ("e", ""))
        return next((stem for stem in stems if self.knows(stem)), None)

    def _near(self, folded: str) -> tuple[tuple[str, float], ...]:
        """Known stems that a misspelt word may have meant, with a likeness of 0-1; the best three."""
        if len(folded) < _SHORTEST_PART + 1 or not self._known:
            return ()
        hits = [self._bigrams[pair] for pair in _bigrams(folded) if pair in self._bigrams]
        if not hits:
            return ()
        words = [self._known[place] for place in most_shared(np.bincount(np.concatenate(hits)), _CANDIDATES).tolist()]
        found: dict[str, float] = {}
        for word, ratio, _ in process.extract(folded, words, scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH, limit=5):
            likeness = (ratio - 50) / 50 * (1.0 if word[0] == folded[0] else 0.85)
            stem = language.stem(word)
            found[stem] = max(found.get(stem, 0.0), likeness)
        return tuple(sorted(found.items(), key=lambda item: -item[1])[:3])

    def _parts(self, folded: str) -> tuple[str, ...]:
        """The stems of the known words a compound is made of ("skolevaegring" -> skol, vaegring); () if none.

        Long parts are taken apart again ("frikvarterskonfliktplan" -> frikvarter, konflikt, plan).
        """
        cut = self._split(folded)
        deeper = [stem for word in cut if len(word) >= _LONG for stem in self.parts(word)]
        return tuple(dict.fromkeys([*(language.stem(word) for word in cut), *deeper]))

    def _split(self, folded: str) -> tuple[str, ...]:
        best: tuple[str, ...] = ()
        rank = 0
        for cut in range(_SHORTEST_PART, len(folded) - _SHORTEST_PART + 1):
            tail = folded[cut:]
            if not self._counts_as_part(tail):
                continue
            for link in _LINKS:
                head = folded[: cut - len(link)] if folded[:cut].endswith(link) else ""
                weight = min(len(head), len(tail)) * 10 - len(link)
                if weight > rank and len(head) >= _SHORTEST_PART and self._counts_as_part(head):
                    best, rank = (head, tail), weight
        return best

    def _sides(self, folded: str) -> tuple[str, ...]:
        """The stems of the longest known beginning and end of an unknown word ("reservelaerer" -> laerer)."""
        longest = range(len(folded) - _SHORTEST_PART, _SHORTEST_SIDE - 1, -1)
        tails = (folded[-size:] for size in longest if folded[-size:] in self._count)
        heads = (folded[:size] for size in longest if folded[:size] in self._count)
        return tuple(language.stem(word) for word in (next(heads, None), next(tails, None)) if word)

    def _counts_as_part(self, word: str) -> bool:
        if len(word) > _SHORTEST_PART + 1:
            return word in self._count or language.stem(word) in self._stems
        return self._count.get(word, 0) >= _OFTEN


def terms(tokens: Sequence[Token], vocabulary: Vocabulary) -> Iterator[tuple[str, float, tuple[int, ...]]]:
    """Everything a text says, as (term, weight, places of the tokens that say it)."""
    for place, token in enumerate(tokens):
        yield from ((term, weight, (place,)) for term, weight in vocabulary.terms_of(token.folded, token.stem))
    for hit in lexicon.expressions([token.stem for token in tokens]):
        yield from ((term, MEANING, hit.tokens) for term in hit.terms)
    for place, (first, second) in enumerate(pairwise(tokens)):
        joined = language.stem(first.folded + second.folded)
        if len(joined) > 2 * _SHORTEST_PART and vocabulary.knows(joined):
            yield joined, JOINED, (place, place + 1)


def most_shared(counts: Ints, most: int) -> Ints:
    """The places of the highest counts above 0, the highest first, of equal ones the first; sorts only those."""
    reached = np.cumsum(np.bincount(counts)[::-1])
    level = max(1, len(reached) - 1 - int(np.searchsorted(reached, most)))
    places = np.flatnonzero(counts >= level)
    return places[np.argsort(-counts[places], kind="stable")[:most]]


def _bigrams(word: str) -> set[str]:
    padded = f"_{word}_"
    return {padded[i : i + 2] for i in range(len(padded) - 1)}


def _bigram_postings(words: Sequence[str]) -> dict[str, np.ndarray]:
    found: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words):
        for pair in _bigrams(word):
            found[pair].append(place)
    return {pair: np.array(places, dtype=np.int32) for pair, places in found.items()}
