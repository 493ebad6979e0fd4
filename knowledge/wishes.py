"""Does a message ask for a person, and for which role?

The role comes from its name; when a wish names nobody, from what the message is about ("hvem kontakter jeg om
stammen"). A role's name alone is only a word of the question: "hvordan indstiller vi til PPR".
"""

from __future__ import annotations

import math

from knowledge import language
from knowledge.role_names import names_in
from knowledge.wish_model import model

ANYONE = "any"
# How plainly it must be said, in log odds: a long message more plainly than a short one, one that names a role less.
# Logistic regression over the ear's chance, learnt on the half of the blind sentences that may be read.
_TINY = 1e-3
_SURE, _NAMED, _PER_WORD, _BIAS, _LEAST = 1.2, 0.5, -1.2, 1.3, -0.9


def wish(text: str) -> str | None:
    """The role wished for, "any" for no particular one, None when the message asks for no person."""
    tokens = language.tokens(text)
    if not tokens:
        return None
    ear, named = model(), names_in(tokens)
    if not named:
        return ear.topic(tokens) if _plain(ear.chance(tokens, (), None), len(tokens), named=False) else None
    heard = [(ear.chance(tokens, named, hit), hit.last - hit.first, hit.name.role) for hit in named]
    chance, _, role = max(heard)
    return role if _plain(chance, len(tokens), named=True) else None


def _plain(chance: float, words: int, *, named: bool) -> bool:
    odds = math.log(max(chance, _TINY) / max(1 - chance, _TINY))
    return _SURE * odds + _NAMED * named + _PER_WORD * math.log(1 + words) + _BIAS >= _LEAST
