"""Which card shows the present truth of something: the one that later letters bring up to date."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.incoming import Incoming
from bot.log import where
from handlers.views import Status, View
from handlers.views_errands import Working
from knowledge.letters import Slot
from knowledge.store import letters
from knowledge.store.engine import Store
from knowledge.store.people import Member

log = structlog.get_logger()
STORE_DOWN = (SQLAlchemyError, OSError, TimeoutError)


async def remember_answer(
    tx: AsyncConnection, at: Incoming, view: View | None, who: Member | None, now: datetime
) -> None:
    """Notes the card that answers a question, so that it can go when the question is taken back."""
    question = getattr(view, "question", "")
    if question and who is not None:
        await letters.remember_card(tx, question, who.id, Slot.ANSWER, at.conversation, at.card, now)


async def remember(store: Store, at: Incoming, view: View | None, who: Member | None, now: datetime) -> None:
    """Notes the card at hand, if it shows how a referral or longer work stands."""
    if not isinstance(view, (Status, Working)) or who is None or not at.card:
        return
    slot = Slot.STATUS if isinstance(view, Status) else Slot.ERRAND
    try:
        async with store.write() as tx:
            if await letters.slot_of(tx, view.id, who.id, at.card) not in (None, slot):
                return  # a card of another kind, which its own letters bring up to date
            await letters.remember_card(tx, view.id, who.id, slot, at.conversation, at.card, now)
    except STORE_DOWN as down:  # what was pressed has happened: that must not look like a failure
        log.error("store_down", where=where(down))
