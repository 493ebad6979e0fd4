"""The kill test in small; the whole one is `python -m tests.proof.kill --cases 2000 --kills 50`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.postgres import Missing, find_programs
from tests.proof.folk import Moods
from tests.proof.kill import Trial, run


@pytest.mark.parametrize(("database", "replicas"), [("sqlite", 1), ("postgresql", 3)])
async def test_no_case_is_lost_whatever_breaks(database: str, replicas: int, tmp_path: Path) -> None:
    if database == "postgresql":
        try:
            find_programs()
        except Missing as missing:
            pytest.skip(str(missing))
    quick = Moods(take=0.75, decline=0.2, talk=1.0, outcome=1.0)  # nobody keeps silent: silence takes time
    trial = Trial(12, 2, database, replicas, askers=10, helpers=15, scale=4_000, pause=(1.0, 3.0), moods=quick)
    verdict, figures = await run(trial, tmp_path)
    assert verdict.kept, verdict
    assert verdict.cases == 12
    assert figures["kills"] == 2
    assert figures["complaints"] == 0
