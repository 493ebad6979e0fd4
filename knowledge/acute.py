"""The gate before matching: does this message call for an action guideline first?

Errs towards showing. Needs no database, no network, and never asks for details. The words stand in
`content/acute.toml`, so that a coordinator can read and mend them.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from knowledge.catalogue import CONTENT
from knowledge.evidence import Lexicon, Pattern, Reading, fold
from knowledge.name_words import words


@dataclass(frozen=True, slots=True)
class Alarm:
    """The guideline to show. Not certain: an offer beside the answer instead of the card in its place."""

    slug: str
    certain: bool


@dataclass(frozen=True, slots=True)
class _Rule:
    slug: str
    certain: bool
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class _Gate:
    lexicon: Lexicon
    rules: tuple[_Rule, ...]
    excuses: tuple[Pattern, ...]
    closed: tuple[Pattern, ...]
    past: tuple[Pattern, ...]


def alarm(text: str) -> Alarm | None:
    """The guideline this message calls for, or None. Raw or scrubbed text, Danish or simple English."""
    gate = _gate()
    reading = gate.lexicon.read(text, gate.excuses)
    if any(reading.find(pattern) for pattern in gate.closed):
        return None
    hits = [rule for rule in gate.rules if reading.find(rule.pattern)]
    if not hits:
        return None
    best = max(hits, key=lambda rule: (rule.certain, len(rule.pattern.steps)))
    return Alarm(best.slug, best.certain and not _over(gate, reading))


def _over(gate: _Gate, reading: Reading) -> bool:
    return any(reading.find(pattern) for pattern in gate.past)


@cache
def _gate() -> _Gate:
    data = tomllib.loads((CONTENT / "acute.toml").read_text(encoding="utf-8"))
    lexicon = Lexicon(data["concepts"], frozenset(fold(word) for word in words().ordinary))
    rules = tuple(rule for entry in data["guidelines"] for rule in _rules(lexicon, entry))
    lists = (tuple(lexicon.pattern(line) for line in data[name]) for name in ("excuses", "closed", "past"))
    excuses, closed, past = lists
    return _Gate(lexicon, rules, excuses, closed, past)


def _rules(lexicon: Lexicon, entry: dict[str, Any]) -> list[_Rule]:
    return [
        _Rule(entry["slug"], certain, lexicon.pattern(line))
        for name, certain in (("certain", True), ("offer", False))
        for line in entry.get(name, ())
    ]
