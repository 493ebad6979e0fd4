"""The Playground says of everybody that they read American English and cannot be told otherwise.

So the try-out lets it talk to this relay, which says Danish instead and passes everything on to the bot's own door.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
from aiohttp import web

from bot.settings import is_loopback

PATH = "/danish"
TIMEOUT = aiohttp.ClientTimeout(total=30)
SESSION: web.AppKey[aiohttp.ClientSession] = web.AppKey("relay", aiohttp.ClientSession)


def mount(app: web.Application) -> None:
    """Adds `POST /danish/api/messages` for the try-out."""
    app.cleanup_ctx.append(_session)
    app.router.add_post(f"{PATH}/api/messages", _pass_on)


async def _pass_on(request: web.Request) -> web.Response:
    if not is_loopback(request.remote or "") or request.content_type != "application/json":
        raise web.HTTPForbidden
    activity = {**await request.json(), "locale": "da-DK"}
    door = request.url.origin().with_path("/api/messages")
    async with request.app[SESSION].post(door, json=activity, timeout=TIMEOUT) as answer:
        return web.Response(body=await answer.read(), status=answer.status, content_type=answer.content_type)


async def _session(app: web.Application) -> AsyncIterator[None]:
    async with aiohttp.ClientSession() as session:
        app[SESSION] = session
        yield
