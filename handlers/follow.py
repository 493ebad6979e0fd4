"""The writer takes a message back, by changing or deleting it in Teams: what grew from it follows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.retention import empty
from handlers.views import Said
from knowledge.letters import Draft, Letter
from knowledge.store import letters, questions, referrals
from knowledge.store.people import Member


async def taken_back(tx: AsyncConnection, who: Member, conversation: str, activity: str, now: datetime) -> Said | None:
    """Forgets the question; its answer's card becomes a stub. A closed case that grew from it loses its note.

    An open one keeps its note: that was sent on in a form of its own, and somebody may be acting on it just now. The
    asker is told so and shown the case, where the note can be corrected or the case withdrawn.
    """
    gone = await questions.of_activity(tx, who.id, conversation, activity)
    if not gone:
        return None
    await questions.remove(tx, gone)
    await letters.write(tx, [Draft(Letter.FORGOTTEN, who.id, id_, f"{id_}:forgotten") for id_ in gone], now)
    grown = [case for case in await referrals.of_person(tx, who.id, closed=True) if case.question in gone]
    for case in grown:
        if not case.open and not case.emptied:
            await empty(tx, case.id, now)
    still = next((case for case in grown if case.open), None)
    return Said("note_stays", {"referral": still.id}) if still else None
