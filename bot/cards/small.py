"""The welcome and the short sentences."""

from __future__ import annotations

from datetime import date

from bot.buttons import Verb
from bot.cards.links import to_bot
from bot.cards.parts import Drawn, Item, heading, line, press, row, written
from bot.cards.words import Ink, clean, day
from handlers.views import Said, Welcome
from knowledge.privacy import neutral

EXAMPLES = ("welcome.example_1", "welcome.example_2", "welcome.example_3")


def welcome(view: Welcome, ink: Ink) -> Drawn:
    """Who the bot is, three examples to tap, what it never wants to know, and a human at once."""
    texts = ink.texts
    body = [
        heading(texts("welcome.heading"), "Large"),
        written(texts("welcome.greeting", name=view.name) if view.name.strip("?") else texts("welcome.hello")),
        line(texts("welcome.can")),
        line(texts("welcome.never"), weight="Bolder"),
        line(texts("welcome.human")),
        line(texts("welcome.try"), isSubtle=True),
        *(row(press(texts(key), Verb.SAY, text=texts(key))) for key in EXAMPLES),
    ]
    return Drawn(body, [press(texts("button.find"), Verb.FIND), *_more(view, ink)])


def welcome_told(view: Welcome, ink: Ink) -> str:
    """Notification text of the welcome."""
    return ink.texts("summary.welcome")


def said(view: Said, ink: Ink) -> Drawn:
    """A sentence, and the way on."""
    return Drawn([written(_sentence(view, ink))], _ways(view, ink))


def said_told(view: Said, ink: Ink) -> str:
    """Notification text of a sentence."""
    return clean(_sentence(view, ink), 200)


def outcome(word: str, ink: Ink) -> str:
    """How a case ended; a coordinator's own words stay as they are."""
    return ink.texts.get(f"outcome.{word}", word)


def _more(view: Welcome, ink: Ink) -> list[Item]:
    mine = [press(ink.texts("button.availability"), Verb.AVAILABILITY)] if view.helper else []
    return [*mine, *(_desk(ink) if view.coordinator else [])]


def _desk(ink: Ink) -> list[Item]:
    return [press(ink.texts("button.home"), Verb.HOME), press(ink.texts("button.guide"), Verb.GUIDE)]


def _sentence(view: Said, ink: Ink) -> str:
    values = {name: neutral(value) for name, value in view.values.items()}
    if "outcome" in values:
        values["outcome"] = outcome(values["outcome"], ink)
    if "day" in values:
        values["day"] = day(date.fromisoformat(values["day"]), ink)
    return ink.texts(f"said.{view.key}", **values)


def _ways(view: Said, ink: Ink) -> list[Item]:
    texts, ways = ink.texts, list[Item]()
    if view.find_colleague is not None:
        ways.append(press(texts("button.find"), Verb.FIND, view.find_colleague))
    if view.key == "come_to_personal_chat":
        ways += to_bot(ink)
    if referral := view.values.get("referral"):
        ways.append(press(texts("button.show"), Verb.STATUS, referral))
    if view.key == "entry_saved":
        ways.append(press(texts("button.read"), Verb.OPEN, view.values.get("slug", "")))
    if view.key in ("file_offer_over", "errand_place_gone", "errand_place_busy"):
        ways.append(press(texts("button.export_again"), Verb.EXPORT))
    if view.coordinator:
        ways.append(press(texts("button.home"), Verb.HOME))
    return ways
