"""Learns the vectors of `sense` after its word fields have changed: `python -m knowledge.sense_training [--check]`.

Source: `content/word_fields/*.txt`. Two expressions of a field shall lie nearer to each other than to those of other
fields (InfoNCE, van den Oord et al. 2018), by Adam over the letter groups; a part of the groups is left out at random,
so that no word hangs on one of them. The chance is always the same. `--check` writes nothing: it learns without one
field in twenty-five and tells how often an expression of those finds its own field among them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge import language
from knowledge.catalogue import CONTENT
from knowledge.logistic import as_bytes
from knowledge.sense import FILE, SIZE, places, unit
from knowledge.tally import Floats, Ints

WIDTH, ROUNDS, AT_ONCE, NEAR = 64, 10, 512, 0.1
LEFT_OUT, PAIRS_A_FIELD = 0.3, 6
_FIRST, _SECOND, _RATE = 0.9, 0.999, 0.01
_ASIDE = 25


@dataclass(frozen=True, slots=True)
class Expression:
    """The letter groups of a word or a short expression, and what each weighs."""

    places: Ints
    weights: Floats


Field = Sequence[Expression]


def fields() -> list[Field]:
    """All word fields."""
    lines = [line for path in sorted((CONTENT / "word_fields").glob("*.txt")) for line in _lines(path.name)]
    return [[found for said in line.split(";") if (found := _expression(said))] for line in lines]


def _lines(name: str) -> list[str]:
    return language.lines(f"word_fields/{name}")


def _expression(said: str) -> Expression | None:
    found = [places(word) for word in language.read_words(said).folded]
    if not found:
        return None
    weights = [np.full(len(one), 1 / np.sqrt(len(one)), np.float32) for one in found]
    return Expression(np.concatenate(found), np.concatenate(weights))


class Learner:
    """The table of vectors and what Adam remembers of each."""

    def __init__(self, chance: np.random.Generator) -> None:
        self.chance = chance
        self.table = chance.normal(0, 0.05, (SIZE, WIDTH)).astype(np.float32)
        self._first, self._second = np.zeros_like(self.table), np.zeros_like(self.table)
        self._steps = 0

    def learn(self, taught: Sequence[Field]) -> None:
        """Goes through the fields."""
        steps = ROUNDS * PAIRS_A_FIELD * len(taught) // AT_ONCE
        for step in range(steps):
            self._step(list(self._pairs(taught)), _RATE * (1 - step / steps) + _RATE / 50)

    def vectors(self, said: Sequence[Expression]) -> tuple[Floats, Floats]:
        """The vector of each expression, and its length before it was made one."""
        starts = np.cumsum([0] + [len(one.places) for one in said[:-1]])
        rows = self.table[np.concatenate([one.places for one in said])]
        summed = np.add.reduceat(rows * np.concatenate([one.weights for one in said])[:, None], starts)
        return unit(summed), np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), 1e-9)

    def _pairs(self, taught: Sequence[Field]) -> Iterator[tuple[Expression, Expression]]:
        for at in self.chance.choice(len(taught), min(AT_ONCE, len(taught)), replace=False).tolist():
            one, other = self.chance.choice(len(taught[at]), 2, replace=False).tolist()
            yield self._thinned(taught[at][one]), self._thinned(taught[at][other])

    def _thinned(self, said: Expression) -> Expression:
        kept = self.chance.random(len(said.places)) > LEFT_OUT
        return Expression(said.places[kept], said.weights[kept]) if kept.any() else said

    def _step(self, pairs: Sequence[tuple[Expression, Expression]], rate: float) -> None:
        ones, others = [one for one, _ in pairs], [other for _, other in pairs]
        (a, long_a), (b, long_b) = self.vectors(ones), self.vectors(others)
        alike = a @ b.T / NEAR
        wrong = (_shares(alike) + _shares(alike.T).T - 2 * np.eye(len(a), dtype=np.float32)) / (NEAR * len(a))
        slope_a, slope_b = wrong @ b, wrong.T @ a
        slopes = np.vstack(
            [
                (slope_a - a * (a * slope_a).sum(1, keepdims=True)) / long_a,
                (slope_b - b * (b * slope_b).sum(1, keepdims=True)) / long_b,
            ]
        )
        self._move([*ones, *others], slopes, rate)

    def _move(self, said: Sequence[Expression], slopes: Floats, rate: float) -> None:
        """One step of Adam on the groups that were met."""
        self._steps += 1
        met = np.concatenate([one.places for one in said])
        owner = np.repeat(np.arange(len(said)), [len(one.places) for one in said])
        order = np.argsort(met, kind="stable")
        starts = np.flatnonzero(np.diff(met[order], prepend=-1))
        groups = met[order][starts]
        each = slopes[owner[order]] * np.concatenate([one.weights for one in said])[order][:, None]
        slope = np.add.reduceat(each, starts)
        self._first[groups] = _FIRST * self._first[groups] + (1 - _FIRST) * slope
        self._second[groups] = _SECOND * self._second[groups] + (1 - _SECOND) * slope**2
        first = self._first[groups] / (1 - _FIRST**self._steps)
        second = self._second[groups] / (1 - _SECOND**self._steps)
        self.table[groups] -= rate * first / (np.sqrt(second) + 1e-8)


def learnt(taught: Sequence[Field]) -> Learner:
    """A learner that has gone through the fields."""
    learner = Learner(np.random.default_rng(2026))
    learner.learn(taught)
    return learner


def check(given: Sequence[Field]) -> float:
    """The share of unseen fields whose first expression is nearest to the rest of its own field."""
    learner = learnt([field for at, field in enumerate(given) if at % _ASIDE])
    unseen = given[::_ASIDE]
    asked, _ = learner.vectors([field[0] for field in unseen])
    rests = unit(np.array([learner.vectors(field[1:])[0].mean(axis=0) for field in unseen], dtype=np.float32))
    return float(np.mean((asked @ rests.T).argmax(axis=1) == np.arange(len(unseen))))


def _shares(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


def main() -> None:
    """Learns and writes the file, or checks."""
    if "--check" in sys.argv:
        sys.stdout.write(f"{check(fields()):.3f}\n")
        return
    small, step = as_bytes(learnt(fields()).table)
    arrays: dict[str, NDArray[np.generic]] = {"table": small, "step": step}
    np.savez_compressed(FILE, allow_pickle=False, **arrays)


if __name__ == "__main__":
    main()
