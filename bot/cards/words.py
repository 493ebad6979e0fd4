"""Words of a card that depend on the reader: roles, moments, names; and text for places that take a plain string."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.settings import LINK_HOSTS
from bot.texts import Texts
from knowledge.people import roles
from knowledge.privacy import neutral

_MARKUP = re.compile(r"[\[\]{}*_`<>\\~#|&]|https?://|www\.")


@dataclass(frozen=True, slots=True)
class Ink:
    """What a card is written with: language and time of the reader, the bot's own id, hosts that may be linked to.

    `dialogs`: whether the client can open forms in a window of their own, and take files; the Playground cannot.
    """

    texts: Texts
    zone: str = "Europe/Copenhagen"
    bot_id: str = ""
    link_hosts: frozenset[str] = LINK_HOSTS
    dialogs: bool = False


def clean(text: str, most: int = 80) -> str:
    """Names and titles for places that take nothing but a string: without markup, links and line breaks."""
    return " ".join(_MARKUP.sub(" ", neutral(text)).split())[:most]


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
