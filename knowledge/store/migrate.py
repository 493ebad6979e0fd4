"""Brings a database to the tables of this version. Run at every start; several replicas may start at once."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from knowledge.store.engine import Store

LOCK = 0x41_4C_45_4E_45  # any number, the same in every replica


async def upgrade(store: Store) -> None:
    """Runs the migrations that are missing, in one transaction; replicas wait for each other."""
    async with store.write() as tx:
        await tx.run_sync(_upgrade)


def config(connection: sa.Connection | None = None) -> Config:
    """Alembic's configuration, without a file."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    settings.attributes["connection"] = connection
    return settings


def _upgrade(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    command.upgrade(config(connection), "head")
