"""Does a message ask for a person, and for which role?

The role comes from its name; when a wish names nobody, from what the message is about ("hvem kontakter jeg om
stammen"). A role's name alone is only a word of the question: "hvordan indstiller vi til PPR".
"""

from __future__ import annotations

from knowledge import language
from knowledge.role_names import names_in
from knowledge.wish_model import model

ANYONE = "any"
_WISHED = 0.4


def wish(text: str) -> str | None:
    """The role wished for, "any" for no particular one, None when the message asks for no person."""
    tokens = language.tokens(text)
    if not tokens:
        return None
    ear, named = model(), names_in(tokens)
    heard = [(ear.chance(tokens, named, hit), hit.last - hit.first, hit.name.role) for hit in named]
    chance, _, role = max(heard, default=(0.0, 0, ""))
    if chance >= _WISHED:
        return role
    return ear.topic(tokens) if not named and ear.chance(tokens, (), None) >= _WISHED else None
