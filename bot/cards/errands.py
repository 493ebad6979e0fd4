"""Longer work: how far it has come, what it would change, and only then the button that does it."""

from __future__ import annotations

from bot.buttons import Verb
from bot.cards import drafts
from bot.cards.parts import Drawn, heading, line, pair, press, small, unfilled, written
from bot.cards.words import Ink, clean
from handlers.views_errands import RetireCard, WhatIfList, Working


def working(view: Working, ink: Ink) -> Drawn:
    """It is being done; this card is brought up to date by itself."""
    return Drawn([written(_told(view, ink), weight="Bolder"), small(ink.texts("errand.meanwhile"))])


def working_told(view: Working, ink: Ink) -> str:
    """Notification text of work under way."""
    return clean(_told(view, ink), 200)


def retire(view: RetireCard, ink: Ink) -> Drawn:
    """What staff would be answered without the entry."""
    texts = ink.texts
    body = [
        heading(texts("retire.heading", title=clean(view.title))),
        small(texts("retire.not_yet")),
        pair(texts("draft.why"), view.why),
        *drafts.whatif(view.whatif, ink, "retire.decide"),
    ]
    do = press(texts("button.retire"), Verb.RETIRE_DO, view.id, view.version, style="destructive")
    return Drawn(body, [do, unfilled(press(texts("button.home"), Verb.HOME))])


def retire_told(view: RetireCard, ink: Ink) -> str:
    """Notification text of the same."""
    return ink.texts("summary.retire", title=clean(view.title), worse=len(view.whatif.worse))


def more(view: WhatIfList, ink: Ink) -> Drawn:
    """The next answers that would change, each with its verdict."""
    texts = ink.texts
    last = view.at + len(view.lines)
    body = [heading(texts("whatif.heading")), small(texts("whatif.page", first=view.at + 1, last=last, of=view.count))]
    body += [item for change in view.lines for item in drafts.change(change, view.titles, ink, verdict=True)]
    if not view.lines:
        body.append(line(texts("whatif.none")))
    return Drawn(body, [press(texts("button.more"), Verb.WHATIF_MORE, view.id, last)] if last < view.count else [])


def more_told(view: WhatIfList, ink: Ink) -> str:
    """Notification text of the list."""
    return ink.texts("whatif.page", first=view.at + 1, last=view.at + len(view.lines), of=view.count)


def _told(view: Working, ink: Ink) -> str:
    texts = ink.texts
    doing = texts(f"errand.{view.step}" if view.step else f"errand.{view.kind}", about=clean(view.about))
    return texts("errand.so_far", doing=doing, done=view.done, of=view.of) if view.of else doing
