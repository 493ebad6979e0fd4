"""Reading the catalogue: an entry in full, and the search of the messaging extension."""

from __future__ import annotations

from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers import lessons
from handlers.network import Network
from handlers.views import FullEntry, Said, View
from knowledge.catalogue import Entry, Status, legal_late
from knowledge.privacy import Scrubbed
from knowledge.store import entries

FIRST = ("low-arousal", "forberedte-skift", "visuel-dagsplan", "kollegial-sparring", "underretning")


async def open_entry(
    network: Network,
    tx: AsyncConnection,
    slug: str,
    question: str = "",
    private: bool = True,
    today: date | None = None,
) -> View:
    """The entry in full; one that is no longer published says so."""
    shelf = await network.shelves.current(network.store)
    entry = shelf.entries.get(slug)
    if entry is None:
        return await _not_found(tx, slug)
    related = tuple((other, shelf.entries[other].title) for other in entry.related if other in shelf.entries)
    told, late = await lessons.of_entry(tx, slug), today is not None and legal_late(entry, today)
    return FullEntry(entry, question, private, related, shelf.standing.get(slug), told, late)


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
