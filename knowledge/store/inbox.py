"""What has come in already: an activity that Teams delivers twice does nothing twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.store.letters import upserts
from knowledge.store.ready import Ready
from knowledge.store.tables import inbox

SLOW = timedelta(seconds=10)
LATE = timedelta(seconds=60)


async def first_time(tx: AsyncConnection, conversation: str, activity: str, digest: str, now: datetime) -> bool:
    """Whether this delivery is new. A copy has the same id, or the same text shortly after one that took long.

    Teams repeats what is not acknowledged in 15 seconds, first with the same id, later with a new one.
    """
    if await _late_copy(tx, conversation, digest, now):
        return False
    row = {"conversation": conversation, "activity": activity, "at": now, "digest": digest}
    # Not `rowcount`: PostgreSQL's driver counts no inserted rows (-1).
    return (await _FIRST.run(tx, row)).first is not None


async def done(tx: AsyncConnection, conversation: str, activity: str, now: datetime) -> None:
    """Marks a delivery as answered."""
    await _DONE.run(tx, {"where": conversation, "which": activity, "now": now})


async def forget_one(tx: AsyncConnection, conversation: str, activity: str) -> None:
    """Lets a delivery be new again."""
    mine = inbox.delete().where(inbox.c.conversation == conversation, inbox.c.activity == activity)
    await tx.execute(mine)


async def forget(tx: AsyncConnection, before: datetime) -> int:
    """Removes what is too old to be repeated; returns how many rows went."""
    return int((await tx.execute(inbox.delete().where(inbox.c.at < before))).rowcount)


async def _late_copy(tx: AsyncConnection, conversation: str, digest: str, now: datetime) -> bool:
    if not digest:
        return False
    same = await _SAME.run(tx, {"where": conversation, "digest": digest, "since": now - LATE})
    return any((row["done_at"] or now) - row["at"] > SLOW for row in same.rows)


_FIRST = Ready(upserts(inbox, lambda insert: insert.on_conflict_do_nothing().returning(inbox.c.activity)))
_DONE = Ready(
    inbox.update()
    .where(inbox.c.conversation == sa.bindparam("where"), inbox.c.activity == sa.bindparam("which"))
    .values(done_at=sa.bindparam("now"))
)
_SAME = Ready(
    sa.select(inbox.c.at, inbox.c.done_at).where(
        inbox.c.conversation == sa.bindparam("where"),
        inbox.c.digest == sa.bindparam("digest"),
        inbox.c.at > sa.bindparam("since"),
    )
)
