"""What a turn needs of an activity, read once and defensively."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from botbuilder.schema import Activity

from bot.texts import language_of
from handlers.members import Contact
from knowledge.store.people import Reference

MENTION = re.compile(r"<at\b[^>]{0,200}>([^<]{0,200})</at>", re.IGNORECASE)
TAG = re.compile(r"</?[a-z][^<>]{0,500}>", re.IGNORECASE)  # "3 < 4 og 5 > 2" is no tag


@dataclass(frozen=True, slots=True)
class Incoming:
    """Who, where and in which language."""

    contact: Contact
    reference: Reference
    conversation: str
    activity: str
    delivery: str  # what makes a second delivery of the same known: the activity's id, another one for each edit
    card: str  # id of the card a button stands on
    private: bool
    language: str


def read(activity: Activity) -> Incoming:
    """The activity's surroundings. Identity is the Entra object id; a name is for display only."""
    sender, conversation, recipient = activity.from_property, activity.conversation, activity.recipient
    channel_user = _line(getattr(sender, "id", ""), 400)
    aad = _line(getattr(sender, "aad_object_id", ""), 64).lower() or _of_channel(channel_user)
    locale = _line(activity.locale, 16)
    where = _line(conversation.id, 400)
    return Incoming(
        contact=Contact(aad, _line(getattr(sender, "name", "")), locale),
        reference=Reference(
            service_url=_line(activity.service_url, 500),
            conversation=where,
            bot=_line(getattr(recipient, "id", ""), 200),
            channel_user=channel_user,
            tenant=_tenant(activity.channel_data),
        ),
        conversation=where,
        activity=_line(activity.id, 400),
        delivery=_line(activity.id, 400),
        card=_line(activity.reply_to_id, 400),
        private=_private(conversation, where),
        language=language_of(locale),
    )


def said(activity: Activity, longest: int) -> str:
    """The text without mentions of the bot and without markup, at most `longest` characters."""
    text = activity.text if isinstance(activity.text, str) else ""
    text = MENTION.sub(" ", text[: longest * 4])
    return " ".join(html.unescape(TAG.sub(" ", text)).split())[:longest]


def _of_channel(user: str) -> str:
    """Who somebody without an Entra id is; the channel's ids are longer than the column, and alike at their start."""
    return f"channel:{hashlib.blake2b(user.encode(), digest_size=24).hexdigest()}"


def _private(conversation: Any, id_: str) -> bool:
    """Whether nobody else reads along. The Playground names no kind in a personal chat; Teams always does."""
    kind = getattr(conversation, "conversation_type", None)
    if kind:
        return bool(kind == "personal")
    return not getattr(conversation, "is_group", None) and not id_.startswith("19:")


def _tenant(channel_data: Any) -> str:
    tenant = channel_data.get("tenant") if isinstance(channel_data, dict) else None
    return _line(tenant.get("id", ""), 64) if isinstance(tenant, dict) else ""


def _line(value: object, longest: int = 200) -> str:
    """One line without control characters and half characters: PostgreSQL takes neither."""
    plain = str(value or "")
    if not (plain.isascii() and plain.isprintable()):
        plain = "".join(c for c in plain if unicodedata.category(c)[0] != "C")
    return plain.strip()[:longest]


def digest(key: bytes, text: str) -> str:
    """A keyed digest that recognises a late copy of a message without keeping the message."""
    return hashlib.blake2b(text.encode(), key=key, digest_size=16).hexdigest()
