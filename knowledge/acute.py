"""The gate before matching: does this message call for an action guideline first?

Errs towards showing. Needs no database, no network, and never asks for details. Rules that a coordinator can read and
mend (`content/acute.toml`) say what is meant; a small learnt model weighs them, hears the indirect, and doubts what
only sounds bad.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from knowledge import names
from knowledge.acute_model import model
from knowledge.acute_rules import gate
from knowledge.privacy import scrub

# Chances of the model: enough for an offer, and beside a certain rule; enough for the card alone, and beside a certain
# rule. Chosen on the half of the blind sentences that may be read; what the search finds weighs offers once more.
OFFERED, RULED, SURE, HELD = 0.2, 0.12, 0.7, 0.4
_NUMBERS = re.compile(r"\[(?:cpr|telefon|mail|adresse)\]")


@dataclass(frozen=True, slots=True)
class Alarm:
    """The guideline to show and how likely it is needed (0 to 1). Not certain: an offer beside the answer."""

    slug: str
    certain: bool
    chance: float = 1.0
    like: Mapping[str, float] = field(default_factory=dict, compare=False, repr=False)
    """How much the message is like each guideline, in log odds; `slug` is the likest."""


def alarm(said: str) -> Alarm | None:
    """The guideline this message calls for, or None. Raw or scrubbed text, Danish or simple English."""
    text = model().speller.mend(anonymous(said))
    judged = gate().judge(text)
    if judged.closed:
        return None
    heard = model().hear(text, judged)
    ruled = any(rule.certain for rule in judged.hits)
    if heard.chance < (RULED if ruled else OFFERED):
        return None
    certain = heard.chance >= (HELD if ruled else SURE) and not judged.past
    like = model().guidelines(heard)
    return Alarm(max(like, key=like.__getitem__), certain, heard.chance, like)


def anonymous(said: str) -> str:
    """Raw or scrubbed, the same words: a name is "hun", a number is nothing."""
    return _NUMBERS.sub(" ", scrub(said).text).replace(names.MASK, "hun")
