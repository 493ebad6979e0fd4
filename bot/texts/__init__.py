"""The bot's words, one file a language; Danish unless the person's Teams says English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("da", "en")


def language_of(locale: str) -> str:
    """The language for a Teams locale: English for "en-…", Danish for everything else."""
    return "en" if locale.lower().startswith("en") else "da"


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language by dotted key."""

    language: str
    _texts: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The text with its `{placeholders}` filled. KeyError for a key that does not exist."""
        text = self._texts[key]
        return text.format_map({name: str(value) for name, value in values.items()}) if values else text

    def get(self, key: str, default: str = "") -> str:
        """The text, or the default for a key that does not exist."""
        return self._texts.get(key, default)

    def keys(self) -> frozenset[str]:
        """All keys."""
        return frozenset(self._texts)


@cache
def texts(language: str) -> Texts:
    """The texts of a language ("da" or "en")."""
    data = tomllib.loads((Path(__file__).parent / f"{language}.toml").read_text(encoding="utf-8"))
    return Texts(language, dict(_flat(data)))


def _flat(data: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in data.items():
        pairs += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(f"{prefix}{key}", str(value))]
    return pairs
