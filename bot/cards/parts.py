"""The few building blocks of all cards.

What people wrote goes through `written`, `pair` or `words.clean`, never into a TextBlock: a TextBlock reads Markdown
and `{{DATE()}}`, a TextRun no Markdown (Microsoft, Adaptive Cards, text features).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from bot.buttons import Verb, pack
from knowledge.privacy import neutral

Item = dict[str, Any]
LONGEST = 2_000
WORD_JOINER = "\u2060"


class Drawn(NamedTuple):
    """The inside of a card."""

    body: Sequence[Item]
    actions: Sequence[Item] = ()


def card(drawn: Drawn, spoken: str, language: str) -> Item:
    """The whole card. `spoken` is what a screen reader says first and what a client without cards shows."""
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "lang": language,
        "speak": spoken,
        "fallbackText": spoken,
        "body": list(drawn.body),
        **({"actions": list(drawn.actions)} if drawn.actions else {}),
    }


# --- text -------------------------------------------------------------------------------------------------------


def heading(text: str, size: str = "Medium") -> Item:
    """A heading in our own words."""
    return {"type": "TextBlock", "text": text, "wrap": True, "weight": "Bolder", "size": size, "style": "heading"}


def line(text: str, **look: Any) -> Item:
    """A paragraph in our own words."""
    return {"type": "TextBlock", "text": text, "wrap": True, **look}


def small(text: str) -> Item:
    """A quiet line that may hold anything."""
    return written(text, size="Small", isSubtle=True)


def written(text: str, spacing: str = "Default", **look: Any) -> Item:
    """A paragraph that people wrote, or that holds something they wrote."""
    return {"type": "RichTextBlock", "spacing": spacing, "inlines": [run(text, **look)]}


def pair(label: str, text: str) -> Item:
    """A short label of our own and what belongs to it."""
    return {"type": "RichTextBlock", "spacing": "Small", "inlines": [run(f"{label}: ", weight="Bolder"), run(text)]}


def run(text: str, **look: Any) -> Item:
    """One stretch of text that nothing interprets: `{{` would be read as a date by some clients, so it is parted."""
    plain = neutral(text)[:LONGEST].strip("\n").replace("{{", "{" + WORD_JOINER + "{")
    return {"type": "TextRun", "text": plain, **look}


def numbered(lines: Iterable[str]) -> list[Item]:
    """Steps, one a line."""
    return [written(f"{number}. {text}", "Small") for number, text in enumerate(lines, 1)]


def bullets(lines: Iterable[str]) -> list[Item]:
    """Points, one a line."""
    return [written(f"• {text}", "Small") for text in lines]


def box(items: Sequence[Item], style: str = "emphasis") -> Item:
    """Things that belong together, set apart."""
    return {"type": "Container", "style": style, "items": list(items)}


# --- buttons ----------------------------------------------------------------------------------------------------


def press(title: str, verb: Verb, id_: str = "", version: int = 0, *, style: str = "", **extra: str) -> Item:
    """A button of ours; a client without Action.Execute sends the same data by Action.Submit."""
    data = pack(verb, id_, version, **extra)
    look = {"style": style} if style else {}
    fallback = {"type": "Action.Submit", "title": title, "data": data, **look}
    return {"type": "Action.Execute", "title": title, "verb": verb.value, "data": data, "fallback": fallback, **look}


def unfilled(button: Item) -> Item:
    """The button without the card's inputs: it works although a field is still empty."""
    return button | {"associatedInputs": "none", "fallback": button["fallback"] | {"associatedInputs": "none"}}


def unfold(title: str, body: Sequence[Item], actions: Sequence[Item]) -> Item:
    """A button that unfolds a small card below."""
    return {
        "type": "Action.ShowCard",
        "title": title,
        "card": {"type": "AdaptiveCard", "body": list(body), "actions": list(actions)},
    }


def row(*actions: Item) -> Item:
    """Buttons inside the card, where they belong."""
    return {"type": "ActionSet", "actions": list(actions)}
