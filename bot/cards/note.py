"""What every card about a referral shares: the note, the reasons, the answers to "did it help?"."""

from __future__ import annotations

from collections.abc import Iterable

from bot.buttons import Verb
from bot.cards.parts import Item, pair, press
from bot.cards.words import Ink, role_title
from handlers.views import Reason
from knowledge.referral import Note

NOTE = ("see", "when", "tried", "wish")
FEW_REASONS = 3


def note(written_note: Note, ink: Ink) -> list[Item]:
    """What the asker wrote."""
    return [pair(ink.texts(f"note.{name}"), text) for name in NOTE if (text := getattr(written_note, name))]


def somebody(name: str, ink: Ink) -> str:
    """A name, or "a colleague" for one who is not in the directory any more."""
    return name or ink.texts("who.colleague")


def reasons_line(reasons: Iterable[Reason], ink: Ink) -> str:
    """Why somebody is asked, on one line. A reason that is not known (any more) is left out."""
    told = [_reason(reason, ink) for reason in reasons if ink.texts.get(f"reason.{reason.key}")]
    return " · ".join(told[:FEW_REASONS])


def outcomes(id_: str, version: int, ink: Ink) -> list[Item]:
    """Three answers to "did it help?"."""
    ways = (("helped", Verb.OUT_HELPED), ("partly", Verb.OUT_PARTLY), ("not", Verb.OUT_NOT))
    return [press(ink.texts(f"button.out_{name}"), verb, id_, version) for name, verb in ways]


def _reason(reason: Reason, ink: Ink) -> str:
    value = reason.values.get("value", "")
    if reason.key in ("role", "wish"):
        value = role_title(value, ink)
    if reason.key == "language":
        value = ink.texts.get(f"language.{value}", value)
    return ink.texts(f"reason.{reason.key}", value=value, by=reason.values.get("by", ""))
