"""Short messages that are not questions: greetings, thanks, "what can you do?", emoji."""

from __future__ import annotations

import unicodedata
from functools import cache

from rapidfuzz import fuzz, process

from knowledge import language

_MOST_WORDS = 7
_ALIKE = 88.0
_FRAMES = frozenset(
    {"hej", "hejsa", "bot", "tak", "goddag", "kaere", "lige", "nu", "du", "saa", "og", "men", "oh", "aah", "igen", "hi"}
)


def smalltalk(text: str) -> str | None:
    """ "greeting", "thanks" or "help" when the whole message is one; None for everything else."""
    words = [token.folded for token in language.tokens(text)]
    if not words:
        return "thanks" if _has_symbol(text) else None
    if len(words) > _MOST_WORDS:
        return None
    bare = [word for word in words if word not in _FRAMES]
    return _alike(words) or (_alike(bare) if len(bare) < len(words) else None)


def _alike(words: list[str]) -> str | None:
    if not words:
        return None
    known = _known()
    message = " ".join(words)
    if message in known:
        return known[message]
    if not 4 <= len(message) <= _longest():
        return None
    hit = process.extractOne(message, known.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return known[hit[0]] if hit and len(hit[0].split()) == len(words) else None


@cache
def _longest() -> int:
    """No longer message is alike enough to any that is known, for its additional letters alone."""
    return int(max(map(len, _known())) * (200 - _ALIKE) / _ALIKE)


def _has_symbol(text: str) -> bool:
    return any(unicodedata.category(char) in ("So", "Sk") for char in text)


@cache
def _known() -> dict[str, str]:
    found: dict[str, str] = {}
    for intent, utterances in language.rows("smalltalk.tsv"):
        for utterance in utterances.split(","):
            found[" ".join(token.folded for token in language.tokens(utterance))] = intent
    return found
