"""The floor of the benchmark, each a program of its own: a connector, an echo on bare aiohttp, an echo on CloudAdapter.

    python echoes.py connector|bare|cloud PORT

`cloud` needs `botbuilder-integration-aiohttp==4.17.1`, which the product does not use: give the bench another Python.
With `APP_ID` it authenticates as it does in production; Microsoft's two names then lead to the loopback port
`ISSUER_PORT`. The SDK's own code is as it was shipped.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import socket
import sys
from typing import Any

from aiohttp import ClientSession, web

DELAY = float(os.environ.get("DELAY", "0"))
NUMBERS = itertools.count(1)
MICROSOFT = ("login.botframework.com", "login.microsoftonline.com")


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
        APP_ID, APP_PASSWORD = os.environ.get("APP_ID", ""), os.environ.get("APP_PASSWORD", "")
        APP_TYPE = "SingleTenant" if APP_ID else "MultiTenant"
        APP_TENANTID = os.environ.get("APP_TENANTID", "")

    class Echo(ActivityHandler):  # type: ignore[misc,unused-ignore]
        async def on_message_activity(self, turn_context: TurnContext) -> None:
            await turn_context.send_activity(f"echo: {turn_context.activity.text}")

    adapter, echo = CloudAdapter(ConfigurationBotFrameworkAuthentication(Config())), Echo()

    async def messages(request: web.Request) -> Any:
        return await adapter.process(request, echo)

    app = web.Application()
    app.router.add_post("/api/messages", messages)
    return app


def lead_to(port: int) -> None:
    """From here on Microsoft's names mean this machine."""
    look_up = socket.getaddrinfo

    def on_loopback(host: Any, *args: Any, **more: Any) -> Any:
        if host not in MICROSOFT:
            return look_up(host, *args, **more)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    socket.getaddrinfo = on_loopback


if __name__ == "__main__":
    if "ISSUER_PORT" in os.environ:
        lead_to(int(os.environ["ISSUER_PORT"]))
    made = {"connector": connector, "bare": bare, "cloud": cloud}[sys.argv[1]]()
    web.run_app(made, host="127.0.0.1", port=int(sys.argv[2]), print=None, access_log=None)
