"""The rules of the acute gate, read from `content/acute.toml`: what must show a guideline, what only sounds like it."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from knowledge.catalogue import CONTENT
from knowledge.evidence import Lexicon, Pattern, Reading, fold
from knowledge.name_words import words


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern that calls for a guideline; not certain: it only offers it."""

    slug: str
    certain: bool
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules make of a text: the evidence, the rules it meets, whether it is told as past or as over."""

    reading: Reading
    hits: tuple[Rule, ...]
    past: bool
    closed: bool


@dataclass(frozen=True, slots=True)
class Gate:
    """Everything `content/acute.toml` says, ready to use."""

    lexicon: Lexicon
    rules: tuple[Rule, ...]
    excuses: tuple[Pattern, ...]
    closed: tuple[Pattern, ...]
    past: tuple[Pattern, ...]
    concepts: tuple[str, ...]
    by_start: Mapping[str, tuple[Rule, ...]]

    def judge(self, text: str) -> Judged:
        """What the rules make of a text without its idioms."""
        reading = self.lexicon.read(text, self.excuses)
        begun = [rule for element in reading.spans for rule in self.by_start.get(element, ())]
        hits = tuple(rule for rule in begun if reading.find(rule.pattern))
        return Judged(reading, hits, _meets(reading, self.past), _meets(reading, self.closed))


def _meets(reading: Reading, patterns: Iterable[Pattern]) -> bool:
    return any(reading.find(pattern) for pattern in patterns)


@cache
def gate() -> Gate:
    """The rules, read once. ValueError if a pattern names a concept that is not there."""
    data = tomllib.loads((CONTENT / "acute.toml").read_text(encoding="utf-8"))
    lexicon = Lexicon(data["concepts"], frozenset(fold(word) for word in words().ordinary))
    rules = tuple(rule for entry in data["guidelines"] for rule in _rules(lexicon, entry))
    excuses, closed, past = (
        tuple(lexicon.pattern(line) for line in data[name]) for name in ("excuses", "closed", "past")
    )
    names = tuple("{" + name + "}" for name in data["concepts"])
    for name in names:
        lexicon.pattern(name)
    return Gate(lexicon, rules, excuses, closed, past, names, _by_start(rules))


def _by_start(rules: tuple[Rule, ...]) -> dict[str, tuple[Rule, ...]]:
    """The rules under the element they begin with: only those of a text's own words need be tried."""
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        found[rule.pattern.steps[0][1]].append(rule)
    return {element: tuple(begun) for element, begun in found.items()}


def _rules(lexicon: Lexicon, entry: dict[str, Any]) -> list[Rule]:
    return [
        Rule(entry["slug"], certain, lexicon.pattern(line))
        for name, certain in (("certain", True), ("offer", False))
        for line in entry.get(name, ())
    ]
