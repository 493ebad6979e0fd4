"""A stranded case and coordinators who are gone: another one at once, or it is said aloud that nobody is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.deadlines import tick
from handlers.health import health
from handlers.post import letter_to_show, undelivered
from handlers.views import Said
from knowledge.letters import Letter
from knowledge.store.letters import Leased
from tests.handlers.conftest import House
from tests.handlers.test_reach import leaves, returns, stranded

QUIET_FOR = timedelta(minutes=2)


@pytest.mark.parametrize("how", ["uninstalled", "inactive"])
async def test_a_stranded_case_does_not_wait_for_a_coordinator_who_is_gone(house: House, how: str) -> None:
    case = await stranded(house)
    if how == "uninstalled":
        await leaves(house, case.waits_for)
    else:
        await house.change(case.waits_for, active=False)
    await tick(house.network, house.now)
    after = await house.case(case.id)
    assert after.waits_for in {"kim", "ulla"} - {case.waits_for}
    assert Letter.STRANDED in await house.letters(after.waits_for)


async def test_where_no_coordinator_is_in_reach_everything_says_so_and_nothing_goes_in_circles(house: House) -> None:
    case = await stranded(house)
    assert (await health(house.network, house.now, QUIET_FOR)).alone == 0
    for who in ("kim", "ulla"):
        await leaves(house, who)
    await tick(house.network, house.now)
    held = await house.case(case.id)
    for _ in range(3):
        await tick(house.network, house.now)
    assert (await house.case(case.id)).version == held.version
    letter = Leased("k", Letter.STRANDED, held.waits_for, case.id, 1, house.now)
    await undelivered(house.network, letter, "no_reference", house.now)
    async with house.network.store.read() as tx:
        nobody = replace(letter, kind=Letter.NOBODY, to="anna")
        assert await letter_to_show(house.network, tx, nobody, "da") == Said("nobody_set_up")
    assert (await house.letters("anna")).count(Letter.NOBODY) == 1
    looked = await health(house.network, house.now, QUIET_FOR)
    assert (looked.alone, looked.in_reach, looked.coordinators) == (1, 0, 2)
    assert looked.ready, "or no coordinator could ever say hello through a load balancer"
    await house.wait(days=2)
    again = await house.case(case.id)
    assert again.open
    assert again.version > held.version, "tried again when its time came"
    await returns(house, again.waits_for)
    assert (await house.letters(again.waits_for))[-1] == Letter.STRANDED
    assert (await health(house.network, house.now, QUIET_FOR)).alone == 0
