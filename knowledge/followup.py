"""The second turn: "og hvis det er i vuggestuen?", "det har vi prøvet", "nej, det er ikke mobning".

People also simply ask the next thing, so a message counts as a follow-up only when its words say so, or when it points
back ("kan vi samle dem?") and means little on its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge import language

_TRIED = re.compile(
    r"\b(har|havde|er|we|i)\b.{0,25}\b(proevet|proevede|afproevet|forsoegt|gjort det|vaeret igennem|tried)\b"
    r"|\b(det|den|de) (virker|virkede|hjaelper|hjalp|duer|duede|dur|nytter) (jo |slet |bare )?ikke\b"
    r"|^(virker|virkede|hjaelper|hjalp|duer|duede|dur) (det )?ikke\b|\b(it|that) (didn't|doesn't|did not) (work|help)"
    r"|\b(har du|er der|giv mig|vis|hvad med|any|anything|something) .{0,8}\b(andet|andre|mere|else|other)\b"
    r"|\b(andre|flere|naeste) (forslag|ideer|muligheder)\b|^hvad (ellers|andet|mere)\b|\bwhat else\b"
)
_OPENS = re.compile(
    r"\s*(og|men|eller|nej|jo|ja|naa|ok|okay|saa|hvad (med|nu|hvis|saa)|ikke|(det|den|han|hun|de) (er|var) ikke"
    r"|and|but|no|what (about|if)|(it is|it's|he is|she is) not)\b"
)
_NO = re.compile(r"\s*(nej|naeh|niks|no|ikke)\b|.*\b(er|var) (slet |jo |bare )?ikke\b")
_DENIED = re.compile(
    r"\b(er|var|is|was|handler) (slet |jo |bare )?(ikke|not)( om)? ([^,.;:!?]+?)(?=[,.;:!?]| men | bare | but |$)"
)
_POINTS_BACK = re.compile(r"\b(det|den|de|dem|han|ham|hun|hende|it|that|them|they|he|she|him|her)\b")
_SHORT, _VERY_SHORT = 16, 9
"""Words of a message that may lean on the question before it."""


@dataclass(frozen=True, slots=True)
class Turn:
    """How a message carries on. `text`: what is left to search for, "" when it says nothing new.

    `marked`: its words say that it is a follow-up; otherwise it only may be one. `skip`: what was shown was not it.
    """

    text: str
    marked: bool
    skip: bool


def carried_on(text: str) -> Turn | None:
    """Reads a message that comes after a question; None when it stands on its own."""
    folded = language.fold(text)
    words = len(language.tokens(text))
    tried = bool(_TRIED.search(folded))
    marked = tried or bool(_OPENS.match(folded))
    if words > _SHORT or not (marked or (words <= _VERY_SHORT and _POINTS_BACK.search(folded))):
        return None
    return Turn(_without_denied(folded), marked, tried or bool(_NO.match(folded)))


def _without_denied(folded: str) -> str:
    """ "det er ikke mobning, han er ensom" -> "han er ensom"; "" when nothing else is said."""
    rest = _TRIED.sub(" ", _DENIED.sub(" ", folded))
    said = [token for token in language.tokens(rest) if token.stem not in language.filler()]
    return rest if said else ""
