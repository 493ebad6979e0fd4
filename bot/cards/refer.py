"""The short form for a colleague: what is needed to help, and nothing that names the child."""

from __future__ import annotations

from bot.buttons import Verb
from bot.cards.answer import masked_notice
from bot.cards.fields import Form, role_choices
from bot.cards.note import NOTE
from bot.cards.parts import Drawn, Item, heading, line, press
from bot.cards.words import Ink
from handlers.views import ReferForm
from knowledge.catalogue import AgeBand, Setting
from knowledge.referral import Note

MOST = 600
ANY = "any"
"""Not empty: some clients leave an empty choice out of what they show."""


def form(view: ReferForm, ink: Ink) -> Drawn:
    """Filled from what was already written; a mistake stands beside its field."""
    texts, fields = ink.texts, Form("refer", ink, view.wrong)
    body = [
        heading(texts("refer.correct_heading" if view.referral else "refer.heading")),
        line(texts("refer.never"), color="Accent"),
        *masked_notice(view.masked, "", ink),
        *fields.others(*NOTE, "slots"),
        *(item for name in NOTE for item in _note_field(fields, view.note, name)),
    ]
    if view.referral:
        return Drawn(body, [press(texts("button.save"), Verb.SAVE_NOTE, view.referral, view.version, style="positive")])
    body += _about(view, fields, ink)
    return Drawn(body, [press(texts("button.send"), Verb.REFER, view.question, style="positive")])


def form_told(view: ReferForm, ink: Ink) -> str:
    """Notification text of the form."""
    return ink.texts("summary.refer_form")


def _note_field(fields: Form, written_note: Note, name: str) -> list[Item]:
    return fields.text(name, getattr(written_note, name), most=MOST, lines=True, must=name == "see")


def _about(view: ReferForm, fields: Form, ink: Ink) -> list[Item]:
    texts = ink.texts
    listed = [(ANY, texts("refer.any_role")), *role_choices(view.roles, ink)]
    ages = [(ANY, texts("refer.any")), *((age.value, texts("age.years", ages=age.value)) for age in AgeBand)]
    places = [(ANY, texts("refer.any")), *((s.value, texts(f"setting.{s.name.lower()}")) for s in Setting)]
    urgent = [(key, texts(f"urgent.{key}")) for key in ("now", "week", "later")]
    return [
        *fields.choose("role", listed, view.role if view.role in view.roles else ANY),
        *fields.choose("age", ages, view.age or ANY),
        *fields.choose("setting", places, view.setting or ANY),
        *fields.choose("urgent", urgent, "now" if view.urgent else "week", style="expanded"),
        *fields.yes("anonymous"),
        *fields.text("slots", view.slots, most=300),
    ]
