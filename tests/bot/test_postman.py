"""Letters on a connector that breaks in Teams' ways: what is tried again, who is given up, who need not wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
import sqlalchemy as sa

from bot.cards import Ink
from bot.connector import Connector
from bot.credentials import Credentials
from bot.postman import Postman
from bot.settings import Settings
from bot.texts import texts
from handlers.deadlines import tick
from knowledge.referral import Referral, State
from knowledge.store import people
from knowledge.store.people import Reference
from knowledge.store.tables import letters as table
from tests.handlers.conftest import House, house, small_library
from tests.teams_wire import faults
from tests.teams_wire.activities import Somebody
from tests.teams_wire.connector import FakeTeams
from tests.teams_wire.faults import Fault

__all__ = ["house", "small_library"]
BO, ANNA = Somebody("bo", "Bo Krogh", "aad-bo"), Somebody("anna", "Anna Holm", "aad-anna")


@asynccontextmanager
async def postmen(house: House, count: int = 1) -> AsyncIterator[tuple[FakeTeams, list[Postman]]]:
    """A connector that knows everybody's chat, and postmen of several replicas."""
    house.now = datetime.now(UTC)
    async with FakeTeams.running() as teams, aiohttp.ClientSession() as session:
        async with house.network.store.write() as tx:
            for who in ("anna", "bo", "rikke", "eva", "leo", "kim", "ulla"):
                teams.conversations[f"a:{who}-chat"] = []
                here = Reference(teams.url, f"a:{who}-chat", "28:bot", f"29:{who}", "tenant")
                await people.remember_reference(tx, who, here, house.now)
        credentials = Credentials(Settings(_env_file=None))

        def ink(language: str) -> Ink:
            return Ink(texts(language))

        connector = Connector(session, credentials, lambda url: url == teams.url)
        yield teams, [Postman(house.network, connector, ink, f"replica-{n}") for n in range(count)]


async def states(house: House, to: str) -> dict[str, tuple[str, datetime, str]]:
    """Somebody's letters: kind -> state, when it is tried again, last error."""
    query = sa.select(table.c.kind, table.c.state, table.c.run_at, table.c.error).where(table.c.to == to)
    async with house.network.store.read() as tx:
        return {kind: (state, run_at, error) for kind, state, run_at, error in (await tx.execute(query)).all()}


async def offered(house: House) -> Referral:
    """A case that has just been offered to Bo."""
    return await house.refer()


async def test_a_hanging_chat_holds_up_nobody_else(house: House) -> None:
    async with postmen(house) as (teams, (postman,)):
        teams.refused[BO.chat] = faults.hang()
        await offered(house)
        assert await postman.hand_out(datetime.now(UTC)) == 2
        while not teams.seen(ANNA):  # noqa: ASYNC110 - a chat rings no bell
            await asyncio.sleep(0.01)
        assert (await states(house, "bo"))["offer"][0] == "waiting"
        while len(postman._out) > 1:  # noqa: ASYNC110 - what reached Anna is still being written down
            await asyncio.sleep(0.01)
        hanging = list(postman._out.values())
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)


async def test_retry_after_is_heeded_to_the_second(house: House) -> None:
    async with postmen(house) as (teams, (postman,)):
        teams.refused[BO.chat] = faults.throttled("90")
        await offered(house)
        await postman.round(datetime.now(UTC))
        state, run_at, why = (await states(house, "bo"))["offer"]
        assert (state, why) == ("waiting", "Throttled")
        assert run_at >= house.now + timedelta(seconds=90)
        teams.refused.clear()
        assert await postman.round(run_at) == 1
        assert len(teams.seen(BO)) == 1


@pytest.mark.parametrize("fault", [faults.blocked(), faults.not_in_roster(), faults.not_found()])
async def test_who_cannot_be_reached_is_passed_over_at_once(house: House, fault: Fault) -> None:
    async with postmen(house) as (teams, (postman,)):
        teams.refused[BO.chat] = fault
        case = await offered(house)
        await postman.round(datetime.now(UTC))
        moved = await house.case(case.id)
        assert moved.waits_for not in ("bo", "")
        assert ("bo", "unreachable") in moved.declined
        assert not (await house.member("bo")).person.reachable
        await postman.round(datetime.now(UTC))
        assert teams.cards(Somebody(moved.waits_for, "", ""))


@pytest.mark.parametrize("fault", [faults.after_delivery(), faults.reset(delivered=True), faults.html(200)])
async def test_nobody_knows_whether_it_arrived_so_it_is_sent_again(house: House, fault: Fault) -> None:
    async with postmen(house) as (teams, (postman,)):
        await offered(house)
        teams.refused[BO.chat] = fault
        await postman.round(datetime.now(UTC))
        teams.refused.clear()
        _, run_at, _ = (await states(house, "bo"))["offer"]
        await postman.round(run_at)
        assert (await states(house, "bo"))["offer"][0] == "sent"
        assert len(teams.seen(BO)) == 1 + fault.delivered


@pytest.mark.parametrize("fault", [faults.precondition(), faults.html(503), faults.reset(), faults.throttled(None)])
async def test_what_did_not_arrive_is_sent_once(house: House, fault: Fault) -> None:
    async with postmen(house) as (teams, (postman,)):
        await offered(house)
        teams.script(fault, fault)
        await postman.round(datetime.now(UTC))
        await postman.round(datetime.now(UTC) + timedelta(minutes=5))
        assert (len(teams.seen(BO)), len(teams.seen(ANNA))) == (1, 1)


async def test_replicas_send_every_letter_once(house: House) -> None:
    async with postmen(house, count=3) as (teams, replicas):
        for number in range(12):
            await house.refer(see=f"et barn kaster med stole, {number}")
        taken = await asyncio.gather(*(replica.round(datetime.now(UTC)) for replica in replicas))
        while any(taken):
            taken = await asyncio.gather(*(r.round(datetime.now(UTC) + timedelta(minutes=2)) for r in replicas))
        posts = sum(len(messages) for messages in teams.conversations.values())
        async with house.network.store.read() as tx:
            query = sa.select(sa.func.count()).select_from(table).where(table.c.state == "sent")
            sent = (await tx.execute(query)).scalar_one()
        assert sent == 24
        assert posts == 24
        assert teams.complaints == []


async def test_replicas_move_every_case_once(house: House) -> None:
    cases = [await house.refer(see=f"et barn kaster med stole, {number}") for number in range(8)]
    house.now += timedelta(days=14)
    await asyncio.gather(*(tick(house.network, house.now) for _ in range(3)))
    for case in cases:
        moved = await house.case(case.id)
        assert moved.version == case.version + 1
        assert moved.state in (State.OFFERED, State.STRANDED)
        assert [line["did"] for line in await house.story(case)] == ["create", "timeout"]
