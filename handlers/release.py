"""What changes the catalogue without anybody's tap: an entry's first day, and a new release of the program."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers import drafts
from handlers.network import Network
from handlers.rights import may_edit
from handlers.views import Said, View
from handlers.views_desk import Choice, Editions
from knowledge.store import audit, editions, entries
from knowledge.store import drafts as stored
from knowledge.store.drafts import Draft
from knowledge.store.people import Member

SHOWN = 8


async def first_day(network: Network, now: datetime) -> int:
    """Lets the entries whose first day has come answer, on every replica; returns how many."""
    today = network.time.today(now)
    async with network.store.read() as tx:
        if not await entries.awaited(tx, today):
            return 0
    async with network.store.write() as tx:
        return await entries.release(tx, today, now)


async def listed(tx: AsyncConnection, who: Member) -> View:
    """The entries that were changed here and have a new text in this release, each with what would change."""
    if not may_edit(who):
        return Said("not_allowed")
    slugs = await editions.waiting(tx)
    lines = []
    for slug in slugs[:SHOWN]:
        found = await entries.load(tx, slug)
        if found is not None:
            fields = drafts.differences(found.entry, editions.text_of(slug, found.entry))
            lines.append(Choice(slug, found.entry.title, ",".join(name for name in fields if name != "reviewed")))
    return Editions(tuple(lines), len(slugs))


async def see(network: Network, tx: AsyncConnection, who: Member, slug: str, now: datetime) -> View:
    """The new text as a draft: it is looked at, tried and published like any other change."""
    if not may_edit(who):
        return Said("not_allowed")
    found = await entries.load(tx, slug)
    if found is None or slug not in await editions.waiting(tx):
        return Said("gone")
    id_ = drafts.edition_id(slug)
    draft = await stored.load(tx, id_)
    if draft is None:
        text = editions.text_of(slug, found.entry)
        draft = Draft(id_, text, found.version, who.id, why=entries.NEW_EDITION.capitalize())
        await stored.insert(tx, draft, now)
    return await drafts.card(tx, who, draft)


async def keep_ours(tx: AsyncConnection, who: Member, slug: str, now: datetime) -> View:
    """The municipality's own text stays; the new one is not offered again."""
    if not may_edit(who):
        return Said("not_allowed")
    if slug in await editions.waiting(tx):
        await editions.settle(tx, slug, now)
        await audit.note(tx, who.id, "keep_entry", slug, now)
    return await listed(tx, who)
