"""Local experience: three lines by the asker and the helper of a case that ended well, approved by an editor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.referral import State
from knowledge.store.letters import upsert
from knowledge.store.tables import lessons, referrals

ASKED, WAITING, APPROVED, REFUSED = "asked", "waiting", "approved", "refused"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What we did, where, and what happened. `id` is the referral's; asker and helper go when it is judged."""

    id: str
    slug: str
    asker: str = ""
    helper: str = ""
    status: str = ASKED
    did: str = ""
    place: str = ""
    happened: str = ""
    by: str = ""
    version: int = 1


async def ended_well(tx: AsyncConnection, since: datetime, most: int) -> list[Lesson]:
    """Cases that ended well since then, of whose people nobody has asked for a lesson yet."""
    fresh = sa.select(referrals).outerjoin(lessons, lessons.c.id == referrals.c.id)
    well = (referrals.c.state == State.CLOSED.value, referrals.c.outcome == "helped", referrals.c.closed_at >= since)
    rows = (await tx.execute(fresh.where(*well, lessons.c.id.is_(None)).limit(most))).mappings()
    found = ((row, (row["need"] or {}).get("slugs") or [row["bridge"]]) for row in rows if row["owner"])
    return [Lesson(row["id"], slugs[0], row["asker"], row["owner"]) for row, slugs in found if slugs[0]]


async def insert(tx: AsyncConnection, lesson: Lesson, now: datetime) -> bool:
    """Writes a lesson that is being asked for; False when somebody was faster."""
    statement = upsert(tx, lessons).values(**_row(lesson), at=now).on_conflict_do_nothing()
    return (await tx.execute(statement.returning(lessons.c.id))).first() is not None


async def load(tx: AsyncConnection, id_: str) -> Lesson | None:
    """The lesson, or None."""
    row = (await tx.execute(sa.select(lessons).where(lessons.c.id == id_))).mappings().first()
    return _lesson(row) if row else None


async def save(tx: AsyncConnection, lesson: Lesson, now: datetime) -> bool:
    """Writes over the version it was read with; False: somebody else changed it meanwhile."""
    mine = lessons.update().where(lessons.c.id == lesson.id, lessons.c.version == lesson.version)
    grown = replace(lesson, version=lesson.version + 1)
    return (await tx.execute(mine.values(**_row(grown), at=now))).rowcount == 1


async def waiting(tx: AsyncConnection, most: int) -> list[Lesson]:
    """What editors have to look at, the oldest first."""
    query = sa.select(lessons).where(lessons.c.status == WAITING).order_by(lessons.c.at).limit(most)
    return [_lesson(row) for row in (await tx.execute(query)).mappings()]


async def approved(tx: AsyncConnection, slug: str, most: int) -> list[Lesson]:
    """The local experience with an entry, the newest first."""
    mine = sa.select(lessons).where(lessons.c.slug == slug, lessons.c.status == APPROVED)
    return [_lesson(row) for row in (await tx.execute(mine.order_by(lessons.c.at.desc()).limit(most))).mappings()]


def _row(lesson: Lesson) -> dict[str, object]:
    return {name: getattr(lesson, name) for name in Lesson.__dataclass_fields__}


def _lesson(row: sa.RowMapping) -> Lesson:
    return Lesson(**{name: row[name] for name in Lesson.__dataclass_fields__})
