"""The asker's side of a referral: the short form, the present truth, and the question whether it helped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.buttons import Verb
from bot.cards.answer import masked_notice
from bot.cards.fields import Form, role_choices
from bot.cards.parts import Drawn, Ink, Item, box, clean, heading, line, pair, press, role_title, small, when, written
from bot.cards.small import outcome
from handlers.views import FollowUp, Reason, ReferForm, Status
from knowledge.catalogue import AgeBand, Setting
from knowledge.referral import Note, State

NOTE = ("see", "when", "tried", "wish")
MOST = 600
FEW_REASONS = 3


def form(view: ReferForm, ink: Ink) -> Drawn:
    """What a colleague needs to know, and nothing that names the child."""
    texts, fields = ink.texts, Form("refer", ink, view.wrong)
    body = [
        heading(texts("refer.correct_heading" if view.referral else "refer.heading")),
        line(texts("refer.never"), color="Accent"),
        *masked_notice(view.masked, "", ink),
        *fields.others(*NOTE),
        *(item for name in NOTE for item in _note_field(fields, view.note, name)),
    ]
    if view.referral:
        return Drawn(body, [press(texts("button.save"), Verb.SAVE_NOTE, view.referral, view.version, style="positive")])
    body += _about(view, fields, ink)
    return Drawn(body, [press(texts("button.send"), Verb.REFER, view.question, style="positive")])


def form_told(view: ReferForm, ink: Ink) -> str:
    """Notification text of the form."""
    return ink.texts("summary.refer_form")


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
    return ink.texts(f"summary.status_{view.state.value}", name=clean(view.waits_for), when=when(view.due_at, ink))


def follow_up(view: FollowUp, ink: Ink) -> Drawn:
    """Did it help?"""
    texts = ink.texts
    body = [heading(texts("follow_up.heading")), written(texts("follow_up.text", name=view.helper))]
    body += [pair(texts("note.wish"), view.wish)] if view.wish else []
    return Drawn(body, outcomes(view.id, view.version, ink))


def follow_up_told(view: FollowUp, ink: Ink) -> str:
    """Notification text of the follow-up."""
    return ink.texts("summary.follow_up", name=clean(view.helper))


def note(written_note: Note, ink: Ink) -> list[Item]:
    """What the asker wrote."""
    return [pair(ink.texts(f"note.{name}"), text) for name in NOTE if (text := getattr(written_note, name))]


def reasons_line(reasons: Iterable[Reason], ink: Ink) -> str:
    """Why somebody is asked, on one line."""
    return " · ".join([_reason(reason, ink) for reason in reasons][:FEW_REASONS])


def outcomes(id_: str, version: int, ink: Ink) -> list[Item]:
    """Three answers to "did it help?"."""
    ways = (("helped", Verb.OUT_HELPED), ("partly", Verb.OUT_PARTLY), ("not", Verb.OUT_NOT))
    return [press(ink.texts(f"button.out_{name}"), verb, id_, version) for name, verb in ways]


def _note_field(fields: Form, written_note: Note, name: str) -> list[Item]:
    return fields.text(name, getattr(written_note, name), most=MOST, lines=True, must=name == "see")


def _about(view: ReferForm, fields: Form, ink: Ink) -> list[Item]:
    texts = ink.texts
    ages = [("", texts("refer.any")), *((age.value, texts("age.years", ages=age.value)) for age in AgeBand)]
    places = [("", texts("refer.any")), *((s.value, texts(f"setting.{s.name.lower()}")) for s in Setting)]
    urgent = [(key, texts(f"urgent.{key}")) for key in ("now", "week", "later")]
    return [
        *fields.choose("role", [("", texts("refer.any_role")), *role_choices(view.roles, ink)], view.role),
        *fields.choose("age", ages, view.age),
        *fields.choose("setting", places, view.setting),
        *fields.choose("urgent", urgent, "now" if view.urgent else "week", style="expanded"),
        *fields.yes("anonymous"),
    ]


def _standing(view: Status, ink: Ink) -> list[Item]:
    texts = ink.texts
    if view.state is State.CLOSED:
        return [written(outcome(view.outcome, ink))]
    told = texts(
        f"status.{view.state.value}_text",
        name=view.waits_for,
        role=role_title(view.role, ink),
        when=when(view.due_at, ink),
    )
    body = [written(told)]
    now = next((step for step in view.steps if step.said in ("asked", "yes")), None)
    if now and (why := reasons_line(now.reasons, ink)):
        body.append(pair(texts("status.why"), why))
    return [*body, *(_order(view, ink) if view.state in (State.OFFERED, State.STRANDED) else ())]


def _order(view: Status, ink: Ink) -> Sequence[Item]:
    """Who cannot, without why; and who is asked next."""
    texts = ink.texts
    out = [step.name for step in view.steps if step.said in ("no", "late", "skipped") and step.name]
    coming = next((step for step in view.steps if not step.said), None)
    shown = [pair(texts("status.cannot"), ", ".join(out))] if out else []
    if view.state is State.OFFERED:
        following = f"{coming.name}, {role_title(coming.role, ink)}" if coming else role_title("koordinator", ink)
        shown.append(pair(texts("status.next"), following))
    return shown


def _reason(reason: Reason, ink: Ink) -> str:
    value = reason.values.get("value", "")
    if reason.key in ("role", "wish"):
        value = role_title(value, ink)
    if reason.key == "language":
        value = ink.texts.get(f"language.{value}", value)
    return ink.texts(f"reason.{reason.key}", value=value, by=reason.values.get("by", ""))


def _buttons(view: Status, ink: Ink) -> list[Item]:
    texts = ink.texts
    again = press(texts("button.refresh"), Verb.STATUS, view.id, view.version)
    withdraw = press(texts("button.withdraw"), Verb.WITHDRAW, view.id, view.version)
    match view.state:
        case State.OFFERED | State.STRANDED:
            return [press(texts("button.edit_note"), Verb.EDIT_NOTE, view.id, view.version), withdraw, again]
        case State.ACCEPTED:
            return [press(texts("button.talked"), Verb.TALKED, view.id, view.version), withdraw, again]
        case State.IN_CONTACT | State.FOLLOW_UP:
            return [*outcomes(view.id, view.version, ink), again]
        case _:
            reopen = press(texts("button.reopen"), Verb.REOPEN, view.id, view.version)
            return [] if view.emptied else [reopen]
