"""SQLite's own ways: statements in the loop, one commit for all in line, and never a loop that stands still."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from knowledge.store import marks
from knowledge.store.engine import Store
from knowledge.store.inline import Connection
from knowledge.store.migrate import upgrade
from knowledge.store.writer import MOST_TOGETHER, TOGETHER_SECONDS
from tests.knowledge.cases import NOW

LONG = sa.text(
    "SELECT count(*) AS many FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000) "
    "SELECT i FROM n)"
)
LONGEST_STALL = 0.05


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


async def test_who_stands_in_line_shares_one_commit(store: Store, commits: list[Connection]) -> None:
    await asyncio.gather(*(put(store, f"n{number}") for number in range(2 * MOST_TOGETHER)))
    assert 2 <= len(commits) < MOST_TOGETHER
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


async def test_a_lock_of_somebody_else_is_waited_for_without_holding_up_the_loop(store: Store, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "writer.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(put(store, "mine"))
    stall = await longest_stall(asyncio.sleep(0.2))
    assert not writing.done()
    other.execute("COMMIT")
    other.close()
    await writing
    assert stall < LONGEST_STALL
    assert await names(store) == {"mine"}


async def test_a_long_search_runs_beside_the_loop_and_the_transaction_lives_on(store: Store) -> None:
    async def searching() -> int:
        async with store.write() as tx:
            await marks.put(tx, "before", "", NOW)
            many = (await tx.execute(LONG)).scalar_one()
            await marks.put(tx, "after", "", NOW)
        return int(many)

    search = asyncio.create_task(searching())
    assert await longest_stall(search) < LONGEST_STALL
    assert search.result() == 400_000
    assert await names(store) == {"before", "after"}


async def longest_stall(until: Coroutine[Any, Any, object] | asyncio.Task[int]) -> float:
    """The longest time that the loop did not come round, in seconds."""
    done, worst = asyncio.ensure_future(until), 0.0
    while not done.done():
        before = time.perf_counter()
        await asyncio.sleep(0.001)
        worst = max(worst, time.perf_counter() - before - 0.001)
    return worst
