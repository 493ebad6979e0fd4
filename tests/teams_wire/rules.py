"""What Teams takes: the shape of an activity and of its cards. Everything else is complained of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

CARD = "application/vnd.microsoft.card.adaptive"
CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"
FILE_CARDS = {
    CONSENT: {"description", "sizeInBytes", "acceptContext", "declineContext"},
    INFO: {"uniqueId", "fileType"},
}
CARD_BYTES = 28 * 1024
MESSAGE_BYTES = 80 * 1024  # 100 kB in UTF-16 are refused; Microsoft advises 80
MOST_ACTIONS = 6
KINDS = frozenset({"message", "typing"})
FIELDS = frozenset(
    {
        "type", "id", "text", "textFormat", "summary", "attachments", "attachmentLayout", "channelData", "channelId",
        "serviceUrl", "conversation", "from", "recipient", "replyToId", "locale", "inputHint", "importance",
        "deliveryMode", "entities", "suggestedActions", "timestamp", "localTimestamp", "value", "valueType", "name",
    }
)  # fmt: skip


def complaints(activity: object) -> list[str]:
    """What Teams would not take of an outgoing activity, in words; empty when all is well."""
    if not isinstance(activity, dict):
        return ["not an object"]
    found = [f"unknown field {name}" for name in activity if name not in FIELDS]
    if activity.get("type") not in KINDS:
        found.append(f"type {activity.get('type')!r}")
    if len(json.dumps(activity, ensure_ascii=False).encode("utf-16-le")) > MESSAGE_BYTES:
        found.append("message too large")
    attachments = activity.get("attachments") or []
    if activity.get("type") == "message" and not attachments and not activity.get("text"):
        found.append("an empty message")
    if attachments and not (activity.get("summary") or activity.get("text")):
        found.append("a card without a summary: the notification would say nothing")
    for attachment in attachments:
        found += _card(attachment)
    return found


def _card(attachment: object) -> Iterator[str]:
    if isinstance(attachment, dict) and attachment.get("contentType") in FILE_CARDS:
        yield from _file(attachment)
        return
    if not isinstance(attachment, dict) or attachment.get("contentType") != CARD:
        yield "an attachment that is no Adaptive Card"
        return
    card = attachment.get("content")
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard" or not isinstance(card.get("body"), list):
        yield "no Adaptive Card inside"
        return
    if not _known_version(card.get("version")):
        yield f"card version {card.get('version')!r}"
    if len(json.dumps(card, ensure_ascii=False).encode()) >= CARD_BYTES:
        yield "card too large"
    if len(card.get("actions", ())) > MOST_ACTIONS:
        yield "too many actions"
    yield from (f"an element without a type: {sorted(node)}" for node in _elements(card) if not node.get("type"))


def _file(attachment: Mapping[str, Any]) -> Iterator[str]:
    """Teams' own cards about files."""
    kind, content = attachment["contentType"], attachment.get("content")
    if not isinstance(content, dict) or set(content) != FILE_CARDS[kind] or not attachment.get("name"):
        yield "a file card that is not whole"
    elif kind == CONSENT and not (isinstance(content["sizeInBytes"], int) and content["sizeInBytes"] > 0):
        yield "a file without a size"
    if kind == INFO and not str(attachment.get("contentUrl", "")).startswith("http"):
        yield "a file without an address"


def _known_version(version: object) -> bool:
    parts = version.split(".") if isinstance(version, str) else []
    return len(parts) == 2 and all(part.isdigit() for part in parts) and (1, 0) <= (*map(int, parts),) <= (1, 5)


def _elements(card: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for name in ("body", "items", "columns", "actions"):
        children = card.get(name)
        for child in children if isinstance(children, list) else ():
            if isinstance(child, dict):
                yield child
                yield from _elements(child)
