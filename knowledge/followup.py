"""The second turn: "og hvis det er i vuggestuen?", "det har vi prøvet", "nej, det er ikke mobning".

People also simply ask the next thing, so a message counts as a follow-up only when its words say so, or when it points
back ("kan vi samle dem?") or changes the place and means little on its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge import hints, language

_TRIED = re.compile(
    r"\b(har|havde|er|we|i)\b.{0,40}\b(proevet|proevede|afproevet|forsoegt|gjort det|vaeret igennem|tried|uden held)\b"
    r"|\b(det|den|de) (virker|virkede|hjaelper|hjalp|duer|duede|dur|nytter) (jo |slet |bare )?ikke\b"
    r"|^(virker|virkede|hjaelper|hjalp|duer|duede|dur) (det )?ikke\b|\b(it|that) (didn't|doesn't|did not) (work|help)"
    r"|\b(har du|er der|giv mig|vis|hvad med|any|anything|something) .{0,8}\b(andet|andre|mere|else|other)\b"
    r"|\b(andre|flere|naeste) (forslag|ideer|muligheder)\b|^hvad (ellers|andet|mere)\b|\bwhat else\b"
    r"|\b(passer|passede|duer|dur) ikke\b|^noget andet\b|\b(kender|kendte) vi (godt|allerede)\b|\bgoer vi allerede\b"
)
_OPENS = re.compile(
    r"\s*(og|men|eller|nej|jo|ja|naa|ok|okay|saa|hvad (med|nu|hvis|saa)|hvis|ikke|(det|den|han|hun|de) (er|var) ikke"
    r"|gaelder det|nu er|and|but|no|or|so|what (about|if)|if|does (it|that)|(it|that|he|she)( is|'s) not"
    r"|(it|that) isn't)\b"
    r"|.*\b(det samme|samme maade|samme metode|hellere|i stedet|derimod|instead|rather|the same)\b"
)
_NO = re.compile(
    r"\s*(nej|naeh|niks|no|ikke)\b|.*\b(er|var) (slet |jo |bare )?ikke\b"
    r"|\s*(it|that)( is not|'s not| isn't)\b"
)
_DENIED = re.compile(
    r"(\b(er|var|is|was|are|handler|about)|'s|'re) (slet |jo |bare )?(ikke|not)( om| about)? "
    r"([^,.;:!?]+?)(?=[,.;:!?]| men | bare | but |$)"
    r"|\b(isn't|wasn't|aren't) ([^,.;:!?]+?)(?=[,.;:!?]| but |$)"
    r"|(^|, ?)(ikke|no|not) (\w+ ?){1,3}?(?=[,.;:!?]| men | bare | but |$)"
)
_POINTS_BACK = re.compile(
    r"\b(det|den|de|dem|han|ham|hun|hende|deres|hans|hendes|it|that|them|they|he|she|him|her|their)\b"
)
_CLAUSE = re.compile(r"[,.;:!?]+| men | but ")
_CARRIES = frozenset(
    {"gaelder", "gaeld", "ogsaa", "samme", "saadan", "maade", "bruge", "bruges", "bruger"}
    | {"metode", "metoden", "gruppe", "store", "smaa", "mindre", "aeldre", "yngre", "smaaboern"}
    | {"hvis", "sker", "foregaar", "og", "der", "nej", "ja", "same", "also"}
    | {"work", "works", "use", "there", "what", "about", "if", "it", "does"}
    | {"too", "and", "no"}
)
"""Words that carry a follow-up and say nothing themselves."""
_SHORT, _VERY_SHORT, _ALONE = 20, 10, 1
"""Words of a message that may lean on the question before it; a place alone ("garderoben") is a topic as well."""


@dataclass(frozen=True, slots=True)
class Turn:
    """How a message carries on. `text`: what is left to search for, "" when it says nothing new.

    `denied`: what is said not to be it, or not to have helped. `marked`: its words say that it is a follow-up;
    otherwise it only may be one. `skip`: what was shown was not it.
    """

    text: str
    denied: str
    marked: bool
    skip: bool


def carried_on(text: str) -> Turn | None:
    """Reads a message that comes after a question; None when it stands on its own."""
    folded = language.fold(text)
    words = len(language.tokens(text))
    tried = bool(_TRIED.search(folded))
    marked = tried or bool(_OPENS.match(folded))
    said, denied = _said(folded)
    empty = not _says_something(said)
    points = words <= _VERY_SHORT and (_POINTS_BACK.search(folded) or hints.hints(text) != hints.Hints())
    if not words or words > _SHORT or not (marked or points or empty):
        return None
    if empty and words <= _ALONE and hints.hints(text) != hints.Hints():
        return Turn(said, denied, marked=marked, skip=False)
    return Turn("" if empty else said, denied, marked or empty, tried or bool(_NO.match(folded)))


def _said(folded: str) -> tuple[str, str]:
    """ "det er ikke mobning, han er ensom" -> ("han er ensom", "mobning"); what was tried is denied as well."""
    denied = [hit.group() for hit in _DENIED.finditer(folded)]
    clauses = [clause for clause in _CLAUSE.split(_DENIED.sub(" ", folded)) if clause.strip()]
    tried = [clause for clause in clauses if _TRIED.search(clause)]
    said = [clause for clause in clauses if clause not in tried]
    return ", ".join(said), " ".join([*denied, *tried])


def _says_something(said: str) -> bool:
    """Whether more is said than where, how old, and "what about"."""
    words = [token for token in language.tokens(said) if token.stem not in language.filler()]
    return any(word.folded not in _CARRIES and not hints.is_hint(word.folded) for word in words)
