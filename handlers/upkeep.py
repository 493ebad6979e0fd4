"""The house looks after itself: who can be reached, how many replicas live, when the bot's secret runs out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from handlers import reach
from handlers.cases import look_around
from handlers.network import Network
from knowledge.letters import Draft, Letter
from knowledge.store import errands, letters, marks, people
from knowledge.store.people import Reference

CHECK_AFTER = timedelta(days=7)
REPLICA = "replica:"
REPLICA_LIVES = timedelta(seconds=60)
WARN_DAYS = (30, 14, 7, 3, 2, 1, 0)


async def replicas(network: Network, name: str, now: datetime) -> int:
    """Says that this replica lives, and counts those that do."""
    async with network.store.write() as tx:
        await marks.put(tx, f"{REPLICA}{name}"[:64], "", now)
        return max(1, await marks.count(tx, REPLICA, now - REPLICA_LIVES))


async def succeed(network: Network, dead: Callable[[Iterable[str]], list[str]]) -> None:
    """Takes over from processes that have died: frees what they held, and counts them no longer."""
    async with network.store.write() as tx:
        known = [mark.removeprefix(REPLICA) for mark in await marks.names(tx, REPLICA)]
        gone = dead({*known, *await letters.holders(tx), *await errands.holders(tx)})
        await letters.release(tx, gone)
        await errands.release(tx, gone)
        await marks.drop(tx, [f"{REPLICA}{name}" for name in gone])


async def to_check(network: Network, now: datetime) -> tuple[str, Reference] | None:
    """A resource person nobody has heard of for a week, to be looked up quietly."""
    async with network.store.write() as tx:
        return await people.unheard_of(tx, now - CHECK_AFTER, now)


async def unreachable(network: Network, person: str, why: str, now: datetime) -> None:
    """The quiet look-up failed: coordinators see it, and the clock re-homes what the person holds."""
    async with network.store.write() as tx:
        if await people.mark_unreachable(tx, person, why, now):
            await reach.lost(network, tx, person, now)


async def warn_of_expiry(network: Network, expires: date | None, now: datetime) -> None:
    """Tells coordinators in good time that the bot's secret or certificate runs out; each warning once."""
    left = (expires - now.date()).days if expires else WARN_DAYS[0] + 1
    due = [days for days in WARN_DAYS if left <= days]
    if expires is None or not due:
        return
    async with network.store.write() as tx:
        around = await look_around(tx)
        key = f"secret:{expires.isoformat()}:{due[-1]}"
        who = [member.id for member in around.people.values() if member.person.coordinator]
        drafts = [Draft(Letter.SECRET, id_, str(max(left, 0)), f"{key}:{id_}") for id_ in who]
        await letters.write(tx, drafts, now)
