"""What Teams' roster says of somebody, asked for once: the principal name, which chat links and invitations need."""

from __future__ import annotations

import structlog

from bot.connector import Connector, SendFailed
from bot.incoming import Incoming
from handlers import members
from handlers.network import Network
from knowledge.store.people import Member

STRANGERS = frozenset({"guest", "anonymous"})
log = structlog.get_logger()


class Profiles:
    """Asks for everybody's profile once, after their first answer: nobody waits for it."""

    def __init__(self, network: Network, connector: Connector) -> None:
        self._network, self._connector = network, connector
        self._asked: set[str] = set()

    async def learn(self, at: Incoming, who: Member | None) -> None:
        """Keeps the principal name of somebody who writes in private. A guest has none of ours: an e-mail proves
        nothing there, and must not make anybody a colleague who was invited by it."""
        if who is None or who.upn or who.id in self._asked or not at.private:
            return
        self._asked.add(who.id)
        try:
            reference = at.reference
            profile = await self._connector.member(
                reference.service_url, at.conversation, reference.channel_user, tenant=reference.tenant
            )
        except SendFailed as failed:
            log.info("profile_unknown", why=failed.code)
            return
        upn = profile.get("userPrincipalName") or profile.get("email")
        if not isinstance(upn, str) or not upn or str(profile.get("userRole", "")).lower() in STRANGERS:
            return
        async with self._network.store.write() as tx:
            await members.recognise(tx, who, upn[:200])
