"""What staff asked and nobody answered, brought together by likeness and mended in a minute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.edit import BLANK, form_of
from handlers.network import Network
from handlers.rights import may_edit
from handlers.shelves import Shelf
from handlers.views import Said, View
from handlers.views_desk import Missed, MissedGroup
from knowledge.likeness import groups
from knowledge.store import audit, entries, questions
from knowledge.store.drafts import Draft
from knowledge.store.people import Member
from knowledge.store.questions import Question

SHOWN, WEEKLY, EXAMPLES, NEAREST = 6, 5, 3, 4
MOST = 1_000
MOST_PHRASES = 20
BACK = timedelta(days=90)
ASKED = ("question", "follow_up", "out_of_scope")
"""What was meant as a question; a wish for a person is no gap in the catalogue."""


async def listed(network: Network, tx: AsyncConnection, who: Member, now: datetime, at: int = 0) -> View:
    """The unanswered, the most asked first; `at` of the groups have been seen."""
    if not may_edit(who):
        return Said("not_allowed")
    await audit.note(tx, who.id, "list_missed", "", now)
    return await overview(network, tx, now, SHOWN, at)


async def overview(network: Network, tx: AsyncConnection, now: datetime, most: int, at: int = 0) -> Missed:
    """The groups with their nearest entries."""
    unmet = await _unmet(tx, now)
    found = grouped(unmet)
    at = at if at < len(found) else 0
    shelf = network.shelves.shelf
    return Missed(tuple(_shown(shelf, group) for group in found[at : at + most]), len(unmet), len(found), at)


def grouped(unmet: Sequence[Question]) -> list[list[Question]]:
    """Questions alike together, the largest group first."""
    return [[unmet[place] for place in group] for group in groups([one.text for one in unmet])]


async def new_entry(tx: AsyncConnection, who: Member, id_: str, now: datetime) -> View:
    """The form of a new entry, with the wordings as its everyday phrases."""
    if not may_edit(who):
        return Said("not_allowed")
    group = await _group(tx, id_, now)
    if not group:
        return Said("gone")
    entry = replace(BLANK, phrases=_phrases(group))
    return await form_of(tx, who, Draft("", entry, 0, who.id, questions=_ids(group)))


async def add_phrases(tx: AsyncConnection, who: Member, id_: str, slug: str, now: datetime) -> View:
    """The form of an entry that nearly answers, with the wordings added; the what-if shows whether that helps."""
    if not may_edit(who):
        return Said("not_allowed")
    group, found = await _group(tx, id_, now), await entries.load(tx, slug)
    if not group or found is None:
        return Said("gone")
    phrases = tuple(dict.fromkeys((*found.entry.phrases, *_phrases(group))))
    draft = Draft("", replace(found.entry, phrases=phrases), found.version, who.id, questions=_ids(group))
    return await form_of(tx, who, draft)


async def not_ours(network: Network, tx: AsyncConnection, who: Member, id_: str, now: datetime) -> View:
    """These are outside what the network is for; they are not shown again."""
    if not may_edit(who):
        return Said("not_allowed")
    for question in await _group(tx, id_, now):
        await questions.update(tx, question.id, outcome="not_ours")
    await audit.note(tx, who.id, "not_ours", id_, now)
    return await overview(network, tx, now, SHOWN)


async def _unmet(tx: AsyncConnection, now: datetime) -> list[Question]:
    found = await questions.unmet(tx, now - BACK, MOST)
    return [one for one in found if one.answer.get("intent", "question") in ASKED]


async def _group(tx: AsyncConnection, id_: str, now: datetime) -> list[Question]:
    found = grouped(await _unmet(tx, now))
    return next((group for group in found if any(one.id == id_ for one in group)), [])


def _shown(shelf: Shelf, group: Sequence[Question]) -> MissedGroup:
    texts = tuple(dict.fromkeys(one.text for one in group))
    near = [m.slug for m in shelf.matcher.find(texts[0], limit=NEAREST).matches if m.slug in shelf.entries]
    refused = sum(one.answered for one in group)
    nearest = tuple((slug, shelf.entries[slug].title) for slug in near)
    return MissedGroup(group[0].id, texts[:EXAMPLES], len(group), refused, nearest)


def _phrases(group: Sequence[Question]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.text for one in group))[:MOST_PHRASES]


def _ids(group: Sequence[Question]) -> tuple[str, ...]:
    return tuple(one.id for one in group)[:200]
