"""The overview of counts, the coverage of the next weeks, and people found and taken off the list."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.counts import counted
from handlers.network import Network
from handlers.rights import last_coordinator, looks_after, may_coordinate
from handlers.views import Said, View
from handlers.views_desk import CoverageCard, Lost, OverviewCard, PeopleList, Who
from knowledge import coverage
from knowledge.oversight import looks_after as covers
from knowledge.oversight import overreach
from knowledge.store import audit, people, referrals
from knowledge.store.people import Member

SHOWN = 8


async def overview(network: Network, tx: AsyncConnection, who: Member, now: datetime) -> View:
    """The counts, for coordinators and leaders; nobody's words and nobody's name."""
    if not (may_coordinate(who) or (who.person.leader and who.person.active)):
        return Said("not_allowed")
    shelf = network.shelves.shelf.entries
    found = await counted(network, tx, now, who)
    titles = {slug: shelf[slug].title for slug in found.topics if slug in shelf}
    return OverviewCard(found, titles, coordinator=may_coordinate(who))


async def cover(network: Network, tx: AsyncConnection, who: Member, now: datetime) -> View:
    """Role by district through the next four weeks, and whom the bot cannot reach and why."""
    if not may_coordinate(who):
        return Said("not_allowed")
    known = await people.directory(tx)
    every = [m for m in known.values() if m.person.roles and m.person.active]
    helpers = [m for m in every if looks_after(known, who, m.person)]
    busy, _ = await referrals.load_of(tx)
    lines = coverage.coverage([m.person for m in every], busy, now, network.time)
    if who.person.oversees:
        lines = tuple(one for one in lines if not one.district or covers(who.person, one.district))
    why = await people.why_not(tx)
    lost = [Lost(m.person.name, why.get(m.id, "never")) for m in helpers if not m.person.reachable]
    over = [m.person.name for m in helpers if busy.get(m.id, 0) > m.person.capacity]
    lost.sort(key=lambda one: one.name)
    return CoverageCard(lines, tuple(lost), tuple(over), tuple(m.person.name for m in helpers if m.person.paused))


async def find(network: Network, tx: AsyncConnection, who: Member, words: str) -> View:
    """People of the directory by name, role, place or competence, also misspelt; without words, everybody."""
    if not may_coordinate(who):
        return Said("not_allowed")
    every = await people.directory(tx)
    known = {m.id: m for m in every.values() if m.person.active and looks_after(every, who, m.person)}
    titles = {slug: entry.title for slug, entry in network.shelves.shelf.entries.items()}
    found = coverage.find((m.person for m in known.values()), words, titles)
    lines = [Who(p.id, p.name, p.roles, p.unit, p.paused, p.reachable, known[p.id].version) for p in found[:SHOWN]]
    return PeopleList(words, tuple(lines), len(found))


async def remove(network: Network, tx: AsyncConnection, who: Member, id_: str, now: datetime) -> View:
    """Takes a person off the list; what they hold is re-homed by the next beat. They may still ask."""
    member = await people.load(tx, id_)
    if not may_coordinate(who) or member is None:
        return Said("gone" if may_coordinate(who) else "not_allowed")
    if member.id == who.id:
        return Said("not_yourself")
    known = await people.directory(tx)
    bare = replace(member.person, roles=(), coordinator=False, oversees=(), editor=False, leader=False, paused=False)
    everybody = [one.person for one in known.values()]
    if not looks_after(known, who, member.person) or overreach(who.person, everybody, member.person, bare):
        return Said("not_your_district")
    if member.person.coordinator and await last_coordinator(tx, [bare], now):
        return Said("last_coordinator")
    await people.save(tx, member, bare, now)
    await audit.note(tx, who.id, "remove_person", id_, now)
    return Said("person_removed", {"name": member.person.name}, coordinator=True)
