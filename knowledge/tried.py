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


@dataclass(frozen=True, slots=True)
class Group:
    """What came of an entry for one age band (`kind` "age") or in one setting ("setting"); `value` is its code."""

    kind: str
    value: str
    standing: Standing


def told_groups(groups: Sequence[Group], of: int) -> tuple[Group, ...]:
    """The groups that five or more stand behind, the largest first.

    `of` is how many have tried the entry at all. A group is also left out where the rest, which anybody can work out
    by subtracting, would be one to four.
    """
    told: list[Group] = []
    for kind in dict.fromkeys(group.kind for group in groups):
        mine = [one for one in groups if one.kind == kind and one.standing.tried >= FEWEST]
        mine.sort(key=lambda one: one.standing.tried, reverse=True)
        while mine and 0 < of - sum(one.standing.tried for one in mine) < FEWEST:
            mine.pop()
        told += mine
    return tuple(told)


def nudged(matches: Sequence[Match], standing: Mapping[str, Standing]) -> tuple[Match, ...]:
    """The matches with near-equals in the order of what helped; confidences stay as they are."""

    def place(match: Match) -> float:
        known = standing.get(match.slug)
        return match.confidence + (BOUND / 2 * known.score if known else 0.0)

    return tuple(sorted(matches, key=place, reverse=True)) if standing else tuple(matches)
