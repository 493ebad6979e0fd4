"""A shelf is built while the bot goes on answering."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import pytest

from handlers.shelves import build_shelf
from knowledge.catalogue import Entry, Kind
from knowledge.matching import Matcher

ENTRIES = [Entry("ro", Kind.METHOD, "Ro ved bordet", "Hjælper gruppen med at finde ro.")]


def test_other_threads_get_short_turns_while_a_shelf_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    build, turns = Matcher.build, []

    def noted(entries: Sequence[Entry]) -> Matcher:
        turns.append(sys.getswitchinterval())
        return build(entries)

    monkeypatch.setattr(Matcher, "build", noted)
    usual = sys.getswitchinterval()
    assert build_shelf(ENTRIES, 7).version == 7
    assert turns[0] < usual
    assert sys.getswitchinterval() == usual


def test_turns_are_as_usual_again_when_a_shelf_cannot_be_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Matcher, "build", lambda _: 1 / 0)
    usual = sys.getswitchinterval()
    with pytest.raises(ZeroDivisionError):
        build_shelf(ENTRIES)
    assert sys.getswitchinterval() == usual
