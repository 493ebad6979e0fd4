"""What each coordinator or editor has chosen for the own desk."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.store.letters import upsert
from knowledge.store.tables import desks

MONDAY_MORNING = "0 08:30"
OFF = "off"


async def digest(tx: AsyncConnection, person: str) -> tuple[str, datetime | None]:
    """When the weekly card comes, in local time ("0 08:30" or "off"), and when it last did."""
    row = (await tx.execute(sa.select(desks.c.digest, desks.c.sent_at).where(desks.c.person == person))).first()
    return (row[0], row[1]) if row else (MONDAY_MORNING, None)


async def chosen(tx: AsyncConnection, person: str) -> bool:
    """Whether the person has chosen anything themselves."""
    return (await digest(tx, person))[0] != MONDAY_MORNING or await _kept(tx, person)


async def choose(tx: AsyncConnection, person: str, when: str) -> None:
    """Sets when the weekly card comes."""
    await _put(tx, person, {"digest": when})


async def sent(tx: AsyncConnection, person: str, now: datetime) -> None:
    """The weekly card is on its way."""
    await _put(tx, person, {"sent_at": now})


async def _kept(tx: AsyncConnection, person: str) -> bool:
    return (await tx.execute(sa.select(desks.c.person).where(desks.c.person == person))).first() is not None


async def _put(tx: AsyncConnection, person: str, values: dict[str, object]) -> None:
    fresh = {"person": person, "digest": MONDAY_MORNING, "sent_at": None, **values}
    statement = upsert(tx, desks).values(**fresh)
    await tx.execute(statement.on_conflict_do_update(index_elements=["person"], set_=values))
