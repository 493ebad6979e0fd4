"""A short run of the leak search; the long one is `python -m tests.proof.leak`."""

from __future__ import annotations

from pathlib import Path

from tests.proof import leak


async def test_nothing_personal_is_found_anywhere(tmp_path: Path) -> None:
    found = await leak.run(150, 11, tmp_path)
    assert set(found) == {"database", "log", "metrics", "cards"}
    assert not any(found.values()), found
