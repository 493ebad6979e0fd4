"""The race in small; the whole one is `python -m tests.proof.race`."""

from __future__ import annotations

import asyncio

from tests.proof import race


async def test_each_case_has_one_winner_whoever_is_fastest(database_url: str) -> None:
    told = await asyncio.to_thread(race.run, database_url, 40, 3)
    assert told == race.Race(offers=40, winners=40, accepts=40, owned=40, losers=80, broken=0)
