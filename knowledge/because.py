"""Why an entry answers: the few words of the question, as typed, that carried it."""

from __future__ import annotations

from collections import defaultdict

from knowledge import language
from knowledge.reading import Reading
from knowledge.signals import Index

_MOST = 4
_WORTH_NAMING = 0.35
_BRIDGE = 2
_LONGEST_RUN = 3


def because(text: str, read: Reading, index: Index, entry: int) -> tuple[str, ...]:
    """One to four words or short runs of `text`, in its order; empty when only letter groups spoke for the entry."""
    told = _carried(read, index, entry)
    if not told:
        return ()
    best = max(told.values())
    chosen = sorted(told, key=lambda place: -told[place])[:_MOST]
    places = sorted(place for place in chosen if told[place] >= _WORTH_NAMING * best)
    return tuple(dict.fromkeys(_typed(text, read, run) for run in _runs(text, read, places)))


def _carried(read: Reading, index: Index, entry: int) -> dict[int, float]:
    """How much each content word of the question says for the entry."""
    told: dict[int, float] = defaultdict(float)
    for term, weight in read.terms.items():
        number = index.word_ids.get(term)
        if number is None:
            continue
        says = weight * index.words.said_by(number, entry, index.words.likelihood)
        places = [place for place in read.places[term] if read.tokens[place].stem not in language.filler()]
        for place in places if says > 0 else ():
            told[place] += says / len(places)
    return told


def _runs(text: str, read: Reading, places: list[int]) -> list[tuple[int, int]]:
    """Neighbouring places as (first, last), bridging one small word between them, never a mask."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and place - runs[-1][1] <= _BRIDGE and place - runs[-1][0] < _LONGEST_RUN:
            between = text[read.tokens[runs[-1][1]].end : read.tokens[place].start]
            if not set(between) & set("[].,;:!?\n"):
                runs[-1] = (runs[-1][0], place)
                continue
        runs.append((place, place))
    return runs


def _typed(text: str, read: Reading, run: tuple[int, int]) -> str:
    return text[read.tokens[run[0]].start : read.tokens[run[1]].end]
