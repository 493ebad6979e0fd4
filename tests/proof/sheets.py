"""A sheet of 5,000 rows comes through the chat while colleagues ask: `python -m tests.proof.sheets [--rows 5000]`.

Prints how long each part took, how long colleagues waited for their answers meanwhile and before, and how often the
coordinator saw how far it had come.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import statistics
import sys
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.buttons import Verb
from handlers.shelves import Library, build_shelf
from knowledge import exchange
from knowledge.catalogue import Kind, Status, starter
from knowledge.columns import ENTRY, PERSON
from knowledge.exchange import Listed
from knowledge.people import Person
from knowledge.sheets import write_xlsx
from knowledge.store import entries
from knowledge.store.engine import Store
from knowledge.store.migrate import upgrade
from tests.bot.filing_help import buttons, last, said
from tests.bot.wire import WEDNESDAY, Wire, wired
from tests.teams_wire import activities
from tests.teams_wire.activities import ANNA, KIM
from tests.teams_wire.connector import FakeTeams
from tests.teams_wire.files import FakeFiles

QUESTION = "en dreng i 3.b kaster med stole når vi skifter lokale"
METHODS = [entry for entry in starter() if entry.kind is Kind.METHOD]


@dataclass
class Seen:
    """Seconds that answers took before and during the import; how the parts went."""

    before: list[float] = field(default_factory=list)
    during: list[float] = field(default_factory=list)
    looked: float = 0.0
    written: float = 0.0
    told: int = 0  # how often the card said how far it had come
    outcome: str = ""
    shown: threading.Event = field(default_factory=threading.Event)


def workbook(kind: str, rows: int) -> bytes:
    """A sheet with so many new entries (drafts, or published ones) or persons."""
    if kind == "people":
        new = (
            Listed(Person("", "", f"Ny Hjælper {n}", roles=("akt-vejleder",)), f"n{n}@a.example") for n in range(rows)
        )
        return write_xlsx({"personer": (PERSON, exchange.person_rows(new))})
    status = Status.PUBLISHED if kind == "published" else Status.DRAFT
    many = (METHODS[n % len(METHODS)] for n in range(rows))
    new_entries = [
        replace(one, slug=f"nyt-{n}", title=f"Nyt {n}", phrases=(), status=status) for n, one in enumerate(many)
    ]
    return write_xlsx({"opslag": (ENTRY, exchange.entry_rows(new_entries))})


async def run(url: str, kind: str, rows: int, shown: threading.Event | None = None) -> Seen:
    """One import through the chat. `shown` is set when the coordinator has seen how far it has come."""
    store, seen = Store(url), Seen(shown=shown or threading.Event())
    await upgrade(store)
    async with store.write() as tx:
        await entries.seed(tx, starter(), WEDNESDAY)
    shelf = build_shelf(starter(), version=len(starter()))
    async with (
        FakeTeams.running() as teams,
        FakeFiles.running() as files,
        wired(store, Library(shelf), teams) as wire,
    ):
        wire.workshop.tell_seconds = 0.5
        files.held["mange.xlsx"] = workbook(kind, rows)
        for _ in range(20):
            seen.before.append(await _ask(wire))
        await wire.deliver(activities.dropped(KIM, files.place("mange.xlsx"), "mange.xlsx"))
        seen.looked = await _work(wire, seen)
        data = buttons(last(wire, KIM))[Verb.FILE_GO]
        await wire.deliver(activities.press(KIM, "1:1", Verb.FILE_GO.value, data))
        seen.written = await _work(wire, seen)
        seen.outcome = next(card for card in _cards(wire) if "Indlæst: " in card)
        seen.told = len(_progress(wire))
    await store.close()
    return seen


async def _work(wire: Wire, seen: Seen) -> float:
    """Does the errand while Anna asks and the postman goes his rounds; how long it took."""
    started = time.monotonic()
    working = asyncio.create_task(wire.workshop.work())
    while not working.done():
        seen.during.append(await _ask(wire))
        await wire.post()
        if _progress(wire):
            seen.shown.set()
        wire.wait(seconds=5)  # whoever asks is no machine
    assert await working
    spent = time.monotonic() - started
    await wire.post()
    return spent


def _cards(wire: Wire) -> list[str]:
    return [said(state) for message in wire.teams.seen(KIM) for state in message.states]


def _progress(wire: Wire) -> set[str]:
    return {card for card in _cards(wire) if re.search(r": \d+ af \d+", card)}


async def _ask(wire: Wire) -> float:
    before, started = len(wire.teams.seen(ANNA)), time.monotonic()
    await wire.deliver(activities.message(ANNA, QUESTION))
    spent = time.monotonic() - started
    if len(wire.teams.seen(ANNA)) <= before:
        raise RuntimeError("nobody answered")
    wire.wait(seconds=5)
    return spent


def _milliseconds(seconds: list[float]) -> str:
    return f"median {statistics.median(seconds) * 1000:.0f} ms, worst {max(seconds) * 1000:.0f} ms of {len(seconds)}"


def main() -> None:
    """Runs one import on SQLite and prints what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--kind", choices=("drafts", "published", "people"), default="drafts")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="sheets-") as folder:
        url = f"sqlite:///{Path(folder) / 'sheets.sqlite3'}"
        seen = asyncio.run(run(url, options.kind, options.rows))
    told = (
        f"{options.rows} rows of {options.kind}: looked at in {seen.looked:.1f} s, read in in {seen.written:.1f} s",
        f"answers before: {_milliseconds(seen.before)}",
        f"answers meanwhile: {_milliseconds(seen.during)}",
        f"the card said {seen.told} times how far it had come",
    )
    sys.stdout.write("\n".join(told) + "\n")


if __name__ == "__main__":
    main()
