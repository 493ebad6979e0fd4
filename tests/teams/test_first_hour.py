"""A new coordinator's first hour, clicked in the real client. Pictures: build/screens/hour-*."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.bot.filing_help import persons
from tests.teams.conftest import JOURNEY_SECONDS, SCREENS, RunNode, tryout

FAULTY = (1, 29, 57, 85, 113, 141, 169)


def test_a_new_coordinators_first_hour(clicking: RunNode, tmp_path: Path) -> None:
    (tmp_path / "faulty.xlsx").write_bytes(persons(200, FAULTY))
    (tmp_path / "mended.xlsx").write_bytes(persons(200))
    with tryout(tmp_path / "home", "--people", "anna,kim") as told:
        found = re.findall(r"(http://localhost:\d+/) +(\w+)", told)
        addresses = {name.lower(): address for address, name in found}
        given = (json.dumps(addresses), str(SCREENS), str(tmp_path))
        walked = clicking("first_hour_playground.mjs", *given, seconds=JOURNEY_SECONDS)
    steps = {line.split()[1] for line in walked.splitlines() if line.startswith("ok")}
    assert steps == set("123456789"), walked
