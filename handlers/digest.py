"""The weekly card: what staff asked and nobody answered, at the time each coordinator or editor has chosen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.missed import WEEKLY, overview
from handlers.network import Network
from handlers.rights import may_edit
from handlers.views import Said, View
from handlers.views_desk import DeskForm, Missed
from knowledge.letters import Draft, Letter
from knowledge.store import desks, letters, people
from knowledge.store.people import Member

LATE = timedelta(hours=12)
"""A card that could not go out in this time after the chosen one waits for the next week."""


async def send(network: Network, now: datetime) -> int:
    """Writes the weekly letters that are due; returns how many. Safe to call at every beat of every replica."""
    async with network.store.read() as tx:
        editors = [m for m in (await people.directory(tx)).values() if may_edit(m)]
        due = [m.id for m in editors if _due(network, *await desks.digest(tx, m.id), now)]
    if not due:
        return 0
    async with network.store.write() as tx:
        week = "{}w{}".format(*now.isocalendar()[:2])
        if (await overview(network, tx, now, WEEKLY)).lines:
            drafts = [Draft(Letter.MISSED, id_, "missed", f"missed:{week}:{id_}") for id_ in due]
            await letters.write(tx, drafts, now)
        for id_ in due:
            await desks.sent(tx, id_, now)
    return len(due)


async def missed_letter(network: Network, tx: AsyncConnection, now: datetime) -> Missed | None:
    """The top of the list as it is when the card is sent; None when all has been mended meanwhile."""
    view = await overview(network, tx, now, WEEKLY)
    return view if view.lines else None


async def open_form(tx: AsyncConnection, who: Member) -> View:
    """When the weekly card comes."""
    if not may_edit(who):
        return Said("not_allowed")
    return _form((await desks.digest(tx, who.id))[0])


async def choose(tx: AsyncConnection, who: Member, inputs: Mapping[str, str]) -> View:
    """Another time, or none."""
    if not may_edit(who):
        return Said("not_allowed")
    weekday, clock = inputs.get("weekday", ""), inputs.get("clock", "")
    slot = _slot(f"{weekday[:4]} {clock[:8]}")
    chosen = f"{slot[0]} {slot[1]:%H:%M}" if slot else desks.MONDAY_MORNING
    chosen = desks.OFF if weekday == desks.OFF else chosen
    await desks.choose(tx, who.id, chosen)
    return _form(chosen, saved=True)


def _form(chosen: str, *, saved: bool = False) -> DeskForm:
    weekday, _, clock = chosen.partition(" ")
    return DeskForm(weekday, clock or desks.MONDAY_MORNING.partition(" ")[2], saved)


def _due(network: Network, chosen: str, last: datetime | None, now: datetime) -> bool:
    slot = _slot(chosen)
    if slot is None:
        return False
    weekday, clock = slot
    local = now.astimezone(ZoneInfo(network.time.zone))
    day = local.date() - timedelta(days=(local.weekday() - weekday) % 7)
    at = datetime.combine(day, clock, local.tzinfo)
    return at <= local < at + LATE and (last is None or last < at)


def _slot(chosen: str) -> tuple[int, time] | None:
    weekday, _, clock = chosen.partition(" ")
    try:
        return int(weekday) % 7, time.fromisoformat(clock)
    except ValueError:
        return None
