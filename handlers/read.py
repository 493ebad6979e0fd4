"""Reading the catalogue: an entry in full, and the search of the messaging extension."""

from __future__ import annotations

from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers import lessons
from handlers.network import Network
from handlers.rights import may_edit
from handlers.views import FullEntry, Said, View
from knowledge.catalogue import Entry, Status, legal_late
from knowledge.hints import Hints, hints
from knowledge.privacy import Scrubbed
from knowledge.store import entries, questions, trials
from knowledge.store.people import Member
from knowledge.tried import Group, told_groups

FIRST = ("low-arousal", "forberedte-skift", "visuel-dagsplan", "kollegial-sparring", "underretning")


async def open_entry(
    network: Network,
    tx: AsyncConnection,
    slug: str,
    question: str = "",
    private: bool = True,
    today: date | None = None,
    who: Member | None = None,
) -> View:
    """The entry in full; one that is no longer published says so."""
    shelf = await network.shelves.current(network.store)
    entry = shelf.entries.get(slug)
    if entry is None:
        return await _not_found(tx, slug)
    related = tuple((other, shelf.entries[other].title) for other in entry.related if other in shelf.entries)
    told, late = await lessons.of_entry(tx, slug), today is not None and legal_late(entry, today)
    standing = shelf.standing.get(slug)
    groups = await _groups(tx, who, slug, question) if standing and who else ()
    return FullEntry(entry, question, private, related, standing, groups, told, late)


async def _groups(tx: AsyncConnection, who: Member, slug: str, question: str) -> tuple[Group, ...]:
    """What came of it by age and setting: all of it to editors, to others what fits the child they asked about."""
    found = told_groups(*await trials.groups(tx, slug))
    if may_edit(who):
        return found
    asked = await questions.load(tx, question) if question and found else None
    hinted = hints(asked.text) if asked and asked.asker == who.id else Hints()
    return tuple(one for one in found if one.value in (hinted.age, hinted.setting))


async def _not_found(tx: AsyncConnection, slug: str) -> Said:
    stored = await entries.load(tx, slug)
    if stored is None:
        return Said("gone", find_colleague="")
    title, first = stored.entry.title, stored.entry.valid_from
    if stored.entry.status is Status.PUBLISHED and first:
        return Said("entry_not_yet", {"title": title, "day": first.isoformat()}, find_colleague="")
    return Said("entry_retired_since", {"title": title})


async def search(network: Network, text: Scrubbed, most: int = 8) -> tuple[Entry, ...]:
    """Entries for the messaging extension; without words, a few that many need."""
    shelf = await network.shelves.current(network.store)
    if not text.text.strip():
        return tuple(shelf.entries[slug] for slug in FIRST if slug in shelf.entries)
    found = shelf.matcher.find(text.text, limit=most).matches
    return tuple(shelf.entries[match.slug] for match in found if match.slug in shelf.entries)
