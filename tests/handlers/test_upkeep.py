"""The house looks after itself: who lives, and who takes over from the dead."""

from __future__ import annotations

from datetime import timedelta

from handlers import upkeep
from knowledge.store import letters
from tests.handlers.conftest import House


async def test_replicas_are_counted_while_they_live(house: House) -> None:
    assert await upkeep.replicas(house.network, "host:1", house.now) == 1
    assert await upkeep.replicas(house.network, "host:2", house.now) == 2
    house.now += upkeep.REPLICA_LIVES + timedelta(seconds=1)
    assert await upkeep.replicas(house.network, "host:2", house.now) == 1


async def test_the_dead_keep_neither_letters_nor_a_share_of_the_limit(house: House) -> None:
    await house.refer()
    await upkeep.replicas(house.network, "host:1", house.now)
    async with house.network.store.write() as tx:
        assert len(await letters.lease(tx, "host:1", house.now, 9)) == 2
        assert await letters.lease(tx, "host:2", house.now, 9) == []
    await upkeep.succeed(house.network, lambda names: [name for name in names if name == "host:1"])
    assert await upkeep.replicas(house.network, "host:2", house.now) == 1
    async with house.network.store.write() as tx:
        assert len(await letters.lease(tx, "host:2", house.now, 9)) == 2


async def test_the_living_keep_what_they_hold(house: House) -> None:
    await house.refer()
    async with house.network.store.write() as tx:
        await letters.lease(tx, "host:1", house.now, 9)
    await upkeep.succeed(house.network, lambda names: [])
    async with house.network.store.write() as tx:
        assert await letters.lease(tx, "host:2", house.now, 9) == []
