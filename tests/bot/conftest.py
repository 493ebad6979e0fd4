"""Fixtures of the wire: the key server, the door, and Teams' connector."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from handlers.shelves import Library, build_shelf
from knowledge.store import entries, people
from knowledge.store.engine import Store
from tests.bot.door import Door, opened, settings
from tests.bot.wire import WEDNESDAY, Wire, wired
from tests.handlers.conftest import catalogue
from tests.teams_wire.connector import FakeTeams
from tests.teams_wire.files import FakeFiles
from tests.teams_wire.openid import OpenId


@pytest.fixture
async def openid() -> AsyncIterator[OpenId]:
    """A key server."""
    async with OpenId.running() as server:
        yield server


@pytest.fixture
async def door(openid: OpenId) -> AsyncIterator[Door]:
    """The door as in production."""
    async with opened(openid, settings()) as door:
        yield door


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    """Teams' connector, which takes nothing that Teams would not take."""
    async with FakeTeams.running() as connector:
        yield connector
    assert connector.complaints == []


@pytest.fixture(scope="session")
def few_entries() -> Library:
    """A handful of entries, indexed once."""
    return Library(build_shelf(catalogue(), version=0))


@pytest.fixture
async def wire(store: Store, few_entries: Library, teams: FakeTeams) -> AsyncIterator[Wire]:
    """A turn between a real store and a stand-in for Teams."""
    async with wired(store, Library(few_entries.shelf), teams) as wire:
        yield wire


@pytest.fixture
async def host() -> AsyncIterator[FakeFiles]:
    """A stand-in for SharePoint."""
    async with FakeFiles.running() as files:
        yield files


@pytest.fixture
async def in_teams(store: Store, few_entries: Library, teams: FakeTeams) -> AsyncIterator[Wire]:
    """As in Teams itself, with a catalogue; Rikke may edit it."""
    async with wired(store, Library(build_shelf(catalogue(), version=len(catalogue()))), teams, dialogs=True) as wire:
        async with store.write() as tx:
            await entries.seed(tx, catalogue(), WEDNESDAY)
            rikke = await people.load(tx, "rikke")
            assert rikke is not None
            await people.save(tx, rikke, replace(rikke.person, editor=True), WEDNESDAY)
        yield wire
