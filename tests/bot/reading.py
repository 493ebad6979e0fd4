"""Reading a card: what it shows, what can be pressed."""

from __future__ import annotations

from typing import Any

from bot.buttons import Press, Verb, unpack
from bot.cards import Ink, render
from bot.texts import texts
from tests.bot.samples import samples
from tests.bot.schema import nodes

SAMPLES = samples()
Card = dict[str, Any]


def ink(language: str = "da") -> Ink:
    return Ink(texts(language), bot_id="11111111-2222-3333-4444-555555555555")


def drawn(name: str, language: str = "da") -> Card:
    return render(SAMPLES[name], ink(language))


def of_type(card: Card, *kinds: str) -> list[dict[str, Any]]:
    return [node for _, node in nodes(card) if node["type"] in kinds]


def presses(card: Card) -> list[Press]:
    found = [unpack(node["verb"], node["data"]) for node in of_type(card, "Action.Execute")]
    return [press for press in found if press is not None]


def verbs(card: Card) -> list[Verb]:
    return [press.verb for press in presses(card)]


def shown(card: Card) -> str:
    return "\n".join(node["text"] for node in of_type(card, "TextBlock", "TextRun"))
