"""Statements that are ready give and keep what they would the usual way, and fail as they would."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from knowledge.store import inline, questions
from knowledge.store.engine import Store
from knowledge.store.questions import Question
from knowledge.store.ready import Ready
from knowledge.store.tables import letters
from knowledge.store.tables import questions as table
from tests.knowledge.cases import NOW

ANSWER = {"hits": [{"å": 0.5}], "none": None}
ASKED = Question("q1", "anna", "Mads slår", answered=True, asked_at=NOW, answer=ANSWER, masked=("name",))


async def test_every_kind_of_value_comes_back_as_it_went_in(store: Store) -> None:
    async with store.write() as tx:
        await questions.insert(tx, ASKED)
    every = Ready(sa.select(table).where(table.c.id == sa.bindparam("key")))
    async with store.read() as tx:
        assert await questions.load(tx, "q1") == ASKED
        usual = (await tx.execute(sa.select(table))).mappings().one()
        assert (await every.run(tx, {"key": "q1"})).rows == [dict(usual)]
        assert (await every.run(tx, {"key": "q2"})).first is None


async def test_columns_that_are_not_given_get_their_usual_values(store: Store) -> None:
    given = {"key": "k", "kind": "answer", "to": "anna", "about": "q1", "run_at": NOW, "written_at": NOW}
    async with store.write() as tx:
        assert (await Ready(letters.insert()).run(tx, given)).count in (1, -1)  # PostgreSQL's driver does not count
        row = (await tx.execute(sa.select(letters))).mappings().one()
    assert (row["state"], row["attempts"], row["leased_by"], row["done_at"]) == ("waiting", 0, "", None)


async def test_it_says_how_many_rows_it_changed(store: Store) -> None:
    mend = Ready(table.update().where(table.c.asker == sa.bindparam("who")).values(outcome="helped"))
    async with store.write() as tx:
        for number in range(3):
            await questions.insert(tx, replace(ASKED, id=f"q{number}"))
        assert (await mend.run(tx, {"who": "anna"})).count == 3
        assert (await mend.run(tx, {"who": "eva"})).count == 0


async def test_what_goes_wrong_is_an_error_of_the_database_and_shows_nothing_of_what_was_written(store: Store) -> None:
    async with store.write() as tx:
        await questions.insert(tx, ASKED)
    with pytest.raises(sa.exc.DBAPIError) as wrong:
        async with store.write() as tx:
            await questions.insert(tx, ASKED)
    assert "Mads" not in str(wrong.value)


async def test_a_question_that_takes_long_is_answered_all_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inline, "SHORT_SECONDS", 0)
    numbers = sa.select(sa.literal(1).label("n")).cte(recursive=True)
    numbers = numbers.union_all(sa.select(numbers.c.n + 1).where(numbers.c.n < sa.bindparam("most")))
    summed = Ready(sa.select(sa.func.sum(numbers.c.n).label("total")))
    async with store.read() as tx:
        assert (await summed.run(tx, {"most": 20_000})).first == {"total": 200_010_000}
