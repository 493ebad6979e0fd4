"""The few building blocks of all cards.

What people wrote goes through `written`, `pair` or `clean`, never into a TextBlock: a TextBlock reads Markdown
and `{{DATE()}}`, a TextRun no Markdown (Microsoft, Adaptive Cards, text features).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from bot.buttons import Verb, pack
from bot.settings import LINK_HOSTS
from bot.texts import Texts
from knowledge.people import roles
from knowledge.privacy import neutral

Item = dict[str, Any]
CHAT = "https://teams.microsoft.com/l/chat/0/0?users="
LONGEST = 2_000
WORD_JOINER = "\u2060"
_MARKUP = re.compile(r"[\[\]{}*_`<>\\~#|&]|https?://|www\.")


@dataclass(frozen=True, slots=True)
class Ink:
    """What a card is written with: language and time of the reader, the bot's own id, hosts that may be linked to."""

    texts: Texts
    zone: str = "Europe/Copenhagen"
    bot_id: str = ""
    link_hosts: frozenset[str] = LINK_HOSTS


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


def clean(text: str, most: int = 80) -> str:
    """Names and titles for places that take nothing but a string: without markup, links and line breaks."""
    return " ".join(_MARKUP.sub("", neutral(text)).split())[:most]


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


# --- words ------------------------------------------------------------------------------------------------------


def role_title(key: str, ink: Ink) -> str:
    """A role as people call it; what is no role of the list stays as it was written."""
    role = roles().get(key)
    if role is None:
        return key
    return role.title_en if ink.texts.language == "en" else role.title_da


def when(moment: datetime, ink: Ink) -> str:
    """A moment in the reader's own time: weekday, date and clock in words."""
    local = moment.astimezone(ZoneInfo(ink.zone))
    return ink.texts(
        "date.moment",
        weekday=ink.texts("date.weekdays").split(",")[local.weekday()],
        day=local.day,
        month=_month(local, ink),
        clock=local.strftime(ink.texts("date.clock")),
    )


def day(at: date, ink: Ink) -> str:
    """A date in words."""
    return ink.texts("date.day", day=at.day, month=_month(at, ink), year=at.year)


def _month(at: date, ink: Ink) -> str:
    return ink.texts("date.months").split(",")[at.month - 1]
