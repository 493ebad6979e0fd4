"""Rows pasted from Excel: what they would change, what is wrong row by row, and only then the button to go on."""

from __future__ import annotations

from bot.buttons import Verb
from bot.cards.fields import Form
from bot.cards.parts import Drawn, Item, heading, line, pair, press, small, unfilled, written
from bot.cards.words import Ink
from handlers.views_desk import ImportForm
from handlers.views_errands import ImportCard

MOST = 38_000
COUNTS = ("added", "changed", "unchanged", "refused")


def form(view: ImportForm, ink: Ink) -> Drawn:
    """The field, and the outcome of the dry run."""
    texts = ink.texts
    body = [heading(texts("import.heading")), line(texts("import.help"), isSubtle=True), *outcome(view, ink)]
    body += Form("import", ink).text("rows", view.text, most=MOST, lines=True)
    attempt = press(texts("button.import_try"), Verb.IMPORT_TRY, style="positive")
    ready = view.looked and not view.refused and (view.added or view.changed)
    key = "button.import_see" if view.answers else "button.import_do"
    read_in = [press(texts(key), Verb.IMPORT_DO)] if ready else []
    return Drawn(body, [attempt, *read_in, unfilled(press(texts("button.home"), Verb.HOME))])


def form_told(view: ImportForm, ink: Ink) -> str:
    """Notification text of the dry run."""
    return ink.texts("summary.import", added=view.added, changed=view.changed, refused=view.refused)


def outcome(view: ImportForm | ImportCard, ink: Ink) -> list[Item]:
    """What reading it in would do, and what is wrong with which row."""
    texts = ink.texts
    if isinstance(view, ImportForm) and (view.wrong or not view.looked):
        return [written(view.wrong, color="Attention", weight="Bolder")] if view.wrong else []
    shown = [pair(texts(f"import.{name}"), str(getattr(view, name))) for name in COUNTS]
    shown += [line(texts("import.overtaken"), color="Attention")] if view.overtaken else []
    kind = "file" if isinstance(view, ImportCard) else "import"
    shown += [line(texts(f"{kind}.nothing_yet"), weight="Bolder")] if view.refused else []
    for one in view.problems:
        told = texts(f"{kind}.problem", sheet=one.sheet, row=one.row, column=one.column, reason=one.reason)
        shown.append(written(told, "Small"))
    more = view.refused - len(view.problems)
    return [*shown, *([small(texts("whatif.more", count=more))] if more > 0 else [])]
