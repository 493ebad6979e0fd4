"""What time and the law remove: old rows, and every trace of one person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.letters import Slot
from knowledge.referral import State
from knowledge.store.tables import (
    audit,
    desks,
    drafts,
    entries,
    entry_history,
    errands,
    history,
    inbox,
    lessons,
    letters,
    metadata,
    people,
    questions,
    references,
    referrals,
    sent_cards,
    trials,
)

ERASED = ""
OWN: Mapping[sa.Table, sa.Column[Any]] = {
    people: people.c.id,
    references: references.c.person,
    questions: questions.c.asker,
    letters: letters.c.to,
    sent_cards: sent_cards.c.person,
    audit: audit.c.by,
    desks: desks.c.person,
    errands: errands.c.by,
}
"""Tables whose rows belong to one person, and the column that says whom."""
NAMED = (
    entries.c.changed_by,
    entry_history.c.by,
    *(drafts.c.by, drafts.c.reviewer),
    *(lessons.c.asker, lessons.c.helper, lessons.c.by),
    trials.c.person,
    audit.c.about,
)
"""Columns that hold a person's id in a row that stays without them."""


async def old_notes(tx: AsyncConnection, before: datetime) -> list[str]:
    """Closed referrals whose note has had its time."""
    query = sa.select(referrals.c.id).where(
        referrals.c.state == State.CLOSED.value, referrals.c.closed_at < before, referrals.c.emptied.is_(False)
    )
    return [str(id_) for id_ in (await tx.execute(query)).scalars()]


async def drop_questions(tx: AsyncConnection, before: datetime) -> int:
    """Removes old questions, and what was noted about the cards that answered them."""
    await tx.execute(sent_cards.delete().where(sent_cards.c.slot == Slot.ANSWER.value, sent_cards.c.at < before))
    return await _delete(tx, questions.delete().where(questions.c.asked_at < before))


async def drop_letters(tx: AsyncConnection, before: datetime) -> int:
    """Removes letters that were done long ago."""
    return await _delete(tx, letters.delete().where(letters.c.state != "waiting", letters.c.done_at < before))


async def drop_audit(tx: AsyncConnection, before: datetime) -> int:
    """Removes old audit lines."""
    return await _delete(tx, audit.delete().where(audit.c.at < before))


async def drop_desk(tx: AsyncConnection, before: datetime) -> int:
    """Removes questions whether something was tried, and experiences, that nobody answered or approved in time."""
    unanswered = trials.delete().where(trials.c.outcome == "", trials.c.due_at < before)
    unapproved = lessons.delete().where(lessons.c.status != "approved", lessons.c.at < before)
    return await _delete(tx, unanswered) + await _delete(tx, unapproved)


async def drop_errands(tx: AsyncConnection, before: datetime) -> int:
    """Removes errands whose day is over, with their files."""
    return await _delete(tx, errands.delete().where(errands.c.at < before))


async def drop_inbox(tx: AsyncConnection, before: datetime) -> int:
    """Removes what is too old to be delivered again."""
    return await _delete(tx, inbox.delete().where(inbox.c.at < before))


async def about(tx: AsyncConnection, id_: str) -> dict[str, list[dict[str, Any]]]:
    """Every row about a person, by table, as plain data."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table in dict.fromkeys((*OWN, *(column.table for column in NAMED))):
        theirs = [column == id_ for column in (*OWN.values(), *NAMED) if column.table is table]
        found[table.name] = await _rows(tx, sa.select(table).where(sa.or_(*theirs)))
    mine = sa.or_(referrals.c.asker == id_, referrals.c.owner == id_, referrals.c.waits_for == id_)
    found[referrals.name] = await _rows(tx, sa.select(referrals).where(sa.or_(mine, _mentions(id_))))
    found[history.name] = await _rows(tx, sa.select(history).where(history.c.by == id_))
    return found


async def erase(tx: AsyncConnection, id_: str) -> None:
    """Removes a person's rows and blanks the id wherever counts must stay."""
    for table, column in OWN.items():
        await tx.execute(table.delete().where(column == id_))
    # A list that is being read in may name them; whoever sent it can send it again.
    await tx.execute(errands.delete().where(errands.c.file.is_not(None)))
    # The key of somebody else's letter may say whom it tells of; what it was to tell is gone.
    await tx.execute(letters.delete().where(letters.c.key.contains(id_, autoescape=True)))
    await tx.execute(history.update().where(history.c.by == id_).values(by=ERASED))
    for column in NAMED:
        await tx.execute(column.table.update().where(column == id_).values({column: ERASED}))
    for column in (referrals.c.asker, referrals.c.owner, referrals.c.waits_for):
        await tx.execute(referrals.update().where(column == id_).values({column: ERASED}))
    rows = (await tx.execute(sa.select(referrals).where(_mentions(id_)))).mappings().all()
    for row in rows:
        blank = {name: _without(row[name], id_) for name in ("order", "declined", "need")}
        await tx.execute(referrals.update().where(referrals.c.id == row["id"]).values(**blank))


async def join(tx: AsyncConnection, old: str, new: str) -> None:
    """What is one person's becomes another's: the two have turned out to be the same. Their own rows stay."""
    cases = (referrals.c.asker, referrals.c.owner, referrals.c.waits_for)
    for column in (*OWN.values(), *NAMED, history.c.by, *cases):
        if column.table is not people:
            await tx.execute(column.table.update().where(column == old).values({column: new}))
    rows = (await tx.execute(sa.select(referrals).where(_mentions(old)))).mappings().all()
    for row in rows:
        renamed = {name: _without(row[name], old, new) for name in ("order", "declined", "need")}
        await tx.execute(referrals.update().where(referrals.c.id == row["id"]).values(**renamed))


async def found(tx: AsyncConnection, *needles: str) -> dict[str, int]:
    """How many rows of each table still hold one of these strings, in any column: a search without trust."""
    counts: dict[str, int] = {}
    for table in metadata.sorted_tables:
        cells = [sa.func.lower(sa.cast(column, sa.Text)) for column in table.columns]
        hits = [cell.contains(needle.lower(), autoescape=True) for cell in cells for needle in needles if needle]
        query = sa.select(sa.func.count()).select_from(table).where(sa.or_(*hits))
        counts[table.name] = int((await tx.execute(query)).scalar_one())
    return counts


def _mentions(id_: str) -> sa.ColumnElement[bool]:
    columns = (referrals.c.order, referrals.c.declined, referrals.c.need)
    return sa.or_(*(sa.cast(column, sa.Text).contains(id_, autoescape=True) for column in columns))


def _without(value: Any, id_: str, instead: str = ERASED) -> Any:
    if isinstance(value, dict):
        return {key: _without(item, id_, instead) for key, item in value.items()}
    if isinstance(value, list):
        return [_without(item, id_, instead) for item in value]
    return instead if value == id_ else value


async def _rows(tx: AsyncConnection, query: sa.Select[Any]) -> list[dict[str, Any]]:
    return [{key: _plain(value) for key, value in row.items()} for row in (await tx.execute(query)).mappings()]


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return value.isoformat() if isinstance(value, datetime) else value


async def _delete(tx: AsyncConnection, statement: sa.Delete) -> int:
    return int((await tx.execute(statement)).rowcount)
