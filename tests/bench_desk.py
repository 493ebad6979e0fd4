"""The desk's figures: `python -m tests.bench_desk [--database URL]`. Prints, asserts nothing; the tests use its parts.

How long it takes to bring 1,000 unanswered questions together and to open their list, until an edit on one replica
answers on another, and to try a change against past questions.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from handlers import missed, whatif
from handlers.network import Network
from handlers.shelves import Library, Shelf, build_shelf
from knowledge.catalogue import starter
from knowledge.likeness import groups
from knowledge.store import entries, questions
from knowledge.store.engine import Store
from knowledge.store.migrate import upgrade
from knowledge.store.questions import Question
from knowledge.whatif import golden

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
PLACES = ("i dag", "igen", "hvad gør vi", "i 3.b", "på stuen")
EDITED, NEW = "low-arousal", "eleverne kaster med kastanjer efter rengøringsrobotten"
PATIENCE = 60.0


def thousand() -> list[str]:
    """A thousand questions: the golden ones, each in a few wordings."""
    return [f"{one.text} {place}" for one in golden() for place in PLACES][:1000]


def regrouping() -> float:
    """CPU seconds to bring a thousand questions together."""
    texts = thousand()
    groups(texts[:10])  # the word lists are read once
    return _spent(lambda: groups(texts))


async def opening(store: Store, shelf: Shelf) -> float:
    """CPU seconds to open the list of a thousand unanswered questions, from the database to the nearest entries."""
    async with store.write() as tx:
        for number, text in enumerate(thousand()):
            await questions.insert(tx, Question(f"q{number}", "anna", text, False, NOW))
    network = Network(store, Library(shelf))
    async with store.read() as tx:
        started = time.process_time()
        found = await missed.overview(network, tx, NOW, missed.SHOWN)
        spent = time.process_time() - started
    assert found.questions == 1000
    return spent


async def seen_elsewhere(here: Store, there: Store, shelf: Shelf) -> float:
    """Seconds from the edit on one replica to the answer on another that is asked all the time."""
    other = Library(shelf)
    async with here.write() as tx:
        if not await entries.version(tx):
            await entries.seed(tx, shelf.entries.values(), NOW)
    await other.current(there, at_once=True)
    async with here.write() as tx:
        found = await entries.load(tx, EDITED)
        assert found is not None
        changed = replace(found.entry, phrases=(*found.entry.phrases, NEW))
        assert await entries.save(tx, changed, found.version, "kim", "", NOW)
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE:
        asked = await other.current(there)
        if NEW in asked.entries[EDITED].phrases:
            return time.monotonic() - started
        await asyncio.sleep(0.05)
    raise AssertionError("the other replica never saw it")


def trying(shelf: Shelf) -> float:
    """CPU seconds to try a change against the golden set."""
    changed = replace(shelf.entries[EDITED], phrases=(*shelf.entries[EDITED].phrases, NEW))
    return _spent(lambda: whatif.compare(shelf, golden(), coming=[changed]))


def _spent(do: Callable[[], object]) -> float:
    started = time.process_time()
    do()
    return time.process_time() - started


async def _run(url: str) -> list[str]:
    here, there = Store(url), Store(url)
    await upgrade(here)
    shelf = build_shelf(starter())
    whatif.shown("et barn slår de andre", shelf)
    lag = await seen_elsewhere(here, there, shelf)
    told = [
        f"1,000 unanswered brought together: {regrouping():.2f} s of CPU",
        f"their list opened: {await opening(here, shelf):.2f} s of CPU",
        f"an edit seen by another replica, {len(shelf.entries)} entries: {lag:.2f} s",
        f"a change tried against {len(golden())} questions: {trying(shelf):.1f} s of CPU",
    ]
    await here.close()
    await there.close()
    return told


def main() -> None:
    """On a new SQLite file, or on the empty database named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="desk-") as folder:
        told = asyncio.run(_run(options.database or f"sqlite:///{Path(folder) / 'desk.sqlite3'}"))
    sys.stdout.write("\n".join(told) + "\n")


if __name__ == "__main__":
    main()
