"""SQLite's one writer: it gives the write transaction from hand to hand, and those in line share one commit.

A commit waits for the disk. At a busy moment that wait is what everybody else waits for; so who is in line when
somebody ends goes on in the same transaction, behind a savepoint, and nobody goes on with their own affairs before it
is committed. One who fails is undone alone; when the commit fails, it has failed for all who shared it.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from knowledge.store.inline import driver_of, in_transaction

MOST_TOGETHER = 32
TOGETHER_SECONDS = 0.025
"""Nobody joins after this: who has done their part must not wait for the work of thirty others.

Eight who ask at once have done theirs in this time; with ten milliseconds a turn took a seventh more of the processor,
and nobody was answered sooner.
"""


def _future() -> asyncio.Future[bool]:
    return asyncio.get_running_loop().create_future()


@dataclass(slots=True, eq=False)
class _Turn:
    """One in the line: its turn has come, what it did is committed."""

    come: asyncio.Future[AsyncConnection] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    kept: asyncio.Future[bool] = field(default_factory=_future)

    def keep(self) -> None:
        """Tells whoever waits that it is committed; who has given up waiting must not keep it from the others."""
        if not self.kept.done():
            self.kept.set_result(True)

    def fail(self, why: BaseException) -> None:
        """Tells whoever waits that nothing came of it."""
        for future in (self.come, self.kept):
            if not future.done():
                future.set_exception(why)
                future.exception()  # whoever was cancelled in the meantime does not ask any more


@dataclass(slots=True)
class _Shared:
    """A transaction: who has had it and not failed, until when others may join, and that the last has left."""

    tx: AsyncConnection
    together: list[_Turn]
    until: float = field(default_factory=lambda: time.monotonic() + TOGETHER_SECONDS)
    over: asyncio.Future[bool] = field(default_factory=_future)


class Writer:
    """The line before the write lock. Whoever leaves gives the transaction to the next; the task opens and commits."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._line: deque[_Turn] = deque()
        self._shared: _Shared | None = None
        self._working: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[AsyncConnection]:
        """The transaction, alone for the length of the block; committed when this returns, undone when it raises."""
        mine = _Turn()
        self._line.append(mine)
        if self._working is None:
            self._working = asyncio.create_task(self._work())
        try:
            tx = await mine.come
            with _savepoint(tx):
                yield tx
        except BaseException:
            self._leave(mine, well=False)
            raise
        self._leave(mine, well=True)
        await mine.kept

    async def rest(self) -> None:
        """Returns when everybody in line has been served."""
        if self._working is not None:
            await asyncio.wait([self._working])

    async def _work(self) -> None:
        try:
            while self._line:
                await self._transaction()
        finally:
            self._working = None

    async def _transaction(self) -> None:
        together: list[_Turn] = []
        begun = False
        try:
            async with self._engine.connect() as tx:
                await tx.exec_driver_sql("BEGIN IMMEDIATE")
                begun = True
                shared = self._shared = _Shared(tx, together)
                self._give_on(shared)
                await shared.over
                await tx.commit()
        except BaseException as failed:
            if not begun:
                together, self._line = list(self._line), deque()
            for turn in together:
                turn.fail(failed)
            if not isinstance(failed, Exception):
                raise
        else:
            for turn in together:
                turn.keep()

    def _leave(self, turn: _Turn, *, well: bool) -> None:
        shared = self._shared
        if shared is None or shared.over.done() or turn not in shared.together:  # gave up in line, or it is over
            return
        if not well:
            shared.together.remove(turn)
        if in_transaction(shared.tx):
            self._give_on(shared)
        else:  # an error so grave that SQLite has undone everything, or the connection is gone
            shared.over.set_exception(sa.exc.InvalidRequestError("the transaction is gone"))

    def _give_on(self, shared: _Shared) -> None:
        together = shared.together
        while self._line and len(together) < MOST_TOGETHER and (not together or time.monotonic() < shared.until):
            turn = self._line.popleft()
            if not turn.come.cancelled():
                together.append(turn)
                turn.come.set_result(shared.tx)
                return
        shared.over.set_result(True)


@contextmanager
def _savepoint(tx: AsyncConnection) -> Iterator[None]:
    driver = driver_of(tx)
    driver.say("SAVEPOINT turn")
    try:
        yield
    except BaseException:
        if in_transaction(tx):
            driver.say("ROLLBACK TO turn")
        raise
    driver.say("RELEASE turn")
