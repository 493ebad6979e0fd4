"""The semantic leg: what a question means, whatever its words, as more opinions beside those of `signals`.

Off unless a model is chosen (`embedders`). The model turns sentences into vectors; here the vectors of the catalogue's
lines become opinions on a question. Questions' vectors are remembered for a moment only and stored nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from hashlib import sha256
from threading import Lock
from typing import Protocol

import numpy as np

from knowledge import language, postings
from knowledge.sense import unit
from knowledge.signals import Signals
from knowledge.tally import Floats, Ints

NAMES = (
    "meaning",  # what a classifier learnt from the vectors of all lines says; separates neighbours
    "meaning_near",  # the entries that own the lines nearest in meaning
    "meaning_line",  # the one line nearest in meaning
    "meaning_centre",  # the entry whose lines, taken together, are nearest in meaning
)

_LINES = 25_000
"""Lines of a catalogue that are embedded, minutes of work in the background; entries share them alike.

Asked with the words of a hand held out, the right entry comes first for 59.2 % with all lines of ours, for 58.4 % with
100 lines an entry, for 58.1 % with 60 and for 56.8 % without the leg.
"""
_FEWEST = 3
_LONGEST = 1_000
_NEAREST = 15
_RIDGE = 3.0
_BALANCE = 0.5
"""0: every line counts the same; 1: every entry counts the same."""
_REMEMBERED = 500
_THREADS = 2
"""Of its own: a model that hangs must not take those that everything else runs in."""


class Embedder(Protocol):
    """A sentence-embedding model on this machine. `name` tells models and their versions apart."""

    name: str

    def embed(self, texts: Sequence[str]) -> Floats:
        """One row of equal length for each text; safe to call from several threads."""


def plain(text: str) -> str:
    """A text as the model reads it: without masks, in small letters, cut where nothing new is to be expected."""
    return " ".join(language.unmasked(text).lower().split())[:_LONGEST]


def key(text: str) -> str:
    """What a line's vector is kept under."""
    return sha256(plain(text).encode()).hexdigest()[:32]


def packed(vector: Floats) -> bytes:
    """A vector as it is kept: in half precision, which the opinions do not notice."""
    return vector.astype(np.float16).tobytes()


def unpacked(kept: bytes) -> Floats:
    """A vector as it was kept."""
    return np.frombuffer(kept, np.float16).astype(np.float32)


def chosen(lines: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    """The lines of each entry that are embedded, by key: the first (its title), and others as their hashes fall.

    By hash, so that an edited line changes one vector and not which others are chosen.
    """
    most = max(_FEWEST, _LINES // max(len(lines), 1))
    return [_some({key(line): plain(line) for line in own}, most) for own in lines]


def _some(own: Mapping[str, str], most: int) -> dict[str, str]:
    first, *others = own
    return {name: own[name] for name in (first, *sorted(others)[: most - 1])}


class Meaning:
    """The lines of all entries by meaning. The last owner is the class "outside", as in `signals.Index`."""

    def __init__(self, owned: Sequence[Iterable[str]], vectors: Mapping[str, Floats]) -> None:
        keys = [list(own) for own in owned]
        self._size = len(keys)
        self._owner: Ints = np.repeat(np.arange(self._size), [len(own) for own in keys])
        self._starts = np.searchsorted(self._owner, np.arange(self._size))
        given = np.array([vectors[name] for own in keys for name in own], dtype=np.float32)
        # Models press all sentences into a narrow cone; seen from its middle they lie well apart.
        self._middle = given.mean(axis=0)
        self._lines = unit(given - self._middle)
        self._centres = unit(np.add.reduceat(self._lines, self._starts))
        self._weights = self._fit()

    def opinions(self, vector: Floats) -> Floats:
        """A row for each of `NAMES`, a column for each owner."""
        asked = unit(vector - self._middle)
        alike = self._lines @ asked
        last = min(_NEAREST, len(alike)) - 1
        best = np.argpartition(-alike, last)[: last + 1]
        near = np.bincount(self._owner[best], np.maximum(alike[best], 0.0), self._size).astype(np.float32)
        line = np.maximum.reduceat(alike, self._starts)
        learnt = np.append(asked, np.float32(1.0)) @ self._weights
        return np.stack([learnt, postings.relative(near), line, self._centres @ asked]).astype(np.float32)

    def _fit(self) -> Floats:
        """Ridge regression, one owner against the rest, as in `linear`."""
        share = np.bincount(self._owner, minlength=self._size)
        counts = (share.mean() / share)[self._owner] ** _BALANCE
        given = np.hstack([self._lines, np.ones((len(self._lines), 1), dtype=np.float32)])
        weighted = (given * counts[:, None]).astype(np.float32)
        squares = weighted.T @ given + _RIDGE * np.eye(given.shape[1], dtype=np.float32)
        targets = np.add.reduceat(weighted, self._starts)
        return np.asarray(np.linalg.solve(squares, targets.T), dtype=np.float32)


class Ear:
    """Turns questions into vectors and remembers the last ones. Safe to use from several threads.

    In a turn the model is asked beforehand and elsewhere (`hear`), and who is not heard in time has no vector;
    `patient` ears, for the command line and for measuring, wait for the model instead.
    """

    def __init__(self, model: Embedder, *, patient: bool = False) -> None:
        self.model, self._patient = model, patient
        self.threads = ThreadPoolExecutor(_THREADS, "ear")
        self._kept: dict[str, Floats] = {}
        self._lock = Lock()

    def hear(self, texts: Iterable[str]) -> None:
        """Asks the model for what is not remembered. Whatever the model raises comes through."""
        new = [said for said in dict.fromkeys(map(plain, texts)) if said not in self._kept]
        if not new:
            return
        vectors = self.model.embed(new)
        with self._lock:
            self._kept |= dict(zip(new, vectors, strict=True))
            for old in list(self._kept)[:-_REMEMBERED]:
                del self._kept[old]

    def heard(self, text: str) -> Floats | None:
        """The vector of a text, or None."""
        if self._patient:
            self.hear([text])
        return self._kept.get(plain(text))


@dataclass(frozen=True, slots=True)
class Leg:
    """What a matcher stands on besides words."""

    meaning: Meaning
    ear: Ear

    def added(self, signals: Sequence[Signals], texts: Sequence[str]) -> list[Signals]:
        """The signals on each text with the leg's opinions below; as they are when one text was not heard in time."""
        vectors = [self.ear.heard(text) for text in texts]
        known = [vector for vector in vectors if vector is not None]
        if len(known) < len(vectors):
            return list(signals)
        pairs = zip(signals, known, strict=True)
        return [replace(one, values=np.vstack([one.values, self.meaning.opinions(vector)])) for one, vector in pairs]
