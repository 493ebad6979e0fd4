"""Counters and marks that all replicas share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.store.letters import upsert
from knowledge.store.tables import marks


async def number(tx: AsyncConnection, name: str) -> int:
    """The counter's value; 0 when it was never set."""
    found = (await tx.execute(sa.select(marks.c.number).where(marks.c.name == name))).scalar()
    return int(found or 0)


async def bump(tx: AsyncConnection, name: str, now: datetime) -> None:
    """Adds one to a counter, also when several do it at once."""
    statement = upsert(tx, marks).values(name=name, number=1, at=now, value="")
    grown = {"number": marks.c.number + 1, "at": now}
    await tx.execute(statement.on_conflict_do_update(index_elements=["name"], set_=grown))


async def put(tx: AsyncConnection, name: str, value: str, now: datetime) -> None:
    """Sets a mark's value and time."""
    statement = upsert(tx, marks).values(name=name, value=value, at=now, number=0)
    await tx.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value, "at": now}))


async def get(tx: AsyncConnection, name: str) -> tuple[str, datetime] | None:
    """A mark's value and when it was set."""
    row = (await tx.execute(sa.select(marks.c.value, marks.c.at).where(marks.c.name == name))).first()
    return (row[0], row[1]) if row else None


async def names(tx: AsyncConnection, prefix: str) -> list[str]:
    """The marks with this prefix."""
    query = sa.select(marks.c.name).where(marks.c.name.startswith(prefix, autoescape=True))
    return list((await tx.execute(query)).scalars())


async def drop(tx: AsyncConnection, gone: Iterable[str]) -> None:
    """Removes marks."""
    await tx.execute(marks.delete().where(marks.c.name.in_(list(gone))))


async def count(tx: AsyncConnection, prefix: str, since: datetime) -> int:
    """How many marks with this prefix were set since then."""
    query = sa.select(sa.func.count()).where(marks.c.name.startswith(prefix, autoescape=True), marks.c.at >= since)
    return int((await tx.execute(query)).scalar_one())
