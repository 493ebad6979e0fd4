"""Fixtures for everybody: the store on both databases, and how hard hypothesis tries."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from hypothesis import HealthCheck, settings

from knowledge.store.engine import Store
from knowledge.store.migrate import upgrade
from knowledge.store.tables import metadata
from tests import postgres
from tests.postgres import Cluster

# Time limits of single examples say more about the machine than about the code.
settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", deadline=None, max_examples=6_000, stateful_step_count=50, print_blob=True)
settings.load_profile("default")

pytest.register_assert_rewrite("tests.teams_wire")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL cluster; skipped where there is none, except in CI, where that is an error."""
    try:
        with postgres.running() as started:
            yield started
    except postgres.Missing as missing:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def blanks() -> dict[str, str]:
    """Databases with the tables, made by the first test that needs one: backend -> file to copy, or name to empty."""
    return {}


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    blanks: dict[str, str],
) -> AsyncIterator[str]:
    """The address of a database with all tables, on both engines: for tests that start several stores or processes."""
    if request.param == "sqlite":
        if "sqlite" not in blanks:
            blanks["sqlite"] = str(tmp_path_factory.mktemp("blank") / "blank.sqlite3")
            await _migrate(f"sqlite:///{blanks['sqlite']}")
        copyfile(blanks["sqlite"], tmp_path / "test.sqlite3")
        yield f"sqlite:///{tmp_path / 'test.sqlite3'}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    if "postgresql" not in blanks:
        blanks["postgresql"] = cluster.create()
        await _migrate(cluster.url(blanks["postgresql"]))
    cluster.empty(blanks["postgresql"], metadata.tables)
    yield cluster.url(blanks["postgresql"])


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """An empty store with all tables, once on SQLite and once on PostgreSQL."""
    opened = Store(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def replicas(database_url: str) -> AsyncIterator[list[Store]]:
    """Three stores on one database, as three processes would have them."""
    opened = [Store(database_url) for _ in range(3)]
    yield opened
    for replica in opened:
        await replica.close()


async def _migrate(url: str) -> None:
    store = Store(url)
    await upgrade(store)
    await store.close()
