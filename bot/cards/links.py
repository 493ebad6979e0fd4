"""Addresses on cards: Teams chats of our own making, and sources on hosts that are allowed."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from bot.cards.parts import Item
from bot.cards.words import Ink

CHAT = "https://teams.microsoft.com/l/chat/0/0?users="


def link(title: str, url: str) -> Item:
    """A button to an address of our own making, or one that `allowed` let through."""
    return {"type": "Action.OpenUrl", "title": title, "url": url}


def allowed(url: str, ink: Ink) -> str:
    """The address if it may be linked to: https, a host of the list, nobody's name or port in it. Else ""."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme == "https" and parts.netloc in ink.link_hosts
    except ValueError:
        return ""
    return quote(url, safe=":/?#=&%+,;@-._~") if fine else ""


def chat_link(upns: Iterable[str], message: str = "") -> str:
    """A Teams chat with these people, with a first message that may be changed before it is sent."""
    users = ",".join(quote(upn, safe="@.:") for upn in upns)
    return f"{CHAT}{users}" + (f"&message={quote(message)}" if message else "")


def to_bot(ink: Ink, key: str = "button.personal") -> list[Item]:
    """The way from a channel to the bot's personal chat, when the bot knows its own id."""
    return [link(ink.texts(key), chat_link([f"28:{ink.bot_id}"]))] if ink.bot_id else []
