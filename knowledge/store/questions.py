"""Questions and what was answered. Only scrubbed text ever arrives here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.store.ready import Ready
from knowledge.store.tables import questions

_UNMET = (
    sa.or_(questions.c.answered.is_(False), questions.c.outcome == "unfit"),
    questions.c.outcome.not_in(["mended", "not_ours", "helped"]),
)
"""Without an answer or with one that did not fit, and not mended since."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it was understood and answered. `answer` is what the card is rendered from."""

    id: str
    asker: str
    text: str
    answered: bool
    asked_at: datetime
    answer: Mapping[str, Any] = field(default_factory=dict)
    masked: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    outcome: str = ""
    activity: str = ""
    conversation: str = ""


async def insert(tx: AsyncConnection, question: Question) -> None:
    """Writes a question that was just asked."""
    await _INSERT.run(tx, _row(question))


async def load(tx: AsyncConnection, id_: str) -> Question | None:
    """The question, or None."""
    row = (await tx.execute(sa.select(questions).where(questions.c.id == id_))).mappings().first()
    return _question(row) if row else None


async def latest(tx: AsyncConnection, asker: str, now: datetime, within: timedelta) -> Question | None:
    """The last question of a person within a while, for follow-ups."""
    row = (await _LATEST.run(tx, {"asker": asker, "since": now - within})).first
    return _question(row) if row else None


async def unmet(tx: AsyncConnection, since: datetime, most: int) -> list[Question]:
    """Questions that got no answer or one that did not fit, and that nobody has mended; the newest first."""
    query = sa.select(questions).where(questions.c.asked_at >= since, *_UNMET)
    rows = await tx.execute(query.order_by(questions.c.asked_at.desc()).limit(most))
    return [_question(row) for row in rows.mappings()]


async def newest(tx: AsyncConnection, most: int) -> list[Question]:
    """The questions that were asked last, the newest first."""
    rows = await tx.execute(sa.select(questions).order_by(questions.c.asked_at.desc()).limit(most))
    return [_question(row) for row in rows.mappings()]


async def texts(tx: AsyncConnection, ids: Collection[str]) -> dict[str, str]:
    """The words of these questions as they stand now; what was taken back or has had its time is not in it."""
    query = sa.select(questions.c.id, questions.c.text).where(questions.c.id.in_(sorted(ids)))
    return {row[0]: row[1] for row in (await tx.execute(query)).all()}


async def update(tx: AsyncConnection, id_: str, **values: Any) -> None:
    """Changes columns of one question (outcome, tried, answer, text)."""
    await tx.execute(questions.update().where(questions.c.id == id_).values(**values))


async def count_unanswered(tx: AsyncConnection, since: datetime) -> int:
    """How many questions since then got no answer, or one that did not fit, and are not mended."""
    query = sa.select(sa.func.count()).select_from(questions).where(questions.c.asked_at >= since, *_UNMET)
    return int((await tx.execute(query)).scalar_one())


async def of_activity(tx: AsyncConnection, asker: str, conversation: str, activity: str) -> set[str]:
    """The ids of what a person asked by one message."""
    query = sa.select(questions.c.id).where(
        questions.c.asker == asker, questions.c.conversation == conversation, questions.c.activity == activity
    )
    return set((await tx.execute(query)).scalars())


async def remove(tx: AsyncConnection, ids: Collection[str]) -> None:
    """Removes these questions."""
    await tx.execute(questions.delete().where(questions.c.id.in_(sorted(ids))))


async def remove_of(tx: AsyncConnection, asker: str) -> None:
    """Removes everything a person has asked."""
    await tx.execute(questions.delete().where(questions.c.asker == asker))


_INSERT = Ready(questions.insert())
_LATEST = Ready(
    sa.select(questions)
    .where(questions.c.asker == sa.bindparam("asker"), questions.c.asked_at > sa.bindparam("since"))
    .order_by(questions.c.asked_at.desc())
    .limit(1)
)


def _row(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "asker": question.asker,
        "text": question.text,
        "answered": question.answered,
        "asked_at": question.asked_at,
        "answer": dict(question.answer),
        "masked": list(question.masked),
        "tried": list(question.tried),
        "outcome": question.outcome,
        "activity": question.activity,
        "conversation": question.conversation,
    }


def _question(row: Mapping[Any, Any]) -> Question:
    plain = dict(row)
    return Question(**{**plain, "masked": tuple(plain["masked"]), "tried": tuple(plain["tried"])})
