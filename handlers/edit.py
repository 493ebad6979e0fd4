"""Editors find an entry, open its form, and take it out of use; what they write is a draft first (`drafts.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.network import Network
from handlers.owners import may_tend
from handlers.rights import may_edit
from handlers.views import Said, View
from handlers.views_desk import Choice, EntryForm, EntryList
from knowledge.catalogue import Entry, Kind, Status
from knowledge.privacy import scrub
from knowledge.store import audit, drafts, entries, people
from knowledge.store.drafts import Draft
from knowledge.store.people import Member

MOST = 8
BLANK = Entry(slug="", kind=Kind.METHOD, title="", purpose="", status=Status.DRAFT)


async def search(network: Network, tx: AsyncConnection, who: Member, query: str) -> View:
    """Entries to edit that fit a few words, also those that answer nobody; without words, a hint to write some."""
    if not may_edit(who):
        return Said("not_allowed")
    words = query.strip()
    if not words:
        return EntryList(words, ())
    titles = await entries.titles(tx)
    named = [slug for slug, one in titles.items() if words.lower() in one.title.lower()]
    found = [match.slug for match in network.shelves.shelf.matcher.find(words).matches]
    chosen = [slug for slug in dict.fromkeys((*named, *found)) if slug in titles][:MOST]
    return EntryList(
        words, tuple(Choice(s, titles[s].title, titles[s].one_line, state=titles[s].state) for s in chosen)
    )


async def form(tx: AsyncConnection, who: Member, slug: str = "") -> View:
    """The form for one entry, with the version that guards it and who else is at it; empty for a new one."""
    if not await may_tend(tx, who, slug):
        return Said("not_allowed")
    found = await entries.load(tx, slug) if slug else None
    if slug and found is None:
        return Said("gone")
    draft = Draft("", found.entry if found else BLANK, found.version if found else 0, who.id)
    return await form_of(tx, who, draft)


async def form_of(tx: AsyncConnection, who: Member, draft: Draft, wrong: Mapping[str, str] | None = None) -> EntryForm:
    """The form of a draft, kept or not."""
    others = [d for d in await drafts.about(tx, draft.entry.slug) if d.id != draft.id] if draft.entry.slug else []
    known = await people.directory(tx)
    names = [known[d.by].person.name for d in others if d.by in known and d.by != who.id]
    return EntryForm(
        entry=draft.entry,
        version=draft.base,
        new=draft.new,
        wrong=wrong or {},
        draft=draft.id,
        draft_version=draft.version if draft.id else 0,
        why=draft.why,
        remark=draft.remark,
        others=tuple(dict.fromkeys(names)),
        reviewers=tuple((m.id, m.person.name) for m in known.values() if m.id != who.id and may_edit(m)),
        questions=draft.questions,
    )


async def retire(tx: AsyncConnection, who: Member, slug: str, version: int, why: str, now: datetime) -> View:
    """Takes an entry out of the answers, with a reason; its history stays."""
    found = await entries.load(tx, slug)
    if found is None or not await may_tend(tx, who, slug):
        return Said("gone" if may_edit(who) else "not_allowed")
    as_it_is = Draft("", found.entry, found.version, who.id)
    if not why.strip():
        return await form_of(tx, who, as_it_is, wrong={"why": "why_missing"})
    retired = replace(found.entry, status=Status.RETIRED)
    if not await entries.save(tx, retired, version, who.id, scrub(why).text, now):
        return await form_of(tx, who, as_it_is, wrong={"title": "changed_meanwhile"})
    await audit.note(tx, who.id, "retire_entry", slug, now)
    return Said("entry_retired", {"title": found.entry.title, "slug": slug}, coordinator=may_edit(who))
