"""Who has been, or is to be, asked whether they tried an entry, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.store.letters import upsert
from knowledge.store.marks import bump, number
from knowledge.store.tables import trials
from knowledge.tried import FEWEST, Group, Outcome, Standing

OUTCOMES = "outcomes"
_TOLD = trials.c.outcome.in_([Outcome.HELPED.value, Outcome.PARTLY.value, Outcome.NOT.value])


@dataclass(frozen=True, slots=True)
class Trial:
    """One entry that answered one question; `age` and `setting` as far as the question told."""

    question: str
    slug: str
    person: str
    due_at: datetime
    age: str = ""
    setting: str = ""


async def insert(tx: AsyncConnection, trial: Trial) -> None:
    """Writes a trial to be asked about; only the first entry used for a question counts."""
    there = sa.select(trials.c.question).where(trials.c.question == trial.question)
    if (await tx.execute(there.limit(1))).first() is not None:
        return
    row = {name: getattr(trial, name) for name in Trial.__dataclass_fields__}
    await tx.execute(upsert(tx, trials).values(**row, outcome="").on_conflict_do_nothing())


async def due(tx: AsyncConnection, now: datetime, most: int) -> list[Trial]:
    """Trials whose person has not been asked yet and whose time has come."""
    query = sa.select(trials).where(trials.c.due_at <= now, trials.c.asked_at.is_(None), trials.c.person != "")
    return [_trial(row) for row in (await tx.execute(query.order_by(trials.c.due_at).limit(most))).mappings()]


async def asked(tx: AsyncConnection, trial: Trial, now: datetime) -> None:
    """The person is being asked."""
    await tx.execute(trials.update().where(trials.c.question == trial.question).values(asked_at=now))


async def load(tx: AsyncConnection, question: str) -> Trial | None:
    """The trial of a question that is still to be answered, or None."""
    query = sa.select(trials).where(trials.c.question == question, trials.c.outcome == "")
    row = (await tx.execute(query)).mappings().first()
    return _trial(row) if row else None


async def answer(tx: AsyncConnection, trial: Trial, outcome: Outcome, now: datetime) -> None:
    """Keeps the outcome and forgets who told it."""
    mine = trials.update().where(trials.c.question == trial.question, trials.c.slug == trial.slug)
    await tx.execute(mine.values(outcome=outcome.value, person=""))
    await bump(tx, OUTCOMES, now)


async def forget(tx: AsyncConnection, person: str) -> None:
    """Nobody is asked any more whether they tried something."""
    await tx.execute(trials.delete().where(trials.c.person == person, trials.c.outcome == ""))


async def version(tx: AsyncConnection) -> int:
    """Grows with every outcome."""
    return await number(tx, OUTCOMES)


async def standing(tx: AsyncConnection, *, age: str = "", setting: str = "") -> dict[str, Standing]:
    """What came of each entry that five or more have tried, at an age or in a setting if one is named."""
    where = [_TOLD, *([trials.c.age == age] if age else []), *([trials.c.setting == setting] if setting else [])]
    query = sa.select(trials.c.slug, trials.c.outcome, sa.func.count()).where(*where)
    counts: dict[str, dict[str, int]] = {}
    for slug, outcome, count in (await tx.execute(query.group_by(trials.c.slug, trials.c.outcome))).all():
        counts.setdefault(slug, {})[outcome] = count
    known = {slug: _standing(c) for slug, c in counts.items()}
    return {slug: one for slug, one in known.items() if one.tried >= FEWEST}


async def groups(tx: AsyncConnection, slug: str) -> tuple[list[Group], int]:
    """What came of one entry by age band and by setting, of every size, and how many have tried it in all."""
    found: list[Group] = []
    for column in (trials.c.age, trials.c.setting):
        counts: dict[str, dict[str, int]] = {}
        query = sa.select(column, trials.c.outcome, sa.func.count()).where(trials.c.slug == slug, _TOLD)
        for value, outcome, count in (await tx.execute(query.group_by(column, trials.c.outcome))).all():
            counts.setdefault(value, {})[outcome] = count
        found += [Group(column.name, value, _standing(c)) for value, c in counts.items() if value]
    of = sa.select(sa.func.count()).where(trials.c.slug == slug, _TOLD)
    return found, int((await tx.execute(of)).scalar_one())


def _standing(counts: dict[str, int]) -> Standing:
    return Standing(sum(counts.values()), counts.get("helped", 0), counts.get("partly", 0))


def _trial(row: sa.RowMapping) -> Trial:
    return Trial(**{name: row[name] for name in Trial.__dataclass_fields__})
