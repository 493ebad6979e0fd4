"""The gate before matching: does this message call for an action guideline first?

Errs towards showing. Needs no database, no network, and never asks for details. Rules that a coordinator can read and
mend (`content/acute.toml`) say what is meant; a small learnt model hears the indirect, and doubts what only sounds bad.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge import names
from knowledge.acute_model import Heard, model
from knowledge.acute_rules import Rule, gate, meets
from knowledge.privacy import scrub

# Chances of the model: enough for an offer, for the card, for the card beside a certain rule; too little for a rule,
# for a rule that only offers.
ALONE, SURE, HELD, DOUBTED, DOUBTED_OFFER = 0.48, 0.9, 0.3, 0.05, 0.25


@dataclass(frozen=True, slots=True)
class Alarm:
    """The guideline to show. Not certain: an offer beside the answer instead of the card in its place."""

    slug: str
    certain: bool


def alarm(text: str) -> Alarm | None:
    """The guideline this message calls for, or None. Raw or scrubbed text, Danish or simple English."""
    rules = gate()
    text = _anonymous(text)
    reading = rules.read(text)
    if meets(reading, rules.closed):
        return None
    heard = model().hear(text)
    best = _best(rules.hits(reading), heard)
    if best is None and heard.chance < ALONE:
        return None
    loud = HELD if best is not None and best.certain else SURE
    certain = heard.chance >= loud and not meets(reading, rules.past)
    return Alarm(best.slug if best is not None else heard.slug, certain)


def _anonymous(text: str) -> str:
    """Raw or scrubbed, the same words: a name is "hun", a number is nothing."""
    return re.sub(r"\[(?:cpr|telefon|mail|adresse)\]", " ", scrub(text).text).replace(names.MASK, "hun")


def _best(hits: list[Rule], heard: Heard) -> Rule | None:
    """Of the rules that the model does not doubt: a certain one, then what it hears, then the longest pattern."""
    held = [rule for rule in hits if heard.chance >= (DOUBTED if rule.certain else DOUBTED_OFFER)]
    return max(held, key=lambda rule: (rule.certain, rule.slug == heard.slug, len(rule.pattern.steps)), default=None)
