"""One engine for SQLite and PostgreSQL, and the one way to a transaction: `async with store.write() as tx`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from knowledge.store.inline import Connection, file_of
from knowledge.store.writer import Writer

PERMITS = 8
CONNECT_SECONDS = 3
SILENT_MS = 10_000


def normal_url(url: str) -> sa.URL:
    """The URL with an asynchronous driver: our own for SQLite, psycopg 3 for PostgreSQL. ValueError otherwise."""
    parsed = sa.make_url(url)
    drivers = {"sqlite": "sqlite+inline", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
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
        self._writer = Writer(self.engine)
        self._permits = asyncio.Semaphore(PERMITS)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction; committed when the block ends, undone when it raises."""
        if self.sqlite:
            async with self._writer.turn() as tx:
                yield tx
            return
        async with self._permits, self.engine.connect() as tx, _ended(tx):
            yield tx

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading."""
        async with self.engine.connect() as tx:
            if self.sqlite:
                await tx.exec_driver_sql("BEGIN")
            try:
                yield tx
            finally:
                await asyncio.shield(tx.rollback())

    async def close(self) -> None:
        """Closes all connections."""
        await self._writer.rest()
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
    # The connection used last comes first: what it has read is still good, while another one's is all to be read anew.
    engine = create_async_engine(url, hide_parameters=True, pool_use_lifo=True)

    @sa.event.listens_for(engine.sync_engine, "checkout")
    def same_file(connection: Connection, _: object, __: object) -> None:
        # A file put in its place (a backup, an empty one) is the one that counts: what is written on to the old one
        # nobody would ever see again, and no error would tell.
        if connection.file != file_of(url.database or ""):
            raise sa.exc.InvalidatePoolError

    return engine
