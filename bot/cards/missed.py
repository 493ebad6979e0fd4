"""The unanswered, and when their weekly card comes."""

from __future__ import annotations

from bot.buttons import Verb
from bot.cards.fields import Form
from bot.cards.parts import Drawn, Item, heading, line, press, row, small, unfold, written
from bot.cards.words import Ink, clean
from handlers.views_desk import DeskForm, Missed, MissedGroup

CLOCKS = tuple(f"{hour:02}:{minute:02}" for hour in range(7, 17) for minute in (0, 30))
WEEKDAYS = range(5)


def missed(view: Missed, ink: Ink) -> Drawn:
    """The groups, each with its three ways out."""
    texts = ink.texts
    told = texts("missed.count", questions=view.questions, groups=view.groups) if view.lines else texts("missed.none")
    body = [heading(texts("missed.heading")), line(told, isSubtle=True)]
    body += [{"type": "Container", "separator": True, "items": _group(one, ink)} for one in view.lines]
    last = view.at + len(view.lines)
    more = [press(texts("button.more"), Verb.MISSED, version=last)] if view.lines and last < view.groups else []
    return Drawn(body, [*more, press(texts("button.digest"), Verb.DIGEST), press(texts("button.home"), Verb.HOME)])


def missed_told(view: Missed, ink: Ink) -> str:
    """Notification text of the list."""
    return ink.texts("summary.missed", questions=view.questions, groups=view.groups)


def digest(view: DeskForm, ink: Ink) -> Drawn:
    """When the weekly card comes."""
    texts, form = ink.texts, Form("digest", ink)
    names = texts("date.weekdays").split(",")
    days = [*((str(n), names[n]) for n in WEEKDAYS), ("off", texts("digest.off"))]
    clock = view.clock if view.clock in CLOCKS else CLOCKS[3]
    body = [
        heading(texts("digest.heading")),
        *([line(texts("digest.saved"), color="Good", weight="Bolder")] if view.saved else []),
        *form.choose("weekday", days, view.weekday),
        *form.choose("clock", [(one, one.replace(":", ".")) for one in CLOCKS], clock),
    ]
    return Drawn(body, [press(texts("button.save"), Verb.DIGEST_SAVE, style="positive")])


def digest_told(view: DeskForm, ink: Ink) -> str:
    """Notification text of the setting."""
    return ink.texts("digest.saved" if view.saved else "digest.heading")


def _group(one: MissedGroup, ink: Ink) -> list[Item]:
    texts = ink.texts
    counted = texts("missed.times", count=one.count, refused=one.refused)
    ways = [press(texts("button.missed_new"), Verb.MISSED_NEW, one.id)]
    ways += (
        [unfold(texts("button.missed_add"), [small(texts("missed.nearest"))], _nearest(one, ink))]
        if one.nearest
        else []
    )
    ways += [press(texts("button.not_ours"), Verb.MISSED_NOT, one.id)]
    return [*(written(f"»{text[:200]}«", "Small") for text in one.texts), small(counted), row(*ways)]


def _nearest(one: MissedGroup, ink: Ink) -> list[Item]:
    return [press(clean(title, 60), Verb.MISSED_ADD, one.id, slug=slug) for slug, title in one.nearest]
