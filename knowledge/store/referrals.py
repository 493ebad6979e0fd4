"""Referrals and their history in the database. `save` is the lock: it succeeds for one and only one of two rivals."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.referral import HELD, WAITING, Event, Note, Place, Referral, State
from knowledge.steps import Change
from knowledge.store.letters import write as write_letters
from knowledge.store.tables import history, referrals

_HOLDING = tuple(state.value for state in (State.OFFERED, State.STRANDED, State.ACCEPTED, State.IN_CONTACT))


async def load(tx: AsyncConnection, id_: str) -> Referral | None:
    """The referral, or None when there is none with that id."""
    row = (await tx.execute(sa.select(referrals).where(referrals.c.id == id_))).mappings().first()
    return _referral(row) if row else None


async def insert(tx: AsyncConnection, change: Change, event: Event, now: datetime) -> None:
    """Writes a new referral, its first history line and its letters."""
    await tx.execute(referrals.insert().values(**_row(change.referral)))
    await _remember(tx, change, event, now)


async def save(tx: AsyncConnection, before: Referral, change: Change, event: Event, now: datetime) -> bool:
    """Writes the change if nobody was faster; False means: somebody was, and nothing was written."""
    statement = (
        referrals.update()
        .where(
            referrals.c.id == before.id, referrals.c.version == before.version, referrals.c.state == before.state.value
        )
        .values(**_row(change.referral))
    )
    if (await tx.execute(statement)).rowcount != 1:
        return False
    await _remember(tx, change, event, now)
    return True


async def due(tx: AsyncConnection, now: datetime, limit: int) -> list[Referral]:
    """Open referrals whose time has come, the longest overdue first."""
    rows = await tx.execute(
        sa.select(referrals)
        .where(referrals.c.state != State.CLOSED.value, referrals.c.due_at <= now)
        .order_by(referrals.c.due_at)
        .limit(limit)
    )
    return [_referral(row) for row in rows.mappings()]


async def of_person(tx: AsyncConnection, person: str, *, closed: bool = False) -> list[Referral]:
    """The referrals a person asked for, owns or is waited for in; open ones unless `closed`."""
    mine = sa.or_(referrals.c.asker == person, referrals.c.owner == person, referrals.c.waits_for == person)
    query = sa.select(referrals).where(mine).order_by(referrals.c.created_at.desc())
    if not closed:
        query = query.where(referrals.c.state != State.CLOSED.value)
    return [_referral(row) for row in (await tx.execute(query)).mappings()]


async def holders(tx: AsyncConnection) -> set[str]:
    """Everybody who holds an open referral up: who is asked, or who has taken it."""
    query = sa.select(_holder()).where(referrals.c.state.in_(_HOLDING)).distinct()
    return set((await tx.execute(query)).scalars())


async def held_by(tx: AsyncConnection, people: Collection[str], limit: int) -> list[Referral]:
    """The open referrals that one of these people holds up."""
    query = sa.select(referrals).where(referrals.c.state.in_(_HOLDING), _holder().in_(sorted(people))).limit(limit)
    return [_referral(row) for row in (await tx.execute(query)).mappings()]


async def broken(tx: AsyncConnection, overdue: datetime) -> list[Referral]:
    """Open referrals that break the promise: nobody to wait for, held by nobody, or due before `overdue`."""
    lost = sa.and_(referrals.c.state.in_([state.value for state in HELD]), referrals.c.owner == "")
    wrong = sa.or_(referrals.c.waits_for == "", lost, referrals.c.due_at < overdue)
    query = sa.select(referrals).where(referrals.c.state != State.CLOSED.value, wrong)
    return [_referral(row) for row in (await tx.execute(query)).mappings()]


async def all_open(tx: AsyncConnection, limit: int = 10_000) -> list[Referral]:
    """Every open referral, the one whose time comes first leading."""
    query = (
        sa.select(referrals).where(referrals.c.state != State.CLOSED.value).order_by(referrals.c.due_at).limit(limit)
    )
    return [_referral(row) for row in (await tx.execute(query)).mappings()]


async def postpone(tx: AsyncConnection, id_: str, due_at: datetime) -> None:
    """Moves the time of a referral that could not be handled; everything else stays as it is."""
    await tx.execute(referrals.update().where(referrals.c.id == id_).values(due_at=due_at))


async def empty(tx: AsyncConnection, id_: str) -> None:
    """Removes the note and keeps the counts: entry, role, outcome, times."""
    blank = asdict(Note())
    await tx.execute(referrals.update().where(referrals.c.id == id_).values(note=blank, emptied=True))


async def load_of(tx: AsyncConnection) -> tuple[dict[str, int], dict[str, datetime]]:
    """How many open cases each helper has or has been offered, and when each last took one.

    A case that only waits for the asker to say whether it helped takes up none of the helper's time.
    """
    busy: dict[str, int] = {}
    offered = sa.select(referrals.c.waits_for).where(referrals.c.state == State.OFFERED.value)
    owned = sa.select(referrals.c.owner).where(referrals.c.state.in_(["accepted", "in_contact"]))
    for (person,) in (await tx.execute(offered.union_all(owned))).all():
        busy[person] = busy.get(person, 0) + 1
    taken = sa.select(history.c.by, sa.func.max(history.c.at)).where(history.c.did == "accept").group_by(history.c.by)
    return busy, {row[0]: row[1] for row in await tx.execute(taken)}


async def not_their_field(tx: AsyncConnection, person: str) -> list[str]:
    """The first entry of every case a person declined as not their field, one for each time."""
    refused = (history.c.by == person, history.c.did == "decline", history.c.reason == "not_my_field")
    query = sa.select(referrals.c.need).join(history, history.c.referral == referrals.c.id).where(*refused)
    needs = (await tx.execute(query)).scalars()
    return [str(slugs[0]) for need in needs if (slugs := need.get("slugs"))]


async def counts(tx: AsyncConnection) -> tuple[int, datetime | None]:
    """How many referrals are open, and since when the oldest one that nobody has taken waits."""
    waiting = sa.case((referrals.c.state.in_([state.value for state in WAITING]), referrals.c.created_at))
    query = sa.select(sa.func.count(), sa.func.min(waiting)).where(referrals.c.state != State.CLOSED.value)
    count, oldest = (await tx.execute(query)).one()
    return int(count), oldest


async def stranded(tx: AsyncConnection) -> list[tuple[str, str]]:
    """Who is waited for and who asked, of every stranded referral."""
    query = sa.select(referrals.c.waits_for, referrals.c.asker).where(referrals.c.state == State.STRANDED.value)
    return [(row[0], row[1]) for row in (await tx.execute(query)).all()]


async def courses(tx: AsyncConnection, since: datetime) -> list[tuple[Referral, list[tuple[str, datetime]]]]:
    """Referrals made since then, and the open ones, each with what happened and when."""
    mine = sa.or_(referrals.c.created_at >= since, referrals.c.state != State.CLOSED.value)
    found = [_referral(row) for row in (await tx.execute(sa.select(referrals).where(mine))).mappings()]
    ids = sa.select(referrals.c.id).where(mine)
    steps = sa.select(history.c.referral, history.c.did, history.c.at).where(history.c.referral.in_(ids))
    stories: dict[str, list[tuple[str, datetime]]] = {case.id: [] for case in found}
    for id_, did, at in (await tx.execute(steps.order_by(history.c.id))).all():
        stories[id_].append((did, at))
    return [(case, stories[case.id]) for case in found]


async def story(tx: AsyncConnection, id_: str) -> list[Mapping[str, Any]]:
    """What happened to a referral, oldest first: version, at, by, did, told, reason."""
    rows = await tx.execute(sa.select(history).where(history.c.referral == id_).order_by(history.c.id))
    return [dict(row) for row in rows.mappings()]


def _holder() -> sa.Case[str]:
    owned = referrals.c.state.in_([state.value for state in HELD])
    return sa.case((owned, referrals.c.owner), else_=referrals.c.waits_for)


async def _remember(tx: AsyncConnection, change: Change, event: Event, now: datetime) -> None:
    case = change.referral
    line = {"referral": case.id, "version": case.version, "at": now, "by": event.by, "did": event.did.value}
    await tx.execute(history.insert().values(**line, told=change.told, reason=event.reason[:48]))
    await write_letters(tx, change.letters, now)


def _row(case: Referral) -> dict[str, Any]:
    return {
        "id": case.id,
        "version": case.version,
        "state": case.state.value,
        "asker": case.asker,
        "waits_for": case.waits_for,
        "owner": case.owner,
        "due_at": case.due_at,
        "position": case.position,
        "urgent": case.urgent,
        "reminders": case.reminders,
        "note": asdict(case.note),
        "need": dict(case.need),
        "order": [{"person": p.person, "role": p.role, "reasons": [dict(r) for r in p.reasons]} for p in case.order],
        "declined": [list(pair) for pair in case.declined],
        "outcome": case.outcome,
        "question": case.question,
        "bridge": case.bridge,
        "emptied": case.emptied,
        "created_at": case.created_at,
        "closed_at": case.closed_at,
    }


def _referral(row: Mapping[Any, Any]) -> Referral:
    plain = dict(row)
    plain["state"] = State(plain["state"])
    plain["note"] = Note(**plain["note"])
    plain["order"] = tuple(Place(p["person"], p["role"], tuple(p["reasons"])) for p in plain["order"])
    plain["declined"] = tuple((person, reason) for person, reason in plain["declined"])
    return Referral(**plain)
