"""What colleagues made of an entry when they tried it: told from five on, and a small hand on the scale in a tie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.matching import Match

FEWEST = 5
BOUND = 0.05
"""Two entries can change places only if their confidences are no further apart than this."""
SMOOTHING = 5
"""So many trials of an average entry are imagined beside the real ones."""


class Outcome(StrEnum):
    """What somebody answered to "did you try it?"."""

    HELPED = "helped"
    PARTLY = "partly"
    NOT = "not"
    UNTRIED = "untried"


@dataclass(frozen=True, slots=True)
class Standing:
    """How often an entry was tried, helped, and helped a little."""

    tried: int
    helped: int
    partly: int = 0

    @property
    def score(self) -> float:
        """From -1 (never helps) to 1 (always does); 0 for an average entry and for one hardly tried."""
        good = self.helped + self.partly / 2
        return 2 * (good + SMOOTHING / 2) / (self.tried + SMOOTHING) - 1 if self.tried >= FEWEST else 0.0


def nudged(matches: Sequence[Match], standing: Mapping[str, Standing]) -> tuple[Match, ...]:
    """The matches with near-equals in the order of what helped; confidences stay as they are."""

    def place(match: Match) -> float:
        known = standing.get(match.slug)
        return match.confidence + (BOUND / 2 * known.score if known else 0.0)

    return tuple(sorted(matches, key=place, reverse=True)) if standing else tuple(matches)
