"""The vectors of the catalogue's lines, kept so that a start and an edit ask the model only for what is new.

What people ask is never kept here: only lines that stand in the catalogue.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.store.letters import upsert
from knowledge.store.tables import embeddings

_PAGE = 500
"""Rows that are read or removed at once: SQLite answers in the event loop."""


async def page(tx: AsyncConnection, model: str, after: str) -> dict[str, bytes]:
    """The next vectors of a model by key, in the order of the keys; {} when there are no more."""
    mine = sa.select(embeddings.c.key, embeddings.c.vector)
    mine = mine.where(embeddings.c.model == model, embeddings.c.key > after).order_by(embeddings.c.key).limit(_PAGE)
    return {key: bytes(vector) for key, vector in (await tx.execute(mine)).all()}


async def save(tx: AsyncConnection, model: str, vectors: Mapping[str, bytes]) -> None:
    """Keeps vectors by key; what another replica has kept already stays."""
    rows = [{"model": model, "key": key, "vector": vector} for key, vector in vectors.items()]
    await tx.execute(upsert(tx, embeddings).on_conflict_do_nothing(), rows)


async def prune(tx: AsyncConnection, model: str, needed: Collection[str]) -> None:
    """Removes what no line of the catalogue needs any more, and what other models said."""
    await tx.execute(embeddings.delete().where(embeddings.c.model != model))
    kept = set((await tx.execute(sa.select(embeddings.c.key))).scalars())
    gone = sorted(kept - set(needed))
    for start in range(0, len(gone), _PAGE):
        await tx.execute(embeddings.delete().where(embeddings.c.key.in_(gone[start : start + _PAGE])))
