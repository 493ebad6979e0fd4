"""The migrations lead to just the tables of the code, on both databases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from knowledge.store.engine import Store
from knowledge.store.migrate import upgrade
from knowledge.store.tables import metadata


def _differences(connection: sa.Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": metadata})
    return list(compare_metadata(context, metadata))


async def test_migrations_equal_the_tables(store: Store) -> None:
    async with store.read() as tx:
        assert await tx.run_sync(_differences) == []


async def test_a_second_start_changes_nothing(store: Store) -> None:
    await upgrade(store)
    async with store.read() as tx:
        assert await tx.run_sync(_differences) == []
