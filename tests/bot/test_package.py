"""The Teams app package, without Node: what must be in it, how long, how big. The schema itself: tests/teams."""

from __future__ import annotations

import json
import re
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from bot.commands import COMMANDS
from bot.package.build import HERE, Organisation, build, fill

APP_ID = "11111111-2222-3333-4444-555555555555"
OURS = Organisation(name="Skovby Kommune", website="https://skovby.example/")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = build(APP_ID, "bot.skovby.example", tmp_path_factory.mktemp("package") / "new" / "app.zip", OURS)
    with zipfile.ZipFile(out) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


@pytest.fixture(scope="module")
def manifest(package: dict[str, bytes]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(package["manifest.json"])
    return read


def test_holds_what_the_manifest_names(package: dict[str, bytes], manifest: dict[str, Any]) -> None:
    named = {
        *manifest["icons"].values(),
        *(more["file"] for more in manifest["localizationInfo"]["additionalLanguages"]),
    }
    assert set(package) == {"manifest.json"} | named


def test_the_app_id_and_the_domain_are_filled_in(manifest: dict[str, Any]) -> None:
    assert manifest["id"] == manifest["bots"][0]["botId"] == manifest["composeExtensions"][0]["botId"] == APP_ID
    assert manifest["validDomains"] == ["bot.skovby.example"]
    assert manifest["developer"]["name"] == "Skovby Kommune"


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    once, again = (build(APP_ID, "bot.skovby.example", tmp_path / name, OURS) for name in ("a.zip", "b.zip"))
    assert once.read_bytes() == again.read_bytes()


@pytest.mark.parametrize(("name", "size"), [("color.png", 192), ("outline.png", 32)])
def test_icons_have_the_size_teams_asks_for(package: dict[str, bytes], name: str, size: int) -> None:
    picture = package[name]
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", picture[16:24]) == (size, size)
    assert len(picture) < 30_000


def test_the_bot_understands_every_command_it_lists(manifest: dict[str, Any]) -> None:
    danish = {c["title"] for part in manifest["bots"][0]["commandLists"] for c in part["commands"]}
    english = {text for key, text in json.loads((HERE / "en.json").read_text("utf-8")).items() if _is_command(key)}
    assert danish - {"hjælp"} <= set(COMMANDS)
    assert english - {"help"} <= set(COMMANDS)
    assert (danish | english) - {"hjælp", "help"} == set(COMMANDS), "a command is missing in the package"


def test_english_says_everything_danish_says(manifest: dict[str, Any]) -> None:
    english = set(json.loads((HERE / "en.json").read_text("utf-8"))) - {"$schema"}
    spoken = re.compile(r"(name|description)\.(short|full)$|(?<=\.)(title|description)$")
    assert english == {path for path in _paths(manifest) if spoken.search(path)}


@pytest.mark.parametrize(("app_id", "host"), [("no-guid", "bot.skovby.example"), (APP_ID, "localhost"), (APP_ID, "")])
def test_refuses_what_cannot_work(app_id: str, host: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        fill(app_id, host, OURS)


def test_a_pasted_address_counts_as_its_host() -> None:
    assert fill(APP_ID, "https://Bot.Skovby.example/", OURS)["validDomains"] == ["bot.skovby.example"]


def _is_command(key: str) -> bool:
    return key.startswith("bots") and key.endswith(".title")


def _paths(node: object, path: str = "") -> set[str]:
    if isinstance(node, dict):
        return {p for key, child in node.items() for p in _paths(child, f"{path}.{key}" if path else key)}
    if isinstance(node, list):
        return {p for index, child in enumerate(node) for p in _paths(child, f"{path}[{index}]")}
    return {path}
