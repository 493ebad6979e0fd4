"""What Microsoft's own code says of our manifest and our cards."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from bot.cards import Ink, render
from bot.package.build import build
from bot.texts import texts
from tests.bot.samples import samples
from tests.teams.conftest import RunNode

APP_ID = "11111111-2222-3333-4444-555555555555"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The package, unpacked."""
    with zipfile.ZipFile(build(APP_ID, "bot.skovby.example", tmp_path / "app.zip")) as zipped:
        zipped.extractall(tmp_path)
    return tmp_path


def test_the_manifest_and_its_texts_fit_the_schema(node: RunNode, package: Path) -> None:
    node("check_manifest.mjs", str(package / "manifest.json"), str(package / "en.json"))


def test_the_check_of_the_manifest_can_say_no(node: RunNode, package: Path) -> None:
    manifest = json.loads((package / "manifest.json").read_text("utf-8"))
    manifest["name"]["short"] = "x" * 31
    (package / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(AssertionError, match="/name/short"):
        node("check_manifest.mjs", str(package / "manifest.json"))


def test_every_card_is_understood_by_the_card_library(node: RunNode, tmp_path: Path) -> None:
    cards = {
        f"{name}.{language}": render(view, Ink(texts(language), bot_id=APP_ID))
        for name, view in samples().items()
        for language in ("da", "en")
    }
    assert len(cards) > 50
    node("check_cards.mjs", _written(tmp_path, cards))


@pytest.mark.parametrize(
    "element",
    [{"type": "TextBlok", "text": "x"}, {"type": "TextBlock", "text": "x", "size": "Huge"}, {"type": "Input.Text"}],
)
def test_the_check_of_the_cards_can_say_no(node: RunNode, tmp_path: Path, element: dict[str, str]) -> None:
    card = {"type": "AdaptiveCard", "version": "1.5", "body": [element]}
    with pytest.raises(AssertionError, match=r"1 cards, [1-9]"):
        node("check_cards.mjs", _written(tmp_path, {"wrong": card}))


def _written(folder: Path, cards: object) -> str:
    path = folder / "cards.json"
    path.write_text(json.dumps(cards), encoding="utf-8")
    return str(path)
