"""What sort of catalogue it is: how much each entry says, and whether in sentences. The signals weigh accordingly."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

_MANY_LINES = 18.0
"""Different lines an entry, on average, from which a catalogue is rich."""
_SENTENCES = 3.0
"""Words a line, on average, from which a catalogue speaks in sentences and not in keywords."""


class Sort(StrEnum):
    """The sorts that have weights of their own."""

    RICH = "rich"  # many utterances an entry
    LEAN = "lean"  # a title, a purpose, a few sentences
    KEYWORDS = "keywords"  # lists of single words, as in a classification


def sort_of(entries: Sequence[Sequence[str]]) -> Sort:
    """The sort of a catalogue, from the lines of its entries."""
    lines = [line for own in entries for line in set(own)]
    words = sum(line.count(" ") + 1 for line in lines)
    if words < _SENTENCES * len(lines):
        return Sort.KEYWORDS
    return Sort.RICH if len(lines) >= _MANY_LINES * len(entries) else Sort.LEAN
