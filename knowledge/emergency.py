"""What the card shows in danger besides the guideline's own steps: fixed lines, read once, no database."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from knowledge.catalogue import CONTENT


@dataclass(frozen=True, slots=True)
class Advice:
    """The lines in the order they are shown."""

    lines: tuple[str, ...]


def advice(slug: str, language: str = "da") -> Advice:
    """The lines for a guideline in "da" or "en" (any other language: Danish)."""
    spoken = "en" if language == "en" else "da"
    return Advice(tuple(line[spoken] for line in _settings()["lines"] if slug in line.get("only", (slug,))))


@cache
def _settings() -> dict[str, Any]:
    return tomllib.loads((CONTENT / "emergency.toml").read_text(encoding="utf-8"))
