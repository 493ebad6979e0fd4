"""Buttons made over for the place they stand in: openers of a dialog in the chat, plain submits inside one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.buttons import Verb
from bot.envelope import Card

OPENS = frozenset({Verb.ENTRY_NEW, Verb.ENTRY_EDIT, Verb.DRAFT_EDIT, Verb.PERSON_NEW, Verb.MISSED_NEW, Verb.MISSED_ADD})
"""Buttons that open a form, and so a dialog where the client has them."""


def opening(card: Card) -> Card:
    """The card with the buttons that open a form turned into openers of a dialog."""
    changed: Card = _changed(card, lambda node: node.get("verb") in OPENS, _opener)
    return changed


def submitting(card: Card) -> Card:
    """The card as a dialog takes it: with Action.Submit alone."""
    changed: Card = _changed(card, lambda node: True, lambda node: dict(node["fallback"]))
    return changed


def _opener(node: dict[str, Any]) -> dict[str, Any]:
    button = dict(node["fallback"])
    return button | {"data": {**button["data"], "msteams": {"type": "task/fetch"}}, "associatedInputs": "none"}


_NESTED = dict, list


def _changed(node: Any, which: Callable[[Card], bool], how: Callable[[Card], Card]) -> Any:
    if isinstance(node, list):
        return [_changed(child, which, how) for child in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") == "Action.Execute":
        return how(node) if which(node) else node
    return {
        name: _changed(child, which, how) if isinstance(child, _NESTED) and name != "data" else child
        for name, child in node.items()
    }
