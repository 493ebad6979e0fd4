"""The answer to a question, or the honest word that nothing fits."""

from __future__ import annotations

from collections.abc import Sequence

from bot.buttons import Verb
from bot.cards import entry
from bot.cards.links import to_bot
from bot.cards.parts import Drawn, Item, box, heading, line, press, unfold, written
from bot.cards.words import Ink, clean
from handlers.views import Answer, NoAnswer


def answer(view: Answer, ink: Ink) -> Drawn:
    """At most three entries, each with its own button; what to do next at the bottom."""
    texts = ink.texts
    body = [*_acute(view, ink)]
    if view.hits:
        body.append(heading(texts("answer.heading" if view.sure else "answer.maybe")))
    for at, hit in enumerate(view.hits):
        body.append({"type": "Container", "separator": at > 0, "items": entry.hit(hit, view.question, ink)})
    body += masked_notice(view.masked, view.text if view.private else "", ink)
    if not view.private:
        return Drawn([*body, line(texts("answer.not_here"), isSubtle=True)], to_bot(ink))
    judge = [
        press(texts("button.helped"), Verb.HELPED, view.question),
        press(texts("button.unfit"), Verb.UNFIT, view.question),
    ]
    return Drawn(body, [*(judge if view.hits else ()), _find(view.question, ink), *_reword(view, ink)])


def answer_told(view: Answer, ink: Ink) -> str:
    """Notification text of an answer."""
    first = view.hits[0] if view.hits else view.acute
    return ink.texts("summary.answer", title=clean(entry.title(first.entry, ink)) if first else "")


def no_answer(view: NoAnswer, ink: Ink) -> Drawn:
    """No poor guess: a colleague instead."""
    texts = ink.texts
    body = [heading(texts("no_answer.heading")), line(texts("no_answer.text"))]
    body += masked_notice(view.masked, view.text if view.private else "", ink)
    if not view.private:
        return Drawn([*body, line(texts("answer.not_here"), isSubtle=True)], to_bot(ink))
    return Drawn(body, [_find(view.question, ink, style="positive"), *_reword(view, ink)])


def no_answer_told(view: NoAnswer, ink: Ink) -> str:
    """Notification text when nothing fits."""
    return ink.texts("summary.no_answer")


def masked_notice(kinds: Sequence[str], text: str, ink: Ink) -> list[Item]:
    """Kindly: what was hidden, how it reads now, and how the message itself is deleted."""
    if not kinds:
        return []
    texts = ink.texts
    hidden = ", ".join(texts(f"masked.{kind}") for kind in kinds)
    shown = [line(texts("masked.notice", kinds=hidden)), line(texts("masked.delete"), isSubtle=True, size="Small")]
    return [box([*shown, *([written(f"»{text}«", "Small")] if text else [])])]


def _acute(view: Answer, ink: Ink) -> list[Item]:
    if view.acute is None:
        return []
    return [box([heading(ink.texts("answer.acute")), *entry.hit(view.acute, view.question, ink)], "attention")]


def _find(question: str, ink: Ink, style: str = "") -> Item:
    return press(ink.texts("button.find"), Verb.FIND, question, style=style)


def _reword(view: Answer | NoAnswer, ink: Ink) -> list[Item]:
    """When something was masked: the text to put right and ask again."""
    if not view.masked or not view.text:
        return []
    texts = ink.texts
    field = {
        "type": "Input.Text",
        "id": "text",
        "label": texts("masked.reword"),
        "value": view.text,
        "isMultiline": True,
        "maxLength": 4_000,
    }
    return [unfold(texts("button.reword"), [field], [press(texts("button.ask_again"), Verb.SAY)])]
