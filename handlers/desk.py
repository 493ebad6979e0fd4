"""The desk's part of the clock, and what stands on its letters when they are sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers import digest, lessons, release, revision, tried
from handlers.digest import missed_letter
from handlers.drafts import draft_letter
from handlers.network import Network
from handlers.rights import may_edit
from handlers.views import View
from handlers.work import errand_letter
from knowledge.letters import Letter
from knowledge.store import people
from knowledge.store.letters import Leased

FOR_EDITORS = frozenset({Letter.REVIEW, Letter.MISSED})


async def upkeep(network: Network, now: datetime) -> None:
    """What comes by the calendar and not by anybody's tap."""
    await release.first_day(network, now)
    await digest.send(network, now)
    await tried.ask_due(network, now)
    await lessons.ask_due(network, now)
    await revision.ask_due(network, now)


async def desk_letter(network: Network, tx: AsyncConnection, letter: Leased, now: datetime) -> View | None:
    """The letter's content as things stand now; None when it has become untrue, or its reader no editor any more."""
    reader = await people.load(tx, letter.to)
    if letter.kind in FOR_EDITORS and (reader is None or not may_edit(reader)):
        return None
    match letter.kind:
        case Letter.REVIEW | Letter.REVIEWED:
            return await draft_letter(tx, letter.about, letter.to)
        case Letter.PROGRESS | Letter.ERRAND:
            return await errand_letter(tx, letter.kind, letter.about, letter.to)
        case Letter.MISSED:
            return await missed_letter(network, tx, now)
        case Letter.TRIED:
            return await tried.letter(network, tx, letter.about, letter.to)
        case Letter.LESSON:
            return await lessons.letter(network, tx, letter.about, letter.to)
        case Letter.REVISION:
            view = await revision.letter(network, tx, reader, now) if reader else None
            return view if view and view.lines else None
        case _:
            return None
