"""Which lines of a catalogue are compared with a question one by one: all, or those of the entries that may answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.tally import Floats, Ints, Places

_NOWHERE = -(1 << 30)


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Some lines, numbered anew. `starts`: where the lines of each of `entries` begin; `of`: all entries there are."""

    lines: Ints
    starts: Ints
    entries: Ints
    of: int
    owner: Places
    shift: Places | None = None

    def summed(self, lines: Places, weights: Floats) -> Floats:
        """The sum of the weights of each line; `lines`: the line each weight belongs to."""
        found = np.zeros(len(self.lines), dtype=np.float32)
        if self.shift is not None:
            places = lines + self.shift.take(self.owner.take(lines))
            inside = np.flatnonzero(places >= 0)
            lines, weights = places.take(inside), weights.take(inside)
        np.add.at(found, lines.astype(np.int64), weights)
        return found

    def of_each(self, values: Floats) -> Floats:
        """The value of each line, of a value for every line there is."""
        return values if self.shift is None else values.take(self.lines)

    def best(self, scores: Floats) -> Floats:
        """The best line of each entry; 0 for the entries left out."""
        best = np.maximum.reduceat(scores, self.starts)
        if self.shift is None:
            return best
        found = np.zeros(self.of, dtype=np.float32)
        found[self.entries] = best
        return found

    def owners(self, places: Ints) -> Places:
        """The entries that new numbers belong to."""
        return self.owner[self.lines[places]]


class Lines:
    """The lines of all entries, in the order of the entries; each has at least one."""

    def __init__(self, counts: Sequence[int]) -> None:
        self._counts = np.array(counts, dtype=np.int64)
        self._starts = np.cumsum(self._counts) - self._counts
        self.owner: Places = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        everyone, everything = np.arange(len(counts)), np.arange(len(self.owner))
        self.all = Shortlist(everything, self._starts, everyone, len(counts), self.owner)

    def of(self, entries: Ints) -> Shortlist:
        """The lines of some entries."""
        entries = np.sort(entries)
        counts = self._counts[entries]
        starts = np.cumsum(counts) - counts
        move = self._starts[entries] - starts
        shift = np.full(len(self._counts), _NOWHERE, dtype=np.int32)
        shift[entries] = -move
        lines = np.arange(int(counts.sum())) + np.repeat(move, counts)
        return Shortlist(lines, starts, entries, len(self._counts), self.owner, shift)
