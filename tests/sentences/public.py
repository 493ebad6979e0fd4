"""The public sets (KLE, KLE known, xSID) as catalogues and questions; their files are not part of the product."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from knowledge.catalogue import Entry, Kind

NAMES = ("KLE", "KLEknown", "xSID")


@dataclass(frozen=True, slots=True)
class PublicQuestion:
    """A question and the slugs that answer it; none: there is no answer."""

    text: str
    gold: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublicSet:
    """A catalogue with development and test questions."""

    entries: tuple[Entry, ...]
    dev: tuple[PublicQuestion, ...]
    test: tuple[PublicQuestion, ...]


def load(folder: Path, name: str) -> PublicSet:
    """Reads `NAME.json`: docs [{id, title, phrases, text}], dev and test [{q, gold}]."""
    data = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    entries = tuple(
        Entry(slug=doc["id"], kind=Kind.METHOD, title=doc["title"], purpose=doc["text"], phrases=tuple(doc["phrases"]))
        for doc in data["docs"]
    )
    halves = [tuple(PublicQuestion(one["q"], tuple(one["gold"])) for one in data[half]) for half in ("dev", "test")]
    return PublicSet(entries, halves[0], halves[1])
