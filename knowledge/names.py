"""Names of persons in everyday Danish sentences."""

from __future__ import annotations

import re

from knowledge.spans import Span

MASK = "[navn]"

_CONTEXT = re.compile(
    r"\b(?:[Hh]edder|kaldet|[Dd]rengen|[Pp]igen|[Ee]leven|[Bb]arnet|[Mm]or|[Ff]ar|lærer|\d\.?[a-d])[ ]([A-ZÆØÅ][a-zæøåéöäü]{1,20}?)(?=s?\b)"
)


def find(text: str) -> list[Span]:
    """The spans of names; of a genitive only the name, so that the s stays."""
    return [(*hit.span(1), MASK) for hit in _CONTEXT.finditer(text)]
