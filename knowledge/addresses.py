"""Where somebody lives: a street with a number, a postcode with a town."""

from __future__ import annotations

import re

from knowledge.spans import Span

MASK = "[adresse]"

_STREET = re.compile(
    r"(?:[A-ZÆØÅ][\w.'-]{0,20}[ ]){0,3}\b\w{2,25}(?:vej|vejen|gade|gaden|allé|alle|stræde|boulevard|vænget|parken)[ ]\d{1,3}[ ]?[A-Za-z]?\b"
    r"(?:,?[ ](?:st|\d{1,2})\.?[ ]?(?:sal)?[ ]?(?:tv|th|mf)?\.?)?(?:,?[ ]{1,2}\d{4}[ ]\w{2,20})?",
)


def find(text: str) -> list[Span]:
    """The spans of addresses."""
    return [(*hit.span(), MASK) for hit in _STREET.finditer(text)]
