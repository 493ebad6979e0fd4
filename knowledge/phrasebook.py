"""The expressions of the word lists, looked for in all lines of a catalogue at once.

Finds what `lexicon.expressions` finds in one line. The expressions stand as a tree of stems; every place of every
line walks one step down it at a time.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from knowledge import lexicon
from knowledge.tally import Ints, Places


class Phrasebook:
    """The expressions in the numbers of a catalogue. `names`: the number of each term, `stems` of them stems.

    The terms that expressions give are added to `names`.
    """

    def __init__(self, names: dict[str, int], stems: int) -> None:
        self._width = stems
        children: dict[int, int] = {}
        gives: list[list[int]] = [[]]
        for run, terms in lexicon.known():
            wanted = [names.get(stem, self._width) for stem in run]
            if max(wanted) >= self._width:
                continue
            node = 0
            for stem in wanted:
                node = children.setdefault(node * self._width + stem, len(children) + 1)
            gives += [[] for _ in range(len(children) + 1 - len(gives))]
            gives[node] += [names.setdefault(term, len(names)) for term in terms]
        self._steps = np.array(sorted(children), dtype=np.int64)
        self._leads = np.array([children[step] for step in self._steps.tolist()], dtype=np.int64)
        self._given = np.array([len(terms) for terms in gives], dtype=np.int64)
        self._first = np.cumsum(self._given) - self._given
        self._terms = np.array([term for terms in gives for term in terms], dtype=np.int32)

    def found(self, stems: Places, lines: Places) -> Iterator[tuple[Places, Places]]:
        """The terms of all expressions, each with its line. `stems`: the stems that matter, line by line."""
        start, node = np.arange(len(stems)), np.zeros(len(stems), dtype=np.int64)
        depth = 0
        while len(start) and len(self._steps):
            step = node * self._width + stems[start + depth]
            at = np.minimum(np.searchsorted(self._steps, step), len(self._steps) - 1)
            on = np.flatnonzero(self._steps[at] == step)
            start, node = start[on], self._leads[at[on]]
            yield self._said_at(node, lines[start])
            depth += 1
            inside = np.flatnonzero(start + depth < len(stems))
            inside = inside[lines[start[inside] + depth] == lines[start[inside]]]
            start, node = start[inside], node[inside]

    def _said_at(self, node: Ints, lines: Places) -> tuple[Places, Places]:
        given = self._given[node]
        ends = np.cumsum(given)
        at = np.arange(int(given.sum())) + np.repeat(self._first[node] - (ends - given), given)
        return self._terms[at], np.repeat(lines, given)
