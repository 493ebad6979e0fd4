"""The beat: what is due moves on, letters and longer work go their ways beside it, and the house looks after itself."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

import aiohttp
import structlog

from bot.connector import Failure, SendFailed
from bot.log import where
from bot.metrics import ALONE, BEATS, LETTERS_WAITING, OLDEST_WAIT, OPEN_CASES
from bot.postman import Postman
from handlers import desk, retention, upkeep
from handlers.deadlines import tick
from handlers.health import health
from handlers.network import Network
from handlers.work import Workshop

log = structlog.get_logger()
UPKEEP_EVERY = timedelta(seconds=20)
QUIET_FOR = timedelta(minutes=2)
LAST_LETTERS_SECONDS = 5.0
"""What is out when we are told to stop may still arrive and be recorded, so that nobody sends it twice."""


class Clock:
    """Beats every `seconds` until cancelled, and sends letters as they come. What fails once does not stop the next."""

    def __init__(
        self,
        network: Network,
        postman: Postman,
        workshop: Workshop,
        seconds: float,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        heartbeat_url: str = "",
        secret_expires: date | None = None,
    ) -> None:
        self._network, self._postman, self._seconds, self._now = network, postman, seconds, now
        self._heartbeat_url, self._secret_expires = heartbeat_url, secret_expires
        self._wake, self._called = asyncio.Event(), asyncio.Event()
        self._workshop, workshop.wake = workshop, self._wake.set
        self._kept_up = datetime.min.replace(tzinfo=UTC)

    def wake(self) -> None:
        """A letter or an errand was just written: do not wait for the next beat."""
        self._wake.set()
        self._called.set()

    async def run(self) -> None:
        """Beats, carries letters and does errands for ever: a backlog of one never holds up the others."""
        try:
            async with asyncio.TaskGroup() as loops:
                loops.create_task(self._beats())
                loops.create_task(self._posts())
                loops.create_task(self._works())
        finally:
            await self._postman.all_back(LAST_LETTERS_SECONDS)

    async def beat(self) -> None:
        """One beat: what is due moves on, and now and then the house is looked after."""
        try:
            now = self._now()
            found = await tick(self._network, now)
            BEATS.labels(outcome="clean" if found.clean else "mended").inc()
            if found.moved or found.rehomed or found.repaired:
                self.wake()
            if now - self._kept_up >= UPKEEP_EVERY:
                self._kept_up = now
                await self._keep_up(now, clean=found.clean)
        except Exception as error:  # the clock must outlive whatever goes wrong in one beat
            BEATS.labels(outcome="failed").inc()
            log.error("beat_failed", where=where(error))

    async def post(self) -> bool:
        """One look at the letters; whether there were any."""
        try:
            return await self._postman.hand_out(self._now()) > 0
        except Exception as error:  # the database may be away for a moment
            log.error("post_failed", where=where(error))
            return False

    async def work(self) -> bool:
        """One look at the errands; whether there was one."""
        try:
            return await self._workshop.work()
        except Exception as error:  # the errand will be tried again, here or elsewhere
            log.error("errand_failed", where=where(error))
            return False

    async def _beats(self) -> None:
        while True:
            await self.beat()
            await asyncio.sleep(self._seconds)

    async def _posts(self) -> None:
        while True:
            self._wake.clear()
            if await self.post():
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self._seconds)

    async def _works(self) -> None:
        while True:
            self._called.clear()
            if await self.work():
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._called.wait(), self._seconds)

    async def _keep_up(self, now: datetime, *, clean: bool) -> None:
        self._postman.connector.throttle.replicas = await upkeep.replicas(self._network, self._postman.name, now)
        await upkeep.warn_of_expiry(self._network, self._secret_expires, now)
        await desk.upkeep(self._network, now)
        await self._check_one(now)
        alone = await self._measure(now)
        if await retention.due(self._network, now):
            cleaned = await retention.clean(self._network, self._network.policy.kept, now)
            log.info("retention", **asdict(cleaned))
        if clean and not alone and self._heartbeat_url:
            await self._tell_watcher()

    async def _check_one(self, now: datetime) -> None:
        """Looks up one resource person who has been silent for a week; no message is sent."""
        found = await upkeep.to_check(self._network, now)
        if found is None:
            return
        person, reference = found
        try:
            connector = self._postman.connector
            await connector.member(
                reference.service_url, reference.conversation, reference.channel_user, tenant=reference.tenant
            )
        except SendFailed as failed:
            if failed.failure in (Failure.UNREACHABLE, Failure.GONE):
                await upkeep.unreachable(self._network, person, failed.code, now)

    async def _tell_watcher(self) -> None:
        """Only a clean pass with nobody left alone pings the heartbeat: when it stays out, somebody is called."""
        try:
            session, limit = self._postman.connector.session, aiohttp.ClientTimeout(total=5)
            async with session.get(self._heartbeat_url, timeout=limit) as answer:
                await answer.release()
        except (aiohttp.ClientError, TimeoutError) as failed:
            log.warning("heartbeat_failed", why=type(failed).__name__)

    async def _measure(self, now: datetime) -> int:
        """Brings the metrics up to date; how many cases nobody in reach has."""
        found = await health(self._network, now, QUIET_FOR)
        OPEN_CASES.set(found.open_cases)
        OLDEST_WAIT.set(found.oldest_wait)
        LETTERS_WAITING.set(found.letters_waiting)
        ALONE.set(found.alone)
        if found.alone:
            log.error("cases_alone", count=found.alone, coordinators=found.coordinators, in_reach=found.in_reach)
        return found.alone
