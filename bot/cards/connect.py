"""Asker and helper are brought together."""

from __future__ import annotations

from bot.buttons import Verb
from bot.cards.links import chat_link, link
from bot.cards.note import note, outcomes, somebody
from bot.cards.offer import why_not
from bot.cards.parts import Drawn, Item, box, heading, line, pair, press, written
from bot.cards.small import outcome
from bot.cards.words import Ink, clean, role_title, when
from handlers.views import Connect
from knowledge.referral import State


def connect(view: Connect, ink: Ink) -> Drawn:
    """Who the other is, the way to talk, what it is about and a first step."""
    texts, side = ink.texts, "helper" if view.helper else "asker"
    other, role = somebody(view.other, ink), role_title(view.other_role, ink)
    body = [
        heading(texts(f"connect.{side}")),
        written(f"{other}, {role}" if role else other, weight="Bolder", size="Medium"),
        written(_standing(view, ink)),
        *([line(texts("connect.gone"), weight="Bolder")] if view.gone and view.state is not State.CLOSED else []),
        *note(view.note, ink),
    ]
    if view.first_step and view.state is not State.CLOSED:
        body.append(box([pair(texts("connect.first_step"), view.first_step.small_step)]))
    return Drawn(body, _buttons(view, ink))


def connect_told(view: Connect, ink: Ink) -> str:
    """Notification text of the card that connects."""
    side = "helper" if view.helper else "asker"
    return ink.texts(f"summary.connect_{side}", name=clean(somebody(view.other, ink)), when=when(view.due_at, ink))


def _standing(view: Connect, ink: Ink) -> str:
    if view.state is State.CLOSED:
        return outcome(view.outcome, ink)
    key = "connect.first_contact" if view.state is State.ACCEPTED else "connect.talking"
    return ink.texts(key, when=when(view.due_at, ink))


def _buttons(view: Connect, ink: Ink) -> list[Item]:
    texts = ink.texts
    if view.state is State.CLOSED:
        return []
    chat = link(
        texts("button.chat", name=clean(somebody(view.other, ink), 40)), chat_link(view.upns, texts("connect.message"))
    )
    ways = [chat] if len(view.upns) > 1 else []
    story = press(texts("button.story"), Verb.STORY, view.id)
    if view.state is State.ACCEPTED:
        ways.append(press(texts("button.talked"), Verb.TALKED, view.id, view.version))
    if view.helper:
        return [*ways, why_not(texts("button.hand_back"), Verb.HAND_BACK, view.id, view.version, ink), story]
    return ways if view.state is State.ACCEPTED else [*ways, *outcomes(view.id, view.version, ink)]
