"""Counting: shares with Wilson intervals, AUROC, rejection at a given coverage, reliability."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_Z = 1.96


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not total:
        return 0.0, 1.0
    share, square = hits / total, _Z**2
    middle = share + square / (2 * total)
    width = _Z * np.sqrt(share * (1 - share) / total + square / (4 * total**2))
    return float((middle - width) / (1 + square / total)), float((middle + width) / (1 + square / total))


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """The chance that a question of ours gets a higher score than one that is not; nan without one of them."""
    if not inside or not outside:
        return float("nan")
    ours, others = np.array(inside)[:, None], np.array(outside)[None, :]
    return float((ours > others).mean() + 0.5 * (ours == others).mean())


def rejected(inside: Sequence[float], outside: Sequence[float], answered: float = 0.95) -> float:
    """The share of outside utterances below the score that `answered` of the own questions reach."""
    if not inside or not outside:
        return float("nan")
    bar = np.sort(np.array(inside))[int(len(inside) * (1 - answered))]
    return float((np.array(outside) < bar).mean())


def reliability(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[tuple[float, float, int]]:
    """For each tenth of confidence: what was promised, what came true, how many."""
    sure, hit = np.array(confidences), np.array(right, dtype=float)
    place = np.minimum((sure * bins).astype(int), bins - 1)
    return [
        (float(sure[place == at].mean()), float(hit[place == at].mean()), int((place == at).sum()))
        for at in range(bins)
        if (place == at).any()
    ]
