"""What a letter says when it is sent, and what follows when it cannot be delivered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers import reach
from handlers.ask import stored_answer
from handlers.cases import happen
from handlers.desk import desk_letter
from handlers.network import Network
from handlers.show import letter_view
from handlers.teach import proposed
from handlers.views import Said, View
from knowledge.letters import DESK, Draft, Letter
from knowledge.referral import HELD, Did, Event, Refused, State
from knowledge.store import letters, people, questions, referrals
from knowledge.store.letters import Leased


class Undeliverable(Exception):
    """What the letter tells of no longer exists."""


async def letter_to_show(network: Network, tx: AsyncConnection, letter: Leased, language: str) -> View | None:
    """The letter's content as things stand now; None when it has become untrue. Undeliverable when its case is gone."""
    if letter.kind is Letter.REPAIRED:
        return Said("repaired", {"count": letter.about})
    if letter.kind is Letter.SECRET:
        return Said("secret_expires", {"days": letter.about})
    if letter.kind is Letter.ANSWER:
        question = await questions.load(tx, letter.about)
        return await stored_answer(network, question, language) if question else None
    if letter.kind is Letter.FORGOTTEN:
        return Said("message_forgotten")
    if letter.kind in DESK:
        return await desk_letter(network, tx, letter, letter.written_at)
    case = await referrals.load(tx, letter.about)
    if case is None:
        raise Undeliverable
    if letter.kind is Letter.PROPOSAL:
        return await proposed(network, tx, case)
    return await letter_view(network, tx, case, letter.kind, letter.to)


async def undelivered(network: Network, letter: Leased, why: str, now: datetime) -> None:
    """Somebody cannot be reached: remembered, and a case that waits for them goes on to the next at once."""
    async with network.store.write() as tx:
        if await people.mark_unreachable(tx, letter.to, why, now):
            await reach.lost(network, tx, letter.to, now)
        case = await referrals.load(tx, letter.about)
        if case is None or letter.to == case.asker:
            return
        holder = case.owner if case.state in HELD else case.waits_for
        if not case.open or case.state is State.FOLLOW_UP or holder != letter.to:
            return
        known = await people.directory(tx)
        if case.state is State.STRANDED and not reach.another(network, known, case, letter.to, now):
            alone = Draft(Letter.NOBODY, case.asker, case.id, f"{case.id}:nobody:{case.version}")
            await letters.write(tx, [alone], now)  # the case is tried again when its time comes, not in a circle
            return
        try:
            await happen(network, tx, case, Event(Did.UNAVAILABLE, letter.to, "unreachable"), now)
        except Refused:
            return
