"""The part of the Adaptive Card schema 1.5 that our cards use: each type with its properties, so that a slip is named.

Source: Microsoft, adaptive-card.json 1.5.0 (github.com/microsoft/AdaptiveCards, schemas/1.5.0), and for the filtered
choice Microsoft Teams' own "people picker and typeahead" pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.bot.chart_schema import CHARTS, chart_slips

ITEM = {"type": str, "spacing": ("None", "Small", "Default", "Medium", "Large"), "separator": bool}
LOOK = {
    "color": ("Default", "Accent", "Good", "Warning", "Attention"),
    "size": ("Small", "Default", "Medium", "Large", "ExtraLarge"),
    "weight": ("Lighter", "Default", "Bolder"),
    "isSubtle": bool,
}
INPUT = ITEM | {"id": str, "label": str, "isRequired": bool, "errorMessage": str}
ACTION = {"type": str, "title": str, "style": ("positive", "destructive")}
SUBMIT = ACTION | {"data": dict, "associatedInputs": ("none",)}
TYPES: dict[str, dict[str, Any]] = {
    "AdaptiveCard": {
        "type": str,
        "$schema": str,
        "version": str,
        "lang": str,
        "speak": str,
        "fallbackText": str,
        "body": list,
        "actions": list,
    },
    "TextBlock": ITEM | LOOK | {"text": str, "wrap": bool, "style": ("heading",)},
    "RichTextBlock": ITEM | {"inlines": list},
    "TextRun": LOOK | {"type": str, "text": str},
    "Container": ITEM | {"items": list, "style": ("emphasis", "attention")},
    "ActionSet": ITEM | {"actions": list},
    "Input.Text": INPUT | {"value": str, "maxLength": int, "isMultiline": bool, "placeholder": str},
    "Input.Date": INPUT | {"value": str},
    "Input.Toggle": INPUT | {"value": ("true", "false"), "title": str, "wrap": bool},
    "Input.ChoiceSet": INPUT
    | {"value": str, "choices": list, "isMultiSelect": bool, "placeholder": str, "wrap": bool}
    | {"style": ("compact", "expanded", "filtered")},
    "Action.Execute": SUBMIT | {"verb": str, "fallback": dict},
    "Action.Submit": SUBMIT,
    "Action.ShowCard": ACTION | {"card": dict},
    "Action.OpenUrl": ACTION | {"url": str},
}
NEEDS = {
    "TextBlock": ("text", "wrap"),
    "RichTextBlock": ("inlines",),
    "TextRun": ("text",),
    "Container": ("items",),
    "ActionSet": ("actions",),
    **dict.fromkeys(("Input.Text", "Input.Date"), ("id", "label")),
    "Input.Toggle": ("id", "label", "title"),
    "Input.ChoiceSet": ("id", "label", "choices"),
    "Action.Execute": ("title", "verb", "data", "fallback"),
    "Action.Submit": ("title", "data"),
    "Action.ShowCard": ("title", "card"),
    "Action.OpenUrl": ("title", "url"),
}
MOST_ACTIONS = 6


def nodes(node: Any, path: str = "card") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every typed element of a card with the way to it; payloads of buttons are no elements."""
    if isinstance(node, list):
        for at, child in enumerate(node):
            yield from nodes(child, f"{path}/{at}")
    if isinstance(node, dict):
        if "type" in node:
            yield path, node
        for name, child in node.items():
            if name != "data":
                yield from nodes(child, f"{path}/{name}")


def slips(card: dict[str, Any]) -> list[str]:
    """What is wrong with a card, each with the way to it; empty when all is well."""
    found = [] if card.get("version") == "1.5" else ["card: version is not 1.5"]
    ids: list[str] = []
    for path, node in nodes(card):
        found += [f"{path}: {slip}" for slip in _of(node)]
        ids += [node["id"]] if "id" in node else []
    return found + [f"id {id_!r} stands twice" for id_ in set(ids) if ids.count(id_) > 1]


def _of(node: dict[str, Any]) -> Iterator[str]:
    if node["type"] in CHARTS:
        yield from chart_slips(node)
        return
    known = TYPES.get(node["type"])
    if known is None:
        yield f"unknown type {node['type']!r}"
        return
    yield from (f"{node['type']} needs {name!r}" for name in NEEDS.get(node["type"], ()) if name not in node)
    for name, value in node.items():
        kind = known.get(name)
        if kind is None:
            yield f"{node['type']} has no {name!r}"
        elif value not in kind if isinstance(kind, tuple) else type(value) is not kind:
            yield f"{node['type']}.{name} cannot be {value!r}"
    if len(node.get("actions", ())) > MOST_ACTIONS:
        yield f"{len(node['actions'])} actions"
