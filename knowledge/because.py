"""Why an entry answers: the few words of the question, as typed, that carried it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from knowledge import language
from knowledge.reading import Reading
from knowledge.signals import Index
from knowledge.tally import Floats

_MOST = 4
_WORTH_NAMING = 0.35
_ALIKE = 0.3
"""How near in meaning a word must be to be named, as a cosine."""
_BRIDGE = 2
_LONGEST_RUN = 3
_PAUSES = frozenset("[].,;:!?\n")


def because(text: str, read: Reading, index: Index, entries: Sequence[int]) -> list[tuple[str, ...]]:
    """For each entry one to four words or short runs of `text`, in its order; () when only letter groups spoke.

    Where an entry says none of the words, the one that means most the same as the entry.
    """
    terms, query = index.asked(read)
    told = index.words.said(query, entries) @ _spoken(read, terms)
    loudest = np.argsort(-told, axis=1, kind="stable")[:, :_MOST]
    rows = zip(entries, told.tolist(), loudest.tolist(), strict=True)
    return [_named(text, read, row, places) or _meant(text, read, index, entry) for entry, row, places in rows]


def _spoken(read: Reading, terms: Sequence[str]) -> Floats:
    """Which content words (columns) say each term (rows), shared among them."""
    content = {place for place, token in enumerate(read.tokens) if token.stem not in language.filler()}
    shares = np.zeros((len(terms), len(read.tokens)), dtype=np.float32)
    said = [[place for place in read.places[term] if place in content] for term in terms]
    rows = [row for row, places in enumerate(said) for _ in places]
    columns = [place for places in said for place in places]
    shares[rows, columns] = [1 / len(places) for places in said for _ in places]
    return shares


def _named(text: str, read: Reading, told: Sequence[float], loudest: Sequence[int]) -> tuple[str, ...]:
    enough = _WORTH_NAMING * told[loudest[0]] if loudest else 0.0
    places = sorted(place for place in loudest if 0 < told[place] >= enough)
    return tuple(dict.fromkeys(_typed(text, read, run) for run in _runs(text, read, places)))


def _meant(text: str, read: Reading, index: Index, entry: int) -> tuple[str, ...]:
    content = [place for place, token in enumerate(read.tokens) if token.stem not in language.filler()]
    if not content:
        return ()
    near = index.sense.near([read.tokens[place].folded for place in content], entry)
    best = int(near.argmax())
    return (_typed(text, read, (content[best], content[best])),) if near[best] >= _ALIKE else ()


def _runs(text: str, read: Reading, places: list[int]) -> list[tuple[int, int]]:
    """Neighbouring places as (first, last), bridging one small word between them, never a mask."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and place - runs[-1][1] <= _BRIDGE and place - runs[-1][0] < _LONGEST_RUN:
            between = text[read.tokens[runs[-1][1]].end : read.tokens[place].start]
            if _PAUSES.isdisjoint(between):
                runs[-1] = (runs[-1][0], place)
                continue
        runs.append((place, place))
    return runs


def _typed(text: str, read: Reading, run: tuple[int, int]) -> str:
    return text[read.tokens[run[0]].start : read.tokens[run[1]].end]
