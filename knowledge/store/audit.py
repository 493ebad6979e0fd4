"""Who did and who read what, apart from any content."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.store.tables import audit


async def note(tx: AsyncConnection, by: str, did: str, about: str, now: datetime) -> None:
    """One line: person id, verb, id of the thing. Never text."""
    await tx.execute(audit.insert().values(at=now, by=by, did=did, about=about))


async def did(tx: AsyncConnection, by: str) -> frozenset[str]:
    """The verbs of everything somebody has done."""
    return frozenset((await tx.execute(sa.select(audit.c.did).where(audit.c.by == by).distinct())).scalars())
