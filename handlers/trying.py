"""The what-if as an errand: of a draft before it is published, and of an entry before it is taken out of use."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers import edit, errands
from handlers.errands import Job, Outcome
from handlers.network import Network
from handlers.owners import may_tend
from handlers.rights import may_edit
from handlers.views import Said, View
from handlers.views_errands import RetireCard, WhatIfList
from handlers.whatif import MOST_PAST, compare, from_data, questions_for, to_data
from knowledge.catalogue import Entry, Status
from knowledge.privacy import scrub
from knowledge.store import drafts, entries, questions
from knowledge.store import errands as stored
from knowledge.store.drafts import Draft
from knowledge.store.errands import Errand, Kind, State
from knowledge.store.people import Member

PAGE = 12


async def try_draft(network: Network, tx: AsyncConnection, who: Member, draft: Draft, now: datetime) -> View:
    """Sets going what publishing this version of the draft would change."""
    return await errands.set_going(network, tx, who, (Kind.WHATIF, draft.entry.title, {"draft": draft.id}), now)


async def propose_retiring(
    network: Network, tx: AsyncConnection, who: Member, slug: str, version: int, why: str, now: datetime
) -> View:
    """Sets going what taking the entry out of use would change; the card that comes has the button to do it."""
    found = await entries.load(tx, slug)
    if found is None or not await may_tend(tx, who, slug):
        return Said("gone" if may_edit(who) else "not_allowed")
    as_it_is = Draft("", found.entry, found.version, who.id)
    if not why.strip():
        return await edit.form_of(tx, who, as_it_is, wrong={"why": "why_missing"})
    if found.version != version:
        return await edit.form_of(tx, who, as_it_is, wrong={"title": "changed_meanwhile"})
    data = {"slug": slug, "base": version, "why": scrub(why[:300]).text}
    return await errands.set_going(network, tx, who, (Kind.RETIRE, found.entry.title, data), now)


async def retire(tx: AsyncConnection, who: Member, id_: str, version: int, now: datetime) -> View:
    """The coordinator has seen what it changes, and does it."""
    errand = await errands.asking(tx, who, id_, version, Kind.RETIRE)
    if errand is None:
        return Said("gone")
    data = errand.data
    view = await edit.retire(tx, who, data["slug"], data["base"], data["why"], now)
    if isinstance(view, Said) and view.key == "entry_retired":
        await stored.close(tx, errand)
    return view


async def more(tx: AsyncConnection, who: Member, id_: str, at: int) -> View:
    """The next answers that would change."""
    errand = await stored.load(tx, id_)
    if errand is None or errand.by != who.id or "whatif" not in errand.data:
        return Said("gone")
    if not may_edit(who) and not await owns(tx, who, errand):
        return Said("gone")
    found = await from_data(tx, errand.data["whatif"], id_)
    every = (*found.worse, *found.better, *found.other)
    return WhatIfList(id_, every[at : at + PAGE], at, len(every), found.titles)


async def owns(tx: AsyncConnection, who: Member, errand: Errand) -> bool:
    """Whether the errand is about an entry this person keeps up to date."""
    draft = await drafts.load(tx, str(errand.data.get("draft", "")))
    return await may_tend(tx, who, draft.entry.slug if draft else str(errand.data.get("slug", "")))


async def draft_tried(job: Job) -> Outcome:
    """The errand of a draft. A draft that was published or thrown away meanwhile has nothing to say."""
    async with job.network.store.read() as tx:
        draft = await drafts.load(tx, job.errand.data["draft"])
    if draft is None:
        return Outcome(job.errand.data, State.DONE)
    entry = replace(draft.entry, status=Status.PUBLISHED)
    mended = dict.fromkeys(draft.questions, entry.slug)
    found = await replayed(job, [entry], mended=mended)
    return Outcome({**job.errand.data, "version": draft.version, "whatif": found}, State.DONE)


async def retiring_tried(job: Job) -> Outcome:
    """The errand of an entry that is to be taken out of use."""
    return Outcome({**job.errand.data, "whatif": await replayed(job, gone=[job.errand.data["slug"]])})


async def replayed(
    job: Job, coming: Sequence[Entry] = (), *, gone: Sequence[str] = (), mended: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Answers the golden set and past questions with and without the change, in a thread; as it is kept."""
    job.progress.begin("whatif")
    shelf = await job.network.shelves.current(job.network.store)
    async with job.network.store.read() as tx:
        past = await questions.newest(tx, MOST_PAST)
    asked = questions_for(shelf, past, [one.slug for one in coming], mended or {})
    told = job.progress.told
    return to_data(await asyncio.to_thread(compare, shelf, asked, coming=coming, gone=gone, told=told))


async def retire_card(tx: AsyncConnection, errand: Errand) -> RetireCard:
    """What taking it out of use would change, and the button."""
    found = await from_data(tx, errand.data["whatif"], errand.id)
    return RetireCard(errand.id, errand.version, errand.about, errand.data["why"], found)
