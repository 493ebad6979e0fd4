"""A thumb's and an ear's Danish made readable: "knif i taskn" is "kniv i tasken", "selv mord" is "selvmord".

Only words that nobody has written before are touched. The words that are known come from the network's own sentences
and are shipped with what was learnt from them; nothing is learnt while running, one text has one reading.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

WORD = re.compile(r"\w+")
# A word is known when it is said this often, and one that others are mended to when it is said more often still.
KNOWN, COMMON = 2, 3
_SHORTEST, _LONG, _LONGEST = 4, 8, 40
_SHORTEST_JOINED = 7
_CANDIDATES = 5
# What sounds alike, or nearly: two spellings with the same key may be the same word.
_SOUNDS = (
    ("hv", "v"), ("nd", "n"), ("ld", "l"), ("gt", "t"), ("dt", "t"), ("ds", "s"), ("aa", "å"), ("ae", "æ"),
    ("oe", "ø"), ("å", "o"), ("æ", "e"), ("v", "f"), ("c", "k"), ("z", "s"), ("y", "u"), ("d", "t"),
)  # fmt: skip
_TWICE = re.compile(r"(.)\1")


class Speller:
    """Known words, the commonest first, with how often each is said (at least `KNOWN`)."""

    def __init__(self, words: Sequence[str], counts: Sequence[int]) -> None:
        self._count = dict(zip(words, (int(count) for count in counts), strict=True))
        self._common = [word for word, count in self._count.items() if count >= COMMON]
        self._sounding: dict[str, str] = {}
        self._long: dict[int, list[str]] = defaultdict(list)
        for word in self._common:
            self._sounding.setdefault(_sound(word), word)
            self._long[len(word)].append(word)
        self._mended = lru_cache(maxsize=20_000)(self._mend)

    def mend(self, text: str) -> str:
        """The text in lower case, unknown words as the known ones they are most like."""
        low = text.lower()
        words = WORD.findall(low)
        for parts in chain(zip(words, words[1:], words[2:], strict=False), pairwise(words)):
            if self._one_word(parts):
                low = low.replace(" ".join(parts), "".join(parts))
        return WORD.sub(lambda found: self._mended(found[0]), low)

    def _one_word(self, parts: Sequence[str]) -> bool:
        joined = "".join(parts)
        if not _SHORTEST_JOINED <= len(joined) <= _LONGEST or self._count.get(joined, 0) < COMMON:
            return False
        return len(parts) > 2 or any(part not in self._count for part in parts)

    def _mend(self, word: str) -> str:
        if word in self._count or not _SHORTEST <= len(word) <= _LONGEST or any(map(str.isdigit, word)):
            return word
        return self._sounding.get(_sound(word)) or self._nearest(word) or word

    def _nearest(self, word: str) -> str | None:
        slips = 1 if len(word) < _LONG else 2
        near = [
            (distance, meant[0] != word[0], -self._count[meant], meant)
            for size in range(len(word) - slips, len(word) + slips + 1)
            for meant, distance, _ in process.extract(
                word, self._long.get(size, ()), scorer=OSA.distance, score_cutoff=slips, limit=_CANDIDATES
            )
        ]
        return min(near)[3] if near else None


def counted(texts: Iterable[str]) -> list[tuple[str, int]]:
    """The words that are known from such texts, the commonest first, and how often each is said."""
    counts = Counter(word for text in texts for word in WORD.findall(text.lower()))
    return sorted(((word, n) for word, n in counts.items() if n >= KNOWN), key=lambda one: (-one[1], one[0]))


def _sound(word: str) -> str:
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return _TWICE.sub(r"\1", word)
