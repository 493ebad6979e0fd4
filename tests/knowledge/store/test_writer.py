"""SQLite's own ways: statements in the loop, one commit for all in line, and never a loop that stands still."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from knowledge.store import marks, writer
from knowledge.store.engine import Store
from knowledge.store.inline import Connection, Cursor
from knowledge.store.migrate import upgrade
from knowledge.store.writer import MOST_TOGETHER, TOGETHER_SECONDS
from tests.knowledge.cases import NOW

MANY = 400_000
LONG = sa.text(
    f"SELECT sum(seen(i)) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY}) "  # noqa: S608
    "SELECT i FROM n)"
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """SQLite only."""
    opened = Store(f"sqlite:///{tmp_path / 'writer.sqlite3'}")
    await upgrade(opened)
    yield opened
    await opened.close()


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> list[Connection]:
    """One entry for each commit of a transaction that was shared or not."""
    seen: list[Connection] = []

    def commit(self: Connection) -> None:
        if self.in_transaction:
            seen.append(self)
        sqlite3.Connection.commit(self)

    monkeypatch.setattr(Connection, "commit", commit, raising=False)
    return seen


async def put(store: Store, name: str, *, fails: bool = False) -> None:
    async with store.write() as tx:
        await marks.put(tx, name, "", NOW)
        if fails:
            raise LookupError(name)


async def names(store: Store) -> set[str]:
    async with store.read() as tx:
        return set(await marks.names(tx, ""))


async def test_who_stands_in_line_shares_one_commit(
    store: Store, commits: list[Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "TOGETHER_SECONDS", float("inf"))  # however slow this machine is
    await asyncio.gather(*(put(store, f"n{number}") for number in range(2 * MOST_TOGETHER)))
    assert len(commits) == 2
    assert await names(store) == {f"n{number}" for number in range(2 * MOST_TOGETHER)}


async def test_nobody_waits_for_the_work_of_all_who_came_after(store: Store) -> None:
    story: list[str] = []

    async def slow(name: str) -> None:
        async with store.write() as tx:
            story.append(f"{name} begins")
            await marks.put(tx, name, "", NOW)
            await asyncio.sleep(2 * TOGETHER_SECONDS)
        story.append(f"{name} is kept")

    await asyncio.gather(*map(slow, "abcd"))
    assert story.index("a is kept") < story.index("d begins")


async def test_who_comes_alone_does_not_wait_for_company(store: Store, commits: list[Connection]) -> None:
    await put(store, "one")
    await put(store, "two")
    assert len(commits) == 2


async def test_one_who_fails_is_undone_alone(store: Store) -> None:
    told = await asyncio.gather(
        *(put(store, f"n{number}", fails=number % 3 == 0) for number in range(9)), return_exceptions=True
    )
    assert [isinstance(each, LookupError) for each in told] == [number % 3 == 0 for number in range(9)]
    assert await names(store) == {f"n{number}" for number in range(9) if number % 3}


async def test_nobody_goes_on_before_the_commit_and_all_hear_when_it_fails(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(Connection, "commit", full, raising=False)
        told = await asyncio.gather(*(put(store, f"n{number}") for number in range(3)), return_exceptions=True)
    assert [type(each) for each in told] == [sa.exc.OperationalError] * 3
    assert await names(store) == set()
    await put(store, "later")
    assert await names(store) == {"later"}


async def test_when_sqlite_undoes_everything_nobody_is_told_it_was_kept(store: Store) -> None:
    async def undo_all() -> None:
        async with store.write() as tx:
            await tx.exec_driver_sql("ROLLBACK")

    told = await asyncio.gather(put(store, "before"), undo_all(), put(store, "after"), return_exceptions=True)
    assert isinstance(told[0], sa.exc.SQLAlchemyError)
    assert isinstance(told[1], Exception)
    assert await names(store) == ({"after"} if told[2] is None else set())


async def test_who_gives_up_in_line_or_half_way_leaves_nothing_behind(store: Store) -> None:
    inside, never = asyncio.Event(), asyncio.Event()

    async def half_way() -> None:
        async with store.write() as tx:
            await marks.put(tx, "half", "", NOW)
            inside.set()
            await never.wait()

    half, waiting, patient = (asyncio.create_task(job) for job in (half_way(), put(store, "gone"), put(store, "kept")))
    await inside.wait()
    waiting.cancel()
    await asyncio.sleep(0)
    half.cancel()
    await patient
    assert half.cancelled() or await asyncio.wait([half])
    assert await names(store) == {"kept"}


async def test_who_gives_up_during_the_commit_does_not_leave_the_others_waiting(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, committing, go = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def commit(self: Connection) -> None:
        loop.call_soon_threadsafe(committing.set)
        assert go.wait(30)
        sqlite3.Connection.commit(self)

    monkeypatch.setattr(Connection, "commit", commit, raising=False)
    gone, patient = (asyncio.create_task(put(store, name)) for name in ("gone", "patient"))
    async with asyncio.timeout(60):
        await committing.wait()
        gone.cancel()
        await asyncio.wait([gone])
        go.set()
        await patient
        await put(store, "later")
    assert gone.cancelled()
    assert await names(store) == {"gone", "patient", "later"}


async def test_who_gives_up_within_a_statement_does_not_leave_the_others_waiting(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLAlchemy closes the connection of whoever is cancelled there: all in it start again, nobody waits for ever."""
    loop, deleting, go = asyncio.get_running_loop(), asyncio.Event(), threading.Event()
    run = Cursor._run

    def slow(self: Cursor, sql: str, parameters: Any) -> Cursor:
        if sql.startswith("DELETE"):
            loop.call_soon_threadsafe(deleting.set)
            assert go.wait(30)
        return run(self, sql, parameters)

    async def delete() -> None:
        async with store.write() as tx:
            await tx.exec_driver_sql("DELETE FROM inbox")

    monkeypatch.setattr(Cursor, "_run", slow)
    gone = asyncio.create_task(delete())
    async with asyncio.timeout(60):
        await deleting.wait()
        gone.cancel()
        loop.call_later(0.01, go.set)
        await asyncio.wait([gone])
        await put(store, "later")
        await store.close()
    assert gone.cancelled(), "and who was cancelled knows it"


