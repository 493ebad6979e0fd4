"""An entry as it stands in an answer and in the messaging extension."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

from bot.buttons import Verb
from bot.cards.links import to_bot
from bot.cards.parts import Drawn, Item, card, heading, pair, press, row, small, written
from bot.cards.words import Ink, clean, day
from bot.envelope import attachment
from handlers.views import Hit
from knowledge.catalogue import AgeBand, Entry


def title(entry: Entry, ink: Ink) -> str:
    """The title in the reader's language, as far as there is one."""
    return (entry.title_en if ink.texts.language == "en" else "") or entry.title


def one_line(entry: Entry, ink: Ink) -> str:
    """What it does in one line, in the reader's language as far as there is one."""
    return (entry.one_line_en if ink.texts.language == "en" else "") or entry.one_line


def marks(entry: Entry, ink: Ink, *, kind: bool = True) -> str:
    """Kind, urgency, level and age on one small line."""
    texts = ink.texts
    found = [texts(f"kind.{entry.kind.value}")] if kind else []
    if entry.urgency:
        found.append(texts(f"urgency.{entry.urgency.name.lower()}"))
    if entry.levels:
        found.append(", ".join(texts(f"level.{level.name.lower()}") for level in entry.levels))
    if entry.ages:
        found.append(texts("age.years", ages=spans(entry.ages)))
    return " · ".join(found)


@lru_cache(maxsize=256)
def spans(ages: tuple[AgeBand, ...]) -> str:
    """Age bands with their neighbours as one: 0-2, 3-5 and 10-12 become "0-5, 10-12"."""
    bands = list(AgeBand)
    places = sorted({bands.index(age) for age in ages})
    runs = [list(run) for _, run in groupby(places, key=lambda place: place - places.index(place))]
    return ", ".join(f"{bands[run[0]].partition('-')[0]}-{bands[run[-1]].partition('-')[2]}" for run in runs)


def hit(found: Hit, question: str, ink: Ink) -> list[Item]:
    """One entry of an answer."""
    entry = found.entry
    shown = [
        written(title(entry, ink), weight="Bolder"),
        written(one_line(entry, ink), "Small"),
    ]
    if found.because:
        shown.append(pair(ink.texts("answer.because"), ", ".join(found.because)))
    read = press(ink.texts("button.read"), Verb.OPEN, entry.slug, q=question)
    return [*shown, small(marks(entry, ink)), row(read)]


def preview(entry: Entry, ink: Ink) -> Item:
    """One result of the messaging extension: a line in the list, and the small card that is dropped into the chat."""
    shown = [
        heading(ink.texts(f"kind.{entry.kind.value}")),
        written(title(entry, ink), weight="Bolder", size="Medium"),
        written(one_line(entry, ink), "Small"),
        small(marks(entry, ink)),
        written(entry.purpose),
        *source(entry, ink),
    ]
    told = ink.texts("summary.entry", title=clean(title(entry, ink)))
    listed = {"title": clean(title(entry, ink)), "text": clean(one_line(entry, ink), 200)}
    whole = attachment(card(Drawn(shown, to_bot(ink)), told, ink.texts.language))
    return whole | {"preview": {"contentType": "application/vnd.microsoft.card.thumbnail", "content": listed}}


def source(entry: Entry, ink: Ink) -> list[Item]:
    """Where it comes from, and when it was last looked at."""
    shown = [pair(ink.texts("entry_full.source"), entry.source)] if entry.source else []
    if entry.valid_from:
        shown.append(small(ink.texts("entry_full.valid_from", day=day(entry.valid_from, ink))))
    if entry.reviewed:
        shown.append(small(ink.texts("entry_full.reviewed", day=day(entry.reviewed, ink))))
    return shown
