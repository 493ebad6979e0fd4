"""The overview of counts, the coverage of the next weeks, and people found, paused and taken off the list."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.network import Network
from handlers.rights import last_coordinator, looks_after, may_coordinate
from handlers.views import Said, View
from handlers.views_desk import CoverageCard, Lost, OverviewCard, PeopleList, Who
from knowledge import coverage, figures
from knowledge.columns import Cell, Column
from knowledge.figures import Asked, Case, Figures
from knowledge.oversight import looks_after as covers
from knowledge.oversight import overreach
from knowledge.people import roles
from knowledge.referral import Referral
from knowledge.sheets import Rows, write_xlsx
from knowledge.store import audit, people, questions, referrals
from knowledge.store.people import Member

BACK = timedelta(weeks=figures.WEEKS)
MOST_QUESTIONS = 20_000
SHOWN = 8


async def overview(network: Network, tx: AsyncConnection, who: Member, now: datetime) -> View:
    """The counts, for coordinators and leaders; nobody's words and nobody's name."""
    if not (may_coordinate(who) or (who.person.leader and who.person.active)):
        return Said("not_allowed")
    shelf = network.shelves.shelf.entries
    found = await counted(network, tx, now)
    titles = {slug: shelf[slug].title for slug in found.topics if slug in shelf}
    return OverviewCard(found, titles, coordinator=may_coordinate(who))


async def counted(network: Network, tx: AsyncConnection, now: datetime) -> Figures:
    """The figures of the last weeks."""
    asked = [_asked(one) for one in await questions.newest(tx, MOST_QUESTIONS) if one.asked_at >= now - BACK]
    courses = await referrals.courses(tx, now - BACK)
    cases = [_case(case, story, now) for case, story in courses]
    return figures.figures(asked, cases, network.time.today(now))


async def workbook(network: Network, now: datetime) -> bytes:
    """The overview as Excel: a sheet of weeks, one of figures, one of roles."""
    async with network.store.read() as tx:
        found = await counted(network, tx, now)
    told = {"åbne": found.open, "over fristen": found.overdue, "timer til ja": found.hours_to_yes}
    told |= {"timer til hjælper": found.hours_to_helper, "løst på laveste trin (%)": found.lowest_step}
    weeks = [[w.monday.isoformat(), *map(str, (w.answered, w.unanswered, w.referred))] for w in found.weeks]
    shown = [[name, "under fem" if value is None else str(value)] for name, value in told.items()]
    per_role = [[roles()[role].title_da if role in roles() else role, str(n)] for role, n in found.per_role.items()]
    return write_xlsx(
        {
            "uger": _sheet(("uge fra", "besvaret", "uden svar", "sendt videre"), weeks),
            "tal": _sheet(("tal", "værdi"), shown),
            "roller": _sheet(("rolle", "åbne sager"), per_role),
        }
    )


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


def _asked(question: questions.Question) -> Asked:
    hits = question.answer.get("hits", ())
    fine = question.answered and question.outcome != "unfit"
    return Asked(question.asked_at, fine, str(hits[0]["slug"]) if hits else "")


def _case(case: Referral, story: list[tuple[str, datetime]], now: datetime) -> Case:
    role = case.place.role if case.place else "koordinator"
    taken = next((at for did, at in story if did == "accept"), None)
    before = [at for did, at in story if taken and at < taken and did in ("create", "decline", "suggest", "timeout")]
    overdue = case.open and case.due_at < now
    return Case(case.created_at, role, case.open, overdue, case.outcome, before[-1] if before else None, taken)


def _sheet(headings: tuple[str, ...], rows: Rows) -> tuple[tuple[Column, ...], Rows]:
    return tuple(Column(name, name, Cell.TEXT) for name in headings), rows
