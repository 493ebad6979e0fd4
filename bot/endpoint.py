"""The HTTP side: one door for activities, and the health of the house."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import prometheus_client
import structlog
from aiohttp import web
from botbuilder.core import InvokeResponse

from bot.adapter import TeamsAdapter
from bot.guard import Denied, Guard
from bot.log import where
from bot.metrics import DENIED, TURNS
from bot.turn import Turn
from bot.wire import NotAnActivity
from handlers.health import health
from handlers.network import Network

log = structlog.get_logger()
QUIET_FOR = timedelta(minutes=2)


class Endpoint:
    """Handlers for aiohttp. Nothing is ever answered with a stack trace."""

    def __init__(self, guard: Guard, adapter: TeamsAdapter, turn: Turn, network: Network) -> None:
        self._guard, self._adapter, self._turn, self._network = guard, adapter, turn, network

    async def messages(self, request: web.Request) -> web.Response:
        """`POST /api/messages`."""
        try:
            body = await self._guard.admit(request)
        except Denied as denied:
            DENIED.labels(why=denied.why).inc()
            log.info("denied", status=denied.status, why=denied.why)
            return web.Response(status=denied.status)
        return await self.run(body)

    async def run(self, body: dict[str, Any]) -> web.Response:
        """One admitted activity."""
        kind = body["type"] if body["type"] in KINDS else "other"
        TURNS.labels(kind=kind).inc()
        try:
            response = await self._adapter.process(body, self._turn.on_turn)
        except NotAnActivity:
            DENIED.labels(why="not_an_activity").inc()
            return web.Response(status=400)
        except Exception as error:  # the last net: Teams must not repeat what will fail again
            log.error("turn_failed", kind=kind, where=where(error))
            if kind == "message":
                await self._turn.apologise(body)
            return web.Response(status=FAILED.get(kind, 200))
        return _http(response)

    async def healthz(self, request: web.Request) -> web.Response:
        """Alive."""
        return web.json_response({"status": "ok"})

    async def readyz(self, request: web.Request) -> web.Response:
        """Ready: the database answers, the clock beats, and a coordinator is there to catch what falls."""
        found = await health(self._network, datetime.now(UTC), QUIET_FOR)
        return web.json_response(found.as_data(), status=200 if found.ready else 503)

    async def metrics(self, request: web.Request) -> web.Response:
        """Prometheus' text format."""
        body = prometheus_client.generate_latest()
        return web.Response(body=body, headers={"Content-Type": prometheus_client.CONTENT_TYPE_LATEST})


def add_routes(app: web.Application) -> None:
    """The routes, each answered by the endpoint that start-up puts into the application."""
    for method, path, name in ROUTES:
        app.router.add_route(method, path, _to(name))


def _to(name: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        response: web.Response = await getattr(request.app[ENDPOINT], name)(request)
        return response

    return answer


ROUTES = (
    ("POST", "/api/messages", "messages"),
    ("GET", "/healthz", "healthz"),
    ("GET", "/readyz", "readyz"),
    ("GET", "/metrics", "metrics"),
)
ENDPOINT = web.AppKey("endpoint", Endpoint)
FAILED = {"invoke": 400, "messageDelete": 503, "installationUpdate": 503}
"""What is not answered with "taken" when it failed: nobody says a second time what they have taken back."""
KINDS = frozenset(
    {
        "message",
        "invoke",
        "conversationUpdate",
        "installationUpdate",
        "messageUpdate",
        "messageDelete",
        "messageReaction",
    }
)


def _http(response: InvokeResponse | None) -> web.Response:
    if response is None:
        return web.Response(status=200)
    if response.body is None:
        return web.Response(status=response.status)
    return web.json_response(response.body, status=response.status)
