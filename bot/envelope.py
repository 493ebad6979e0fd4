"""A card in its envelope: the plain activity that Teams takes, with a summary that a notification can show."""

from __future__ import annotations

from typing import Any

Card = dict[str, Any]
CARD_TYPE = "application/vnd.microsoft.card.adaptive"
INVOKE_CARD = "application/vnd.microsoft.card.adaptive"
INVOKE_MESSAGE = "application/vnd.microsoft.activity.message"


def attachment(card: Card) -> dict[str, Any]:
    """The card as an attachment."""
    return {"contentType": CARD_TYPE, "content": card}


def message(card: Card, summary: str) -> dict[str, Any]:
    """An activity with one card. `summary` is what the notification says: what happened and what to do."""
    return {"type": "message", "summary": summary[:200], "attachments": [attachment(card)]}


def invoke_card(card: Card) -> dict[str, Any]:
    """The answer to a button that replaces the card it stands on."""
    return {"statusCode": 200, "type": INVOKE_CARD, "value": card}


def invoke_message(text: str) -> dict[str, Any]:
    """The answer to a button whose card stays."""
    return {"statusCode": 200, "type": INVOKE_MESSAGE, "value": text}


def invoke_error(status: int, code: str, text: str) -> dict[str, Any]:
    """A clean refusal, shown on the card by Teams."""
    return {
        "statusCode": status,
        "type": "application/vnd.microsoft.error",
        "value": {"code": code, "message": text},
    }
