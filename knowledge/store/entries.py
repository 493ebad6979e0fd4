"""The catalogue in the database: the entries, their history, and a version that tells replicas to look again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.catalogue import Entry, Status, to_data, to_entry
from knowledge.store.letters import upsert
from knowledge.store.marks import bump, number
from knowledge.store.tables import entries, entry_history

CATALOGUE = "catalogue"
STARTER, NEW_EDITION = "starter", "ny udgave"
"""Why a version was written when nobody did: by these the program knows its own texts."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry with the version that guards it against two editors at once."""

    entry: Entry
    version: int


@dataclass(frozen=True, slots=True)
class Titled:
    """What an entry is called; `state` says why it answers nobody: its status, "awaits", or ""."""

    title: str
    one_line: str
    state: str


@dataclass(frozen=True, slots=True)
class Past:
    """One version of an entry: who wrote it, when and why."""

    entry: Entry
    version: int
    at: datetime
    by: str
    why: str


async def versions(tx: AsyncConnection, slug: str, most: int = 20) -> list[Past]:
    """The versions of an entry, the newest first."""
    mine = sa.select(entry_history).where(entry_history.c.slug == slug).order_by(entry_history.c.version.desc())
    rows = (await tx.execute(mine.limit(most))).mappings()
    return [Past(_entry(r["data"], r["status"]), r["version"], r["at"], r["by"], r["why"]) for r in rows]


async def version(tx: AsyncConnection) -> int:
    """Grows with every change of the catalogue."""
    return await number(tx, CATALOGUE)


async def load(tx: AsyncConnection, slug: str) -> Stored | None:
    """One entry in whatever status, or None."""
    row = (await tx.execute(sa.select(entries).where(entries.c.slug == slug))).mappings().first()
    return Stored(_entry(row["data"], row["status"]), row["version"]) if row else None


async def titles(tx: AsyncConnection) -> dict[str, Titled]:
    """What every entry is called and why it answers nobody, by slug; the entries themselves are not read."""
    data = entries.c.data
    named = (
        entries.c.slug,
        data["title"].as_string(),
        data["one_line"].as_string(),
        entries.c.status,
        entries.c.awaits,
    )
    rows = (await tx.execute(sa.select(*named).order_by(entries.c.slug))).all()
    return {slug: Titled(title, line or "", _silent(status, awaits)) for slug, title, line, status, awaits in rows}


async def published(tx: AsyncConnection) -> tuple[Entry, ...]:
    """All entries that answer questions, by slug: those whose first day is still to come do not."""
    answering = (entries.c.status == Status.PUBLISHED.value, entries.c.awaits.is_(None))
    query = sa.select(entries.c.data, entries.c.status).where(*answering)
    return tuple(_entry(data, status) for data, status in (await tx.execute(query.order_by(entries.c.slug))).all())


async def save(tx: AsyncConnection, entry: Entry, before: int, by: str, why: str, now: datetime) -> bool:
    """Writes a new version over version `before` (0 for a new entry). False: somebody else changed it meanwhile."""
    row = {
        "status": entry.status.value,
        "data": to_data(entry),
        "awaits": _awaits(entry, now),
        "changed_at": now,
        "changed_by": by,
        "version": before + 1,
    }
    mine = (
        entries.update().where(entries.c.slug == entry.slug, entries.c.version == before).values(**row)
        if before
        else upsert(tx, entries).values(slug=entry.slug, **row).on_conflict_do_nothing()
    )
    if (await tx.execute(mine.returning(entries.c.slug))).first() is None:
        return False
    await tx.execute(
        entry_history.insert().values(
            slug=entry.slug, version=before + 1, status=row["status"], data=row["data"], at=now, by=by, why=why[:300]
        )
    )
    await bump(tx, CATALOGUE, now)
    return True


async def everything(tx: AsyncConnection) -> dict[str, Stored]:
    """Every entry in whatever status, by slug."""
    rows = (await tx.execute(sa.select(entries).order_by(entries.c.slug))).mappings()
    return {row["slug"]: Stored(_entry(row["data"], row["status"]), row["version"]) for row in rows}


async def save_many(
    tx: AsyncConnection, changed: Iterable[Entry], before: Mapping[str, int], by: str, why: str, now: datetime
) -> bool:
    """Writes new versions over those in `before` (absent: a new entry), all or, when one was overtaken, none."""
    rows = {one.slug: one for one in changed}
    locked = sa.select(entries.c.slug, entries.c.version).with_for_update()
    there = {slug: version for slug, version in (await tx.execute(locked)).all() if slug in rows}
    if there != {slug: version for slug, version in before.items() if slug in rows}:
        return False
    first = {slug: _awaits(one, now) for slug, one in rows.items()}
    past: list[dict[str, Any]] = [
        {"slug": s, "version": before.get(s, 0) + 1, "status": one.status.value, "data": to_data(one)}
        for s, one in rows.items()
    ]
    if not past:
        return True
    await tx.execute(entries.delete().where(entries.c.slug.in_(list(there))))
    await tx.execute(
        entries.insert(), [{**row, "changed_at": now, "changed_by": by, "awaits": first[row["slug"]]} for row in past]
    )
    await tx.execute(entry_history.insert(), [{**row, "at": now, "by": by, "why": why[:300]} for row in past])
    await bump(tx, CATALOGUE, now)
    return True


async def release(tx: AsyncConnection, today: date, now: datetime) -> int:
    """Lets the entries whose first day has come answer; returns how many. Safe to call at every beat."""
    come = entries.update().where(entries.c.awaits <= today).values(awaits=None)
    released = int((await tx.execute(come)).rowcount)
    if released:
        await bump(tx, CATALOGUE, now)
    return released


async def awaited(tx: AsyncConnection, today: date) -> bool:
    """Whether an entry's first day has come."""
    return (await tx.execute(sa.select(entries.c.slug).where(entries.c.awaits <= today).limit(1))).first() is not None


async def seed(tx: AsyncConnection, starter: Iterable[Entry], now: datetime) -> int:
    """Puts the starter catalogue into an empty database; returns how many entries were written."""
    if (await tx.execute(sa.select(sa.func.count()).select_from(entries))).scalar_one():
        return 0
    rows = list(starter)
    for entry in rows:
        await save(tx, entry, 0, "", STARTER, now)
    return len(rows)


def _silent(status: str, awaits: date | None) -> str:
    if status == Status.PUBLISHED.value:
        return "awaits" if awaits else ""
    return status


def _awaits(entry: Entry, now: datetime) -> date | None:
    return entry.valid_from if entry.valid_from and entry.valid_from > now.date() else None


def _entry(data: dict[str, object], status: str) -> Entry:
    return replace(to_entry(data), status=Status(status))
