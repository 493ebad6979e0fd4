"""Forms of the directory, and of a helper's own time."""

from __future__ import annotations

from bot.buttons import LISTS, Verb
from bot.cards.fields import Form, all_roles
from bot.cards.parts import Drawn, heading, line, press, unfilled
from bot.cards.words import Ink
from handlers.views import AvailabilityForm, PersonForm

PERSON = (
    *("upn", "name", "title", "unit", "district", "roles", "hours", "capacity", "competences"),
    *("rights", "oversees"),
)
AVAILABILITY = ("hours", "capacity", "away_from", "away_to", "substitute")
NOBODY = "none"
RIGHTS = ("editor", "leader")
CAPACITY_DIGITS = 2
"""Written as text: Input.Number reaches us as a number from some clients and as a text from others."""


def person(view: PersonForm, ink: Ink) -> Drawn:
    """One person of the directory."""
    texts, form, values = ink.texts, Form("person", ink, view.wrong), view.values
    body = [
        heading(texts("person.new" if view.new else "person.change")),
        *form.others(*PERSON),
        *form.text("upn", values.get("upn", "")),
        *form.text("name", values.get("name", ""), must=True),
        *form.text("title", values.get("title", ""), most=100),
        *form.text("unit", values.get("unit", ""), most=100),
        *form.text("district", values.get("district", ""), most=100),
        *form.text("hours", values.get("hours", "")),
        *form.text("capacity", values.get("capacity", ""), most=CAPACITY_DIGITS),
        *form.text("competences", values.get("competences", ""), most=600),
        *form.choose_many("roles", all_roles(ink), [values.get("roles", "")]),
        *form.text("oversees", values.get("oversees", ""), most=300),
        *form.choose_many("rights", _rights(ink), [values.get("rights", "")]),
    ]
    id_, lists = values.get("id", ""), {LISTS: "roles,rights"}
    save = press(texts("button.save"), Verb.PERSON_SAVE, id_, view.version, style="positive", **lists)
    return Drawn(body, [save, unfilled(press(texts("button.home"), Verb.HOME))])


def _rights(ink: Ink) -> list[tuple[str, str]]:
    return [(right, ink.texts(f"person.{right}")) for right in RIGHTS]


def person_told(view: PersonForm, ink: Ink) -> str:
    """Notification text of the person's form."""
    return ink.texts("summary.person_form")


def availability(view: AvailabilityForm, ink: Ink) -> Drawn:
    """A helper's own hours, room and absence."""
    texts, form, values = ink.texts, Form("availability", ink, view.wrong), view.values
    people = [(NOBODY, texts("availability.nobody")), *view.colleagues]
    body = [
        heading(texts("availability.heading")),
        *([line(texts("availability.saved"), color="Good", weight="Bolder")] if view.saved else []),
        *form.others(*AVAILABILITY),
        *form.text("hours", values.get("hours", "")),
        *form.text("capacity", values.get("capacity", ""), most=CAPACITY_DIGITS),
        *form.day("away_from", values.get("away_from", "")),
        *form.day("away_to", values.get("away_to", "")),
        *form.choose("substitute", people, values.get("substitute") or NOBODY),
    ]
    return Drawn(body, [press(texts("button.save"), Verb.AVAILABILITY_SAVE, "", view.version, style="positive")])


def availability_told(view: AvailabilityForm, ink: Ink) -> str:
    """Notification text of the availability form."""
    return ink.texts("availability.saved" if view.saved else "summary.availability")
