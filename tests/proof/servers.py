"""The real program in processes of its own, killed and started again as the proof wants it."""

from __future__ import annotations

import asyncio
import os
import random
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

HOUSE = Path(__file__).resolve().parents[2]
TRIES = 600
LIMIT = aiohttp.ClientTimeout(total=20)


@dataclass(slots=True)
class Server:
    """One replica on a port of its own."""

    port: int
    environment: Mapping[str, str]
    log: Path
    kills: int = 0
    _process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """The number of its process; 0 when it does not run."""
        return self._process.pid if self._process is not None else 0

    async def start(self) -> None:
        """Starts it; does not wait until it answers."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                str(HOUSE / "app.py"),
                cwd=self.log.parent,  # not the house: a developer's .env must not reach the proof
                env={**os.environ, **self.environment, "PORT": str(self.port), "ALDRIG_ALENE_SETUP": "0"},
                stdout=log,
                stderr=log,
            )

    async def kill(self) -> None:
        """SIGKILL: no word of farewell."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
            self.kills += 1

    async def stop(self) -> None:
        """Tells it to end, and waits."""
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()

    async def ready(self, session: aiohttp.ClientSession) -> None:
        """Returns when it answers."""
        while self._process is not None and self._process.returncode is None:
            try:
                async with session.get(f"http://127.0.0.1:{self.port}/healthz", timeout=LIMIT) as answer:
                    if answer.status == 200:
                        return
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.1)
        raise RuntimeError(f"the program ended by itself: see {self.log}")


@dataclass(slots=True)
class Servers:
    """All replicas, and a door that behaves like Teams: what is not acknowledged is delivered again."""

    replicas: list[Server]
    session: aiohttp.ClientSession
    luck: random.Random
    redelivered: int = 0
    refused: int = 0
    _order: list[int] = field(default_factory=list)

    async def deliver(self, body: Mapping[str, Any]) -> dict[str, Any] | None:
        """Delivers an activity until some replica acknowledges it; the JSON of the answer, if there is any."""
        for _ in range(TRIES):
            server = self.luck.choice(self.replicas)
            try:
                url = f"http://127.0.0.1:{server.port}/api/messages"
                async with self.session.post(url, json=body, timeout=LIMIT) as answer:
                    if answer.status < 300:
                        return await answer.json() if answer.content_type == "application/json" else None
                    self.refused += 1
            except (aiohttp.ClientError, TimeoutError, ValueError):
                self.redelivered += 1
            await asyncio.sleep(self.luck.uniform(0.1, 0.6))
        raise AssertionError("no replica would take an activity")


def free_port() -> int:
    """A port nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
