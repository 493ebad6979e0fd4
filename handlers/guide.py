"""Help for coordinators and editors, and the five steps of a first hour: ticked by what was done, not by a click."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.rights import may_edit
from handlers.views import Said, View
from handlers.views_desk import Guide
from knowledge.store import audit, desks, drafts
from knowledge.store.people import Member

STEPS = ("cases", "digest", "draft", "publish", "helper")
"""What a new coordinator does first; it ends with the first published entry and the first helper."""


async def guide(tx: AsyncConnection, who: Member) -> View:
    """The five steps with what is done, and what every button is for."""
    if not may_edit(who):
        return Said("not_allowed")
    did = await audit.did(tx, who.id)
    done = {
        "cases": "list_cases" in did,
        "digest": await desks.chosen(tx, who.id),
        "draft": "publish_entry" in did or any(draft.by == who.id for draft in await drafts.newest(tx)),
        "publish": "publish_entry" in did,
        "helper": "save_person" in did or "import" in did,
    }
    return Guide(tuple((step, done[step]) for step in STEPS), who.person.coordinator)
