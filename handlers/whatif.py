"""What a change of the catalogue would do to the questions that were asked before: seen before it happens."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers import ask
from handlers.shelves import Shelf, build_shelf
from handlers.understand import understand
from handlers.views import Acute, Answer
from handlers.views_desk import WhatIf
from knowledge.catalogue import Entry
from knowledge.privacy import Scrubbed
from knowledge.store import questions
from knowledge.store.questions import Question
from knowledge.whatif import SHOWN, Asked, Change, Shown, Verdict, changes, golden

MOST_PAST = 200
Told = Callable[[int, int], None]
SILENT: Told = lambda done, of: None  # noqa: E731 - a default that does nothing


def questions_for(
    shelf: Shelf, past: Sequence[Question], coming: Collection[str], mended: Mapping[str, str]
) -> tuple[Asked, ...]:
    """The golden set and past questions, each wording once. `mended`: question id -> the entry written for it."""
    theirs = (Asked(one.text, frozenset({mended[one.id]}), id=one.id) for one in past if one.id in mended)
    every = (*map(_past, past), *golden_of(shelf, coming), *theirs)
    return tuple({one.text.casefold(): one for one in every}.values())  # what is known best of a wording counts


def compare(
    shelf: Shelf,
    asked: Sequence[Asked],
    *,
    coming: Sequence[Entry] = (),
    gone: Collection[str] = (),
    told: Told = SILENT,
) -> WhatIf:
    """The changes when entries join the shelf, take the place of their former versions, or leave it.

    Both are asked by words alone: a draft has not been read by the model of the semantic leg.
    Takes seconds: call it in a thread. `told` hears how many answers have been made, of how many.
    """
    new = {one.slug: one for one in coming}
    others = [one for slug, one in shelf.entries.items() if slug not in new and slug not in gone]
    after = build_shelf(sorted((*others, *coming), key=lambda one: one.slug))
    answers: list[Shown] = []
    for one in (replace(shelf, matcher=shelf.matcher.standing_on(None)), after):
        for question in asked:
            told(len(answers), 2 * len(asked))
            answers.append(shown(question.text, one))
    found = changes(asked, answers[: len(asked)], answers[len(asked) :])
    titles = {slug: one.title for slug, one in {**shelf.entries, **new}.items()}
    named = {slug: titles[slug] for change in found for slug in (change.before.first, change.after.first) if slug}
    return _sorted(len(asked), found, named)


def shown(text: str, shelf: Shelf) -> Shown:
    """What a colleague would be shown: the same way as in the chat."""
    scrubbed = Scrubbed(text, ())
    view = ask.reply(understand(scrubbed, shelf), shelf, ask.Asked(scrubbed, True, "", ""), "")
    if isinstance(view, Acute):
        return Shown((view.entry.slug,), sure=True)
    if isinstance(view, Answer):
        first = (view.acute,) if view.acute else ()
        return Shown(tuple(hit.entry.slug for hit in (*first, *view.hits)), view.sure)
    return Shown()


def golden_of(shelf: Shelf, coming: Collection[str] = ()) -> tuple[Asked, ...]:
    """The golden questions whose entry is in this catalogue: a municipality may have retired some."""
    known = {*shelf.entries, *coming}
    return tuple(one for one in golden() if one.right & known)


def to_data(found: WhatIf) -> dict[str, Any]:
    """As it is kept: of a past question only the id, so that one taken back meanwhile is shown to nobody."""
    return {
        "asked": found.asked,
        "titles": dict(found.titles),
        "changes": [
            {
                "id": one.id,
                "text": "" if one.id else one.text,
                "before": [list(one.before.slugs), one.before.sure],
                "after": [list(one.after.slugs), one.after.sure],
                "verdict": one.verdict.value,
            }
            for one in (*found.worse, *found.better, *found.other)
        ],
    }


async def from_data(tx: AsyncConnection, data: Mapping[str, Any], id_: str) -> WhatIf:
    """What was kept under the errand `id_`, with the questions as they read now."""
    kept = data["changes"]
    texts = await questions.texts(tx, {one["id"] for one in kept if one["id"]})
    found = [
        Change(
            one["text"] or texts[one["id"]],
            Shown(tuple(one["before"][0]), one["before"][1]),
            Shown(tuple(one["after"][0]), one["after"][1]),
            Verdict(one["verdict"]),
            one["id"],
        )
        for one in kept
        if one["text"] or one["id"] in texts
    ]
    return _sorted(data["asked"], found, data["titles"], id_)


def _sorted(asked: int, found: Sequence[Change], titles: Mapping[str, str], id_: str = "") -> WhatIf:
    by = {verdict: tuple(change for change in found if change.verdict is verdict) for verdict in Verdict}
    return WhatIf(asked, by[Verdict.BETTER], by[Verdict.WORSE], by[Verdict.OTHER], titles, id_)


def _past(question: Question) -> Asked:
    hits = [str(hit["slug"]) for hit in question.answer.get("hits", ())[:SHOWN]]
    right = frozenset(hits) if question.outcome == "helped" else frozenset()
    return Asked(question.text, right, frozenset(question.tried), question.outcome == "not_ours", question.id)
