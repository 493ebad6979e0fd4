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
_BRIDGE = 2
_LONGEST_RUN = 3
_PAUSES = frozenset("[].,;:!?\n")


def because(text: str, read: Reading, index: Index, entries: Sequence[int]) -> list[tuple[str, ...]]:
    """For each entry one to four words or short runs of `text`, in its order; () when only letter groups spoke."""
    terms, query = index.asked(read)
    told = index.words.said(query, entries) @ _spoken(read, terms)
    loudest = np.argsort(-told, axis=1, kind="stable")[:, :_MOST]
    rows = zip(told.tolist(), loudest.tolist(), strict=True)
    return [_named(text, read, row, places) for row, places in rows]


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
