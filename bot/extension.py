"""The messaging extension: entries to drop into a conversation."""

from __future__ import annotations

from typing import Any

from bot import cards
from bot.cards import Ink
from handlers.network import Network
from handlers.read import search
from knowledge.privacy import scrub


async def results(network: Network, value: object, ink: Ink) -> dict[str, Any]:
    """What a search finds; a first look without words gets a few entries that many need."""
    parameters = value.get("parameters") if isinstance(value, dict) else None
    given = parameters[0] if isinstance(parameters, list) and parameters else {}
    words = given.get("value", "") if isinstance(given, dict) and given.get("name") != "initialRun" else ""
    found = await search(network, scrub(str(words)[:200]))
    attachments = [cards.preview(entry, ink) for entry in found]
    return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": attachments}}
