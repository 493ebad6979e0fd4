"""A draft as staff would see it, what publishing would change, and the history of an entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.buttons import Verb
from bot.cards import entry as entries
from bot.cards import whole
from bot.cards.parts import Drawn, Item, box, heading, line, pair, press, row, small, unfilled, unfold, written
from bot.cards.words import Ink, clean, day, when
from handlers.views import FullEntry, Hit
from handlers.views_desk import Choice, DraftCard, Drafts, Editions, EntryHistory, Version, WhatIf
from knowledge.catalogue import Entry
from knowledge.whatif import Change, Shown

MOST = 4
LONGEST_QUESTION = 160
VERDICTS = ("worse", "better", "other")


def draft(view: DraftCard, ink: Ink) -> Drawn:
    """The very card staff will see, and above it what publishing would change."""
    texts = ink.texts
    body = [
        heading(texts(f"draft.{view.status.value}", title=clean(view.entry.title))),
        *([written(texts("draft.asked", name=view.author))] if view.asked_of_you else []),
        small(texts("draft.not_live")),
        *([line(texts("draft.valid_from", day=day(first, ink)))] if (first := view.entry.valid_from) else []),
        *(pair(texts(f"draft.{name}"), said) for name in ("author", "why", "remark") if (said := getattr(view, name))),
        *(whatif(view.whatif, ink) if view.whatif else []),
        heading(texts("draft.in_answer"), "Default"),
        box([written(entries.title(view.entry, ink), weight="Bolder"), *_in_answer(view.entry, ink)]),
        heading(texts("draft.in_full"), "Default"),
        box(whole.full(FullEntry(view.entry, private=False), ink).body),
    ]
    return Drawn(body, _ways(view, ink))


def draft_told(view: DraftCard, ink: Ink) -> str:
    """Notification text of a draft."""
    texts, title = ink.texts, clean(view.entry.title)
    if view.whatif:
        return texts("summary.whatif", title=title, better=len(view.whatif.better), worse=len(view.whatif.worse))
    if view.asked_of_you:
        return texts("summary.draft_review", title=title, name=clean(view.author))
    return texts("summary.draft", title=title)


def whatif(found: WhatIf, ink: Ink, decide: str = "whatif.decide") -> list[Item]:
    """The answers that would change, the worse ones first, and where some get worse the advice of that key."""
    texts = ink.texts
    body = [heading(texts("whatif.heading"), "Default"), small(texts("whatif.asked", count=found.asked))]
    groups = {name: getattr(found, name) for name in VERDICTS}
    if not any(groups.values()):
        return [*body, written(texts("whatif.none"))]
    for name, changes in groups.items():
        body += _group(name, changes, found.titles, ink) if changes else []
    more = row(press(texts("button.more"), Verb.WHATIF_MORE, found.id))
    body += [more] if found.id and max(map(len, groups.values())) > MOST else []
    return [*body, *([small(texts(decide))] if found.worse else [])]


def change(one: Change, titles: Mapping[str, str], ink: Ink, *, verdict: bool = False) -> list[Item]:
    """One question that would be answered otherwise."""
    texts = ink.texts
    told = texts("whatif.line", before=_first(one.before, titles, ink), after=_first(one.after, titles, ink))
    said = texts(f"whatif.is_{one.verdict.value}", told=told) if verdict else told
    return [written(f"»{one.text[:LONGEST_QUESTION]}«", "Small"), small(said)]


def drafts(view: Drafts, ink: Ink) -> Drawn:
    """What is being worked on."""
    texts = ink.texts
    body = [heading(texts("drafts.heading")), *([] if view.lines else [line(texts("drafts.none"), isSubtle=True)])]
    body += [{"type": "Container", "separator": True, "items": _line(one, ink)} for one in view.lines]
    return Drawn(body, [press(texts("button.entry_new"), Verb.ENTRY_NEW), press(texts("button.home"), Verb.HOME)])


def drafts_told(view: Drafts, ink: Ink) -> str:
    """Notification text of the list of drafts."""
    return ink.texts("summary.drafts", count=len(view.lines))


def editions(view: Editions, ink: Ink) -> Drawn:
    """Entries changed here that have a new text in this release: to be seen and taken, or left."""
    texts = ink.texts
    body = [heading(texts("editions.heading")), line(texts("editions.text" if view.lines else "editions.none"))]
    body += [{"type": "Container", "separator": True, "items": _edition(one, ink)} for one in view.lines]
    more = view.found - len(view.lines)
    body += [small(texts("whatif.more", count=more))] if more > 0 else []
    return Drawn(body, [press(texts("button.home"), Verb.HOME)])


def editions_told(view: Editions, ink: Ink) -> str:
    """Notification text of the list of new texts."""
    return ink.texts("summary.editions", count=view.found)


def _edition(one: Choice, ink: Ink) -> list[Item]:
    texts = ink.texts
    fields = ", ".join(texts.get(f"entry.{name}", name) for name in one.detail.split(","))
    ways = row(
        press(texts("button.edition_see"), Verb.EDITION_SEE, one.id, style="positive"),
        press(texts("button.edition_keep"), Verb.EDITION_KEEP, one.id),
    )
    return [written(one.title, weight="Bolder"), pair(texts("history.changed"), fields), ways]


def history(view: EntryHistory, ink: Ink) -> Drawn:
    """The versions of an entry, the newest first; an older one can be brought back as a draft."""
    texts = ink.texts
    body = [heading(texts("history.heading", title=clean(view.title)))]
    for at, version in enumerate(view.versions):
        restore = press(texts("button.restore"), Verb.ENTRY_RESTORE, view.slug, version.number)
        body.append({"type": "Container", "separator": True, "items": _version(version, ink)})
        body += [row(restore)] if at else []
    return Drawn(body, [press(texts("button.edit"), Verb.ENTRY_EDIT, view.slug)])


def history_told(view: EntryHistory, ink: Ink) -> str:
    """Notification text of the history."""
    return ink.texts("summary.history", title=clean(view.title))


def _in_answer(one: Entry, ink: Ink) -> list[Item]:
    return entries.hit(Hit(one, (), 1.0), "", ink)[1:-1]


def _ways(view: DraftCard, ink: Ink) -> list[Item]:
    texts = ink.texts
    edit = unfilled(press(texts("button.edit"), Verb.DRAFT_EDIT, view.id))
    drop = unfilled(press(texts("button.draft_drop"), Verb.DRAFT_DROP, view.id, style="destructive"))
    if view.whatif:
        publish = press(texts("button.publish"), Verb.DRAFT_PUBLISH, view.id, view.version, style="positive")
        return [publish, edit, drop]
    attempt = unfilled(press(texts("button.try"), Verb.DRAFT_TRY, view.id, style="positive"))
    if not view.asked_of_you:
        return [attempt, edit, drop]
    field = {"type": "Input.Text", "id": "remark", "label": texts("draft.back"), "isMultiline": True, "maxLength": 300}
    back = press(texts("button.draft_back"), Verb.DRAFT_BACK, view.id, view.version)
    return [attempt, edit, unfold(texts("button.draft_back"), [field], [back])]


def _group(name: str, changes: Sequence[Change], titles: Mapping[str, str], ink: Ink) -> list[Item]:
    texts = ink.texts
    colour = {"worse": "Attention", "better": "Good", "other": "Default"}[name]
    shown = [line(texts(f"whatif.{name}", count=len(changes)), color=colour, weight="Bolder")]
    shown += [item for one in changes[:MOST] for item in change(one, titles, ink)]
    rest = len(changes) - MOST
    return [*shown, *([small(texts("whatif.more", count=rest))] if rest > 0 else [])]


def _first(shown: Shown, titles: Mapping[str, str], ink: Ink) -> str:
    return titles.get(shown.first, shown.first) or ink.texts("whatif.nothing")


def _line(one: Choice, ink: Ink) -> list[Item]:
    ways = row(
        press(ink.texts("button.preview"), Verb.DRAFT_SHOW, one.id),
        press(ink.texts("button.edit"), Verb.DRAFT_EDIT, one.id),
    )
    return [written(one.title, weight="Bolder"), written(one.detail, "Small"), ways]


def _version(version: Version, ink: Ink) -> list[Item]:
    texts = ink.texts
    status = texts(f"history.{version.status.value}")
    shown = [
        written(texts("history.version", number=version.number, status=status), weight="Bolder"),
        small(texts("history.by", name=version.by or texts("history.starter"), when=when(version.at, ink))),
    ]
    shown += [pair(texts("draft.why"), version.why)] if version.why else []
    fields = ", ".join(texts.get(f"entry.{name}", name) for name in version.fields)
    return [*shown, *([pair(texts("history.changed"), fields)] if fields else [])]
