"""Dialogs (task modules): the same forms as in the chat, in a window of their own. Pure.

Source: Microsoft, "Use dialogs with bots": `task/fetch` opens, `task/submit` answers; `continue` shows the next card,
`message` says something and closes. Dialogs know Action.Submit only.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot import cards
from bot.buttons import Press, unpack
from bot.cards import Ink
from bot.cards.openers import submitting
from bot.envelope import attachment
from handlers.views import Said, View
from handlers.views_errands import Working


def pressed(value: object) -> Press | None:
    """The press that opened or sent a dialog, or None when it is no button of ours."""
    return unpack(None, value.get("data")) if isinstance(value, dict) else None


def shown(view: View | None, ink: Ink) -> dict[str, Any]:
    """The dialog's next card; a mere sentence is said, and the dialog closes; so it does on longer work."""
    if view is None or isinstance(view, (Said, Working)):
        return told(cards.summary(view, ink) if view else ink.texts("error.unknown_button"))
    title = ink.texts("dialog.title")
    card = attachment(submitting(cards.render(view, replace(ink, dialogs=False))))
    return {"task": {"type": "continue", "value": {"title": title, "height": "large", "width": "large", "card": card}}}


def told(text: str) -> dict[str, Any]:
    """A sentence that closes the dialog."""
    return {"task": {"type": "message", "value": text}}
