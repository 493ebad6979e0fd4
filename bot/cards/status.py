"""The asker's card: always the present truth, and the question whether it helped."""

from __future__ import annotations

from collections.abc import Sequence

from bot.buttons import Verb
from bot.cards.answer import masked_notice
from bot.cards.note import note, outcomes, reasons_line, somebody
from bot.cards.parts import Drawn, Item, box, heading, pair, press, small, written
from bot.cards.small import outcome
from bot.cards.words import Ink, clean, role_title, when
from handlers.views import FollowUp, Status
from knowledge.referral import State


def status(view: Status, ink: Ink) -> Drawn:
    """Whom it waits for, why, by when, who is next, and what to try meanwhile."""
    texts = ink.texts
    body = [heading(texts(f"status.{view.state.value}")), *_standing(view, ink)]
    if view.bridge and view.state is not State.CLOSED:
        body.append(box([pair(texts("status.bridge"), view.bridge.small_step)]))
    body += masked_notice(view.masked, "", ink)
    body += [small(texts("status.emptied"))] if view.emptied else note(view.note, ink)
    return Drawn(body, _buttons(view, ink))


def status_told(view: Status, ink: Ink) -> str:
    """Notification text of the asker's card."""
    return ink.texts(
        f"summary.status_{view.state.value}", name=clean(somebody(view.waits_for, ink)), when=when(view.due_at, ink)
    )


def follow_up(view: FollowUp, ink: Ink) -> Drawn:
    """Did it help?"""
    texts = ink.texts
    body = [heading(texts("follow_up.heading")), written(texts("follow_up.text", name=somebody(view.helper, ink)))]
    body += [pair(texts("follow_up.wish"), view.wish)] if view.wish else []
    return Drawn(body, outcomes(view.id, view.version, ink))


def follow_up_told(view: FollowUp, ink: Ink) -> str:
    """Notification text of the follow-up."""
    return ink.texts("summary.follow_up", name=clean(somebody(view.helper, ink)))


def _standing(view: Status, ink: Ink) -> list[Item]:
    texts = ink.texts
    if view.state is State.CLOSED:
        return [written(outcome(view.outcome, ink))]
    told = texts(
        f"status.{view.state.value}_text",
        name=somebody(view.waits_for, ink),
        role=role_title(view.role, ink),
        when=when(view.due_at, ink),
    )
    body = [small(texts("status.urgent"))] if view.urgent else []
    body.append(written(told))
    now = next((step for step in view.steps if step.said in ("asked", "yes")), None)
    if now and (why := reasons_line((told for told in now.reasons if told.key != "role"), ink)):
        body.append(pair(texts("status.why"), why))
    return [*body, *(_order(view, ink) if view.state in (State.OFFERED, State.STRANDED) else ())]


def _order(view: Status, ink: Ink) -> Sequence[Item]:
    """Who cannot, without why; and who is asked next."""
    texts = ink.texts
    out = [step.name for step in view.steps if step.said in ("no", "late", "skipped") and step.name]
    coming = next((step for step in view.steps if not step.said), None)
    shown = [pair(texts("status.cannot"), ", ".join(out))] if out else []
    if view.state is State.OFFERED:
        following = (
            f"{somebody(coming.name, ink)}, {role_title(coming.role, ink)}"
            if coming
            else role_title("koordinator", ink)
        )
        shown.append(pair(texts("status.next"), following))
    return shown


def _buttons(view: Status, ink: Ink) -> list[Item]:
    texts = ink.texts
    again = press(texts("button.refresh"), Verb.STATUS, view.id, view.version)
    story = press(texts("button.story"), Verb.STORY, view.id)
    withdraw = press(texts("button.withdraw"), Verb.WITHDRAW, view.id, view.version)
    match view.state:
        case State.OFFERED | State.STRANDED:
            return [press(texts("button.edit_note"), Verb.EDIT_NOTE, view.id, view.version), withdraw, again, story]
        case State.ACCEPTED:
            return [press(texts("button.talked"), Verb.TALKED, view.id, view.version), withdraw, again, story]
        case State.IN_CONTACT | State.FOLLOW_UP:
            return [*outcomes(view.id, view.version, ink), again, story]
        case _:
            reopen = press(texts("button.reopen"), Verb.REOPEN, view.id, view.version)
            return [story] if view.emptied else [reopen, story]
