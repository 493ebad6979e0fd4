"""Editors find an entry, open its form, and take it out of use; what they write is a draft first (`drafts.py`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.network import Network
from handlers.views import Said, View
from handlers.views_desk import Choice, EntryForm, EntryList
from knowledge.catalogue import INCLUSION, KVINTET, AgeBand, Entry, Kind, Level, Setting, Status
from knowledge.people import roles
from knowledge.privacy import scrub
from knowledge.store import audit, drafts, entries, people
from knowledge.store.drafts import Draft
from knowledge.store.people import Member

MOST = 8
LINES = ("steps", "phrases")
TEXTS = ("title", "one_line", "purpose", "child_question", "parent_question", "small_step")
NAMING = ("source", "source_url", "owner", "approved_by")
"""Fields that may name an adult: an author, an owner, an approver."""
CHOICES: Mapping[str, frozenset[str]] = {
    "levels": frozenset(Level),
    "ages": frozenset(AgeBand),
    "settings": frozenset(Setting),
    "roles": frozenset(roles()),
    "inclusion": frozenset(INCLUSION),
    "kvintet": frozenset(KVINTET),
}
LONGEST = 4_000
FOLD = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
BLANK = Entry(slug="", kind=Kind.METHOD, title="", purpose="", status=Status.DRAFT)


def may_edit(who: Member) -> bool:
    """Whether this person may change the catalogue."""
    return (who.person.editor or who.person.coordinator) and who.person.active


async def search(network: Network, who: Member, query: str) -> View:
    """Entries to edit that fit a few words; without words, a hint to write some."""
    if not may_edit(who):
        return Said("not_allowed")
    shelf = network.shelves.shelf
    words = query.strip()
    found = [m.slug for m in shelf.matcher.find(words).matches] if words else []
    named = [slug for slug, entry in shelf.entries.items() if words and words.lower() in entry.title.lower()]
    chosen = list(dict.fromkeys((*named, *found)))[:MOST]
    lines = (Choice(s, shelf.entries[s].title, shelf.entries[s].one_line) for s in chosen if s in shelf.entries)
    return EntryList(words, tuple(lines))


async def form(tx: AsyncConnection, who: Member, slug: str = "") -> View:
    """The form for one entry, with the version that guards it and who else is at it; empty for a new one."""
    if not may_edit(who):
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
    if not may_edit(who) or found is None:
        return Said("gone" if may_edit(who) else "not_allowed")
    as_it_is = Draft("", found.entry, found.version, who.id)
    if not why.strip():
        return await form_of(tx, who, as_it_is, wrong={"why": "why_missing"})
    retired = replace(found.entry, status=Status.RETIRED)
    if not await entries.save(tx, retired, version, who.id, scrub(why).text, now):
        return await form_of(tx, who, as_it_is, wrong={"title": "changed_meanwhile"})
    await audit.note(tx, who.id, "retire_entry", slug, now)
    return Said("entry_retired", {"title": found.entry.title, "slug": slug}, coordinator=True)


def read_entry(base: Entry, inputs: Mapping[str, str], *, new: bool) -> tuple[Entry, dict[str, str]]:
    """The entry as the form says, and what could not be read. Fields the form lacks stay. Everything is scrubbed."""
    given: dict[str, object] = {}
    for name in TEXTS:
        if name in inputs:
            given[name] = scrub(str(inputs[name])[:LONGEST]).text.strip()
    for name in NAMING:
        if name in inputs:
            given[name] = " ".join(str(inputs[name])[:400].split())
    for name in LINES:
        if name in inputs:
            given[name] = tuple(_lines(str(inputs[name])[: 10 * LONGEST]))
    for name, known in CHOICES.items():
        if name in inputs:
            given[name] = tuple(word for word in str(inputs[name]).split(",") if word in known)
    wrong: dict[str, str] = {}
    if "approved_on" in inputs:
        given["approved_on"], wrong = _day(inputs["approved_on"])
    kind = Kind(inputs["kind"]) if new and inputs.get("kind") in set(Kind) else base.kind
    entry = replace(base, **given, kind=kind)  # type: ignore[arg-type]
    return (replace(entry, slug=slug_of(entry.title)) if new else entry), wrong


def slug_of(title: str) -> str:
    """A readable id of a title: small letters, no æøå, hyphens; at most 80 characters."""
    folded = title.lower().translate(FOLD)
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:80]


def _day(text: str) -> tuple[date | None, dict[str, str]]:
    try:
        return (date.fromisoformat(text) if text else None), {}
    except ValueError:
        return None, {"approved_on": "day_unreadable"}


def _lines(text: str) -> list[str]:
    return [line for raw in text.splitlines() if (line := scrub(raw).text.strip(" -•\t"))]
