"""A sheet of 5,000 rows is looked at and read in while everybody else is answered as ever."""

from __future__ import annotations

import pytest

from tests.proof.sheets import run


@pytest.mark.parametrize("kind", ["drafts", "people"])
async def test_five_thousand_rows_hold_nobody_up(database_url: str, kind: str) -> None:
    seen = await run(database_url, kind, 5_000)
    assert "Indlæst: 5000 nye" in seen.outcome
    assert seen.told >= 1, "the coordinator sees how far it has come"
    assert len(seen.during) >= 10
    assert max(seen.during) < 5, "Teams waits for fifteen seconds"
    assert sorted(seen.during)[len(seen.during) // 2] < 1
