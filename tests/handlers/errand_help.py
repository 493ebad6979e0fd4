"""Errands carried out in tests: one after another, and what their letters say."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from handlers.errands import FileTrouble, Hands
from handlers.network import Network
from handlers.views import View
from handlers.work import Workshop, errand_letter
from knowledge.letters import Letter
from knowledge.store.tables import errands, letters
from tests.handlers.conftest import WEDNESDAY


async def _no_fetch(url: str) -> bytes:
    raise FileTrouble("gone")


async def _no_put(url: str, data: bytes) -> None:
    raise FileTrouble("place_gone")


NO_HANDS = Hands(_no_fetch, _no_put)


def workshop(network: Network, hands: Hands = NO_HANDS, name: str = "me") -> Workshop:
    """A workshop whose clock stands still."""
    return Workshop(network, hands, name, clock=lambda: WEDNESDAY)


async def outcome(network: Network, hands: Hands = NO_HANDS) -> View | None:
    """Does the one errand that waits; what its letter says."""
    async with network.store.read() as tx:
        (waiting,) = (await tx.execute(sa.select(errands.c.id, errands.c.by).where(errands.c.state == "waiting"))).all()
    shop = workshop(network, hands)
    while await shop.work():
        pass
    async with network.store.read() as tx:
        mine = sa.select(letters.c.about).where(letters.c.kind == Letter.ERRAND.value, letters.c.about == waiting.id)
        assert (await tx.execute(mine)).first(), "nobody is told"
        return await errand_letter(tx, Letter.ERRAND, waiting.id, waiting.by)


async def errand_rows(network: Network) -> list[Mapping[str, object]]:
    """Every errand as it stands."""
    async with network.store.read() as tx:
        return [dict(row) for row in (await tx.execute(sa.select(errands))).mappings()]
