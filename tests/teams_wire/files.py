"""A stand-in for SharePoint: files to be fetched, places to put one, and everything that can go wrong with either."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from tests.teams_wire.serving import served

SIGNED = "tempauth=v1.signed"


@dataclass(slots=True)
class FakeFiles:
    """Gives what `held` says under a name, takes what is put, and remembers the headers it was asked with."""

    url: str = ""
    held: dict[str, bytes] = field(default_factory=dict)
    status: dict[str, list[int]] = field(default_factory=dict)  # name -> statuses of the next answers
    leads_to: dict[str, str] = field(default_factory=dict)
    put: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    _closing: asyncio.Event = field(default_factory=asyncio.Event)

    def place(self, name: str) -> str:
        """The signed address of a file, as Teams gives it."""
        return f"{self.url}/{name}?{SIGNED}"

    @classmethod
    @asynccontextmanager
    async def running(cls) -> AsyncIterator[FakeFiles]:
        """A host that listens."""
        files = cls()
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_get("/{name}", files._give)
        app.router.add_put("/{name}", files._take)
        async with served(app) as files.url:
            yield files
            files._closing.set()

    async def _give(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        self.asked.append((name, dict(request.headers)))
        if (status := self._next(name)) != 200:
            return web.Response(status=status)
        if name in self.leads_to:
            return web.Response(status=302, headers={"Location": self.leads_to[name]})
        data = self.held.get(name)
        if data is None or request.query_string != SIGNED:
            return web.Response(status=403)
        if name.startswith("half"):
            return await self._half(request, data)
        if name.startswith("slow"):
            await self._closing.wait()
        if name.startswith("endless"):
            return await self._chunked(request, data)
        return web.Response(body=data)

    async def _take(self, request: web.Request) -> web.Response:
        name, data = request.match_info["name"], await request.read()
        self.asked.append((name, dict(request.headers)))
        if (status := self._next(name)) != 200:
            return web.Response(status=status)
        if request.headers.get("Content-Range") != f"bytes 0-{len(data) - 1}/{len(data)}":
            return web.Response(status=416)
        self.put[name] = data
        return web.Response(status=201)

    def _next(self, name: str) -> int:
        waiting = self.status.get(name, [])
        return waiting.pop(0) if waiting else 200

    async def _half(self, request: web.Request, data: bytes) -> web.StreamResponse:
        """The connection breaks in the middle."""
        answer = web.StreamResponse(headers={"Content-Length": str(len(data))})
        await answer.prepare(request)
        await answer.write(data[: len(data) // 2])
        if request.transport is not None:
            request.transport.abort()
        return answer

    async def _chunked(self, request: web.Request, data: bytes) -> web.StreamResponse:
        """Never says how long it is."""
        answer = web.StreamResponse()
        await answer.prepare(request)
        await answer.write(data)
        await answer.write_eof()
        return answer
