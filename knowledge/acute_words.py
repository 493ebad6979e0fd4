"""Fields of words for the learnt ear: that "hugorm" and "slange", or "vodka" and "vin", are of one kind.

Source: `content/acute_words.tsv`, a field and its words a line: `word` or `stem*`. A long word in no field takes
the fields of the words it is made of ("hugormebid" is a bite).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from knowledge.catalogue import CONTENT
from knowledge.evidence import fold

_COMPOUND, _FIRST, _LAST = 7, 3, 4
_LONGEST = 40  # the time grows with the cube of the length: longer is no word, and must not hold anybody up
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fields:
    """Which fields a folded word, or all words that begin so, belong to."""

    whole: dict[str, frozenset[str]]
    stems: dict[str, frozenset[str]]

    def of(self, word: str) -> frozenset[str]:
        """The fields of a folded word; {} when it is in none."""
        if len(word) > _LONGEST:
            return _NONE
        found = self._begins(word, 2) | self.whole.get(word, _NONE)
        return found if found or len(word) < _COMPOUND else self._inside(word)

    def _begins(self, word: str, shortest: int) -> frozenset[str]:
        return _NONE.union(*(self.stems.get(word[:end], _NONE) for end in range(shortest, len(word) + 1)))

    def _inside(self, word: str) -> frozenset[str]:
        parts = [word[start:] for start in range(_FIRST, len(word) - _LAST + 1)]
        return _NONE.union(*(self.whole.get(part, _NONE) | self._begins(part, _LAST) for part in parts))


@cache
def fields() -> Fields:
    """The fields, read once."""
    whole: dict[str, set[str]] = defaultdict(set)
    stems: dict[str, set[str]] = defaultdict(set)
    with (CONTENT / "acute_words.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            for word in row["words"].split():
                (stems if word.endswith("*") else whole)[fold(word.rstrip("*"))].add(row["field"])
    return Fields(*({word: frozenset(names) for word, names in table.items()} for table in (whole, stems)))
