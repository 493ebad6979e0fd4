"""SQLite inside the event loop: a statement of ours takes microseconds, handing it to a thread ten times as long.

What may take its time goes to a thread all the same: a search that turns out to be long, whatever finds the database
locked, and deletions, which overwrite what they delete. So the loop never stands still for the disk or for somebody
else's lock.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.util import await_

T = TypeVar("T")
BUSY_SECONDS = 10.0
BUSY_PAUSE = 0.002, 0.02
SHORT_SECONDS = 0.005
LOOK_EVERY = 2_000
"""Steps of SQLite's machine between two looks at the watch: some fifty microseconds."""
PRAGMAS = ("synchronous=FULL", "temp_store=MEMORY", "foreign_keys=ON", "secure_delete=ON")
"""`temp_store`: what a savepoint may have to bring back is else written to a file, half of all that a turn writes."""


async def beside(call: Callable[..., T], *args: Any) -> T:
    """Runs a call in a thread, and waits for its end even when cancelled: no connection serves two at once."""
    running = asyncio.get_running_loop().run_in_executor(None, call, *args)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        running.exception()
        raise


class Connection(sqlite3.Connection):
    """One connection. `file` is which file it has open: (device, inode), or None when there is none."""

    def __init__(self, database: str, **options: Any) -> None:
        # The driver must not open transactions by itself: `BEGIN IMMEDIATE` is ours to say.
        super().__init__(database, timeout=0, isolation_level=None, check_same_thread=False, **options)
        self._until = float("inf")
        self.set_progress_handler(self._too_long, LOOK_EVERY)
        _write_ahead(self)
        for pragma in PRAGMAS:
            self.say(f"PRAGMA {pragma}")
        self.file = file_of(database)

    def cursor(self, factory: Any = None) -> Cursor:  # type: ignore[override]  # SQLAlchemy wants no other
        """A cursor for SQLAlchemy."""
        return Cursor(self)

    def say(self, statement: str) -> None:
        """A statement of a word or two that can neither wait nor take long."""
        sqlite3.Cursor(self).execute(statement).close()

    def at_once(self, statement: str, values: Sequence[Any], *, hurried: bool) -> tuple[list[Any], int]:
        """The rows a short statement gives and how many it changed. sqlite3.Error, also when it would have to wait."""
        cursor = sqlite3.Cursor(self)
        if not hurried:
            return _answer(cursor.execute(statement, values))
        with self.hurried():
            return _answer(cursor.execute(statement, values))

    @contextlib.contextmanager
    def hurried(self) -> Iterator[None]:
        """In here a statement is broken off when it turns out to be long."""
        self._until = time.perf_counter() + SHORT_SECONDS
        try:
            yield
        finally:
            self._until = float("inf")

    def _too_long(self) -> bool:
        return time.perf_counter() > self._until


def _answer(cursor: sqlite3.Cursor) -> tuple[list[Any], int]:
    return cursor.fetchall() if cursor.description else [], cursor.rowcount


class Cursor(sqlite3.Cursor):
    """Has all rows in hand when a statement ends, so that nothing stays open between two statements."""

    connection: Connection

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._rows: deque[Any] = deque()

    def execute(self, sql: str, parameters: Any = (), /) -> Cursor:
        """Runs a statement; waits when the database is locked. Only within SQLAlchemy's greenlet."""
        until = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                return self._execute(sql, parameters)
            except sqlite3.OperationalError as failed:
                if failed.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
            # Not SQLite's own way of waiting: it stands still, and its longer and longer pauses leave some behind.
            await_(asyncio.sleep(random.uniform(*BUSY_PAUSE)))  # noqa: S311 - spreads tries, guards nothing

    def executemany(self, sql: str, parameters: Any, /) -> Cursor:
        """Runs in a thread."""
        await_(beside(super().executemany, sql, parameters))
        return self

    def fetchone(self) -> Any:
        """The next row, or None."""
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """The next rows."""
        return [self._rows.popleft() for _ in range(min(size or self.arraysize, len(self._rows)))]

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        rows, self._rows = list(self._rows), deque()
        return rows

    async def _async_soft_close(self) -> None:
        """What SQLAlchemy asks of a driver when a result is read on outside its greenlet: nothing is open here."""

    def _execute(self, sql: str, parameters: Any) -> Cursor:
        """In the loop if that is quick, else in a thread."""
        await_(_nothing())  # SQLAlchemy takes a driver that never awaits for a mistake
        if sql.startswith("DELETE"):
            return await_(beside(self._run, sql, parameters))
        if not sql.startswith("SELECT"):  # breaking off a change would undo the whole transaction
            return self._run(sql, parameters)
        try:
            with self.connection.hurried():
                return self._run(sql, parameters)
        except sqlite3.OperationalError as failed:
            if failed.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
        return await_(beside(self._run, sql, parameters))

    def _run(self, sql: str, parameters: Any) -> Cursor:
        super().execute(sql, parameters)
        self._rows = deque(super().fetchall() if self.description else ())
        return self


class InlineDialect(SQLiteDialect_pysqlite):
    """SQLAlchemy's SQLite with the connections above. Opening one and committing wait for the disk."""

    driver = "inline"
    is_async = True
    has_terminate = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: sa.URL) -> type[sa.pool.Pool]:
        """The pool that waits without holding up the loop."""
        return sa.pool.AsyncAdaptedQueuePool

    def connect(self, *args: Any, **options: Any) -> Any:
        """A new connection."""
        options.pop("check_same_thread", None)
        return await_(beside(lambda: Connection(*args, **options)))

    def do_commit(self, dbapi_connection: Any) -> None:
        """Waits for the disk, in a thread."""
        try:
            await_(beside(dbapi_connection.commit))
        except sqlite3.Error:  # SQLite keeps open what it could not commit
            dbapi_connection.rollback()
            raise

    def do_terminate(self, dbapi_connection: Any) -> None:
        """Closes a connection that nobody gave back."""
        dbapi_connection.close()


registry.register("sqlite.inline", __name__, "InlineDialect")


def driver_of(tx: AsyncConnection) -> Connection:
    """The driver's connection of a transaction that has begun."""
    held = cast(Any, tx.sync_connection).connection
    return cast(Connection, held.driver_connection)


def in_transaction(tx: AsyncConnection) -> bool:
    """Whether what was done since `BEGIN` is still there: not where somebody was cancelled within a statement."""
    try:
        return driver_of(tx).in_transaction
    except (sa.exc.SQLAlchemyError, sqlite3.Error, AttributeError):
        return False


def file_of(path: str) -> tuple[int, int] | None:
    """Which file stands there just now; None when there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _write_ahead(connection: Connection) -> None:
    """Turns on WAL. SQLite does not wait here as it does elsewhere: who opens a new file in the same instant loses."""
    for left in reversed(range(int(BUSY_SECONDS * 100))):
        try:
            connection.say("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if not left:
                raise
            time.sleep(0.01)
        else:
            return


async def _nothing() -> None:
    return None
