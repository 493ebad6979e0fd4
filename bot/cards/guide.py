"""Help for coordinators: the first hour in five steps, and what every way from the front page is for."""

from __future__ import annotations

from bot.buttons import Verb
from bot.cards.coordinator import WAYS
from bot.cards.parts import Drawn, heading, line, press, row
from bot.cards.words import Ink
from handlers.views_desk import Guide

LEADS = {
    "cases": Verb.CASES,
    "digest": Verb.DIGEST,
    "draft": Verb.ENTRY_NEW,
    "publish": Verb.DRAFTS,
    "helper": Verb.PERSON_NEW,
}


def guide(view: Guide, ink: Ink) -> Drawn:
    """The next step has its button; those done are ticked."""
    texts = ink.texts
    following = next((step for step, done in view.steps if not done), None)
    body = [heading(texts("guide.heading")), line(texts("guide.text" if following else "guide.done"))]
    for number, (step, done) in enumerate(view.steps, 1):
        told = texts(f"guide.{step}")
        body.append(line(f"{'✓' if done else number} {told}", weight="Bolder" if step == following else "Default"))
        body += [row(press(texts(f"button.{LEADS[step].value}"), LEADS[step]))] if step == following else []
    body.append(heading(texts("guide.all"), "Default"))
    for verb in (verb for ways in WAYS.values() for verb in ways if verb is not Verb.GUIDE):
        body.append(line(texts("guide.line", button=texts(f"button.{verb.value}"), what=texts(f"what.{verb.value}"))))
    body.append(line(texts("guide.rights"), isSubtle=True))
    return Drawn(body, [press(texts("button.home"), Verb.HOME)])


def guide_told(view: Guide, ink: Ink) -> str:
    """Notification text of the guide."""
    return ink.texts("summary.guide", done=sum(done for _, done in view.steps), of=len(view.steps))
