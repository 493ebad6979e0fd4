"""The form of one entry: the same in the chat and in a dialog."""

from __future__ import annotations

from bot.buttons import Verb
from bot.cards.fields import Form, all_roles
from bot.cards.parts import Drawn, Item, heading, line, pair, press, unfilled
from bot.cards.words import Ink, clean
from handlers.views_desk import EntryForm
from knowledge.catalogue import INCLUSION, KVINTET, AgeBand, Entry, Kind, Level, Setting

FIELDS = (
    *("kind", "title", "one_line", "purpose", "steps", "phrases", "levels", "ages", "settings", "inclusion"),
    *("kvintet", "child_question", "parent_question", "small_step", "source", "source_url", "owner"),
    *("approved_by", "approved_on", "why", "reviewer", "roles"),
)
NOBODY = "none"


def entry(view: EntryForm, ink: Ink) -> Drawn:
    """One entry, new or to be changed."""
    texts, form = ink.texts, Form("entry", ink, view.wrong)
    body = [
        heading(texts("entry.new" if view.new else "entry.change")),
        line(texts("entry.help"), isSubtle=True),
        *_notices(view, ink),
        *form.others(*FIELDS),
        *(_kind(view.entry, form, ink) if view.new else ()),
        *_words(view.entry, form),
        *_where(view.entry, form, ink),
        *_origin(view, form),
        *form.choose_many("roles", all_roles(ink), view.entry.roles),
        *form.choose("reviewer", [(NOBODY, texts("entry.nobody")), *view.reviewers], NOBODY),
    ]
    return Drawn(body, _buttons(view, ink))


def entry_told(view: EntryForm, ink: Ink) -> str:
    """Notification text of the entry's form."""
    return ink.texts("summary.entry_form", title=clean(view.entry.title))


def _buttons(view: EntryForm, ink: Ink) -> list[Item]:
    texts, slug = ink.texts, "" if view.new else view.entry.slug
    extra = {"draft": view.draft, "dn": str(view.draft_version)} if view.draft else {}
    extra |= {"questions": ",".join(view.questions)} if view.questions and not view.draft else {}

    def sends(verb: Verb, key: str, style: str = "") -> Item:
        return press(texts(f"button.{key}"), verb, slug, view.version, style=style, **extra)

    ways = [
        sends(Verb.ENTRY_SAVE, "propose", "positive"),
        sends(Verb.ENTRY_KEEP, "keep"),
        sends(Verb.ENTRY_SEND, "send_review"),
    ]
    if view.new:
        return ways
    history = unfilled(press(texts("button.history"), Verb.ENTRY_HISTORY, slug))
    return [*ways, history, sends(Verb.ENTRY_RETIRE, "retire", "destructive")]


def _notices(view: EntryForm, ink: Ink) -> list[Item]:
    texts = ink.texts
    others = [line(texts("entry.others", names=", ".join(clean(n) for n in view.others)), color="Warning")]
    return [*(others if view.others else ()), *([pair(texts("entry.remark"), view.remark)] if view.remark else ())]


def _kind(one: Entry, form: Form, ink: Ink) -> list[Item]:
    return form.choose("kind", [(kind.value, ink.texts(f"kind.{kind.value}")) for kind in Kind], one.kind.value)


def _words(one: Entry, form: Form) -> list[Item]:
    return [
        *form.text("title", one.title, most=120, must=True),
        *form.text("one_line", one.one_line),
        *form.text("purpose", one.purpose, most=1_000, lines=True),
        *form.text("steps", "\n".join(one.steps), most=4_000, lines=True),
        *form.text("phrases", "\n".join(one.phrases), most=8_000, lines=True),
    ]


def _where(one: Entry, form: Form, ink: Ink) -> list[Item]:
    texts = ink.texts
    return [
        *form.choose_many("levels", [(x.value, texts(f"level.{x.name.lower()}")) for x in Level], one.levels),
        *form.choose_many("ages", [(x.value, texts("age.years", ages=x.value)) for x in AgeBand], one.ages),
        *form.choose_many("settings", [(x.value, texts(f"setting.{x.name.lower()}")) for x in Setting], one.settings),
        *form.choose_many("inclusion", [(x, texts(f"inclusion.{x}")) for x in INCLUSION], one.inclusion),
        *form.choose_many("kvintet", [(x, texts(f"kvintet.{x}")) for x in KVINTET], one.kvintet),
    ]


def _origin(view: EntryForm, form: Form) -> list[Item]:
    one = view.entry
    names = ("child_question", "parent_question", "small_step", "source", "source_url", "owner", "approved_by")
    shown = [item for name in names for item in form.text(name, getattr(one, name), most=400)]
    day = form.day("approved_on", one.approved_on.isoformat() if one.approved_on else "")
    return [*shown, *day, *form.text("why", view.why, most=300)]
