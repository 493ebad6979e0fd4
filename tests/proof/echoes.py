"""The floor of the benchmark, each a program of its own: a connector, an echo on bare aiohttp, an echo on CloudAdapter.

    python echoes.py connector|bare|cloud PORT

`cloud` needs `botbuilder-integration-aiohttp==4.17.1`, which the product does not use: give the bench another Python.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
from typing import Any

from aiohttp import ClientSession, web

DELAY = float(os.environ.get("DELAY", "0"))
NUMBERS = itertools.count(1)


async def _activity(request: web.Request) -> web.Response:
    await request.read()
    if DELAY:
        await asyncio.sleep(DELAY)
    return web.json_response({"id": str(next(NUMBERS))}, status=201)


async def _nobody(request: web.Request) -> web.Response:
    return web.json_response({"userPrincipalName": "somebody@skole.example"})


def connector() -> web.Application:
    """Takes every activity, after a while if `DELAY` says so."""
    app = web.Application()
    app.router.add_route("*", "/v3/conversations/{c}/activities", _activity)
    app.router.add_route("*", "/v3/conversations/{c}/activities/{a}", _activity)
    app.router.add_get("/v3/conversations/{c}/members/{m}", _nobody)
    return app


def bare() -> web.Application:
    """Answers every message with its own text, with nothing between it and the wire."""
    session: list[ClientSession] = []

    async def messages(request: web.Request) -> web.Response:
        body = await request.json()
        url = f"{body['serviceUrl'].rstrip('/')}/v3/conversations/{body['conversation']['id']}/activities"
        async with session[0].post(url, json={"type": "message", "text": f"echo: {body['text']}"}) as answer:
            await answer.read()
        return web.Response(status=201)

    async def opened(app: web.Application) -> None:
        session.append(ClientSession())

    app = web.Application()
    app.on_startup.append(opened)
    app.router.add_post("/api/messages", messages)
    return app


def cloud() -> web.Application:
    """The SDK's own adapter as it is shipped, with an echo."""
    from botbuilder.core import ActivityHandler, TurnContext
    from botbuilder.integration.aiohttp import (  # type: ignore[import-untyped,unused-ignore]
        CloudAdapter,
        ConfigurationBotFrameworkAuthentication,
    )

    class Config:
        APP_ID = APP_PASSWORD = ""
        APP_TYPE = "MultiTenant"

    class Echo(ActivityHandler):  # type: ignore[misc,unused-ignore]
        async def on_message_activity(self, turn_context: TurnContext) -> None:
            await turn_context.send_activity(f"echo: {turn_context.activity.text}")

    adapter, echo = CloudAdapter(ConfigurationBotFrameworkAuthentication(Config())), Echo()

    async def messages(request: web.Request) -> Any:
        return await adapter.process(request, echo)

    app = web.Application()
    app.router.add_post("/api/messages", messages)
    return app


if __name__ == "__main__":
    made = {"connector": connector, "bare": bare, "cloud": cloud}[sys.argv[1]]()
    web.run_app(made, host="127.0.0.1", port=int(sys.argv[2]), print=None, access_log=None)
