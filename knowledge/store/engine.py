"""One engine for SQLite and PostgreSQL, and the one way to a transaction: `async with store.write() as tx`."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

BUSY_MS = 10_000
PERMITS = 8
CONNECT_SECONDS = 3
SILENT_MS = 10_000
FILE = "file"


def normal_url(url: str) -> sa.URL:
    """The URL with an asynchronous driver: aiosqlite for SQLite, psycopg 3 for PostgreSQL. ValueError otherwise."""
    parsed = sa.make_url(url)
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
    backend = parsed.drivername.split("+")[0]
    if backend not in drivers:
        raise ValueError(f"DATABASE_URL: {backend} is not supported; use sqlite:///file.sqlite3 or postgresql://…")
    return parsed.set(drivername=drivers[backend])


class Store:
    """The database. `write()` is a transaction that takes the write lock at once; `read()` is a snapshot."""

    def __init__(self, url: str) -> None:
        self.url = normal_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(self.url) if self.sqlite else _postgres(self.url)
        # SQLite has one writer: waiting here is fair and cheap, waiting in the database is neither.
        self._turn = asyncio.Semaphore(1 if self.sqlite else PERMITS)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction; committed when the block ends, undone when it raises."""
        async with self._turn, self.engine.connect() as tx:
            if self.sqlite:
                await tx.exec_driver_sql("BEGIN IMMEDIATE")
            async with _ended(tx):
                yield tx

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading."""
        async with self.engine.connect() as tx:
            if self.sqlite:
                await tx.exec_driver_sql("BEGIN")
            async with _ended(tx):
                yield tx

    async def close(self) -> None:
        """Closes all connections."""
        await self.engine.dispose()


@asynccontextmanager
async def _ended(tx: AsyncConnection) -> AsyncIterator[None]:
    try:
        yield
    except BaseException:
        await asyncio.shield(tx.rollback())
        raise
    await tx.commit()


def _postgres(url: sa.URL) -> AsyncEngine:
    # A server that hangs must not hold anybody up longer than one that is gone.
    limits = {"connect_timeout": CONNECT_SECONDS, "tcp_user_timeout": SILENT_MS, "keepalives_idle": 10}
    return create_async_engine(
        url,
        hide_parameters=True,
        pool_size=PERMITS,
        max_overflow=PERMITS,
        pool_pre_ping=True,
        pool_timeout=10,
        connect_args={name: most for name, most in limits.items() if name not in url.query},
    )


def _sqlite(url: sa.URL) -> AsyncEngine:
    engine = create_async_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_MS / 1000})

    @sa.event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        # The driver must not open transactions by itself: `BEGIN IMMEDIATE` is ours to say.
        connection.isolation_level = None
        cursor = connection.cursor()
        _write_ahead(cursor)
        for pragma in (
            "synchronous=FULL",
            f"busy_timeout={BUSY_MS}",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        record.info[FILE] = _file(url)

    @sa.event.listens_for(engine.sync_engine, "checkout")
    def same_file(_: object, record: Any, __: object) -> None:
        # A file put in its place (a backup, an empty one) is the one that counts: what is written on to the old one
        # nobody would ever see again, and no error would tell.
        if record.info[FILE] != _file(url):
            raise sa.exc.InvalidatePoolError

    return engine


def _file(url: sa.URL) -> tuple[int, int] | None:
    """Which file the database is just now; None when there is none."""
    try:
        found = os.stat(url.database or "")
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _write_ahead(cursor: Any) -> None:
    """Turns on WAL. SQLite does not wait here as it does elsewhere: who opens a new file in the same instant loses."""
    for left in reversed(range(BUSY_MS // 10)):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if not left:
                raise
            time.sleep(0.01)
        else:
            return
