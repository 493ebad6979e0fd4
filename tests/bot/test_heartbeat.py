"""The heartbeat that a watcher waits for: it stays out while a case has nobody in reach, and the metric says why."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from aiohttp import web
from prometheus_client import REGISTRY

from bot.buttons import Verb
from bot.clock import UPKEEP_EVERY, Clock
from knowledge.store import referrals
from knowledge.store.tables import questions
from tests.bot.wire import Wire
from tests.teams_wire.activities import ANNA, KIM, installed, message, press
from tests.teams_wire.serving import served

THROWS = "en dreng kaster med stole når vi skifter lokale"


def alone() -> float | None:
    """What the metric says."""
    return REGISTRY.get_sample_value("aldrig_alene_cases_alone")


async def test_nobody_is_told_that_all_is_well_while_a_case_is_alone(wire: Wire) -> None:
    heard: list[str] = []

    async def hear(request: web.Request) -> web.Response:
        heard.append(request.path)
        return web.Response()

    app = web.Application()
    app.router.add_get("/beat", hear)
    async with served(app) as url:
        clock = Clock(wire.network, wire.postman, wire.workshop, 1.0, now=lambda: wire.now, heartbeat_url=f"{url}/beat")

        async def beat() -> int:
            wire.wait(seconds=(UPKEEP_EVERY + timedelta(seconds=1)).total_seconds())
            await clock.beat()
            return len(heard)

        await wire.deliver(installed(KIM))
        await wire.deliver(message(ANNA, THROWS, id="m1"))
        async with wire.network.store.read() as tx:
            asked = (await tx.execute(sa.select(questions.c.id))).scalar_one()
        await wire.deliver(press(ANNA, "1:1", Verb.REFER.value, {"verb": Verb.REFER.value, "id": asked, "see": THROWS}))
        async with wire.network.store.read() as tx:
            assert [waits_for for waits_for, _ in await referrals.stranded(tx)] == ["kim"]
        assert (await beat(), alone()) == (1, 0)
        await wire.deliver(installed(KIM, "remove"))
        assert (await beat(), alone()) == (1, 1)
        assert (await beat(), alone()) == (1, 1)
        await wire.deliver(installed(KIM))
        assert (await beat(), alone()) == (2, 0)
        await wire.post()
        assert THROWS in wire.seen(KIM), "and the case is there at once"
