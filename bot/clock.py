"""The beat: what is due moves on, then the postman goes his round."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import structlog

from bot.log import where
from bot.metrics import BEATS, LETTERS_WAITING, OLDEST_WAIT, OPEN_CASES
from bot.postman import Postman
from handlers import retention
from handlers.deadlines import tick
from handlers.health import health
from handlers.network import Network

log = structlog.get_logger()


class Clock:
    """Beats every `seconds` until cancelled. One beat that fails does not stop the next."""

    def __init__(
        self,
        network: Network,
        postman: Postman,
        seconds: float,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._network, self._postman, self._seconds, self._now = network, postman, seconds, now
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """A letter was just written: do not wait for the next beat."""
        self._wake.set()

    async def run(self) -> None:
        """Beats for ever."""
        while True:
            await self.beat()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self._seconds)
            self._wake.clear()

    async def beat(self) -> None:
        """One beat."""
        try:
            found = await tick(self._network, self._now())
            BEATS.labels(outcome="clean" if found.clean else "mended").inc()
            while await self._postman.round(self._now()):
                pass
            await self._measure()
            if found.clean and await retention.due(self._network, self._now()):
                cleaned = await retention.clean(self._network, self._network.policy.kept, self._now())
                log.info("retention", **asdict(cleaned))
        except Exception as error:  # the clock must outlive whatever goes wrong in one beat
            BEATS.labels(outcome="failed").inc()
            log.error("beat_failed", where=where(error))

    async def _measure(self) -> None:
        found = await health(self._network, self._now(), timedelta(minutes=2))
        OPEN_CASES.set(found.open_cases)
        OLDEST_WAIT.set(found.oldest_wait)
        LETTERS_WAITING.set(found.letters_waiting)
