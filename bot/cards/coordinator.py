"""The coordinator's front page, open cases without their text, and the search for entries to edit."""

from __future__ import annotations

from bot.buttons import Verb
from bot.cards.fields import Form
from bot.cards.parts import Drawn, Item, heading, line, pair, press, row, small, unfilled, written
from bot.cards.words import Ink, role_title, when
from handlers.views import CaseLine, Cases, CoordinatorHome
from handlers.views_desk import Choice, EntryList

WAYS = {
    "catalogue": (Verb.ENTRY_FIND, Verb.ENTRY_NEW, Verb.DRAFTS, Verb.MISSED, Verb.LESSONS),
    "people": (Verb.CASES, Verb.PEOPLE, Verb.PERSON_NEW, Verb.COVERAGE),
    "whole": (Verb.OVERVIEW, Verb.IMPORT, Verb.EXPORT, Verb.REVISION, Verb.GUIDE),
}
COUNTS = ("open_cases", "stranded", "unanswered", "helpers", "unreachable")


def home(view: CoordinatorHome, ink: Ink) -> Drawn:
    """Counts and ways in."""
    texts = ink.texts
    body = [heading(texts("home.heading")), *(pair(texts(f"home.{name}"), str(getattr(view, name))) for name in COUNTS)]
    if view.editions:
        see = press(texts("button.editions"), Verb.EDITIONS)
        body += [pair(texts("home.editions"), str(view.editions)), row(see)]
    for group, ways in WAYS.items():
        buttons = (press(texts(f"button.{verb.value}"), verb) for verb in ways)
        body += [line(texts(f"home.{group}"), weight="Bolder", spacing="Medium"), row(*buttons)]
    return Drawn(body)


def home_told(view: CoordinatorHome, ink: Ink) -> str:
    """Notification text of the front page."""
    return ink.texts("summary.home", open=view.open_cases, stranded=view.stranded)


def cases(view: Cases, ink: Ink) -> Drawn:
    """The course of open cases."""
    texts = ink.texts
    told = texts("cases.no_text" if view.lines else "cases.none")
    body = [heading(texts("cases.heading")), line(told, isSubtle=True)]
    body += [{"type": "Container", "separator": True, "items": _case(one, ink)} for one in view.lines]
    return Drawn(body, [press(texts("button.refresh"), Verb.CASES), press(texts("button.home"), Verb.HOME)])


def cases_told(view: Cases, ink: Ink) -> str:
    """Notification text of the list."""
    return ink.texts("summary.cases", count=len(view.lines))


def entry_list(view: EntryList, ink: Ink) -> Drawn:
    """A search field and what it found."""
    texts = ink.texts
    body = [heading(texts("entries.heading")), *Form("entries", ink).text("query", view.query, most=100)]
    if view.query and not view.found:
        body.append(line(texts("entries.none")))
    body += [{"type": "Container", "separator": True, "items": _choice(one, ink)} for one in view.found]
    new = unfilled(press(texts("button.entry_new"), Verb.ENTRY_NEW))
    return Drawn(body, [press(texts("button.search"), Verb.ENTRY_FIND), new])


def entry_list_told(view: EntryList, ink: Ink) -> str:
    """Notification text of the search."""
    return ink.texts("summary.entries", count=len(view.found))


def _case(one: CaseLine, ink: Ink) -> list[Item]:
    texts = ink.texts
    title = role_title(one.role, ink)
    take = press(texts("button.take"), Verb.TAKE, one.id, one.version)
    return [
        written(texts("cases.urgent", role=title) if one.urgent else title, weight="Bolder"),
        written(texts(f"cases.{one.state.value}", name=one.waits_for), "Small"),
        small(texts("cases.times", due=when(one.due_at, ink), since=when(one.created_at, ink))),
        row(*([take] if one.can_take else []), press(texts("button.case"), Verb.CASE, one.id, one.version)),
    ]


def _choice(one: Choice, ink: Ink) -> list[Item]:
    edit = unfilled(press(ink.texts("button.edit"), Verb.ENTRY_EDIT, one.id, one.version))
    state = [small(ink.texts(f"history.{one.state}"))] if one.state else []
    return [written(one.title, weight="Bolder"), written(one.detail, "Small"), *state, row(edit)]
