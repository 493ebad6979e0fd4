"""What came of an entry by age and setting: told from five on, and not to be worked out by subtracting."""

from __future__ import annotations

import pytest

from bot.cards import Ink, render
from bot.texts import texts
from handlers import read
from handlers.views import FullEntry
from knowledge.store import questions, trials
from knowledge.store.questions import Question
from knowledge.store.trials import Trial
from knowledge.tried import Group, Outcome, Standing, told_groups
from tests.handlers.conftest import WEDNESDAY, House
from tests.journey.town import words

SLUG = "low-arousal"


async def came(house: House, many: int, outcome: Outcome, age: str, setting: str) -> None:
    """So many have tried it with a child of this age in this setting."""
    async with house.network.store.write() as tx:
        for number in range(many):
            trial = Trial(f"{age}{setting}{outcome}{number}"[:32], SLUG, "anna", WEDNESDAY, age, setting)
            await trials.insert(tx, trial)
            await trials.answer(tx, trial, outcome, WEDNESDAY)
    await house.network.shelves.current(house.network.store, at_once=True)


async def opened(house: House, who: str, question: str = "") -> FullEntry:
    async with house.network.store.read() as tx:
        member = await house.member(who)
        view = await read.open_entry(house.network, tx, SLUG, question, who=member)
    assert isinstance(view, FullEntry)
    return view


async def test_a_coordinator_sees_the_groups_from_five_on(house: House) -> None:
    await came(house, 4, Outcome.HELPED, "6-9", "skole")
    assert (await opened(house, "kim")).groups == ()
    await came(house, 2, Outcome.NOT, "6-9", "skole")
    await came(house, 5, Outcome.PARTLY, "3-5", "dagtilbud")
    await came(house, 9, Outcome.UNTRIED, "10-12", "skole")
    view = await opened(house, "kim")
    assert view.standing == Standing(11, 4, 5)
    assert set(view.groups) == {
        Group("age", "6-9", Standing(6, 4)),
        Group("age", "3-5", Standing(5, 0, 5)),
        Group("setting", "skole", Standing(6, 4)),
        Group("setting", "dagtilbud", Standing(5, 0, 5)),
    }
    shown = " ".join(words(render(view, Ink(texts("da")))))
    assert "6-9 år: 6 har prøvet, 4 gange hjalp det" in shown
    assert "skole: 6 har prøvet" in shown


async def test_others_see_what_fits_the_child_they_asked_about(house: House) -> None:
    await came(house, 6, Outcome.HELPED, "6-9", "skole")
    await came(house, 5, Outcome.NOT, "3-5", "dagtilbud")
    async with house.network.store.write() as tx:
        await questions.insert(tx, Question("q1", "anna", "han råber i 2.b når vi skifter", True, WEDNESDAY))
    assert (await opened(house, "anna")).groups == ()
    groups = (await opened(house, "anna", "q1")).groups
    assert {group.value for group in groups} == {"6-9", "skole"}
    assert (await opened(house, "per", "q1")).groups == (), "it is Anna's question"


@pytest.mark.parametrize(
    ("sizes", "of", "told"),
    [
        ([6, 5], 11, [6, 5]),
        ([4], 4, []),
        ([6, 4], 10, []),  # 10 - 6 would tell of the four
        ([6, 5], 13, [6]),  # two of unknown age
        ([6, 5], 16, [6, 5]),
        ([9, 6, 5], 22, [9, 6]),
        ([7], 7, [7]),
        ([], 6, []),
    ],
)
def test_no_small_rest_can_be_worked_out(sizes: list[int], of: int, told: list[int]) -> None:
    groups = [Group("age", str(number), Standing(size, 0)) for number, size in enumerate(sizes)]
    assert [one.standing.tried for one in told_groups(groups, of)] == told
