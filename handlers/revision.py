"""The yearly revision (årshjul): in August, and whenever an entry's own day comes, its owner gets it to look at.

What nobody owns, and what an owner has left lying for a month, goes to the editors. A few at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.network import Network
from handlers.owners import may_tend, owners
from handlers.rights import may_edit
from handlers.views import Said, View
from handlers.views_desk import Revision, RevisionLine
from knowledge.catalogue import YEAR, Entry, Kind, legal_late
from knowledge.figures import FEWEST
from knowledge.letters import Draft, Letter
from knowledge.store import audit, entries, letters, people, questions, trials
from knowledge.store.people import Member

MONTH, AT_A_TIME = 8, 5
AHEAD = timedelta(days=35)
LEFT_LYING = timedelta(days=30)
USED_BACK, MOST_QUESTIONS = timedelta(days=90), 20_000


async def ask_due(network: Network, now: datetime) -> int:
    """A card to everybody who has something to look at: weekly in August, else monthly; returns how many."""
    today = network.time.today(now)
    if today.weekday() > 4:
        return 0
    async with network.store.read() as tx:
        lying = _lying(network, today)
        if today.month != MONTH:
            lying = [entry for entry in lying if entry.review_by or due_on(entry) < today or legal_late(entry, today)]
        readers = await _readers(tx, lying, today)
    if not readers:
        return 0
    period = "{}w{}".format(*today.isocalendar()[:2]) if today.month == MONTH else f"{today:%Ym%m}"
    drafts = [Draft(Letter.REVISION, who, "revision", f"revision:{period}:{who}") for who in sorted(readers)]
    async with network.store.write() as tx:
        await letters.write(tx, drafts, now)
    return len(drafts)


async def listed(network: Network, tx: AsyncConnection, who: Member, now: datetime) -> View:
    """The next few entries to confirm, change or retire: all of them for editors, their own for owners."""
    if may_edit(who):
        return await _shown(network, tx, _lying(network, network.time.today(now)), now)
    theirs = await owners(tx, network.shelves.shelf.entries.values())
    if who.id not in {owner.id for owner in theirs.values()}:
        return Said("not_allowed")
    return await letter(network, tx, who, now)


async def letter(network: Network, tx: AsyncConnection, who: Member, now: datetime) -> Revision:
    """What this person is asked to look at."""
    today = network.time.today(now)
    lying = _lying(network, today)
    theirs = await owners(tx, lying)
    mine = [entry for entry in lying if who.id in _asked(entry, theirs, [who], today)]
    return await _shown(network, tx, mine, now)


async def confirm(network: Network, tx: AsyncConnection, who: Member, slug: str, now: datetime) -> View:
    """Still true: the entry is good for another year."""
    found = await entries.load(tx, slug)
    if found is None or not await may_tend(tx, who, slug):
        return Said("gone" if may_edit(who) else "not_allowed")
    fresh = looked_at(found.entry, network.time.today(now))
    if not await entries.save(tx, fresh, found.version, who.id, "gennemset", now):
        return Said("gone")
    await audit.note(tx, who.id, "confirm_entry", slug, now)
    return Said("entry_confirmed", {"title": found.entry.title}, coordinator=may_edit(who))


def looked_at(entry: Entry, today: date) -> Entry:
    """The entry after somebody has looked at it: a day of its own that has come is done with."""
    done = entry.review_by is not None and entry.review_by <= today + AHEAD
    return replace(entry, reviewed=today, review_by=None if done else entry.review_by)


def due_on(entry: Entry) -> date:
    """The day by which it is to be looked at: its own, else a year after the last time."""
    return entry.review_by or (entry.reviewed + YEAR if entry.reviewed else date.min)


def _lying(network: Network, today: date) -> list[Entry]:
    found = [e for e in network.shelves.shelf.entries.values() if due_on(e) <= today + AHEAD or legal_late(e, today)]
    return sorted(found, key=lambda entry: (entry.kind is not Kind.GUIDELINE, due_on(entry)))


async def _readers(tx: AsyncConnection, lying: Iterable[Entry], today: date) -> set[str]:
    entries_ = list(lying)
    theirs = await owners(tx, entries_)
    editors = [member for member in (await people.directory(tx)).values() if may_edit(member)]
    return {who for entry in entries_ for who in _asked(entry, theirs, editors, today)}


def _asked(entry: Entry, theirs: Mapping[str, Member], readers: Iterable[Member], today: date) -> set[str]:
    """Whose it is to look at an entry: its owner's; the editors' as well without one, or when it is left lying."""
    owner = theirs.get(entry.slug)
    left = owner is None or not owner.person.reachable or due_on(entry) < today - LEFT_LYING
    return ({owner.id} if owner else set()) | {one.id for one in readers if left and may_edit(one)}


async def _shown(network: Network, tx: AsyncConnection, found: list[Entry], now: datetime) -> Revision:
    today, standing = network.time.today(now), await trials.standing(tx)
    theirs, used = await owners(tx, found[:AT_A_TIME]), await _used(tx, now)
    lines = [
        RevisionLine(
            slug=entry.slug,
            title=entry.title,
            owner=theirs[entry.slug].person.name if entry.slug in theirs else entry.owner,
            reviewed=entry.reviewed,
            legal_late=legal_late(entry, today),
            standing=standing.get(entry.slug),
            due_on=due_on(entry) if due_on(entry) > date.min else None,
            overdue=due_on(entry) < today,
            used=used[entry.slug] if used[entry.slug] >= FEWEST else None,
        )
        for entry in found[:AT_A_TIME]
    ]
    return Revision(tuple(lines), len(found))


async def _used(tx: AsyncConnection, now: datetime) -> Counter[str]:
    """How often each entry stood first in an answer."""
    asked = [one for one in await questions.newest(tx, MOST_QUESTIONS) if one.asked_at >= now - USED_BACK]
    return Counter(str(hits[0]["slug"]) for one in asked if one.answered and (hits := one.answer.get("hits")))
