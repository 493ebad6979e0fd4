"""How long the event loop stands still while the signing keys and the bot's own token take half a second each."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

import aiohttp
from aiohttp import web

from app import create_app
from bot.credentials import Credentials
from bot.settings import Settings
from tests.proof.town import settle, town
from tests.teams_wire import activities, openid
from tests.teams_wire.connector import FakeTeams
from tests.teams_wire.openid import OpenId

SLOW_SECONDS = 0.5
AT_ONCE = 20
TICK = 0.002


async def worst_stall() -> float:
    """The longest time in milliseconds that the loop did not come round, while twenty first turns are on their way."""
    people = town(AT_ONCE, 10)
    async with OpenId.running() as keys, FakeTeams.running("token") as teams:
        teams.conversations |= {who.chat: [] for who in people.everybody}
        with TemporaryDirectory(prefix="stall-") as folder, mock.patch.object(Credentials, "_request", _slow):
            url = f"sqlite:///{Path(folder) / 'stall.sqlite3'}"
            await settle(url, people, teams.url)
            async with _serving(url, keys) as address:
                return await _turns(address, keys, teams, people.askers)


async def _turns(address: str, keys: OpenId, teams: FakeTeams, askers: tuple[activities.Somebody, ...]) -> float:
    headers = {"Authorization": f"Bearer {openid.token(serviceurl=teams.url)}"}
    keys.hold()
    asyncio.get_running_loop().call_later(SLOW_SECONDS, keys.release)
    async with aiohttp.ClientSession(headers=headers) as session:

        async def ask(who: activities.Somebody) -> int:
            body = activities.message(who, "Et barn kaster med stole", serviceUrl=teams.url)
            async with session.post(f"{address}/api/messages", json=body) as answer:
                return answer.status

        lag = asyncio.create_task(_watch())
        statuses = await asyncio.gather(*(ask(who) for who in askers))
        await asyncio.sleep(TICK)
        lag.cancel()
    assert set(statuses) == {200}, statuses
    return 1000 * _WORST[0]


_WORST = [0.0]


async def _watch() -> None:
    _WORST[0] = 0.0
    while True:
        before = time.perf_counter()
        await asyncio.sleep(TICK)
        _WORST[0] = max(_WORST[0], time.perf_counter() - before - TICK)


def _slow(self: Credentials) -> dict[str, Any]:
    time.sleep(SLOW_SECONDS)
    return {"access_token": "token", "expires_in": 3600}


@asynccontextmanager
async def _serving(url: str, keys: OpenId) -> AsyncIterator[str]:
    settings = Settings(
        _env_file=None,
        app_id=openid.APP_ID,
        app_password="secret",
        app_tenant=activities.TENANT,
        database_url=url,
        service_hosts=frozenset({"127.0.0.1"}),
        openid_metadata=keys.metadata,
        log_level="ERROR",
    )
    runner = web.AppRunner(create_app(settings), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
