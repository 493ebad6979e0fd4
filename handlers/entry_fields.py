"""The form of an entry read back: every field by its kind, what is new scrubbed, what was not touched left as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from knowledge.catalogue import INCLUSION, KVINTET, AgeBand, Entry, Kind, Level, Setting, Urgency
from knowledge.people import roles
from knowledge.privacy import scrub

TEXTS = (
    *("title", "one_line", "purpose", "child_question", "parent_question", "small_step", "say", "whole_group"),
    *("works_when", "fits", "fits_not", "legal", "decides", "local_approver"),
)
LINES = ("steps", "phrases", "pitfalls", "never")
DAYS = ("valid_from", "review_by", "approved_on", "legal_checked")
NAMING = ("source", "source_url", "owner", "approved_by")
"""Fields that may name an adult: an author, an owner, an approver."""
CHOICES: Mapping[str, frozenset[str]] = {
    "levels": frozenset(Level),
    "ages": frozenset(AgeBand),
    "settings": frozenset(Setting),
    "roles": frozenset(roles()),
    "inclusion": frozenset(INCLUSION),
    "kvintet": frozenset(KVINTET),
}
KINDS: Mapping[str, type[Level | AgeBand | Setting]] = {"levels": Level, "ages": AgeBand, "settings": Setting}
LONGEST = 4_000
LONGEST_NAME = 400
FOLD = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def read_entry(base: Entry, inputs: Mapping[str, str], *, new: bool) -> tuple[Entry, dict[str, str]]:
    """The entry as the form says, and what could not be read (field -> text key). Fields the form lacks stay."""
    wrong = {name: "day_unreadable" for name in DAYS if name in inputs and not _is_day(inputs[name])}
    given = dict(_given(base, {name: text for name, text in inputs.items() if name not in wrong}))
    kind = Kind(inputs["kind"]) if new and inputs.get("kind") in set(Kind) else base.kind
    entry = replace(base, **given, kind=kind)
    return (replace(entry, slug=slug_of(entry.title)) if new else entry), wrong


def slug_of(title: str) -> str:
    """A readable id of a title: small letters, no æøå, hyphens; at most 80 characters."""
    folded = title.lower().translate(FOLD)
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:80]


def _given(base: Entry, inputs: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    for name, text in inputs.items():
        if name in TEXTS:
            yield name, _text(text[:LONGEST], getattr(base, name))
        elif name in LINES:
            yield name, _lines(text[: 10 * LONGEST], getattr(base, name))
        elif name in NAMING:
            yield name, " ".join(text[:LONGEST_NAME].split())
        elif name in CHOICES:
            yield name, tuple(KINDS.get(name, str)(word) for word in text.split(",") if word in CHOICES[name])
        elif name in DAYS:
            yield name, date.fromisoformat(text) if text else None
        elif name == "urgency":
            yield name, Urgency(text) if text in set(Urgency) else None
        elif name == "legal_verified":
            yield name, text == "true"


def _text(text: str, before: str) -> str:
    return before if text.strip() == before.strip() else scrub(text).text.strip()


def _lines(text: str, before: tuple[str, ...]) -> tuple[str, ...]:
    known = set(before)
    lines = (raw if raw in known else scrub(raw).text.strip(" -•\t") for raw in text.splitlines())
    return tuple(line for line in lines if line)


def _is_day(text: str) -> bool:
    try:
        return not text or bool(date.fromisoformat(text))
    except ValueError:
        return False
