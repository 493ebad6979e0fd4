"""A new coordinator's first hour, clicked in the real client. Pictures: build/screens/hour-*."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.teams.conftest import JOURNEY_SECONDS, SCREENS, RunNode, tryout


def test_a_new_coordinators_first_hour(clicking: RunNode, tmp_path: Path) -> None:
    with tryout(tmp_path / "home", "--people", "anna,kim") as told:
        found = re.findall(r"(http://localhost:\d+/) +(\w+)", told)
        addresses = {name.lower(): address for address, name in found}
        walked = clicking("first_hour_playground.mjs", json.dumps(addresses), str(SCREENS), seconds=JOURNEY_SECONDS)
    steps = {line.split()[1] for line in walked.splitlines() if line.startswith("ok")}
    assert steps == set("12345678"), walked
