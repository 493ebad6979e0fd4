"""Editors keep the catalogue alive from the chat: find, add, change and retire an entry; the next question meets it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.network import Network
from handlers.views import Choice, EntryForm, EntryList, Said, View
from knowledge.catalogue import AgeBand, Entry, Kind, Level, Setting, Status, problems
from knowledge.people import roles
from knowledge.privacy import scrub
from knowledge.store import audit, entries
from knowledge.store.people import Member

MOST = 8
LINES = ("steps", "phrases")
WORDS = ("levels", "ages", "settings", "roles")
TEXTS = ("title", "one_line", "purpose", "child_question", "parent_question", "small_step", "source", "approved_by")
LONGEST = 4_000
FOLD = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def may_edit(who: Member) -> bool:
    """Whether this person may change the catalogue."""
    return (who.person.editor or who.person.coordinator) and who.person.active


async def search(network: Network, who: Member, query: str) -> View:
    """Entries to edit that fit a few words; without words, a hint to write some."""
    if not may_edit(who):
        return Said("not_allowed")
    shelf = network.library.shelf
    words = query.strip()
    found = [m.slug for m in shelf.matcher.find(words).matches] if words else []
    named = [slug for slug, entry in shelf.entries.items() if words and words.lower() in entry.title.lower()]
    chosen = list(dict.fromkeys((*named, *found)))[:MOST]
    lines = (Choice(s, shelf.entries[s].title, shelf.entries[s].one_line) for s in chosen if s in shelf.entries)
    return EntryList(words, tuple(lines))


async def form(tx: AsyncConnection, who: Member, slug: str = "") -> View:
    """The form for one entry, with the version that guards it; empty for a new one."""
    if not may_edit(who):
        return Said("not_allowed")
    if not slug:
        return EntryForm(Entry(slug="", kind=Kind.METHOD, title="", purpose=""), 0, new=True)
    found = await entries.load(tx, slug)
    return EntryForm(found.entry, found.version, new=False) if found else Said("gone")


async def save(
    network: Network,
    tx: AsyncConnection,
    who: Member,
    slug: str,
    version: int,
    inputs: Mapping[str, str],
    now: datetime,
) -> View:
    """Publishes the form; a mistake stands beside its field, and nobody else's change is overwritten."""
    if not may_edit(who):
        return Said("not_allowed")
    before = await entries.load(tx, slug) if slug else None
    base = before.entry if before else Entry(slug="", kind=Kind.METHOD, title="", purpose="")
    entry = read_entry(base, inputs, now)
    if wrong := problems(entry):
        return EntryForm(entry, version, new=before is None, wrong=wrong)
    if not await entries.save(tx, entry, version if before else 0, who.id, inputs.get("why", ""), now):
        current = await entries.load(tx, entry.slug)
        wrong = {"title": "changed_meanwhile" if before else "title_taken"}
        return EntryForm(entry, current.version if current and before else version, new=before is None, wrong=wrong)
    await audit.note(tx, who.id, "save_entry", entry.slug, now)
    return Said("entry_saved", {"title": entry.title, "slug": entry.slug}, coordinator=True)


async def retire(tx: AsyncConnection, who: Member, slug: str, version: int, why: str, now: datetime) -> View:
    """Takes an entry out of the answers, with a reason; its history stays."""
    found = await entries.load(tx, slug)
    if not may_edit(who) or found is None:
        return Said("not_allowed" if found else "gone")
    if not why.strip():
        return EntryForm(found.entry, found.version, new=False, wrong={"why": "why_missing"})
    retired = replace(found.entry, status=Status.RETIRED)
    if not await entries.save(tx, retired, version, who.id, why, now):
        return EntryForm(found.entry, found.version, new=False, wrong={"title": "changed_meanwhile"})
    await audit.note(tx, who.id, "retire_entry", slug, now)
    return Said("entry_retired", {"title": found.entry.title, "slug": slug}, coordinator=True)


def read_entry(base: Entry, inputs: Mapping[str, str], now: datetime) -> Entry:
    """The entry as the form says; fields the form does not have stay as they were. Everything is scrubbed."""
    given: dict[str, object] = {}
    for name in TEXTS:
        if name in inputs:
            given[name] = scrub(str(inputs[name])[:LONGEST]).text.strip()
    for name in LINES:
        if name in inputs:
            given[name] = tuple(_lines(str(inputs[name])[: 10 * LONGEST]))
    for name, known in (
        ("levels", set(Level)),
        ("ages", set(AgeBand)),
        ("settings", set(Setting)),
        ("roles", set(roles())),
    ):
        if name in inputs:
            given[name] = tuple(word for word in str(inputs[name]).split(",") if word in known)
    kind = Kind(inputs["kind"]) if inputs.get("kind") in set(Kind) and not base.slug else base.kind
    entry = replace(base, **given, kind=kind, status=Status.PUBLISHED, reviewed=now.date())  # type: ignore[arg-type]
    return entry if entry.slug else replace(entry, slug=slug_of(entry.title))


def slug_of(title: str) -> str:
    """A readable id of a title: small letters, no æøå, hyphens; at most 80 characters."""
    folded = title.lower().translate(FOLD)
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:80]


def _lines(text: str) -> list[str]:
    return [line for raw in text.splitlines() if (line := scrub(raw).text.strip(" -•\t"))]
