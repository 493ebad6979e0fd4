"""The form of one entry: the same in the chat and in a dialog."""

from __future__ import annotations

from bot.buttons import LISTS, Verb
from bot.cards.fields import Form, all_roles
from bot.cards.parts import Drawn, Item, heading, line, pair, press, unfilled
from bot.cards.words import Ink, clean
from handlers.views_desk import EntryForm
from knowledge.catalogue import INCLUSION, KVINTET, AgeBand, Entry, Kind, Level, Setting, Urgency

GUIDELINE = (
    *("urgency", "decides", "never", "legal", "legal_checked", "legal_verified", "local_approver"),
    *("approved_by", "approved_on"),
)
FIELDS = (
    *("kind", "title", "one_line", "purpose", "steps", "phrases", "levels", "ages", "settings", "inclusion"),
    *("kvintet", "child_question", "parent_question", "small_step", "source", "source_url", "owner"),
    *("valid_from", "review_by", "why", "reviewer", "roles"),
)
NOBODY = "none"


def entry(view: EntryForm, ink: Ink) -> Drawn:
    """One entry, new or to be changed."""
    texts, form = ink.texts, Form("entry", ink, view.wrong)
    body = [
        heading(texts("entry.new" if view.new else "entry.change")),
        line(texts("entry.help"), isSubtle=True),
        *_notices(view, ink),
        *form.others(*FIELDS, *(GUIDELINE if _may_be_guideline(view) else ())),
        *(_kind(view.entry, form, ink) if view.new else ()),
        *_words(view.entry, form),
        *_where(view.entry, form, ink),
        *_origin(view.entry, form),
        *(_guideline(view.entry, form, ink) if _may_be_guideline(view) else ()),
        *form.text("why", view.why, most=300),
        *form.choose_many("roles", all_roles(ink), view.entry.roles),
        *form.choose("reviewer", [(NOBODY, texts("entry.nobody")), *view.reviewers], NOBODY),
    ]
    return Drawn(body, _buttons(view, ink))


def entry_told(view: EntryForm, ink: Ink) -> str:
    """Notification text of the entry's form."""
    return ink.texts("summary.entry_form", title=clean(view.entry.title))


def _buttons(view: EntryForm, ink: Ink) -> list[Item]:
    texts, slug = ink.texts, "" if view.new else view.entry.slug
    extra = {LISTS: "levels,ages,settings,inclusion,kvintet,roles"}
    extra |= {"draft": view.draft, "dn": str(view.draft_version)} if view.draft else {}
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


def _origin(one: Entry, form: Form) -> list[Item]:
    names = ("child_question", "parent_question", "small_step", "source", "source_url", "owner")
    shown = [item for name in names for item in form.text(name, getattr(one, name), most=400)]
    return [*shown, *_days(one, form, "valid_from", "review_by")]


def _may_be_guideline(view: EntryForm) -> bool:
    return view.new or view.entry.kind is Kind.GUIDELINE


def _guideline(one: Entry, form: Form, ink: Ink) -> list[Item]:
    """What a guideline has and a method has not."""
    texts = ink.texts
    urgency = [(NOBODY, texts("entry.no_urgency"))]
    urgency += [(u.value, texts(f"urgency.{u.name.lower()}")) for u in Urgency]
    return [
        heading(texts("entry.guideline"), "Default"),
        *form.choose("urgency", urgency, one.urgency.value if one.urgency else NOBODY),
        *form.text("decides", one.decides, most=1_000, lines=True),
        *form.text("never", "\n".join(one.never), most=2_000, lines=True),
        *form.text("legal", one.legal, most=2_000, lines=True),
        *_days(one, form, "legal_checked"),
        *form.yes("legal_verified", checked=one.legal_verified),
        *(item for name in ("local_approver", "approved_by") for item in form.text(name, getattr(one, name), most=400)),
        *_days(one, form, "approved_on"),
    ]


def _days(one: Entry, form: Form, *names: str) -> list[Item]:
    known = {name: getattr(one, name) for name in names}
    return [item for name, at in known.items() for item in form.day(name, at.isoformat() if at else "")]
