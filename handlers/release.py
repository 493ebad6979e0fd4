"""What makes an entry answer without anybody's tap: its first day has come."""

from __future__ import annotations

from datetime import datetime

from handlers.network import Network
from knowledge.store import entries


async def first_day(network: Network, now: datetime) -> int:
    """Lets the entries whose first day has come answer, on every replica; returns how many."""
    today = network.time.today(now)
    async with network.store.read() as tx:
        if not await entries.awaited(tx, today):
            return 0
    async with network.store.write() as tx:
        return await entries.release(tx, today, now)
