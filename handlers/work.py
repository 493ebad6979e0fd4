"""Carries out errands one at a time, says how far they have come, and writes their outcome as a letter.

Beside the postman's round, never in it: while an errand runs, letters go out as ever. Whoever dies on the way loses
the lease, and somebody else begins afresh; what an errand changes is written in the transaction that ends it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers import drafts, exports, imports, trying
from handlers.errands import FileTrouble, Hands, Job, Outcome, working
from handlers.network import Network
from handlers.rights import may_edit
from handlers.views import Said, View
from handlers.whatif import from_data
from knowledge.letters import Draft, Letter
from knowledge.store import errands, letters, people
from knowledge.store.errands import Errand, Kind, State
from knowledge.store.people import Member

TELL_SECONDS = 2.0
MOST_ATTEMPTS = 4
WAIT = timedelta(seconds=5)

JOBS: Mapping[Kind, Callable[[Job], Awaitable[Outcome]]] = {
    Kind.WHATIF: trying.draft_tried,
    Kind.RETIRE: trying.retiring_tried,
    Kind.IMPORT: imports.imported,
    Kind.EXPORT: exports.exported,
}


@dataclass(slots=True)
class Workshop:
    """This process at work. `name` holds the leases; any number of processes may share one database."""

    network: Network
    hands: Hands
    name: str
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    tell_seconds: float = TELL_SECONDS
    wake: Callable[[], None] = lambda: None

    async def work(self) -> bool:
        """Does one errand, if there is one; whether there was."""
        async with self.network.store.write() as tx:
            errand = await errands.lease(tx, self.name, self.clock())
        if errand is None:
            return False
        await self._carry_out(errand)
        self.wake()
        return True

    async def _carry_out(self, errand: Errand) -> None:
        try:
            if errand.attempts > MOST_ATTEMPTS:
                raise FileTrouble("failed")
            await self._finish(errand, await self._done(errand))
            await self.network.shelves.current(self.network.store, at_once=True)  # if this changed the catalogue
        except FileTrouble as trouble:
            if trouble.again and errand.attempts < MOST_ATTEMPTS:
                await self._later(errand)
            else:
                await self._finish(errand, Outcome({"trouble": trouble.why, "said": trouble.said}, State.DONE))
        except _Overtaken:
            await self._later(errand, timedelta())
        except Exception:
            await self._later(errand)
            raise

    async def _done(self, errand: Errand) -> Outcome:
        async def keep(file: bytes, data: Mapping[str, Any]) -> None:
            async with self.network.store.write() as tx:
                await errands.keep_file(tx, errand, self.name, file, data)

        job = Job(self.network, errand, self.hands, self.clock(), keep)
        async with self._telling(job):
            return await JOBS[errand.kind](job)

    async def _finish(self, errand: Errand, outcome: Outcome) -> None:
        now = self.clock()
        async with self.network.store.write() as tx:
            if outcome.also is not None and not await outcome.also(tx):
                raise _Overtaken
            if not await errands.end(tx, errand, self.name, outcome.state, outcome.data, outcome.file):
                raise _Overtaken  # somebody else has it: what we did is undone, and theirs counts
            key = f"{errand.id}:errand:{errand.version}"
            await letters.write(tx, [Draft(Letter.ERRAND, errand.by, errand.id, key)], now)

    async def _later(self, errand: Errand, wait: timedelta = WAIT) -> None:
        async with self.network.store.write() as tx:
            await errands.put_back(tx, errand, self.name, self.clock() + wait)

    @asynccontextmanager
    async def _telling(self, job: Job) -> AsyncIterator[None]:
        over = asyncio.Event()
        task = asyncio.create_task(self._tell(job, over))
        try:
            yield
        finally:
            over.set()
            await task

    async def _tell(self, job: Job, over: asyncio.Event) -> None:
        """Renews the lease, and lets the person see how far it has come."""
        heard = None
        while not await _within(over, self.tell_seconds):
            at = (job.progress.step, job.progress.done, job.progress.of)
            with suppress(SQLAlchemyError, OSError):  # the work goes on; who cannot write at its end begins afresh
                await self._note(job.errand, at, loud=at != heard)
            heard = at

    async def _note(self, errand: Errand, at: tuple[str, int, int], *, loud: bool) -> None:
        now = self.clock()
        async with self.network.store.write() as tx:
            if await errands.progress(tx, errand, self.name, at, now) and loud:
                key = f"{errand.id}:progress:{errand.version}:{now.isoformat()}"
                await letters.write(tx, [Draft(Letter.PROGRESS, errand.by, errand.id, key)], now)
        self.wake()


async def errand_letter(tx: AsyncConnection, kind: Letter, id_: str, to: str) -> View | None:
    """The card of a letter about an errand as things stand now; None when there is nothing left to say."""
    errand, who = await errands.load(tx, id_), await people.load(tx, to)
    if errand is None or who is None or errand.by != who.id:
        return None
    if kind is Letter.PROGRESS:
        return working(errand) if errand.state is State.WAITING else None
    return None if errand.state is State.WAITING else await _outcome(tx, errand, who)


async def _outcome(tx: AsyncConnection, errand: Errand, who: Member) -> View | None:
    if trouble := errand.data.get("trouble"):
        return Said(f"errand_{trouble}", {"said": errand.data["said"]}, coordinator=True)
    if errand.kind is Kind.EXPORT:
        return exports.card(errand, who)
    if not may_edit(who) and not await trying.owns(tx, who, errand):
        return None
    match errand.kind:
        case Kind.WHATIF:
            return await _draft(tx, errand, who)
        case Kind.RETIRE:
            return await trying.retire_card(tx, errand)
        case Kind.IMPORT:
            return await imports.card(tx, errand)


async def _draft(tx: AsyncConnection, errand: Errand, who: Member) -> View | None:
    card = await drafts.draft_letter(tx, errand.data["draft"], who.id)
    if card is None or card.version != errand.data.get("version"):
        return card  # changed since: it can be tried once more
    return replace(card, whatif=await from_data(tx, errand.data["whatif"], errand.id))


async def _within(event: asyncio.Event, seconds: float) -> bool:
    """Whether it happens within so many seconds."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True


class _Overtaken(Exception):
    """What was looked at is not what is there now: undo everything, and look again."""
