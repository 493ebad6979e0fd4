"""The stand-in for Teams is as strict as it says: otherwise the tests that lean on it prove nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.teams_wire.rules import CARD, complaints


def activity(**card: Any) -> dict[str, Any]:
    """A message with one card."""
    content = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "Hej"}]} | card
    return {"type": "message", "summary": "Hej", "attachments": [{"contentType": CARD, "content": content}]}


@pytest.mark.parametrize(
    "good", [activity(), activity(version="1.2"), {"type": "typing"}, {"type": "message", "text": "x"}]
)
def test_what_teams_takes(good: dict[str, Any]) -> None:
    assert complaints(good) == []


WRONG: dict[str, object] = {
    "an object": None,
    "type": activity() | {"type": "event"},
    "empty": {"type": "message"},
    "summary": activity() | {"summary": ""},
    "unknown field": activity() | {"from_property": {}},
    "Adaptive Card": {"type": "message", "text": "x", "attachments": [{"contentType": "text/html", "content": ""}]},
    "inside": activity(type="Card"),
    "version '1.6'": activity(version="1.6"),
    "version '2.0'": activity(version="2.0"),
    "version None": activity(version=None),
    "card too large": activity(body=[{"type": "TextBlock", "text": "x" * 28 * 1024}]),
    "message too large": {"type": "message", "text": "æ" * 50_000},
    "too many actions": activity(actions=[{"type": "Action.Execute"}] * 7),
    "without a type": activity(body=[{"type": "Container", "items": [{"text": "x"}]}]),
}


@pytest.mark.parametrize("says", WRONG)
def test_what_teams_would_not_take(says: str) -> None:
    assert any(says in complaint for complaint in complaints(WRONG[says]))
