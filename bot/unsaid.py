"""Messages that their writers took back: what the bot kept of them goes too, if need be when the database is back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime

from bot.incoming import Incoming
from bot.shown import STORE_DOWN
from handlers import follow
from handlers.network import Network
from handlers.views import Said
from knowledge.store import people
from knowledge.store.people import Member

MOST = 1000


class Unsaid:
    """Forgets at once, or remembers (in memory, up to `MOST`) what is still to be forgotten."""

    def __init__(self, network: Network, clock: Callable[[], datetime]) -> None:
        self._network, self._clock = network, clock
        self._waiting: deque[Incoming] = deque(maxlen=MOST)

    async def take_back(self, at: Incoming) -> tuple[Said | None, Member | None]:
        """What the writer is told, and who it is. STORE_DOWN when it has to wait until Teams repeats, or for `late`."""
        try:
            return await self._forget(at)
        except STORE_DOWN:
            self.later(at)
            raise

    def later(self, at: Incoming) -> None:
        """To be forgotten as soon as the database answers again."""
        self._waiting.append(at)

    async def late(self) -> None:
        """Forgets what had to wait; called when the database has just answered."""
        while self._waiting:
            await self._forget(self._waiting[0])
            self._waiting.popleft()

    async def _forget(self, at: Incoming) -> tuple[Said | None, Member | None]:
        async with self._network.store.write() as tx:
            who = await people.by_aad(tx, at.contact.aad_id)
            if who is None:
                return None, None
            said = await follow.taken_back(tx, who, at.conversation, at.activity, self._clock())
        return said if at.private else None, who
