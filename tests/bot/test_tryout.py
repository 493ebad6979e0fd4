"""The try-out: what it starts and what it says, without Node.js and without a browser."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from bot import playground, tryout
from bot.playground import NotPossible
from bot.settings import Settings
from knowledge.people import demo

CAST = [person for person in demo() if person.reachable]


def test_the_try_out_never_uses_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MicrosoftAppId", "MicrosoftAppPassword", "MicrosoftAppTenantId"):
        monkeypatch.setenv(name, "real")
    settings = tryout.settings(3978)
    assert settings.local
    assert settings.demo
    assert settings.bind == "127.0.0.1"


def test_nobody_to_play_says_who_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    options = argparse.Namespace(people="nobody", browser=True)
    assert tryout.run(options, _no_app) == 2
    assert "anna,eva" in capsys.readouterr().err


def test_without_node_the_built_in_chat_is_used(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    assert tryout._node() is None
    assert "built-in chat" in capsys.readouterr().out


def test_the_playground_is_told_of_one_person_and_five_others() -> None:
    told = playground.config(CAST[0], CAST[1:6])
    assert told["currentUser"]["aadObjectId"] == CAST[0].aad_id
    assert len(told["users"]) == 5
    with pytest.raises(ValueError, match="exactly 5"):
        playground.config(CAST[0], CAST[1:3])


def test_only_the_pinned_packages_count_as_installed(tmp_path: Path) -> None:
    assert not playground.installed(tmp_path)
    for name, version in playground.WANTED.items():
        folder = tmp_path / "node_modules" / name
        folder.mkdir(parents=True)
        (folder / "package.json").write_text(json.dumps({"version": version}))
    assert playground.installed(tmp_path)
    (tmp_path / "node_modules" / "adaptivecards" / "package.json").write_text('{"version": "1.0.0"}')
    assert not playground.installed(tmp_path)


def test_the_tests_use_the_same_versions() -> None:
    package = Path(__file__).parents[1] / "teams" / "package.json"
    dependencies = json.loads(package.read_text("utf-8"))["dependencies"]
    assert {name: dependencies[name] for name in playground.WANTED} == playground.WANTED


async def test_a_playground_that_ends_at_once_is_told(tmp_path: Path) -> None:
    stand_in = tmp_path / "node"
    stand_in.write_text("#!/bin/sh\necho Listening on 1\nexit 1\n")
    stand_in.chmod(0o755)
    with pytest.raises(NotPossible, match="did not start"):
        await playground.start(str(stand_in), tmp_path, replace(CAST[0]), CAST, "http://127.0.0.1:1", 1)


def _no_app(settings: Settings) -> web.Application:
    raise AssertionError("nothing should be started")
