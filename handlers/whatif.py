"""What publishing a draft would do to the questions that were asked before: seen before it happens."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers import ask
from handlers.network import Network
from handlers.shelves import Shelf, build_shelf
from handlers.understand import understand
from handlers.views import Acute, Answer
from handlers.views_desk import WhatIf
from knowledge.catalogue import Entry, Status
from knowledge.privacy import Scrubbed
from knowledge.store import questions
from knowledge.store.drafts import Draft
from knowledge.store.questions import Question
from knowledge.whatif import SHOWN, Asked, Shown, Verdict, changes, golden

MOST_PAST = 200


async def replay(network: Network, tx: AsyncConnection, draft: Draft) -> WhatIf:
    """Answers the golden set and past questions with and without the draft. Takes seconds, in a thread."""
    shelf = await network.shelves.current(network.store)
    past = await questions.newest(tx, MOST_PAST)
    every = (*map(_past, past), *golden_of(shelf, draft), *_mended(past, draft))
    asked = tuple({one.text.casefold(): one for one in every}.values())  # what is known best of a wording counts
    entry = replace(draft.entry, status=Status.PUBLISHED)
    return await asyncio.to_thread(compare, shelf, entry, asked)


def compare(shelf: Shelf, entry: Entry, asked: Sequence[Asked]) -> WhatIf:
    """The changes when `entry` joins the shelf, or takes the place of its former version."""
    others = [one for slug, one in shelf.entries.items() if slug != entry.slug]
    coming = build_shelf(sorted((*others, entry), key=lambda one: one.slug))
    found = changes(asked, [shown(one.text, shelf) for one in asked], [shown(one.text, coming) for one in asked])
    titles = {one.slug: one.title for one in (*others, entry)}
    named = {slug: titles[slug] for change in found for slug in (change.before.first, change.after.first) if slug}
    by = {verdict: tuple(change for change in found if change.verdict is verdict) for verdict in Verdict}
    return WhatIf(len(asked), by[Verdict.BETTER], by[Verdict.WORSE], by[Verdict.OTHER], named)


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


def golden_of(shelf: Shelf, draft: Draft) -> tuple[Asked, ...]:
    """The golden questions whose entry is in this catalogue: a municipality may have retired some."""
    known = {*shelf.entries, draft.entry.slug}
    return tuple(one for one in golden() if one.right & known)


def _mended(past: Sequence[Question], draft: Draft) -> tuple[Asked, ...]:
    """The questions the draft was written for: it is the right answer to them."""
    return tuple(Asked(one.text, frozenset({draft.entry.slug})) for one in past if one.id in draft.questions)


def _past(question: Question) -> Asked:
    hits = [str(hit["slug"]) for hit in question.answer.get("hits", ())[:SHOWN]]
    right = frozenset(hits) if question.outcome == "helped" else frozenset()
    return Asked(question.text, right, frozenset(question.tried), question.outcome == "not_ours")
