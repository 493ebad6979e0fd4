"""One engine for two databases: time, migrations, and an address that says which."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from knowledge.store import marks
from knowledge.store.engine import Store, normal_url
from knowledge.store.migrate import upgrade
from knowledge.store.tables import metadata
from tests.knowledge.cases import NOW
from tests.postgres import Cluster

COPENHAGEN_SUMMER = timezone(timedelta(hours=2))


async def test_a_moment_comes_back_as_the_same_instant_in_utc(store: Store) -> None:
    when = datetime(2026, 7, 1, 10, 30, 15, 123456, tzinfo=COPENHAGEN_SUMMER)
    async with store.write() as tx:
        await marks.put(tx, "beat", "x", when)
        found = await marks.get(tx, "beat")
    assert found == ("x", when)
    assert found[1].utcoffset() == timedelta(0)


async def test_moments_are_ordered_by_instant_not_by_wall_clock(store: Store) -> None:
    earlier, later = datetime(2026, 7, 1, 11, tzinfo=COPENHAGEN_SUMMER), datetime.fromisoformat("2026-07-01T10:00Z")
    async with store.write() as tx:
        await marks.put(tx, "later", "", later)
        await marks.put(tx, "earlier", "", earlier)
        table = metadata.tables["marks"]
        ordered = sa.select(table.c.name).where(table.c.at <= later).order_by(table.c.at)
        assert (await tx.execute(ordered)).scalars().all() == ["earlier", "later"]


async def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(sa.exc.StatementError, match="without a zone"):
        async with store.write() as tx:
            await marks.put(tx, "beat", "", NOW.replace(tzinfo=None))


async def test_counters_lose_no_count(replicas: list[Store]) -> None:
    async def bump(replica: Store) -> None:
        async with replica.write() as tx:
            await marks.bump(tx, "catalogue", NOW)

    await asyncio.gather(*(bump(replicas[number % 3]) for number in range(30)))
    async with replicas[0].read() as tx:
        assert await marks.number(tx, "catalogue") == 30


async def test_an_error_of_the_database_shows_none_of_what_was_written(store: Store) -> None:
    with pytest.raises(sa.exc.DBAPIError) as wrong:
        async with store.write() as tx:
            await tx.execute(sa.text("INSERT INTO nowhere VALUES (:said)"), {"said": "Mads har slået"})
    assert "Mads" not in str(wrong.value)


async def test_replicas_that_start_at_once_on_an_empty_database_all_get_the_tables(empty_url: str) -> None:
    replicas = [Store(empty_url) for _ in range(3)]
    try:
        await asyncio.gather(*map(upgrade, replicas))
        async with replicas[0].read() as tx:
            found = set(await tx.run_sync(lambda connection: sa.inspect(connection).get_table_names()))
        assert found == set(metadata.tables) | {"alembic_version"}
    finally:
        for replica in replicas:
            await replica.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.url(cluster.create())


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:///x.sqlite3", "sqlite+inline"),
        ("postgres://u@h/d", "postgresql+psycopg"),
        ("postgresql://u@h/d", "postgresql+psycopg"),
        ("postgresql+asyncpg://u@h/d", "postgresql+psycopg"),
    ],
)
def test_the_address_gets_the_driver_that_is_installed(given: str, driver: str) -> None:
    assert normal_url(given).drivername == driver


@pytest.mark.parametrize("given", ["mysql://u@h/d", "mssql+pyodbc://u@h/d"])
def test_other_databases_are_refused_in_words(given: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL"):
        normal_url(given)
