"""Files in and out. Going out, Teams shows cards of its own: one that asks where to put a file, one that opens it.

Source: Microsoft, "Send and receive files using a bot": `…card.file.consent`, `…card.file.info`, personal chats only.
"""

from __future__ import annotations

from typing import Any

from bot.buttons import Verb
from bot.cards import drafts
from bot.cards.importing import outcome
from bot.cards.parts import Drawn, Item, heading, line, press, row, small, unfilled, written
from bot.cards.words import Ink, clean
from handlers.views_errands import ExportMenu, FileOffer, FileSent, ImportCard

CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"
COMMANDS = {"people": "export-people", "overview": "export-overview", "template": "template"}


def looked(view: ImportCard, ink: Ink) -> Drawn:
    """The dry run of a file, and one button that reads all of it in."""
    texts, something = ink.texts, view.added + view.changed
    body = [heading(texts("file.heading")), written(view.name, weight="Bolder"), *outcome(view, ink)]
    if not view.refused and not something:
        body.append(line(texts("file.nothing_new")))
    body += drafts.whatif(view.whatif, ink) if view.whatif else []
    if view.refused or not something:
        return Drawn(body, [press(texts("button.home"), Verb.HOME)])
    go = press(texts("button.file_go"), Verb.FILE_GO, view.id, view.version, style="positive")
    return Drawn(body, [go, unfilled(press(texts("button.file_drop"), Verb.FILE_DROP, view.id, view.version))])


def looked_told(view: ImportCard, ink: Ink) -> str:
    """Notification text of the dry run."""
    counts = {"added": view.added, "changed": view.changed, "refused": view.refused}
    return ink.texts("summary.file", name=clean(view.name), **counts)


def menu(view: ExportMenu, ink: Ink) -> Drawn:
    """What can be had as a file."""
    texts = ink.texts
    ways = [row(press(texts(f"export.{what}"), Verb.EXPORT_DO, what)) for what in view.choices]
    return Drawn([heading(texts("export.heading")), line(texts("export.help"), isSubtle=True), *ways])


def menu_told(view: ExportMenu, ink: Ink) -> str:
    """Notification text of the menu."""
    return ink.texts("export.heading")


def offer(view: FileOffer, ink: Ink) -> Drawn:
    """The file is ready, where the client has no card of its own for that: the try-out."""
    texts = ink.texts
    command = f"python3 app.py {COMMANDS.get(view.what, 'export-catalogue')} {view.name}"
    return Drawn([heading(offer_told(view, ink)), line(texts("export.no_teams")), small(command)])


def offer_told(view: FileOffer, ink: Ink) -> str:
    """Notification text of the offer."""
    return ink.texts("summary.file_offer", name=clean(view.name))


def sent(view: FileSent, ink: Ink) -> Drawn:
    """The file is where it was wanted."""
    return Drawn([written(sent_told(view, ink))])


def sent_told(view: FileSent, ink: Ink) -> str:
    """Notification text of the file."""
    return ink.texts("summary.file_sent", name=clean(view.name))


def native(view: object, ink: Ink) -> Item | None:
    """Teams' own card of a view, where it has one; None: an Adaptive Card."""
    if isinstance(view, FileOffer):
        return _consent(view, ink)
    return _info(view) if isinstance(view, FileSent) else None


def _consent(view: FileOffer, ink: Ink) -> Item:
    context: dict[str, Any] = {"id": view.id, "n": view.version}
    content = {
        "description": ink.texts(f"export.{view.what}"),
        "sizeInBytes": view.size,
        "acceptContext": context,
        "declineContext": context,
    }
    return {"contentType": CONSENT, "name": view.name, "content": content}


def _info(view: FileSent) -> Item:
    content = {"uniqueId": view.unique, "fileType": view.kind}
    return {"contentType": INFO, "contentUrl": view.url, "name": view.name, "content": content}
