"""The journey clicked in real clients, started by the very command the README names. Pictures: build/screens."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.teams.conftest import JOURNEY_SECONDS, SCREENS, RunNode, tryout


def test_the_journey_through_three_playgrounds(clicking: RunNode, tmp_path: Path) -> None:
    with tryout(tmp_path / "home", "--people", "anna,eva,kim") as told:
        found = re.findall(r"(http://localhost:\d+/) +(\w+)", told)
        addresses = {name.lower(): address for address, name in found}
        assert sorted(addresses) == ["anna", "eva", "kim"]
        assert "all network interfaces" in told
        walked = clicking("journey_playground.mjs", json.dumps(addresses), str(SCREENS), seconds=JOURNEY_SECONDS)
    steps = {line.split()[1] for line in walked.splitlines() if line.startswith("ok")}
    assert steps >= set("12345678"), walked


def test_the_journey_in_the_built_in_chat_on_a_phone(clicking: RunNode, tmp_path: Path) -> None:
    with tryout(tmp_path / "home", "--browser") as told:
        (address,) = re.findall(r"http://127\.0\.0\.1:\d+/", told)
        clicking("journey_browser.mjs", address, str(SCREENS), seconds=JOURNEY_SECONDS)
