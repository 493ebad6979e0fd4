"""The texts of this release of the program, told apart from those of other releases by a digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from knowledge.catalogue import starter, to_data

BLANK: tuple[Any, ...] = ("", [], None, False)


@cache
def marks() -> Mapping[str, str]:
    """The digest of each starter entry, by slug. Reads them all: call it first at start, not in a turn."""
    return {entry.slug: mark(to_data(entry)) for entry in starter()}


def mark(data: Mapping[str, Any]) -> str:
    """A digest of an entry's plain data. A field that is new in a release and empty makes no difference."""
    told = {name: value for name, value in data.items() if value not in BLANK}
    return hashlib.blake2b(json.dumps(told, sort_keys=True).encode(), digest_size=16).hexdigest()
