"""The real door with nothing behind it: the endpoint and the guard as they run, and a list of who got in."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import aiohttp
from aiohttp import web

from bot.adapter import TeamsAdapter
from bot.endpoint import Endpoint
from bot.guard import Guard
from bot.keys import SigningKeys
from bot.settings import Settings
from bot.turn import Turn
from handlers.network import Network
from tests.teams_wire.activities import ANNA, TENANT, message
from tests.teams_wire.openid import APP_ID, OpenId
from tests.teams_wire.serving import served


def settings(**changes: Any) -> Settings:
    """Settings as in production, unless changed; what stands in the environment or in `.env` plays no part."""
    usual = {"app_id": APP_ID, "app_password": "secret", "app_tenant": TENANT}
    return Settings(_env_file=None, **(usual | changes))


LOCAL = {"app_id": "", "app_password": "", "app_tenant": ""}


@dataclass(slots=True)
class Door:
    """Knock with anything; `inside` holds the bodies that were let in."""

    url: str
    session: aiohttp.ClientSession
    inside: list[dict[str, Any]] = field(default_factory=list)

    async def knock(self, token: str | None, body: object = None, **more: Any) -> int:
        """Posts an activity with a bearer token; the status. A refusal must be bare."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        activity = message(ANNA, "hej") if body is None else body
        return await self.send(json.dumps(activity).encode(), headers | more.pop("headers", {}), **more)

    async def send(self, body: Any, headers: dict[str, str], method: str = "POST") -> int:
        """Sends any bytes; the status."""
        given = {"Content-Type": "application/json"} | headers
        address = f"{self.url}/api/messages"
        async with self.session.request(method, address, data=body, headers=given) as answer:
            if answer.status in (400, 401, 403, 408, 413, 415, 503):
                assert await answer.read() == b"", "a refusal says nothing"
            assert answer.status != 500
            return answer.status

    async def process(self, body: dict[str, Any], logic: object) -> None:
        """Stands where the adapter stands."""
        self.inside.append(body)


@asynccontextmanager
async def opened(openid: OpenId | None, using: Settings) -> AsyncIterator[Door]:
    """A door that listens. Without a key server it is the door of local development."""
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        door = Door("", session)
        guard = Guard(using, SigningKeys(session, openid.metadata) if openid else None)
        behind = cast("TeamsAdapter", door), cast("Turn", _Nothing()), cast("Network", None)
        app = web.Application(client_max_size=using.max_body)
        app.router.add_post("/api/messages", Endpoint(guard, *behind).messages)
        async with served(app) as door.url:
            yield door


class _Nothing:
    on_turn = None
