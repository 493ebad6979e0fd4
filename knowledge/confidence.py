"""From signals to an order and one probability.

Two small learnt steps, fitted by `tests/sentences/fit.py` on the product's own utterances held out from the index and
kept as numbers in `content/weights.json`, and for when the semantic leg speaks as well in `weights_semantic.json`:

1. a weight for each signal: entries are ranked by the weighted sum, the class "outside" takes part with its own offset;
2. two logistic formulas: is the question ours at all, and, if so, is the first answer the right one.
The confidence of the first answer is the product of the two; the others share what is left in proportion.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import numpy as np

from knowledge.catalogue import CONTENT
from knowledge.semantic import NAMES as OF_THE_LEG
from knowledge.signals import NAMES, Signals
from knowledge.sorts import Sort
from knowledge.tally import Floats

_SUSPECTED = 2.0
"""What an uncertain alarm adds to its guideline: about seven times the odds."""


class Band(StrEnum):
    """How sure the network is: answer, ask "did you mean", or say so and offer a person."""

    ANSWER = "answer"
    MAYBE = "maybe"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Weights:
    """The fitted numbers for one sort of catalogue."""

    signals: Floats
    outside: float
    misfit: float
    ours: tuple[float, ...]
    right: tuple[float, ...]
    answer_from: float
    nothing_below: float

    @classmethod
    def of(cls, data: dict[str, Any], names: Sequence[str]) -> Weights:
        """Reads one section of a weights file."""
        return cls(
            np.array([data["signals"].get(name, 0.0) for name in names], dtype=np.float32),
            data["outside"],
            data["misfit"],
            tuple(data["ours"]),
            tuple(data["right"]),
            data["answer_from"],
            data["nothing_below"],
        )


@dataclass(frozen=True, slots=True)
class Ranking:
    """Entries by weighted sum (`scores`, without "outside") with the probability of each, and of being ours at all."""

    scores: Floats
    probabilities: Floats
    ours: float
    by: Weights


def names(leg: bool) -> tuple[str, ...]:
    """The signals in their order, with those of the semantic leg or without."""
    return (*NAMES, *OF_THE_LEG) if leg else NAMES


@cache
def weights(sort: Sort, leg: bool = False) -> Weights:
    """The shipped weights, for signals with those of the semantic leg or without."""
    data = json.loads((CONTENT / ("weights_semantic.json" if leg else "weights.json")).read_text(encoding="utf-8"))
    return Weights.of(data[sort], names(leg))


def rank(signals: Signals, misfits: Floats, by: Weights, suspect: int | None = None) -> Ranking:
    """Weighs the signals. `misfits`: how many hints speak against each entry; `suspect`: the entry a gate offers."""
    scores = weighted(signals, misfits, by)
    if suspect is not None:
        scores[suspect] += _SUSPECTED
    shares = softmax(scores[:-1])
    ours = chance(by.ours, scope_features(scores, signals))
    first = chance(by.right, right_features(shares, signals))
    top = float(shares.max(initial=0.0))
    rest = (1 - first) / max(1 - top, 1e-6)
    probabilities = np.where(shares == top, first, np.minimum(shares * rest, first))
    return Ranking(scores[:-1], (ours * probabilities).astype(np.float32), ours, by)


def weighted(signals: Signals, misfits: Floats, by: Weights) -> Floats:
    """The weighted sum of the signals for each entry and, last, for "outside"."""
    scores = by.signals @ signals.values
    scores[:-1] -= by.misfit * misfits
    scores[-1] += by.outside
    return np.asarray(scores, dtype=np.float32)


def scope_features(scores: Floats, signals: Signals) -> list[float]:
    """What tells an own question from another: the lead over "outside", and how near the nearest lines are."""
    lead = float(np.clip(_log_sum(scores[:-1]) - scores[-1], -10, 10))
    near, gram_near = float(signals.phrase[:-1].max()), float(signals.gram_phrase[:-1].max())
    return [lead, near, gram_near, float(signals.gram_phrase[-1]), float(np.log1p(len(signals.word.ids)))]


def right_features(shares: Floats, signals: Signals) -> list[float]:
    """What tells a right first answer: its lead over the next, and how near the nearest lines are."""
    top = float(np.clip(shares.max(initial=0.0), 1e-4, 1 - 1e-4))
    return [float(np.log(top / (1 - top))), float(signals.phrase[:-1].max()), float(signals.gram_phrase[:-1].max())]


def band(confidence: float, ours: float, by: Weights) -> Band:
    """Which of the three answers a confidence calls for."""
    if ours < by.nothing_below:
        return Band.NOTHING
    return Band.ANSWER if confidence >= by.answer_from else Band.MAYBE


def chance(coefficients: Sequence[float], features: Sequence[float]) -> float:
    """A logistic formula; the constant stands first."""
    total = coefficients[0] + sum(c * f for c, f in zip(coefficients[1:], features, strict=True))
    return float(1 / (1 + np.exp(-np.clip(total, -30, 30))))


def softmax(scores: Floats) -> Floats:
    """Scores as shares of one."""
    raised = np.exp(scores - scores.max(initial=-np.inf))
    return np.asarray(raised / max(float(raised.sum()), 1e-30), dtype=np.float32)


def _log_sum(scores: Floats) -> float:
    top = float(scores.max())
    return top + float(np.log(np.exp(scores - top).sum()))
