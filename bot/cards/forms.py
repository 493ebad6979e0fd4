"""Forms of the catalogue and the directory, and of a helper's own time."""

from __future__ import annotations

from bot.buttons import Verb
from bot.cards.fields import Form, all_roles
from bot.cards.parts import Drawn, Item, heading, line, press, unfilled
from bot.cards.words import Ink, clean
from handlers.views import AvailabilityForm, EntryForm, PersonForm
from knowledge.catalogue import AgeBand, Entry, Kind, Level, Setting

ENTRY = (
    *("kind", "title", "one_line", "purpose", "steps", "phrases", "levels", "ages", "settings", "roles"),
    *("child_question", "parent_question", "small_step", "source", "approved_by", "why"),
)
PERSON = ("upn", "name", "title", "unit", "roles", "hours", "capacity", "competences")
AVAILABILITY = ("hours", "capacity", "away_from", "away_to", "substitute")
NOBODY = "none"
CAPACITY_DIGITS = 2
"""Written as text: Input.Number reaches us as a number from some clients and as a text from others."""


def entry(view: EntryForm, ink: Ink) -> Drawn:
    """One entry, new or to be changed."""
    texts, form = ink.texts, Form("entry", ink, view.wrong)
    body = [
        heading(texts("entry.new" if view.new else "entry.change")),
        line(texts("entry.help"), isSubtle=True),
        *form.others(*ENTRY),
        *(_kind(view.entry, form, ink) if view.new else ()),
        *_words(view.entry, form),
        *_where(view.entry, form, ink),
        *_origin(view.entry, form),
        *form.choose_many("roles", all_roles(ink), view.entry.roles),
    ]
    slug = "" if view.new else view.entry.slug
    save = press(texts("button.publish"), Verb.ENTRY_SAVE, slug, view.version, style="positive")
    retire = press(texts("button.retire"), Verb.ENTRY_RETIRE, slug, view.version, style="destructive")
    return Drawn(body, [save] if view.new else [save, retire])


def entry_told(view: EntryForm, ink: Ink) -> str:
    """Notification text of the entry's form."""
    return ink.texts("summary.entry_form", title=clean(view.entry.title))


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
        *form.text("hours", values.get("hours", "")),
        *form.text("capacity", values.get("capacity", ""), most=CAPACITY_DIGITS),
        *form.text("competences", values.get("competences", ""), most=600),
        *form.choose_many("roles", all_roles(ink), [values.get("roles", "")]),
    ]
    save = press(texts("button.save"), Verb.PERSON_SAVE, values.get("id", ""), view.version, style="positive")
    return Drawn(body, [save, unfilled(press(texts("button.home"), Verb.HOME))])


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


def _kind(one: Entry, form: Form, ink: Ink) -> list[Item]:
    return form.choose("kind", [(kind.value, ink.texts(f"kind.{kind.value}")) for kind in Kind], one.kind.value)


def _words(one: Entry, form: Form) -> list[Item]:
    return [
        *form.text("title", one.title, most=120, must=True),
        *form.text("one_line", one.one_line),
        *form.text("purpose", one.purpose, most=1_000, lines=True, must=True),
        *form.text("steps", "\n".join(one.steps), most=4_000, lines=True, must=True),
        *form.text("phrases", "\n".join(one.phrases), most=8_000, lines=True),
    ]


def _where(one: Entry, form: Form, ink: Ink) -> list[Item]:
    texts = ink.texts
    return [
        *form.choose_many("levels", [(x.value, texts(f"level.{x.name.lower()}")) for x in Level], one.levels),
        *form.choose_many("ages", [(x.value, texts("age.years", ages=x.value)) for x in AgeBand], one.ages),
        *form.choose_many("settings", [(x.value, texts(f"setting.{x.name.lower()}")) for x in Setting], one.settings),
    ]


def _origin(one: Entry, form: Form) -> list[Item]:
    names = ("child_question", "parent_question", "small_step", "source", "approved_by")
    shown = [item for name in names for item in form.text(name, getattr(one, name), most=400)]
    return [*shown, *form.text("why", most=300)]
