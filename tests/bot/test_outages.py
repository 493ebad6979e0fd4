"""The database goes away in the middle: danger is still answered, the message is clear, and nothing is lost after."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog

from bot.buttons import Verb
from handlers.shelves import Library
from knowledge.store.engine import Store
from knowledge.store.migrate import upgrade
from knowledge.store.tables import questions
from tests.bot.wire import Wire, wired
from tests.teams_wire.activities import ANNA, EVA, deleted, edited, message
from tests.teams_wire.connector import FakeTeams

THROWS = "en dreng kaster med stole når vi skifter lokale"
PATIENCE_SECONDS = 12  # Teams repeats after 15
DANGER = "en elev har sagt at han ikke gider leve mere og vil tage sit eget liv"


@pytest.fixture
async def house(tmp_path: Path, few_entries: Library, teams: FakeTeams) -> AsyncIterator[Wire]:
    """A wire on a SQLite file of its own."""
    store = Store(f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    await upgrade(store)
    async with wired(store, Library(few_entries.shelf), teams) as wire:
        yield wire
    await store.close()


@contextmanager
def full_disk(wire: Wire) -> Iterator[None]:
    """No page more than there is: what SQLite says is what it says of a full disk."""

    def small(connection: object, _: object, __: object) -> None:
        connection.execute("PRAGMA max_page_count=1")  # type: ignore[attr-defined]

    engine = wire.network.store.engine.sync_engine
    sa.event.listen(engine, "checkout", small)
    try:
        yield
    finally:
        sa.event.remove(engine, "checkout", small)


async def asked(wire: Wire) -> list[str]:
    async with wire.network.store.read() as tx:
        return list((await tx.execute(sa.select(questions.c.text))).scalars())


@contextmanager
def broken(wire: Wire) -> Iterator[None]:
    """Every statement fails, as with a database that has gone."""

    def fail(*_: object) -> None:
        raise sa.exc.OperationalError("x", {}, OSError(f"hemmeligt: {DANGER}"))

    engine = wire.network.store.engine.sync_engine
    sa.event.listen(engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        sa.event.remove(engine, "before_cursor_execute", fail)


async def test_danger_is_answered_without_a_database_and_the_log_says_nothing_of_it(house: Wire) -> None:
    with structlog.testing.capture_logs() as lines, broken(house):
        await house.deliver(message(ANNA, DANGER))
        await house.deliver(message(ANNA, THROWS))
        await house.deliver(edited(ANNA, "m0", DANGER))
        answer = await house.press(ANNA, Verb.FIND)
    assert "selvmordstanker" in str(house.teams.cards(ANNA)[0])
    assert "112" in str(answer), "a button says clearly that it cannot be done now"
    assert "leve mere" not in str(lines)
    assert "stole" not in str(lines)
    assert [line["event"] for line in lines if line["event"] == "turn_failed"] == []


async def test_after_the_outage_everything_goes_on(house: Wire) -> None:
    with broken(house):
        await house.deliver(message(ANNA, THROWS, id="m1"))
    await house.deliver(message(ANNA, THROWS, id="m2"))
    assert await asked(house) == [THROWS]


async def test_a_full_disk_is_an_outage_like_any_other(house: Wire) -> None:
    with structlog.testing.capture_logs() as lines, full_disk(house):
        for number in range(30):
            house.wait(seconds=30)
            await house.deliver(message(ANNA, f"{THROWS} {number} " + "æ" * 3_000))
        await house.deliver(message(ANNA, DANGER))
    assert "store_down" in {line["event"] for line in lines}
    assert "turn_failed" not in {line["event"] for line in lines}
    assert "selvmordstanker" in str(house.teams.cards(ANNA)[-1])
    house.wait(seconds=60)
    await house.deliver(message(ANNA, "to børn slås i garderoben", id="after"))
    assert "to børn slås i garderoben" in await asked(house)


async def test_a_file_put_in_its_place_is_the_one_that_counts(house: Wire, tmp_path: Path) -> None:
    """A restored backup: writing on to a file that nobody can see any more would lose everything said since."""
    file = tmp_path / "bot.sqlite3"
    await house.deliver(message(ANNA, THROWS, id="m1"))
    async with house.network.store.engine.connect() as tx:
        await tx.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    _restore(file)
    for number in range(3):
        await house.deliver(message(ANNA, f"to børn slås i garderoben {number}", id=f"n{number}"))
    fresh = Store(f"sqlite:///{file}")
    async with fresh.read() as tx:
        kept = set((await tx.execute(sa.select(questions.c.text))).scalars())
    await fresh.close()
    assert kept == {THROWS, *(f"to børn slås i garderoben {number}" for number in range(3))}


async def test_a_file_that_is_taken_away_is_an_outage_and_not_a_silent_loss(house: Wire, tmp_path: Path) -> None:
    _take_away(tmp_path / "bot.sqlite3")
    with structlog.testing.capture_logs() as lines:
        await house.deliver(message(ANNA, THROWS, id="m1"))
    assert "store_down" in {line["event"] for line in lines}
    assert house.seen(ANNA)


def _restore(file: Path) -> None:
    shutil.copy(file, f"{file}.backup")
    _take_away(file)
    os.replace(f"{file}.backup", file)


def _take_away(file: Path) -> None:
    for end in ("", "-wal", "-shm"):
        Path(f"{file}{end}").unlink(missing_ok=True)


async def test_a_deletion_in_an_outage_is_made_good(house: Wire) -> None:
    await house.deliver(message(ANNA, THROWS, id="m1"))
    with broken(house):
        status, _ = await house.deliver(deleted(ANNA, "m1"))
    assert status == 503, "not taken: Teams and whoever watches the bot see it"
    await house.deliver(message(EVA, "to børn slås i garderoben", id="e1"))
    assert await asked(house) == ["to børn slås i garderoben"], "Teams does not repeat: the next turn does it"


async def test_what_was_edited_in_an_outage_is_forgotten_after_it(house: Wire) -> None:
    await house.deliver(message(ANNA, THROWS, id="m1"))
    with broken(house):
        await house.deliver(edited(ANNA, "m1", "to børn slås i garderoben"))
    await house.deliver(message(EVA, "en pige bider", id="e1"))
    assert await asked(house) == ["en pige bider"]


async def test_a_database_that_takes_calls_and_never_answers(house: Wire) -> None:
    """A machine that hangs is worse than one that is gone: danger must not wait for it."""
    with socket.socket() as silent:  # the system takes the call, and nobody ever answers
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        gone = Store(f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/nothing")
        house.endpoint._turn._network = replace(house.network, store=gone)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await house.deliver(message(ANNA, DANGER))
        await gone.close()
    assert "selvmordstanker" in str(house.teams.cards(ANNA)[-1])
