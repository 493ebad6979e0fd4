"""Learning from use: did you try it, may this become knowledge, is it still true."""

from __future__ import annotations

from collections.abc import Sequence

from bot.buttons import Verb
from bot.cards.fields import Form
from bot.cards.parts import Drawn, Item, heading, line, pair, press, row, small, unfilled, written
from bot.cards.words import Ink, clean, day
from handlers.views_desk import LessonForm, LessonLine, Lessons, Revision, RevisionLine, TriedAsk
from knowledge.catalogue import Setting
from knowledge.tried import Group, Outcome, Standing

FIELDS = ("did", "place", "happened")
LONGEST = 300


def tried(view: TriedAsk, ink: Ink) -> Drawn:
    """Did you try it? Every answer is one tap."""
    texts = ink.texts
    body = [heading(texts("tried.heading")), written(view.title, weight="Bolder"), line(texts("tried.text"))]
    ways = [press(texts(f"tried.{word.value}"), Verb.TRIED, view.id, outcome=word.value) for word in Outcome]
    return Drawn([*body, row(press(texts("button.read"), Verb.OPEN, view.slug))], ways)


def tried_told(view: TriedAsk, ink: Ink) -> str:
    """Notification text of the question."""
    return ink.texts("summary.tried", title=clean(view.title))


def lesson(view: LessonForm, ink: Ink) -> Drawn:
    """Three lines for those who come after."""
    texts, form = ink.texts, Form("lesson", ink, view.wrong)
    body = [
        heading(texts("lesson.heading")),
        *([written(view.title, weight="Bolder")] if view.title else []),
        line(texts("lesson.text")),
        *form.others(*FIELDS),
        *(item for name in FIELDS for item in form.text(name, getattr(view, name), most=LONGEST, lines=True)),
        *(form.yes("open") if view.asker else []),
    ]
    send = press(texts("button.lesson_send"), Verb.LESSON_SAVE, view.id, view.version, style="positive")
    return Drawn(body, [send, unfilled(press(texts("button.lesson_not"), Verb.LESSON_NOT, view.id))])


def lesson_told(view: LessonForm, ink: Ink) -> str:
    """Notification text of the form."""
    return ink.texts("summary.lesson")


def lessons(view: Lessons, ink: Ink) -> Drawn:
    """The editors' queue."""
    texts = ink.texts
    body = [
        heading(texts("lessons.heading")),
        line(texts("lessons.text" if view.lines else "lessons.none"), isSubtle=True),
    ]
    body += [{"type": "Container", "separator": True, "items": _lesson(one, ink)} for one in view.lines]
    return Drawn(body, [press(texts("button.home"), Verb.HOME)])


def lessons_told(view: Lessons, ink: Ink) -> str:
    """Notification text of the queue."""
    return ink.texts("summary.lessons", count=len(view.lines))


def revision(view: Revision, ink: Ink) -> Drawn:
    """A few entries to confirm, change or retire."""
    texts = ink.texts
    told = texts("revision.text", count=view.left) if view.lines else texts("revision.none")
    body = [heading(texts("revision.heading")), line(told, isSubtle=True)]
    body += [{"type": "Container", "separator": True, "items": _lying(one, ink)} for one in view.lines]
    return Drawn(body, [press(texts("button.home"), Verb.HOME)])


def revision_told(view: Revision, ink: Ink) -> str:
    """Notification text of the revision."""
    return ink.texts("summary.revision", count=view.left)


def standing(known: Standing | None, ink: Ink) -> list[Item]:
    """What came of an entry where it was tried; None for fewer than five."""
    if known is None:
        return []
    told = ink.texts("tried.standing", tried=known.tried, helped=known.helped, partly=known.partly)
    return [pair(ink.texts("tried.label"), told), small(ink.texts("tried.explained"))]


def groups(known: Sequence[Group], ink: Ink) -> list[Item]:
    """The same by age and by setting."""
    return [small(_group(one, ink)) for one in known]


def _group(one: Group, ink: Ink) -> str:
    texts, known = ink.texts, one.standing
    name = (
        texts("age.years", ages=one.value) if one.kind == "age" else texts(f"setting.{Setting(one.value).name.lower()}")
    )
    return texts("tried.group", group=name, tried=known.tried, helped=known.helped, partly=known.partly)


def _lesson(one: LessonLine, ink: Ink) -> list[Item]:
    texts = ink.texts
    ways = row(
        press(texts("button.approve"), Verb.LESSON_APPROVE, one.id, one.version, style="positive"),
        press(texts("button.refuse"), Verb.LESSON_REFUSE, one.id, one.version),
    )
    return [written(one.title, weight="Bolder"), *(written(said, "Small") for said in one.lines), ways]


def _lying(one: RevisionLine, ink: Ink) -> list[Item]:
    texts = ink.texts
    shown = [written(one.title, weight="Bolder")]
    shown += [small(texts("entry_full.reviewed", day=day(one.reviewed, ink)))] if one.reviewed else []
    shown += [pair(texts("entry.owner"), one.owner)] if one.owner else []
    if one.due_on:
        mark = {"color": "Warning", "weight": "Bolder"} if one.overdue else {"isSubtle": True}
        shown.append(
            line(texts("revision.overdue" if one.overdue else "revision.due", day=day(one.due_on, ink)), **mark)
        )
    shown += [small(texts("revision.used", count=one.used))] if one.used else []
    shown += [line(texts("revision.legal_late"), color="Attention", weight="Bolder")] if one.legal_late else []
    ways = row(
        press(texts("button.confirm"), Verb.ENTRY_CONFIRM, one.slug, style="positive"),
        press(texts("button.edit"), Verb.ENTRY_EDIT, one.slug),
        press(texts("button.read"), Verb.OPEN, one.slug),
    )
    return [*shown, *standing(one.standing, ink), ways]
