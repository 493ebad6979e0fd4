"""A new release meets a database that is full: what nobody has touched is brought up to date, the rest only told of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.catalogue import Entry, Status, starter_entry
from knowledge.editions import mark, marks
from knowledge.store.entries import NEW_EDITION, STARTER, save
from knowledge.store.letters import upsert
from knowledge.store.tables import editions, entries, entry_history


async def renew(tx: AsyncConnection, now: datetime) -> int:
    """Brings untouched starter entries to this release's text, and adds its new ones; returns how many were written.

    Safe when several replicas start at once, for each write is conditional; and when an older release starts beside
    a newer one, for a text that has been here before is never brought back.
    """
    seen = await _seen(tx)
    news = [slug for slug, digest in marks().items() if seen.get(slug) != digest]
    rows = (await tx.execute(sa.select(entries.c.slug, entries.c.version))).all()
    versions = {str(row[0]): int(row[1]) for row in rows}
    written = 0
    for slug in news:
        written += await _bring(tx, slug, versions.get(slug, 0), now)
    return written


async def waiting(tx: AsyncConnection) -> list[str]:
    """The slugs of entries that were changed here and have another text in this release."""
    seen = await _seen(tx)
    mine = sa.select(entries.c.slug).where(entries.c.status != Status.RETIRED.value).order_by(entries.c.slug)
    other = [s for s in (await tx.execute(mine)).scalars() if s in seen and seen[s] != marks().get(s, seen[s])]
    return [slug for slug in other if marks()[slug] not in {mark(data) for _, data in await _ours(tx, slug)}]


async def settle(tx: AsyncConnection, slug: str, now: datetime) -> None:
    """Somebody has taken this release's text of an entry, or means to keep their own."""
    await _note(tx, slug, marks()[slug], now)


def text_of(slug: str, local: Entry) -> Entry:
    """This release's text of an entry, with whose it is here. An approval was of another text: it stays behind."""
    return replace(starter_entry(slug), owner=local.owner, review_by=local.review_by)


async def _bring(tx: AsyncConnection, slug: str, version: int, now: datetime) -> bool:
    past = await _ours(tx, slug)
    if marks()[slug] in {mark(data) for _, data in past}:
        if mark(past[0][1]) == marks()[slug]:
            await _note(tx, slug, marks()[slug], now)
        return False
    if version and (not past or past[0][0] != version):
        if slug not in await _seen(tx):  # changed here before this was kept: the text it grew from is the one seen
            await _note(tx, slug, mark(past[0][1]) if past else "", now)
        return False
    if written := await save(tx, starter_entry(slug), version, "", NEW_EDITION, now):
        await _note(tx, slug, marks()[slug], now)
    return written


async def _ours(tx: AsyncConnection, slug: str) -> list[tuple[int, Mapping[str, Any]]]:
    """The versions of an entry that releases have written, the newest first."""
    ours = (entry_history.c.slug == slug, entry_history.c.by == "", entry_history.c.why.in_([STARTER, NEW_EDITION]))
    query = sa.select(entry_history.c.version, entry_history.c.data).where(*ours)
    return [(row[0], row[1]) for row in (await tx.execute(query.order_by(entry_history.c.version.desc()))).all()]


async def _seen(tx: AsyncConnection) -> dict[str, str]:
    rows = (await tx.execute(sa.select(editions.c.slug, editions.c.mark))).all()
    return {str(row[0]): str(row[1]) for row in rows}


async def _note(tx: AsyncConnection, slug: str, digest: str, now: datetime) -> None:
    statement = upsert(tx, editions).values(slug=slug, mark=digest, at=now)
    await tx.execute(statement.on_conflict_do_update(index_elements=["slug"], set_={"mark": digest, "at": now}))
