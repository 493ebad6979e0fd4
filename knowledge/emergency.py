"""What the card shows in danger besides the guideline's own steps: fixed lines, read once, no database, no network.

The lines are the municipality's to approve (`content/emergency.toml`): each says by whom and when, or that it is not.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from knowledge.catalogue import CONTENT


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the card, and who approved it locally; `approved_on` is None while nobody has."""

    key: str
    text: str
    approved_by: str
    approved_on: date | None

    @property
    def approved(self) -> bool:
        """Whether somebody has put a name and a date to it."""
        return bool(self.approved_by and self.approved_on)


@dataclass(frozen=True, slots=True)
class Advice:
    """The lines in the order they are shown; `pending` is the mark for those that are not approved locally."""

    entries: tuple[Line, ...]
    pending: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The texts alone."""
        return tuple(line.text for line in self.entries)

    @property
    def mark(self) -> str:
        """ "ikke godkendt lokalt endnu" while any line waits for approval, else empty."""
        return "" if all(line.approved for line in self.entries) else self.pending


def advice(slug: str, language: str = "da") -> Advice:
    """The lines for a guideline in "da" (also for unknown languages) or "en"; the common ones if it is unknown."""
    settings = _settings()
    spoken = "en" if language.lower().startswith("en") else "da"
    return Advice(
        tuple(_line(raw, spoken) for raw in settings["lines"] if _concerns(raw, slug)), settings[f"pending_{spoken}"]
    )


def _concerns(raw: dict[str, Any], slug: str) -> bool:
    return slug in raw.get("only", (slug,)) and slug not in raw.get("never", ())


def _line(raw: dict[str, Any], spoken: str) -> Line:
    approved_on = raw["approved_on"] or None
    return Line(
        raw["key"],
        raw[spoken],
        raw["approved_by"],
        date.fromisoformat(approved_on) if isinstance(approved_on, str) else approved_on,
    )


@cache
def _settings() -> dict[str, Any]:
    return tomllib.loads((CONTENT / "emergency.toml").read_text(encoding="utf-8"))
