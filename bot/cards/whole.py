"""An entry in full, and the action card in danger."""

from __future__ import annotations

from bot.buttons import Verb
from bot.cards.answer import masked_notice
from bot.cards.entry import marks, source, title
from bot.cards.learning import groups, standing
from bot.cards.links import allowed, link, to_bot
from bot.cards.parts import Drawn, Item, box, bullets, heading, line, numbered, pair, press, row, small, written
from bot.cards.words import Ink, clean
from handlers.views import Acute, FullEntry
from knowledge.catalogue import Entry, Kind


def full(view: FullEntry, ink: Ink) -> Drawn:
    """Everything about one entry."""
    entry, texts = view.entry, ink.texts
    body = [
        heading(texts(f"kind.{entry.kind.value}")),
        written(title(entry, ink), weight="Bolder", size="Large"),
        *([small(told)] if (told := marks(entry, ink, kind=False)) else []),
        written(entry.purpose),
        *_section("entry_full.steps", numbered(entry.steps), ink),
        *_told(entry, ("say", "whole_group", "child_question", "parent_question", "works_when"), ink),
        *_section("entry_full.never", bullets(entry.never), ink),
        *_section("entry_full.pitfalls", bullets(entry.pitfalls), ink),
        *_told(entry, ("small_step", "fits", "fits_not", "decides"), ink),
        *_legal_late(view, ink),
        *_standing(entry, ink),
        *standing(view.standing, ink),
        *groups(view.groups, ink),
        *_section("entry_full.lessons", bullets(view.lessons), ink),
        *([pair(texts("entry_full.origin"), entry.origin)] if entry.origin else []),
        *source(entry, ink),
        *_related(view, ink),
    ]
    return Drawn(body, _full_actions(view, ink))


def full_told(view: FullEntry, ink: Ink) -> str:
    """Notification text of an entry in full."""
    return ink.texts("summary.entry", title=clean(title(view.entry, ink)))


def acute(view: Acute, ink: Ink) -> Drawn:
    """What to do now, and a person in one tap. Nothing else stands here: no search, no question for more."""
    entry, texts = view.entry, ink.texts
    first = [
        heading(texts("acute.heading"), "Large"),
        written(title(entry, ink), weight="Bolder"),
        *(written(said) for said in view.advice),
        *([row(*ways)] if (ways := _human(view, ink)) else []),
    ]
    body = [
        box(first, "attention"),
        *_section("acute.steps", numbered(entry.steps), ink),
        *_told(entry, ("decides",), ink),
        *_section("entry_full.never", bullets(entry.never), ink),
        *_legal_late(view, ink),
        *_standing(entry, ink),
        *masked_notice(view.masked, "", ink),
    ]
    return Drawn(body, [press(texts("button.read_guideline"), Verb.OPEN, entry.slug, q=view.question)])


def acute_told(view: Acute, ink: Ink) -> str:
    """Notification text in danger."""
    return ink.texts("summary.acute", title=clean(title(view.entry, ink)))


def _human(view: Acute, ink: Ink) -> list[Item]:
    if not view.private:
        return to_bot(ink, "button.human_now")
    return [press(ink.texts("button.human_now"), Verb.URGENT, view.question, style="positive")]


def _section(key: str, items: list[Item], ink: Ink) -> list[Item]:
    return [heading(ink.texts(key), "Default"), *items] if items else []


def _told(entry: Entry, names: tuple[str, ...], ink: Ink) -> list[Item]:
    return [pair(ink.texts(f"entry_full.{name}"), said) for name in names if (said := getattr(entry, name))]


def _legal_late(view: FullEntry | Acute, ink: Ink) -> list[Item]:
    told = ink.texts("revision.legal_late")
    return [line(told, color="Attention", weight="Bolder")] if view.legal_late else []


def _standing(entry: Entry, ink: Ink) -> list[Item]:
    """How far a guideline may be relied on: law that is not verified is never printed as fact."""
    if entry.kind is not Kind.GUIDELINE:
        return []
    texts, shown = ink.texts, []
    if entry.legal:
        label = "guideline.legal" if entry.legal_verified else "guideline.legal_unverified"
        shown.append(pair(texts(label), entry.legal))
    if entry.approved_by:
        return [*shown, pair(texts("guideline.approved_by"), entry.approved_by)]
    return [*shown, pair(texts("guideline.not_approved"), entry.local_approver or texts("guideline.leader"))]


def _related(view: FullEntry, ink: Ink) -> list[Item]:
    ways = [row(press(clean(name, 60), Verb.OPEN, slug, q=view.question)) for slug, name in view.related[:4]]
    return _section("entry_full.related", ways, ink)


def _full_actions(view: FullEntry, ink: Ink) -> list[Item]:
    texts = ink.texts
    url = allowed(view.entry.source_url, ink)
    origin = [link(texts("button.source"), url)] if url else []
    if not view.private:
        return [*origin, *to_bot(ink)]
    find = press(texts("button.find"), Verb.FIND, view.question)
    helped = [press(texts("button.helped"), Verb.HELPED, view.question)] if view.question else []
    return [*helped, find, *origin]
