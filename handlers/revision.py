"""The yearly revision (årshjul): in August the editors get the entries whose year is over, a few at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.edit import may_edit
from handlers.network import Network
from handlers.views import Said, View
from handlers.views_desk import Revision, RevisionLine
from knowledge.catalogue import Entry, Kind, legal_late
from knowledge.letters import Draft, Letter
from knowledge.store import audit, entries, letters, people, trials
from knowledge.store.people import Member

MONTH, AT_A_TIME = 8, 5
NEARLY = timedelta(days=330)


async def ask_due(network: Network, now: datetime) -> int:
    """Once a week in August, a card to each editor while something is left."""
    today = network.time.today(now)
    if today.month != MONTH or today.weekday() > 4:
        return 0
    async with network.store.read() as tx:
        editors = [m.id for m in (await people.directory(tx)).values() if may_edit(m)]
    if not any(_old(entry, today) for entry in network.shelves.shelf.entries.values()):
        return 0
    week = "{}w{}".format(*today.isocalendar()[:2])
    async with network.store.write() as tx:
        await letters.write(tx, [Draft(Letter.REVISION, e, "revision", f"revision:{week}:{e}") for e in editors], now)
    return len(editors)


async def listed(network: Network, tx: AsyncConnection, who: Member, now: datetime) -> View:
    """The next few entries to confirm, change or retire."""
    return await overdue(network, tx, now) if may_edit(who) else Said("not_allowed")


async def overdue(network: Network, tx: AsyncConnection, now: datetime) -> Revision:
    """The entries whose year is over, guidelines first, each with what came of it."""
    today = network.time.today(now)
    found = [entry for entry in network.shelves.shelf.entries.values() if _old(entry, today)]
    found.sort(key=lambda entry: (entry.kind is not Kind.GUIDELINE, entry.reviewed or date.min))
    standing = await trials.standing(tx)
    lines = [
        RevisionLine(e.slug, e.title, e.owner, e.reviewed, legal_late(e, today), standing.get(e.slug))
        for e in found[:AT_A_TIME]
    ]
    return Revision(tuple(lines), len(found))


async def confirm(network: Network, tx: AsyncConnection, who: Member, slug: str, now: datetime) -> View:
    """Still true: the entry is good for another year."""
    found = await entries.load(tx, slug)
    if not may_edit(who) or found is None:
        return Said("gone" if may_edit(who) else "not_allowed")
    fresh = replace(found.entry, reviewed=network.time.today(now))
    if not await entries.save(tx, fresh, found.version, who.id, "gennemset", now):
        return Said("gone")
    await audit.note(tx, who.id, "confirm_entry", slug, now)
    return Said("entry_confirmed", {"title": found.entry.title}, coordinator=True)


def _old(entry: Entry, today: date) -> bool:
    return entry.reviewed is None or entry.reviewed < today - NEARLY or legal_late(entry, today)
