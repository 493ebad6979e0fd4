"""Letters in the database: written with the change they tell of, leased, sent, recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.letters import QUIET, SLOTS, Draft, Letter, Slot
from knowledge.store.ready import Ready
from knowledge.store.tables import letters, sent_cards

LEASE = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class Leased:
    """A letter this process may send until its lease runs out."""

    key: str
    kind: Letter
    to: str
    about: str
    attempts: int
    written_at: datetime


async def write(tx: AsyncConnection, drafts: Iterable[Draft], now: datetime, *, leased_by: str = "") -> None:
    """Writes letters; one whose key exists is left as it is. With `leased_by` the writer may send it first."""
    rows = [
        {
            "key": draft.key,
            "kind": draft.kind.value,
            "to": draft.to,
            "about": draft.about,
            "state": "waiting",
            "run_at": max(draft.not_before or now, now),
            "leased_by": leased_by,
            "leased_until": now + LEASE if leased_by else None,
            "written_at": now,
        }
        for draft in drafts
    ]
    for row in rows:
        await _WRITE.run(tx, row)


async def lease(tx: AsyncConnection, who: str, now: datetime, limit: int) -> list[Leased]:
    """Takes waiting letters whose time has come and that nobody holds, oldest first."""
    ready = (
        sa.select(letters.c.key)
        .where(
            letters.c.state == "waiting",
            letters.c.run_at <= now,
            sa.or_(letters.c.leased_until.is_(None), letters.c.leased_until <= now),
        )
        .order_by(letters.c.run_at, letters.c.key)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        letters.update()
        .where(letters.c.key.in_(ready))
        .values(leased_by=who, leased_until=now + LEASE, attempts=letters.c.attempts + 1)
        .returning(letters)
    )
    rows = sorted((await tx.execute(taken)).mappings(), key=lambda row: (row["run_at"], row["key"]))
    return [
        Leased(row["key"], Letter(row["kind"]), row["to"], row["about"], row["attempts"], row["written_at"])
        for row in rows
    ]


async def record(tx: AsyncConnection, key: str, who: str, state: str, now: datetime, error: str = "") -> bool:
    """Ends a letter as sent, dropped or failed; False when the lease had passed to somebody else."""
    values = {"this": key, "mine": who, "state": state, "done_at": now, "error": error[:64]}
    return (await _RECORD.run(tx, values)).count == 1


async def put_back(tx: AsyncConnection, key: str, who: str, run_at: datetime, error: str) -> None:
    """Lets a letter be tried again at `run_at`."""
    mine = letters.update().where(letters.c.key == key, letters.c.leased_by == who, letters.c.state == "waiting")
    await tx.execute(mine.values(run_at=run_at, leased_by="", leased_until=None, error=error[:64]))


async def holders(tx: AsyncConnection) -> list[str]:
    """Who holds letters at this moment."""
    held = sa.select(letters.c.leased_by).where(letters.c.state == "waiting", letters.c.leased_by != "").distinct()
    return list((await tx.execute(held)).scalars())


async def release(tx: AsyncConnection, names: Sequence[str]) -> int:
    """Frees what processes that have died held, so that nobody waits for their leases; returns how many letters."""
    theirs = letters.update().where(letters.c.state == "waiting", letters.c.leased_by.in_(names))
    return int((await tx.execute(theirs.values(leased_by="", leased_until=None))).rowcount)


async def under_way(tx: AsyncConnection, letter: Leased) -> bool:
    """Whether a quiet letter must wait: the card it would bring up to date is being sent at this moment."""
    if letter.kind not in QUIET:
        return False
    slot = SLOTS.get(letter.kind)
    loud = [kind.value for kind, filled in SLOTS.items() if filled is slot and kind not in QUIET]
    query = sa.select(letters.c.key).where(
        letters.c.about == letter.about,
        letters.c.to == letter.to,
        letters.c.state == "waiting",
        letters.c.kind.in_(loud),
        letters.c.leased_by != "",
    )
    return (await tx.execute(query.limit(1))).first() is not None


async def card(tx: AsyncConnection, about: str, person: str, slot: Slot) -> tuple[str, str] | None:
    """(conversation, activity) of the card last sent in a slot."""
    here = (sent_cards.c.about == about, sent_cards.c.person == person, sent_cards.c.slot == slot.value)
    row = (await tx.execute(sa.select(sent_cards.c.conversation, sent_cards.c.activity).where(*here))).first()
    return (row[0], row[1]) if row else None


async def slot_of(tx: AsyncConnection, about: str, person: str, activity: str) -> Slot | None:
    """Which of a person's cards about a referral this activity is; None when it is none that we remember."""
    mine = (sent_cards.c.about == about, sent_cards.c.person == person, sent_cards.c.activity == activity)
    slot = (await tx.execute(sa.select(sent_cards.c.slot).where(*mine))).scalar()
    return Slot(slot) if slot else None


async def remember_card(
    tx: AsyncConnection, about: str, person: str, slot: Slot, conversation: str, activity: str, now: datetime
) -> None:
    """Notes which activity carries the card, so that later letters update it."""
    values = {"about": about, "person": person, "slot": slot.value}
    await _CARD.run(tx, {**values, "conversation": conversation, "activity": activity, "at": now})


async def cards_about(tx: AsyncConnection, about: str, person: str = "") -> list[Mapping[str, Any]]:
    """All cards sent about a referral or with an answer; one person's without those that show something newer."""
    query = sa.select(sent_cards).where(sent_cards.c.about == about)
    if person:
        newer = sent_cards.alias()
        same = (newer.c.activity == sent_cards.c.activity, newer.c.conversation == sent_cards.c.conversation)
        shown = sa.exists().where(*same, newer.c.about != about, newer.c.at >= sent_cards.c.at)
        query = query.where(sent_cards.c.person == person, ~shown)
    return [dict(row) for row in (await tx.execute(query)).mappings()]


async def waiting(tx: AsyncConnection) -> tuple[int, datetime | None]:
    """How many letters wait, and since when the oldest does."""
    found = sa.select(sa.func.count(), sa.func.min(letters.c.written_at)).where(letters.c.state == "waiting")
    count, oldest = (await tx.execute(found)).one()
    return int(count), oldest


def upserts(table: sa.Table, how: Callable[[Any], Any]) -> Mapping[str, Any]:
    """`INSERT … ON CONFLICT`, made once for each database, by its name: making it costs more than running it."""
    return {"sqlite": how(sqlite.insert(table)), "postgresql": how(postgresql.insert(table))}


def upsert(tx: AsyncConnection, table: sa.Table) -> Any:
    """`INSERT … ON CONFLICT` of the database at hand: both speak it, each from its own dialect."""
    return sqlite.insert(table) if tx.dialect.name == "sqlite" else postgresql.insert(table)


def _newest(insert: Any) -> Any:
    fresh = {name: insert.excluded[name] for name in ("conversation", "activity", "at")}
    return insert.on_conflict_do_update(index_elements=["about", "person", "slot"], set_=fresh)


_CARD = Ready(upserts(sent_cards, _newest))
_WRITE = Ready(upserts(letters, lambda insert: insert.on_conflict_do_nothing(index_elements=["key"])))
_RECORD = Ready(
    letters.update()
    .where(
        letters.c.key == sa.bindparam("this"),
        letters.c.leased_by == sa.bindparam("mine"),
        letters.c.state == "waiting",
    )
    .values({name: sa.bindparam(name) for name in ("state", "done_at", "error")} | {"leased_until": None})
)
