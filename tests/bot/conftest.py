"""Fixtures of the wire: the key server, the door, and Teams' connector."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.bot.door import Door, opened, settings
from tests.teams_wire.connector import FakeTeams
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
