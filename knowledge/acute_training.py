"""Learns the weights of `acute_model` after its sentences have changed: `python -m knowledge.acute_training`.

Source: `content/acute_sentences.tsv` and the everyday phrases of the catalogue's entries. Logistic regression by
gradient descent with momentum, no chance in it: the same sentences give the same weights.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.acute_model import FILE, SIZE, SLUG_SIZE, traits
from knowledge.catalogue import CONTENT, read_phrases

HARMLESS = "harmless"
# Guidelines whose phrases are neither plainly acute nor plainly harmless: their phrases teach nothing here.
UNSURE = {
    "underretning", "kriminalitet-og-ssp", "bekymring-for-radikalisering", "tegn-paa-spiseforstyrrelse",
    "fysisk-indgriben-og-magtanvendelse", "psykisk-mistrivsel-hvor-henvises", "unge-og-rusmidler",
    "traumebevidst-paedagogik", "sorggruppe",
}  # fmt: skip
ROUNDS, PACE, MOMENTUM, DECAY = 600, 20.0, 0.9, 2e-5
OWN_WEIGHT, ACUTE_WEIGHT = 8.0, 1.0

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence, what it calls for, and how much it counts."""

    text: str
    slug: str
    weight: float


def examples() -> list[Example]:
    """The own sentences and the catalogue's phrases."""
    with (CONTENT / "acute_sentences.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    own = [Example(row["text"], row["slug"], OWN_WEIGHT) for row in rows]
    acute = {example.slug for example in own} - {HARMLESS}
    return own + [
        Example(phrase, path.stem if path.stem in acute else HARMLESS, 1.0)
        for path in sorted((CONTENT / "phrases").glob("*.txt"))
        if path.stem not in UNSURE
        for phrase in read_phrases(path)
    ]


def learn(taught: Sequence[Example]) -> dict[str, NDArray[np.generic]]:
    """The arrays of the model's file."""
    found = [traits(example.text) for example in taught]
    weights = np.array([e.weight * (ACUTE_WEIGHT if e.slug != HARMLESS else 1.0) for e in taught], np.float32)
    is_acute = np.array([[e.slug != HARMLESS] for e in taught], np.float32)
    acute, bias = _fit([f.wide for f in found], is_acute, weights, SIZE)
    slugs = sorted({e.slug for e in taught} - {HARMLESS})
    chosen = [i for i, e in enumerate(taught) if e.slug != HARMLESS]
    labels = np.array([[e.slug == slug for slug in slugs] for e in (taught[i] for i in chosen)], np.float32)
    guideline, guideline_bias = _fit([found[i].narrow for i in chosen], labels, weights[chosen], SLUG_SIZE)
    small, step = _small(acute[:, 0])
    slug_small, slug_step = _small(guideline)
    return {
        "acute": small, "acute_step": step, "bias": bias[0], "slugs": np.array(slugs),
        "guideline": slug_small, "guideline_step": slug_step, "guideline_bias": guideline_bias,
    }  # fmt: skip


def _fit(places: list[NDArray[np.int64]], labels: Floats, weights: Floats, size: int) -> tuple[Floats, Floats]:
    """One logistic regression for each column of the labels."""
    columns = [_column(places, labels[:, each], weights, size) for each in range(labels.shape[1])]
    return np.stack([table for table, _ in columns], axis=1), np.array([bias for _, bias in columns], np.float32)


def _column(places: list[NDArray[np.int64]], labels: Floats, weights: Floats, size: int) -> tuple[Floats, float]:
    flat = np.concatenate(places)
    counts = np.array([len(each) for each in places])
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    scales = (1 / np.sqrt(counts)).astype(np.float32)
    share = weights / weights.sum()
    table: Floats = np.zeros(size, np.float32)
    pace: Floats = np.zeros(size, np.float32)
    bias, bias_pace = 0.0, 0.0
    for _ in range(ROUNDS):
        raw = bias + np.add.reduceat(table[flat], starts) * scales
        wrong = share * (1 / (1 + np.exp(-raw)) - labels)
        slope = np.bincount(flat, np.repeat(wrong * scales, counts), size).astype(np.float32) + DECAY * table
        pace = (MOMENTUM * pace - PACE * slope).astype(np.float32)
        bias_pace = MOMENTUM * bias_pace - PACE / 10 * float(wrong.sum())
        table, bias = table + pace, bias + bias_pace
    return table, bias


def _small(table: Floats) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Weights as bytes with a common step."""
    step = float(np.abs(table).max()) / 127
    return np.round(table / step).astype(np.int8), np.array(step, np.float32)


def main() -> None:
    """Learns and writes the file."""
    np.savez_compressed(FILE, allow_pickle=False, **learn(examples()))


if __name__ == "__main__":
    main()
