"""A turn as it runs, between a real store and a stand-in for Teams: what somebody does, and what they then see."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import aiohttp

from bot.adapter import TeamsAdapter
from bot.buttons import Verb
from bot.cards import Ink
from bot.connector import Connector
from bot.credentials import Credentials
from bot.endpoint import Endpoint
from bot.files import Files
from bot.guard import Guard
from bot.postman import Postman
from bot.texts import texts
from bot.throttle import Throttle
from bot.turn import Turn
from handlers.errands import Hands
from handlers.network import Network
from handlers.shelves import Library
from handlers.work import Workshop
from knowledge.calendar import SchoolTime
from knowledge.people import demo
from knowledge.store import people
from knowledge.store.engine import Store
from tests.bot.door import LOCAL, settings
from tests.journey.town import words
from tests.teams_wire import activities
from tests.teams_wire.activities import Body, Somebody
from tests.teams_wire.connector import FakeTeams

WEDNESDAY = datetime(2026, 11, 18, 9, tzinfo=UTC)


@dataclass
class Wire:
    """Everything from the admitted activity to the connector; `now` is turned by the test."""

    network: Network
    teams: FakeTeams
    endpoint: Endpoint
    postman: Postman
    workshop: Workshop
    clock: list[datetime] = field(default_factory=lambda: [WEDNESDAY])

    @property
    def now(self) -> datetime:
        """The time of the bot."""
        return self.clock[0]

    def wait(self, **time: float) -> None:
        """Time passes."""
        self.clock[0] += timedelta(**time)

    async def deliver(self, body: Body) -> tuple[int, Any]:
        """An activity that the door has let in; the status, and the JSON that comes back."""
        answer = await self.endpoint.run(body | {"serviceUrl": self.teams.url})
        raw = cast("bytes | None", answer.body)
        return answer.status, json.loads(raw) if raw else None

    async def press(self, who: Somebody, verb: Verb, id_: str = "", version: int = 0, **more: Any) -> Any:
        """A button with any payload, as anybody can forge it; what comes back."""
        conversation = more.pop("conversation", None)
        where = {"conversation": conversation} if conversation else {}
        data = {"verb": verb.value, "id": id_, "n": version, **more}
        return (await self.deliver(activities.press(who, "1:1", verb.value, data, **where)))[1]

    async def post(self) -> None:
        """The postman's round."""
        while await self.postman.round(self.now):
            pass

    async def work(self) -> None:
        """All errands that wait, and the letters they write."""
        while await self.workshop.work():
            pass
        await self.post()

    def seen(self, who: Somebody) -> str:
        """Every word somebody sees in their chat now."""
        return "\n".join(word for card in self.teams.cards(who) for word in words(card))


@asynccontextmanager
async def wired(store: Store, library: Library, teams: FakeTeams, *, dialogs: bool = False) -> AsyncIterator[Wire]:
    """The wire with the cast of the try-out in the directory, nobody met yet. `dialogs`: as in Teams itself."""
    async with store.write() as tx:
        for person in demo():
            await people.insert(tx, person, WEDNESDAY)
    network = Network(store, library, SchoolTime(always_open=True))
    clock, ticks = [WEDNESDAY], itertools.count()
    local = settings(**LOCAL)
    async with aiohttp.ClientSession() as session:
        hurried = Throttle(lambda: next(ticks) * 10.0)
        connector = Connector(session, Credentials(local), Guard(local, None).service_allowed, hurried)

        def ink(language: str) -> Ink:
            return Ink(texts(language), dialogs=dialogs)

        turn = Turn(network, connector, ink, "test:1", clock=lambda: clock[0])
        postman = Postman(network, connector, ink, "test:1", clock=lambda: clock[0])
        endpoint = Endpoint(Guard(local, None), TeamsAdapter(connector), turn, network)
        files = Files(session, local.file_hosts, local=True, timeout=aiohttp.ClientTimeout(total=1))
        workshop = Workshop(network, Hands(files.fetch, files.put), "test:1", clock=lambda: clock[0])
        yield Wire(network, teams, endpoint, postman, workshop, clock)
