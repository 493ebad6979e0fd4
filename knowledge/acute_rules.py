"""The rules of the acute gate, read from `content/acute.toml`: what must show a guideline, what only sounds like it."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from knowledge.catalogue import CONTENT
from knowledge.evidence import Lexicon, Pattern, Reading, fold
from knowledge.name_words import words

T = TypeVar("T")


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
    """Everything `content/acute.toml` says; patterns under the element they begin with, so that few need be tried."""

    lexicon: Lexicon
    rules: tuple[Rule, ...]
    by_start: Mapping[str, Sequence[Rule]]
    excuses: Mapping[str, Sequence[Pattern]]
    closed: Mapping[str, Sequence[Pattern]]
    past: Mapping[str, Sequence[Pattern]]
    concepts: tuple[str, ...]

    def judge(self, text: str) -> Judged:
        """What the rules make of a text without its idioms."""
        reading = self.lexicon.read(text, self.excuses)
        begun = [rule for element in reading.spans for rule in self.by_start.get(element, ())]
        hits = tuple([rule for rule in begun if reading.find(rule.pattern)])
        return Judged(reading, hits, _meets(reading, self.past), _meets(reading, self.closed))


def _meets(reading: Reading, patterns: Mapping[str, Sequence[Pattern]]) -> bool:
    begun = [pattern for element in patterns.keys() & reading.spans.keys() for pattern in patterns[element]]
    return any(reading.find(pattern) for pattern in begun)


@cache
def gate() -> Gate:
    """The rules, read once. ValueError if a pattern names a concept that is not there."""
    data = tomllib.loads((CONTENT / "acute.toml").read_text(encoding="utf-8"))
    lexicon = Lexicon(data["concepts"], frozenset(fold(word) for word in words().ordinary))
    rules = tuple(rule for entry in data["guidelines"] for rule in _rules(lexicon, entry))
    excuses, closed, past = (
        _by_start((pattern, pattern) for pattern in map(lexicon.pattern, data[name]))
        for name in ("excuses", "closed", "past")
    )
    names = tuple("{" + name + "}" for name in data["concepts"])
    for name in names:
        lexicon.pattern(name)
    return Gate(lexicon, rules, _by_start((rule.pattern, rule) for rule in rules), excuses, closed, past, names)


def _by_start(patterns: Iterable[tuple[Pattern, T]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for pattern, meant in patterns:
        found[pattern.steps[0][1]].append(meant)
    return dict(found)


def _rules(lexicon: Lexicon, entry: dict[str, Any]) -> list[Rule]:
    return [
        Rule(entry["slug"], certain, lexicon.pattern(line))
        for name, certain in (("certain", True), ("offer", False))
        for line in entry.get(name, ())
    ]
