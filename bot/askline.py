"""`python app.py ask`: the catalogue without Teams, by the chat's own code path."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy.exc import SQLAlchemyError

from bot.settings import SearchSettings, read_search_settings
from handlers import meaning
from handlers.cases import COORDINATOR
from handlers.shelves import Shelf, build_shelf
from handlers.understand import TALK, Reading, carried, understand
from knowledge import embedders
from knowledge.catalogue import AgeBand, Entry, Kind, Setting, starter
from knowledge.matching import Hints, Intent
from knowledge.privacy import scrub
from knowledge.semantic import Ear
from knowledge.store.engine import Store
from knowledge.store.migrate import upgrade

LONGEST = 4_000


def run(options: argparse.Namespace) -> int:
    """Answers each line of standard input; exit code 2 for a mistake in the options."""
    try:
        entries = _catalogue(Path(options.catalogue)) if options.catalogue else starter()
        hints = Hints(_one(AgeBand, options.age), _one(Setting, options.setting))
        shelf = build_shelf(entries)
        if (settings := read_search_settings()).semantic_model:
            shelf = asyncio.run(_on_both_legs(shelf, settings))
    except (ValueError, OSError, KeyError, TypeError, SQLAlchemyError) as wrong:
        sys.stderr.write(f"ask: {wrong}\n")
        return 2
    lines = (line.rstrip("\r\n") for line in _utf8(sys.stdin))
    for question, reading in _read(lines, shelf, hints):
        sys.stdout.write((_json(question, reading, shelf) if options.json else _plain(reading, shelf)) + "\n")
        sys.stdout.flush()
    return 0


def _read(lines: Iterator[str], shelf: Shelf, hints: Hints) -> Iterator[tuple[str, Reading]]:
    """Lines are one conversation, as in the chat: a follow-up leans on the question before it."""
    before: str | None = None
    shown: tuple[str, ...] = ()
    for line in lines:
        reading = understand(scrub(line[:LONGEST]), shelf, hints, before=before, shown=shown)
        yield line, reading
        if reading.found.intent is Intent.FOLLOW_UP and before:
            before = carried(before, reading)
        elif reading.found.intent not in TALK:
            before, shown = reading.scrubbed.text, ()
        if reading.found.intent in (Intent.QUESTION, Intent.FOLLOW_UP):
            shown = (*shown, *(match.slug for match in reading.found.matches[:3]))


async def _on_both_legs(shelf: Shelf, settings: SearchSettings) -> Shelf:
    """With the semantic leg; the vectors of the lines are kept in the database for the next time."""
    ear = Ear(embedders.load(settings.semantic_model), patient=True)
    store = Store(settings.database_url)
    try:
        await upgrade(store)
        matcher, _ = await meaning.taught(store, shelf.matcher, ear, _told)
    finally:
        await store.close()
    return replace(shelf, matcher=matcher)


def _told(done: int, of: int) -> None:
    sys.stderr.write(f"\rThe model reads the catalogue, once: {done} of {of} lines ")
    sys.stderr.flush()


def _json(question: str, reading: Reading, shelf: Shelf) -> str:
    matches = [
        {
            "slug": match.slug,
            "kind": shelf.entries[match.slug].kind.value,
            "title": shelf.entries[match.slug].title,
            "confidence": round(match.confidence, 4),
            "because": list(match.because),
        }
        for match in reading.found.matches
    ]
    wished = reading.found.intent is Intent.PERSON
    answer = {
        "question": question,
        "scrubbed": reading.scrubbed.text,
        "acute": reading.alarm is not None,
        "human": (reading.found.role or COORDINATOR) if wished else None,
        "answered": reading.answered,
        "matches": matches,
    }
    return json.dumps(answer, ensure_ascii=False)


def _plain(reading: Reading, shelf: Shelf) -> str:
    if not reading.answered:
        return "–"
    return "\n".join(f"{m.confidence:.2f}  {shelf.entries[m.slug].title}" for m in reading.found.matches[:3])


def _catalogue(path: Path) -> list[Entry]:
    data: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return [
        Entry(
            str(e["slug"]), Kind.METHOD, str(e["title"]), str(e.get("purpose", "")), phrases=tuple(e.get("phrases", ()))
        )
        for e in data
    ]


def _one(kind: Any, value: str | None) -> Any:
    return kind(value) if value else None


def _utf8(stream: TextIO) -> TextIO:
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8", errors="replace")
    return stream
