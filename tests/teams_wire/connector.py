"""A strict stand-in for Teams' connector: takes what Teams takes, remembers everything, and fails on demand."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.teams_wire import faults
from tests.teams_wire.activities import CAST, TENANT, Body, Somebody
from tests.teams_wire.faults import Fault, Way
from tests.teams_wire.rules import complaints
from tests.teams_wire.serving import served


@dataclass(slots=True)
class Message:
    """One message in a conversation: every state it was ever in, the last one being what is seen now."""

    id: str
    states: list[Body]
    deleted: bool = False

    @property
    def activity(self) -> Body:
        """The activity as it is now."""
        return self.states[-1]

    @property
    def card(self) -> Body | None:
        """The card as it is now."""
        attachments = self.activity.get("attachments") or []
        return attachments[0]["content"] if attachments else None


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it came in, whatever became of it."""

    method: str
    path: str
    body: Body | None
    bearer: str


@dataclass(slots=True)
class FakeTeams:
    """The connector. Calls go well unless `script` says otherwise; `complaints` must be empty at the end of a test."""

    url: str = ""
    bearer: str = ""  # the token that is required; "" when authentication is off
    calls: list[Call] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    conversations: dict[str, list[Message]] = field(default_factory=lambda: {who.chat: [] for who in CAST})
    members: dict[str, Somebody] = field(default_factory=lambda: {who.mri: who for who in CAST})
    refused: dict[str, Fault] = field(default_factory=dict)  # conversation -> what every call to it gets
    _script: deque[Fault | None] = field(default_factory=deque)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _closing: asyncio.Event = field(default_factory=asyncio.Event)

    def script(self, *some: Fault | None) -> None:
        """What the next calls get, in this order; None is a call that goes well."""
        self._script.extend(some)

    def seen(self, who: Somebody) -> list[Message]:
        """The messages somebody sees in their chat, oldest first."""
        return [message for message in self.conversations.get(who.chat, []) if not message.deleted]

    def cards(self, who: Somebody) -> list[Body]:
        """The cards somebody sees in their chat, as they are now."""
        return [message.card for message in self.seen(who) if message.card is not None]

    @classmethod
    @asynccontextmanager
    async def running(cls, bearer: str = "") -> AsyncIterator[FakeTeams]:
        """A connector that listens."""
        teams = cls(bearer=bearer)
        app = web.Application(client_max_size=4 * 1024 * 1024)
        activities = "/v3/conversations/{conversation}/activities"
        app.router.add_post(activities, teams._answer)
        app.router.add_put(activities + "/{activity}", teams._answer)
        app.router.add_delete(activities + "/{activity}", teams._answer)
        app.router.add_get("/v3/conversations/{conversation}/members/{member}", teams._answer)
        async with served(app) as teams.url:
            yield teams
            teams._closing.set()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await _read(request)
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.calls.append(Call(request.method, request.path, body, bearer))
        if bearer != self.bearer:
            return _error(401, "Unauthorized")
        fault = self._script.popleft() if self._script else None
        fault = fault or self.refused.get(request.match_info["conversation"])
        if fault is None:
            return self._do(request, body)
        if fault.delivered:
            self._do(request, body)
        return await self._fail(request, fault)

    async def _fail(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.way is Way.RESET and request.transport is not None:
            request.transport.abort()
        if fault.way is Way.HANG:
            await self._closing.wait()
        headers = {"Content-Type": fault.content_type, **fault.headers}
        return web.Response(status=fault.status or 200, body=fault.body.encode(), headers=headers)

    def _do(self, request: web.Request, body: Body | None) -> web.Response:
        place = request.match_info
        messages = self.conversations.get(place["conversation"])
        if messages is None:
            return _error(404, "ConversationNotFound")
        if request.method == "GET":
            return self._member(place["member"])
        if request.method != "DELETE" and (wrong := complaints(body)):
            self.complaints += [f"{request.method} {place['conversation']}: {what}" for what in wrong]
            return _error(413 if "message too large" in wrong else 400, "BadArgument")
        if request.method == "POST":
            return self._post(messages, body or {})
        return self._change(messages, place["activity"], body)

    def _post(self, messages: list[Message], body: Body) -> web.Response:
        message = Message(f"1:{next(self._numbers)}", [body])
        messages.append(message)
        return web.json_response({"id": message.id}, status=201)

    def _change(self, messages: list[Message], id_: str, body: Body | None) -> web.Response:
        found = next((message for message in messages if message.id == id_ and not message.deleted), None)
        if found is None:
            return _error(404, "ActivityNotFoundInConversation")
        if body is None:
            found.deleted = True
        else:
            found.states.append(body)
        return web.json_response({"id": id_})

    def _member(self, id_: str) -> web.Response:
        who = self.members.get(id_)
        if who is None:
            return _error(404, "MemberNotFoundInConversation")
        upn = f"{who.key}@skole.example"
        profile = {"id": who.mri, "name": who.name, "aadObjectId": who.aad, "userPrincipalName": upn, "email": upn}
        return web.json_response(profile | {"tenantId": TENANT, "userRole": "user"})


async def _read(request: web.Request) -> Any:
    text = await request.text()
    return json.loads(text) if text else None


def _error(status: int, code: str) -> web.Response:
    fault = faults.error(status, code)
    return web.Response(status=status, text=fault.body, content_type="application/json")
