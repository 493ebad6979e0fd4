"""The second turn: "og hvis det er i vuggestuen?", "det har vi prøvet", "nej, det er ikke mobning"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge import language

_TRIED = re.compile(
    r"\b(har|havde|er|we|i)\b.{0,25}\b(proevet|proevede|afproevet|forsoegt|gjort det|vaeret igennem|tried)\b"
    r"|\b(virker|virkede|hjaelper|hjalp|duer|duede|dur|nytter) (det )?ikke\b"
    r"|\b(didn't|doesn't|did not|does not) (work|help)"
    r"|\b(noget|nogle|flere|et|anything|something) (andet|andre|forslag|mere|else)\b"
    r"|\bandre (forslag|ideer|muligheder)\b|\bhvad (ellers|andet|mere)\b|\bnaeste forslag\b|\bwhat else\b"
)
_OPENS = re.compile(
    r"\s*(og|men|eller|nej|jo|ja|naa|ok|okay|saa|hvad (med|nu|hvis|naar|saa)|hvis|naar|gaelder|ikke"
    r"|(det|den|han|hun|de) (er|var)|and|but|no|what (about|if)|or|it is|it's|he is|she is)\b"
)
_NO = re.compile(r"\s*(nej|naeh|niks|no|ikke)\b|.*\b(er|var) (slet |jo |bare )?ikke\b")
_DENIED = re.compile(
    r"\b(er|var|is|was|handler) (slet |jo |bare )?(ikke|not)( om)? ([^,.;:!?]+?)(?=[,.;:!?]| men | bare | but |$)"
)
_SHORT = 14
"""Words of a message that may lean on the question before it."""


@dataclass(frozen=True, slots=True)
class Turn:
    """How a message carries on. `text`: what is left to search for; `skip`: the answers shown were not it."""

    text: str
    skip: bool


def carried_on(text: str) -> Turn | None:
    """Reads a message that follows a question; None when it stands on its own."""
    folded = language.fold(text)
    words = len(language.tokens(text))
    tried = bool(_TRIED.search(folded))
    if words > _SHORT and not tried:
        return None
    if not (tried or _OPENS.match(folded) or words <= _SHORT // 2):
        return None
    return Turn(_without_denied(folded), tried or bool(_NO.match(folded)))


def _without_denied(folded: str) -> str:
    """"det er ikke mobning, han er ensom" -> "han er ensom"; left alone when nothing else is said."""
    rest = _DENIED.sub(" ", folded)
    rest = _TRIED.sub(" ", rest)
    said = [token for token in language.tokens(rest) if token.stem not in language.filler()]
    return rest if said else ""
