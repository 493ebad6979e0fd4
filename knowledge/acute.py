"""The gate before matching: does this message call for an action guideline first?

Errs towards showing. Needs no database, no network, and never asks for details. Rules that a coordinator can read and
mend are the floor (`content/acute.toml`); a small learnt model hears the indirect beside them.
"""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.acute_model import model
from knowledge.acute_rules import Rule, gate, meets

# The chance from which the model alone offers a guideline.
OFFER = 0.5


@dataclass(frozen=True, slots=True)
class Alarm:
    """The guideline to show. Not certain: an offer beside the answer instead of the card in its place."""

    slug: str
    certain: bool


def alarm(text: str) -> Alarm | None:
    """The guideline this message calls for, or None. Raw or scrubbed text, Danish or simple English."""
    rules = gate()
    reading = rules.read(text)
    if meets(reading, rules.closed):
        return None
    best = _best(rules.hits(reading))
    if best is not None:
        return Alarm(best.slug, best.certain and not meets(reading, rules.past))
    heard = model().hear(text)
    return Alarm(heard.slug, certain=False) if heard.chance >= OFFER else None


def _best(hits: list[Rule]) -> Rule | None:
    """A certain one before an offer, a long pattern before a short one."""
    return max(hits, key=lambda rule: (rule.certain, len(rule.pattern.steps)), default=None)
