"""What happened to a case, the coordinator's hand on it, and what declines teach the directory."""

from __future__ import annotations

from collections.abc import Iterable

from bot.buttons import Verb
from bot.cards.fields import Form
from bot.cards.parts import Drawn, Item, heading, line, press, small, unfilled, unfold, written
from bot.cards.words import Ink, role_title, when
from handlers.oversee import REASONS
from handlers.views_case import CaseCard, Proposal, Story, StoryLine

MOST_LINES = 30
MOST_DUPLICATES = 5


def story(view: Story, ink: Ink) -> Drawn:
    """The reader's part of what happened, a line each."""
    back = press(ink.texts("button.show"), Verb.STATUS, view.id)
    return Drawn([heading(ink.texts("story.heading")), *_lines(view.lines, ink)], [back])


def story_told(view: Story, ink: Ink) -> str:
    """Notification text of the story."""
    return ink.texts("summary.story", count=len(view.lines))


def case(view: CaseCard, ink: Ink) -> Drawn:
    """One case: where it stands, what happened, and what the coordinator may do. Never what was written."""
    texts, title = ink.texts, role_title(view.role, ink)
    mistake = [written(texts(f"wrong.{view.wrong}"), color="Attention", weight="Bolder")] if view.wrong else []
    body = [
        heading(texts("case.heading")),
        *mistake,
        written(texts("cases.urgent", role=title) if view.urgent else title, weight="Bolder"),
        written(texts(f"cases.{view.state.value}", name=view.waits_for)),
        small(texts("cases.times", due=when(view.due_at, ink), since=when(view.created_at, ink))),
        *_lines(view.lines, ink),
    ]
    back = unfilled(press(texts("button.cases"), Verb.CASES))
    return Drawn(body, [*_give(view, ink), *_merge(view, ink), _close(view, ink), back])


def case_told(view: CaseCard, ink: Ink) -> str:
    """Notification text of one case."""
    return ink.texts("summary.case", role=role_title(view.role, ink))


def proposal(view: Proposal, ink: Ink) -> Drawn:
    """Shall somebody no longer be asked about an entry? Doing nothing leaves it as it is."""
    texts = ink.texts
    body = [
        heading(texts("proposal.heading")),
        written(texts("proposal.text", name=view.name, title=view.title, times=view.times)),
        line(texts("proposal.or_not"), isSubtle=True),
    ]
    return Drawn(body, [press(texts("button.correct"), Verb.CORRECT, view.person, slug=view.slug)])


def proposal_told(view: Proposal, ink: Ink) -> str:
    """Notification text of a proposal."""
    return ink.texts("summary.proposal", times=view.times)


def _lines(lines: Iterable[StoryLine], ink: Ink) -> list[Item]:
    return [_line(one, ink) for one in list(lines)[-MOST_LINES:]]


def _line(one: StoryLine, ink: Ink) -> Item:
    what = ink.texts(f"story.{one.what}", name=one.name or ink.texts("who.colleague"))
    return written(f"{when(one.at, ink)}: {what}", "Small")


def _give(view: CaseCard, ink: Ink) -> list[Item]:
    if not view.colleagues:
        return []
    people = [(id_, _named(who, ink)) for id_, who in view.colleagues]
    choose = Form("case", ink).choose("to", people, style="filtered", must=True)
    give = press(ink.texts("button.case_give"), Verb.CASE_GIVE, view.id, view.version)
    return [unfold(ink.texts("button.case_give"), choose, [give])]


def _merge(view: CaseCard, ink: Ink) -> list[Item]:
    if not view.duplicates:
        return []
    ways = [
        press(ink.texts("case.into", since=when(since, ink)), Verb.CASE_MERGE, view.id, view.version, to=id_)
        for id_, since in view.duplicates[:MOST_DUPLICATES]
    ]
    return [unfold(ink.texts("button.case_merge"), [line(ink.texts("case.merge"))], ways)]


def _close(view: CaseCard, ink: Ink) -> Item:
    ways = [
        press(ink.texts(f"outcome.{reason}"), Verb.CASE_CLOSE, view.id, view.version, reason=reason)
        for reason in REASONS
    ]
    return unfold(ink.texts("button.case_close"), [line(ink.texts("case.close"))], ways)


def _named(who: str, ink: Ink) -> str:
    name, _, role = who.rpartition("|")
    return f"{name}, {role_title(role, ink)}" if name else role
