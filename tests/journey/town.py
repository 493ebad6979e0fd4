"""A town on the wire: the bot as a process of its own with authentication on, Teams around it, and the cast."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.buttons import Verb
from knowledge.people import demo
from knowledge.store import people
from knowledge.store.engine import Store
from knowledge.store.people import Member
from knowledge.store.tables import referrals
from tests.teams_wire import activities, openid
from tests.teams_wire.activities import Body, Somebody
from tests.teams_wire.connector import FakeTeams, Message
from tests.teams_wire.openid import OpenId
from tests.teams_wire.serving import served

ROOT = Path(__file__).resolve().parents[2]
OUTBOUND = "the-bots-own-token"
PATIENCE_SECONDS = 120


@dataclass
class Town:
    """Everything that stands around one bot. `kill` ends its process without warning; `start` begins another."""

    teams: FakeTeams
    keys: OpenId
    environment: dict[str, str]
    database_url: str
    port: int = 0
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Starts the bot and waits until it answers."""
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "app.py", cwd=ROOT, env=self.environment, stderr=asyncio.subprocess.DEVNULL
        )
        await self.until(self._alive, "the bot to start")

    async def kill(self) -> None:
        """SIGKILL: no goodbye, nothing flushed."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def deliver(self, body: Body) -> tuple[int, Any]:
        """Teams delivers an activity with its token; the status and the JSON that comes back."""
        body["serviceUrl"] = self.teams.url
        headers = {"Authorization": f"Bearer {openid.token(serviceurl=self.teams.url)}"}
        async with aiohttp.ClientSession() as session, session.post(self._url, json=body, headers=headers) as answer:
            assert answer.status < 500, answer.status
            return answer.status, await answer.json() if answer.content_type == "application/json" else None

    async def press(self, who: Somebody, verb: Verb, **inputs: str) -> Body:
        """Somebody presses the newest button with this verb that they can see; the card or text that comes back."""
        card, data = await self.button(who, verb)
        status, body = await self.deliver(activities.press(who, card, verb.value, data | inputs))
        assert status == 200
        assert body["statusCode"] == 200, body
        return dict(body)

    async def button(self, who: Somebody, verb: Verb) -> tuple[str, Body]:
        """(card, data) of the newest button with this verb in somebody's chat, as soon as there is one."""

        async def there() -> bool:
            return any(True for _ in self._buttons(who, verb))

        await self.until(there, f"{who.name} to see {verb}")
        return next(self._buttons(who, verb))

    def _buttons(self, who: Somebody, verb: Verb) -> Iterator[tuple[str, Body]]:
        for message in reversed(self.teams.seen(who)):
            for data in _pressable(message.card, verb):
                yield message.id, data

    async def sees(self, who: Somebody, text: str) -> Message:
        """Waits until somebody sees a text; the message that holds it."""

        async def there() -> bool:
            return self._holding(who, text) is not None

        await self.until(there, f"{who.name} to see «{text}»")
        found = self._holding(who, text)
        assert found is not None
        return found

    def _holding(self, who: Somebody, text: str) -> Message | None:
        return next((m for m in reversed(self.teams.seen(who)) if text in " ".join(words(m.card))), None)

    async def hurry(self) -> None:
        """Lets every deadline be due now: time passes faster here than in the calendar."""
        store = Store(self.database_url)
        async with store.write() as tx:
            past = datetime.now(UTC) - timedelta(seconds=1)
            await tx.execute(referrals.update().where(referrals.c.state != "closed").values(due_at=past))
        await store.close()

    async def member(self, who: Somebody) -> Member:
        """What the bot knows of somebody."""
        store = Store(self.database_url)
        async with store.read() as tx:
            found = await people.by_aad(tx, who.aad)
        await store.close()
        assert found is not None
        return found

    async def until(self, holds: Any, what: str) -> None:
        """Waits for something to become true."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not await holds():
            assert time.monotonic() < end, f"waited in vain for {what}"
            await asyncio.sleep(0.05)

    async def _alive(self) -> bool:
        assert self.process is not None
        assert self.process.returncode is None, "the bot ended"
        try:
            async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{self.port}/healthz"):
                return True
        except aiohttp.ClientError:
            return False

    @property
    def _url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/messages"

    @classmethod
    @asynccontextmanager
    async def open(cls, database_url: str, port: int) -> AsyncIterator[Town]:
        """The town with the directory filled and nobody met yet; the bot is not started."""
        await _settle(database_url)
        async with FakeTeams.running(OUTBOUND) as teams, OpenId.running() as keys, served(_identity()) as identity:
            town = cls(teams, keys, _environment(database_url, port, keys, identity), database_url, port)
            try:
                yield town
            finally:
                if town.process is not None and town.process.returncode is None:
                    await town.kill()


def words(card: object) -> Iterator[str]:
    """Every text that stands on a card."""
    if isinstance(card, dict):
        if card.get("type") in ("TextBlock", "TextRun"):
            yield str(card.get("text", ""))
        for key, value in card.items():
            if key not in ("data", "fallback"):
                yield from words(value)
    elif isinstance(card, list):
        for item in card:
            yield from words(item)


def _pressable(card: object, verb: Verb) -> Iterator[Body]:
    if isinstance(card, dict):
        if card.get("type") == "Action.Execute" and card.get("verb") == verb.value:
            yield dict(card["data"])
        for key, value in card.items():
            if key != "fallback":
                yield from _pressable(value, verb)
    elif isinstance(card, list):
        for item in card:
            yield from _pressable(item, verb)


async def _settle(database_url: str) -> None:
    store = Store(database_url)
    async with store.write() as tx:
        for person in demo():
            await people.insert(tx, person, datetime.now(UTC))
    await store.close()


def _identity() -> web.Application:
    """The platform's identity service, which gives the bot its own token."""

    async def token(request: web.Request) -> web.Response:
        assert request.headers["X-IDENTITY-HEADER"] == "secret"
        expires = str(int(time.time()) + 3600)
        return web.json_response({"access_token": OUTBOUND, "expires_on": expires, "token_type": "Bearer"})

    app = web.Application()
    app.router.add_get("/token", token)
    return app


def _environment(database_url: str, port: int, keys: OpenId, identity: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TZ") if name in os.environ}
    return kept | {
        "MicrosoftAppId": openid.APP_ID,
        "MicrosoftAppType": "UserAssignedMSI",
        "MicrosoftAppTenantId": activities.TENANT,
        "IDENTITY_ENDPOINT": f"{identity}/token",
        "IDENTITY_HEADER": "secret",
        "OPENID_METADATA": keys.metadata,
        "SERVICE_HOSTS": "127.0.0.1",
        "DATABASE_URL": database_url,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "ALWAYS_OPEN": "1",
        "BEAT_SECONDS": "0.1",
    }
