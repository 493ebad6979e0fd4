"""A short run of the fuzz; the long one is `python -m tests.proof.fuzz`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proof import fuzz


@pytest.mark.parametrize("seed", [1, 2])
async def test_nothing_that_comes_in_is_answered_with_an_error_of_ours(tmp_path: Path, seed: int) -> None:
    outcome = await fuzz.run(800, seed, tmp_path)
    assert outcome.statuses[200] > 200
    assert outcome.clean, outcome
