"""An entry as it stands in an answer, in full, in danger, and in the messaging extension."""

from __future__ import annotations

from bot.buttons import Verb
from bot.cards.parts import (
    Drawn,
    Ink,
    Item,
    allowed,
    box,
    bullets,
    card,
    clean,
    day,
    heading,
    link,
    numbered,
    pair,
    press,
    row,
    small,
    to_bot,
    written,
)
from bot.envelope import attachment
from handlers.views import Acute, FullEntry, Hit
from knowledge.catalogue import Entry, Kind

FEW_STEPS = 8


def title(entry: Entry, ink: Ink) -> str:
    """The title in the reader's language, as far as there is one."""
    return (entry.title_en if ink.texts.language == "en" else "") or entry.title


def one_line(entry: Entry, ink: Ink) -> str:
    """What it does in one line, in the reader's language as far as there is one."""
    return (entry.one_line_en if ink.texts.language == "en" else "") or entry.one_line


def marks(entry: Entry, ink: Ink) -> str:
    """Kind, urgency, level and age on one small line."""
    texts = ink.texts
    found = [texts(f"kind.{entry.kind.value}")]
    if entry.urgency:
        found.append(texts(f"urgency.{entry.urgency.name.lower()}"))
    if entry.levels:
        found.append(", ".join(texts(f"level.{level.name.lower()}") for level in entry.levels))
    if entry.ages:
        found.append(texts("age.years", ages=", ".join(entry.ages)))
    return " · ".join(found)


def hit(found: Hit, question: str, ink: Ink) -> list[Item]:
    """One entry of an answer."""
    entry = found.entry
    shown = [
        written(title(entry, ink), weight="Bolder", size="Medium"),
        written(one_line(entry, ink), "Small"),
    ]
    if found.because:
        shown.append(pair(ink.texts("answer.because"), ", ".join(found.because)))
    read = press(ink.texts("button.read"), Verb.OPEN, entry.slug, q=question)
    return [*shown, small(marks(entry, ink)), row(read)]


def full(view: FullEntry, ink: Ink) -> Drawn:
    """Everything about one entry."""
    entry, texts = view.entry, ink.texts
    body = [
        heading(texts(f"kind.{entry.kind.value}")),
        written(title(entry, ink), weight="Bolder", size="Large"),
        small(marks(entry, ink)),
        written(entry.purpose),
        *_section("entry_full.steps", numbered(entry.steps), ink),
        *_told(entry, ("say", "whole_group", "child_question", "parent_question", "works_when"), ink),
        *_section("entry_full.never", bullets(entry.never), ink),
        *_section("entry_full.pitfalls", bullets(entry.pitfalls), ink),
        *_told(entry, ("small_step", "fits", "fits_not", "decides"), ink),
        *_standing(entry, ink),
        *_source(entry, ink),
        *_related(view, ink),
    ]
    return Drawn(body, _full_actions(view, ink))


def full_told(view: FullEntry, ink: Ink) -> str:
    """Notification text of an entry in full."""
    return ink.texts("summary.entry", title=clean(title(view.entry, ink)))


def acute(view: Acute, ink: Ink) -> Drawn:
    """What to do now. Nothing else stands on this card: no search, no question for more."""
    entry, texts = view.entry, ink.texts
    body = [
        box([heading(texts("acute.heading"), "Large"), written(title(entry, ink), weight="Bolder")], "attention"),
        *(written(said, weight="Bolder") for said in view.advice),
        *_section("acute.steps", numbered(entry.steps[:FEW_STEPS]), ink),
        *_told(entry, ("decides",), ink),
        *_section("entry_full.never", bullets(entry.never), ink),
        *_standing(entry, ink),
    ]
    read = press(texts("button.read_guideline"), Verb.OPEN, entry.slug, q=view.question)
    if not view.private:
        return Drawn(body, [*to_bot(ink, "button.human_now"), read])
    human = press(texts("button.human_now"), Verb.FIND, view.question, style="positive", urgent="now")
    return Drawn(body, [human, read])


def acute_told(view: Acute, ink: Ink) -> str:
    """Notification text in danger."""
    return ink.texts("summary.acute", title=clean(title(view.entry, ink)))


def preview(entry: Entry, ink: Ink) -> Item:
    """One result of the messaging extension: a line in the list, and the small card that is dropped into the chat."""
    shown = [
        heading(ink.texts(f"kind.{entry.kind.value}")),
        written(title(entry, ink), weight="Bolder", size="Medium"),
        written(one_line(entry, ink), "Small"),
        small(marks(entry, ink)),
        written(entry.purpose),
        *_source(entry, ink),
    ]
    told = ink.texts("summary.entry", title=clean(title(entry, ink)))
    listed = {"title": clean(title(entry, ink)), "text": clean(one_line(entry, ink), 200)}
    whole = attachment(card(Drawn(shown, to_bot(ink)), told, ink.texts.language))
    return whole | {"preview": {"contentType": "application/vnd.microsoft.card.thumbnail", "content": listed}}


def _section(key: str, items: list[Item], ink: Ink) -> list[Item]:
    return [heading(ink.texts(key), "Default"), *items] if items else []


def _told(entry: Entry, names: tuple[str, ...], ink: Ink) -> list[Item]:
    return [pair(ink.texts(f"entry_full.{name}"), said) for name in names if (said := getattr(entry, name))]


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


def _source(entry: Entry, ink: Ink) -> list[Item]:
    shown = [pair(ink.texts("entry_full.source"), entry.source)] if entry.source else []
    if entry.reviewed:
        shown.append(small(ink.texts("entry_full.reviewed", day=day(entry.reviewed, ink))))
    return shown


def _related(view: FullEntry, ink: Ink) -> list[Item]:
    ways = [press(clean(name, 60), Verb.OPEN, slug, q=view.question) for slug, name in view.related[:4]]
    return [heading(ink.texts("entry_full.related"), "Default"), row(*ways)] if ways else []


def _full_actions(view: FullEntry, ink: Ink) -> list[Item]:
    texts = ink.texts
    url = allowed(view.entry.source_url, ink)
    source = [link(texts("button.source"), url)] if url else []
    if not view.private:
        return [*source, *to_bot(ink)]
    find = press(texts("button.find"), Verb.FIND, view.question)
    helped = [press(texts("button.helped"), Verb.HELPED, view.question)] if view.question else []
    return [*helped, find, *source]
