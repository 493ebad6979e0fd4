"""How the network is, in counts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from handlers.network import Network
from knowledge.store import letters, marks, people, referrals


@dataclass(frozen=True, slots=True)
class Health:
    """Counts and ages in seconds; `ready` says whether the promise can be kept just now."""

    database: bool = False
    coordinators: int = 0
    in_reach: int = 0  # coordinators whom the bot can write to
    alone: int = 0  # stranded cases that no coordinator in reach has: somebody must be called
    open_cases: int = 0
    oldest_wait: float = 0.0
    letters_waiting: int = 0
    beat_age: float | None = None
    ready: bool = False

    def as_data(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return asdict(self)


async def health(network: Network, now: datetime, quiet_for: timedelta) -> Health:
    """The counts; a database that does not answer gives a Health that is not ready."""
    try:
        async with network.store.read() as tx:
            open_cases, oldest = await referrals.counts(tx)
            count, _ = await letters.waiting(tx)
            beat = await marks.get(tx, "beat")
            directory = await people.directory(tx)
            stranded = await referrals.stranded(tx)
    except (SQLAlchemyError, OSError):
        return Health()
    coordinators = {id_: m.person for id_, m in directory.items() if m.person.coordinator and m.person.active}
    there = {id_ for id_, person in coordinators.items() if person.reachable}
    age = now - beat[1] if beat else None
    return Health(
        database=True,
        coordinators=len(coordinators),
        in_reach=len(there),
        alone=sum(waits_for not in there - {asker} for waits_for, asker in stranded),
        open_cases=open_cases,
        oldest_wait=(now - oldest).total_seconds() if oldest else 0.0,
        letters_waiting=count,
        beat_age=age.total_seconds() if age else None,
        ready=bool(coordinators) and age is not None and age < quiet_for,
    )
