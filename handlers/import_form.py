"""Rows pasted from Excel into the chat: the same dry run and the same all-or-nothing as a file."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers import exchange, imports
from handlers.exchange import Coming
from handlers.network import Network
from handlers.rights import may_coordinate, may_edit
from handlers.views import Said, View
from handlers.views_desk import ImportForm
from knowledge.sheets import Unreadable
from knowledge.store.people import Member

MOST_PROBLEMS = 12


async def open_form(who: Member) -> View:
    """The field for the rows."""
    return ImportForm() if may_edit(who) else Said("not_allowed")


async def attempt(network: Network, who: Member, text: str) -> View:
    """The dry run: what would be added, changed, left alone and refused."""
    if not may_edit(who):
        return Said("not_allowed")
    try:
        found = exchange.read_file("pasted.csv", text.encode())
        if "personer" in found and not may_coordinate(who):
            return Said("not_allowed")
        return _form(text, await exchange.look(network, found, who=who))
    except Unreadable as wrong:
        return ImportForm(text, wrong=str(wrong))


async def read_in(network: Network, tx: AsyncConnection, who: Member, text: str, now: datetime) -> View:
    """Reads the rows in, if not one is refused; they are looked at once more, for they come from the client.

    Rows of entries are tried against past questions before, as a file's are.
    """
    view = await attempt(network, who, text)
    if not isinstance(view, ImportForm) or view.refused or view.wrong:
        return view
    coming = await exchange.look(network, exchange.read_file("pasted.csv", text.encode()), who=who)
    if view.answers:
        return await imports.pasted(network, tx, who, text, now)
    if not await exchange.write(tx, coming, who.id, now):
        return _form(text, coming, overtaken=True)
    return Said("imported", {"added": str(view.added), "changed": str(view.changed)}, coordinator=True)


def _form(text: str, coming: Coming, *, overtaken: bool = False) -> ImportForm:
    plans = (coming.entries, coming.people)
    return ImportForm(
        text=text,
        looked=True,
        added=sum(len(plan.added) for plan in plans),
        changed=sum(len(plan.changed) for plan in plans),
        unchanged=sum(plan.unchanged for plan in plans),
        refused=len(coming.refused),
        problems=coming.refused[:MOST_PROBLEMS],
        overtaken=overtaken,
        answers=bool(coming.entries.added or coming.entries.changed),
    )
