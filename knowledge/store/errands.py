"""Errands: longer work that somebody at the desk set going. Leased like letters, so that a restart loses none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.store.tables_desk import errands

LEASE = timedelta(seconds=30)
"""Renewed with every word of progress: who is silent for longer is dead, and somebody else begins afresh."""


class Kind(StrEnum):
    """What is to be done."""

    WHATIF = "whatif"
    RETIRE = "retire"
    IMPORT = "import"
    EXPORT = "export"


class State(StrEnum):
    """Whose turn it is."""

    WAITING = "waiting"  # ours
    ASKING = "asking"  # the person's: shall it go on?
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Errand:
    """One errand, without its file. `done` of `of` is how far the step has come; 0 of 0: nobody knows."""

    id: str
    kind: Kind
    by: str
    about: str
    data: Mapping[str, Any] = field(default_factory=dict)
    state: State = State.WAITING
    step: str = ""
    done: int = 0
    of: int = 0
    version: int = 1
    attempts: int = 0


_WITHOUT_FILE = [column for column in errands.columns if column is not errands.c.file]


async def insert(tx: AsyncConnection, errand: Errand, now: datetime, file: bytes | None = None) -> None:
    """Writes an errand; whoever looks first does it."""
    row = {name: getattr(errand, name) for name in Errand.__dataclass_fields__}
    await tx.execute(errands.insert().values(**row, file=file, run_at=now, leased_by="", at=now))


async def load(tx: AsyncConnection, id_: str) -> Errand | None:
    """The errand, or None when its day is over."""
    row = (await tx.execute(sa.select(*_WITHOUT_FILE).where(errands.c.id == id_))).mappings().first()
    return _errand(row) if row else None


async def file_of(tx: AsyncConnection, id_: str) -> bytes | None:
    """The file that came with it or was made for it."""
    return (await tx.execute(sa.select(errands.c.file).where(errands.c.id == id_))).scalar()


async def lease(tx: AsyncConnection, who: str, now: datetime) -> Errand | None:
    """Takes the errand that has waited longest and that nobody holds."""
    ready = (
        sa.select(errands.c.id)
        .where(
            errands.c.state == State.WAITING.value,
            errands.c.run_at <= now,
            sa.or_(errands.c.leased_until.is_(None), errands.c.leased_until <= now),
        )
        .order_by(errands.c.run_at, errands.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    taken = errands.update().where(errands.c.id.in_(ready))
    values = {"leased_by": who, "leased_until": now + LEASE, "attempts": errands.c.attempts + 1}
    row = (await tx.execute(taken.values(**values).returning(*_WITHOUT_FILE))).mappings().first()
    return _errand(row) if row else None


async def progress(tx: AsyncConnection, errand: Errand, who: str, at: tuple[str, int, int], now: datetime) -> bool:
    """Notes (step, done, of) and renews the lease; False when somebody else has it by now."""
    step, done, of = at
    values = {"step": step, "done": done, "of": of, "leased_until": now + LEASE}
    return (await tx.execute(_mine(errand, who).values(**values))).rowcount == 1


async def end(
    tx: AsyncConnection, errand: Errand, who: str, state: State, data: Mapping[str, Any], file: bytes | None
) -> bool:
    """Keeps what came of it and turns to the person, or ends it; False when somebody else has it by now."""
    values = {"state": state, "data": dict(data), "file": file, "version": errand.version + 1, **_FREE}
    return (await tx.execute(_mine(errand, who).values(**values))).rowcount == 1


async def keep_file(tx: AsyncConnection, errand: Errand, who: str, file: bytes, data: Mapping[str, Any]) -> bool:
    """Keeps a file that has come, and what is known of it, so that nobody need fetch it again."""
    return (await tx.execute(_mine(errand, who).values(file=file, data=dict(data)))).rowcount == 1


async def put_back(tx: AsyncConnection, errand: Errand, who: str, run_at: datetime) -> None:
    """Lets it be tried again at `run_at`."""
    await tx.execute(_mine(errand, who).values(run_at=run_at, leased_by="", leased_until=None))


async def go_on(tx: AsyncConnection, errand: Errand, data: Mapping[str, Any], now: datetime) -> Errand | None:
    """The person said yes to this version: it is our turn again. None when it has gone on already."""
    asked = (errands.c.id == errand.id, errands.c.version == errand.version, errands.c.state == State.ASKING.value)
    values = {"state": State.WAITING, "data": dict(data), "version": errand.version + 1, "run_at": now, **_FREE}
    statement = errands.update().where(*asked).values(**values).returning(*_WITHOUT_FILE)
    row = (await tx.execute(statement)).mappings().first()
    return _errand(row) if row else None


async def close(tx: AsyncConnection, errand: Errand) -> bool:
    """The person has answered and nothing is left to do; the file goes. False when it was closed already."""
    asked = (errands.c.id == errand.id, errands.c.version == errand.version, errands.c.state == State.ASKING.value)
    values = {"state": State.DONE, "file": None, "version": errand.version + 1}
    return (await tx.execute(errands.update().where(*asked).values(**values))).rowcount == 1


async def holders(tx: AsyncConnection) -> list[str]:
    """Who holds errands at this moment."""
    held = sa.select(errands.c.leased_by).where(errands.c.state == State.WAITING.value, errands.c.leased_by != "")
    return list((await tx.execute(held.distinct())).scalars())


async def release(tx: AsyncConnection, names: Sequence[str]) -> None:
    """Frees what processes that have died held."""
    theirs = errands.update().where(errands.c.state == State.WAITING.value, errands.c.leased_by.in_(names))
    await tx.execute(theirs.values(leased_by="", leased_until=None))


_FREE: Mapping[str, Any] = {"step": "", "done": 0, "of": 0, "attempts": 0, "leased_by": "", "leased_until": None}


def _mine(errand: Errand, who: str) -> sa.Update:
    held = (errands.c.leased_by == who, errands.c.state == State.WAITING.value, errands.c.version == errand.version)
    return errands.update().where(errands.c.id == errand.id, *held)


def _errand(row: Mapping[Any, Any]) -> Errand:
    known = {name: row[name] for name in Errand.__dataclass_fields__}
    return Errand(**known | {"kind": Kind(row["kind"]), "state": State(row["state"])})