async def test_a_lock_of_somebody_else_is_waited_for_without_holding_up_the_loop(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever holds the lock lives in the same loop: it is asked again and again, and never waited for in SQLite."""
    refused = asyncio.Queue[str]()
    ask = Cursor._run

    def asked(self: Cursor, sql: str, parameters: Any) -> Cursor:
        try:
            return ask(self, sql, parameters)
        except sqlite3.OperationalError:
            refused.put_nowait(sql)
            raise

    monkeypatch.setattr(Cursor, "_run", asked)
    async with store.read() as tx:
        assert (await tx.exec_driver_sql("PRAGMA busy_timeout")).scalar_one() == 0
    other = sqlite3.connect(tmp_path / "writer.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(put(store, "mine"))
    async with asyncio.timeout(60):
        tries = [await refused.get() for _ in range(3)]
    assert tries == ["BEGIN IMMEDIATE"] * 3
    assert not writing.done()
    other.execute("COMMIT")
    other.close()
    await writing
    assert await names(store) == {"mine"}


async def test_a_long_search_runs_beside_the_loop_and_the_transaction_lives_on(store: Store) -> None:
    """It stands still in its thread until the loop has come round; in the loop it would stand still for good."""
    loop, here = asyncio.get_running_loop(), threading.current_thread()
    beside, go, in_loop = asyncio.Event(), threading.Event(), 0

    def seen(number: int) -> int:
        nonlocal in_loop
        if threading.current_thread() is here:
            in_loop += 1
            return 1
        if number == MANY // 2:
            loop.call_soon_threadsafe(beside.set)
            return int(go.wait(30))
        return 1

    async def searching() -> int:
        async with store.write() as tx:
            await marks.put(tx, "before", "", NOW)
            driver: Any = (await tx.get_raw_connection()).driver_connection
            driver.create_function("seen", 1, seen)
            many = (await tx.execute(LONG)).scalar_one()
            await marks.put(tx, "after", "", NOW)
        return int(many)

    search = asyncio.create_task(searching())
    async with asyncio.timeout(60):
        await beside.wait()
    assert not search.done()
    assert in_loop < MANY, "broken off as soon as it turned out to be long"
    go.set()
    assert await search == MANY
    assert await names(store) == {"before", "after"}
