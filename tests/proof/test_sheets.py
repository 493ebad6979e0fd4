"""A sheet of 5,000 rows is looked at and read in while everybody else is answered as ever."""

from __future__ import annotations

import threading

import pytest

from handlers.errands import Progress
from tests.proof.sheets import run


@pytest.mark.parametrize("kind", ["drafts", "people"])
async def test_five_thousand_rows_hold_nobody_up(database_url: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reading is held in the middle until the coordinator has seen how far it has come, whatever the machine.

    The run checks that each question was answered meanwhile; how fast, `python -m tests.proof.sheets` prints.
    """
    shown, told = threading.Event(), Progress.told

    def held(progress: Progress, done: int, of: int) -> None:
        told(progress, done, of)
        if done == of // 2:
            assert shown.wait(60), "the coordinator sees how far it has come"

    monkeypatch.setattr(Progress, "told", held)
    seen = await run(database_url, kind, 5_000, shown)
    assert "Indlæst: 5000 nye" in seen.outcome
    assert seen.told >= 1
    assert seen.during, "colleagues asked meanwhile"
