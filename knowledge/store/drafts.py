"""Drafts of entries: what an editor works on while the published version goes on answering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.catalogue import Entry, Status, to_data, to_entry
from knowledge.store.tables import drafts


@dataclass(frozen=True, slots=True)
class Draft:
    """One editor's draft. `base` is the version of the entry it grew from (0: a new entry), `by` who writes it."""

    id: str
    entry: Entry
    base: int
    by: str
    status: Status = Status.DRAFT
    reviewer: str = ""
    why: str = ""
    remark: str = ""
    questions: tuple[str, ...] = ()
    version: int = 1

    @property
    def new(self) -> bool:
        """Whether there is no entry yet."""
        return self.base == 0


async def load(tx: AsyncConnection, id_: str) -> Draft | None:
    """The draft, or None when it was published or thrown away."""
    row = (await tx.execute(sa.select(drafts).where(drafts.c.id == id_))).mappings().first()
    return _draft(row) if row else None


async def insert(tx: AsyncConnection, draft: Draft, now: datetime) -> None:
    """Writes a new draft."""
    await tx.execute(drafts.insert().values(id=draft.id, **_row(draft, now)))


async def save(tx: AsyncConnection, draft: Draft, now: datetime) -> Draft | None:
    """Writes over the version the draft was read with; None: somebody else changed it meanwhile."""
    grown = replace(draft, version=draft.version + 1)
    mine = drafts.update().where(drafts.c.id == draft.id, drafts.c.version == draft.version)
    return grown if (await tx.execute(mine.values(**_row(grown, now)))).rowcount == 1 else None


async def remove(tx: AsyncConnection, id_: str) -> None:
    """Published or thrown away."""
    await tx.execute(drafts.delete().where(drafts.c.id == id_))


async def about(tx: AsyncConnection, slug: str) -> list[Draft]:
    """All drafts of one entry: who else is at it."""
    rows = await tx.execute(sa.select(drafts).where(drafts.c.slug == slug).order_by(drafts.c.changed_at))
    return [_draft(row) for row in rows.mappings()]


async def newest(tx: AsyncConnection, most: int = 20) -> list[Draft]:
    """The drafts, the one touched last first."""
    rows = await tx.execute(sa.select(drafts).order_by(drafts.c.changed_at.desc()).limit(most))
    return [_draft(row) for row in rows.mappings()]


def _row(draft: Draft, now: datetime) -> dict[str, Any]:
    return {
        "slug": draft.entry.slug,
        "base": draft.base,
        "version": draft.version,
        "status": draft.status.value,
        "data": to_data(draft.entry),
        "by": draft.by,
        "reviewer": draft.reviewer,
        "why": draft.why[:300],
        "remark": draft.remark[:600],
        "questions": list(draft.questions),
        "changed_at": now,
    }


def _draft(row: Mapping[Any, Any]) -> Draft:
    return Draft(
        id=row["id"],
        entry=replace(to_entry(row["data"]), status=Status(row["status"])),
        base=row["base"],
        by=row["by"],
        status=Status(row["status"]),
        reviewer=row["reviewer"],
        why=row["why"],
        remark=row["remark"],
        questions=tuple(row["questions"]),
        version=row["version"],
    )
