"""The overview and the directory as coordinators and leaders see them."""

from __future__ import annotations

from datetime import timedelta

from handlers import coordinate, counts, overview
from handlers.views import Said
from handlers.views_desk import CoverageCard, OverviewCard, PeopleList
from knowledge import sheets
from knowledge.store import people, questions
from knowledge.store.questions import Question
from tests.handlers.conftest import House


async def test_leaders_read_counts_only(house: House) -> None:
    leo, anna = await house.member("leo"), await house.member("anna")
    async with house.network.store.write() as tx:
        view = await overview.overview(house.network, tx, leo, house.now)
        assert isinstance(view, OverviewCard)
        assert not view.coordinator
        assert await overview.overview(house.network, tx, anna, house.now) == Said("not_allowed")
        for who in (leo, anna):
            assert await overview.cover(house.network, tx, who, house.now) == Said("not_allowed")
            assert await overview.find(house.network, tx, who, "eva") == Said("not_allowed")
            assert await overview.remove(house.network, tx, who, "eva", house.now) == Said("not_allowed")


async def test_the_course_of_five_cases_becomes_figures(house: House) -> None:
    cases = [await house.refer(see=f"et barn kaster med stol {n}", role="any") for n in range(5)]
    for case in cases:
        house.now += timedelta(hours=1)
        asked = (await house.case(case.id)).waits_for
        await house.do(asked, "take", await house.case(case.id))
    async with house.network.store.read() as tx:
        found = await counts.counted(house.network, tx, house.now)
    assert (found.open, found.hours_to_helper, found.hours_to_yes) == (5, 3.0, 3.0)
    assert sum(found.per_role.values()) == 5
    book = sheets.read_xlsx(await counts.workbook(house.network, house.now))
    assert ["timer til ja", "3.0"] in book["tal"]
    assert list(book) == ["uger", "tal", "roller", "distrikter"]


async def test_who_cannot_be_reached_is_named_with_the_reason(house: House) -> None:
    kim = await house.member("kim")
    async with house.network.store.write() as tx:
        await people.mark_unreachable(tx, "eva", "ConversationBlockedByUser", house.now)
        view = await overview.cover(house.network, tx, kim, house.now)
    assert isinstance(view, CoverageCard)
    assert [(one.name, one.why) for one in view.lost] == [("Eva Lind", "ConversationBlockedByUser")]
    gap = next(line for line in view.lines if line.role == "ppr-psykolog")
    assert all(week.gap for week in gap.weeks)


async def test_a_person_is_found_paused_brought_back_and_taken_off(house: House) -> None:
    case = await house.refer()
    kim = await house.member("kim")
    async with house.network.store.write() as tx:
        found = await overview.find(house.network, tx, kim, "bo krog")
        assert isinstance(found, PeopleList)
        assert [one.id for one in found.lines] == ["bo"]
        await coordinate.pause_person(tx, kim, "bo", house.now, paused=True)
        paused = await overview.find(house.network, tx, kim, "bo krog")
        assert isinstance(paused, PeopleList)
        assert paused.lines[0].paused
        await coordinate.pause_person(tx, kim, "bo", house.now, paused=False)
        said = await overview.remove(house.network, tx, kim, "bo", house.now)
        assert isinstance(said, Said)
        assert said.key == "person_removed"
        assert await overview.remove(house.network, tx, kim, "kim", house.now) == Said("not_yourself")
    await house.wait(seconds=2)
    assert (await house.case(case.id)).waits_for not in ("bo", "")


async def test_a_district_is_told_where_five_stand_behind_the_figure(house: House) -> None:
    await house.change("anna", district="Nord")
    await house.change("leo", district="Syd")
    await house.change("ulla", oversees=("Syd",))
    for n in range(5):
        case = await house.refer(see=f"et barn kaster med stol {n}", role="any")
        if n < 4:
            await house.do(case.waits_for, "take", case)
    for n in range(4):
        await house.refer("leo", see=f"uro i gruppe {n} hver eneste dag", role="any")
    async with house.network.store.write() as tx:
        for n in range(9):
            who = "leo" if n < 4 else "per" if n < 5 else "anna"
            await questions.insert(tx, Question(f"q{n}", who, "spurgt", n != 5, house.now))
        everything = await counts.counted(house.network, tx, house.now, await house.member("leo"))
        part = await counts.counted(house.network, tx, house.now, await house.member("ulla"))
    (nord,) = everything.districts
    assert (nord.name, nord.questions, nord.answered, nord.cases, nord.open) == ("Nord", None, None, 5, 5)
    assert nord.hours_to_helper is None
    assert (everything.open, part.open, part.districts) == (9, 4, ())
    async with house.network.store.write() as tx:
        await questions.insert(tx, Question("q9", "anna", "spurgt", True, house.now))
        (nord,) = (await counts.counted(house.network, tx, house.now)).districts
    assert (nord.questions, nord.answered) == (5, 80)
    book = sheets.read_xlsx(await counts.workbook(house.network, house.now))
    assert book["distrikter"][1] == ["Nord", "5", "80", "5", "5", "under fem"]


async def test_a_place_tells_the_district_of_who_asked(house: House) -> None:
    await house.change("bo", district="Nord")  # Anna works where Bo does
    async with house.network.store.write() as tx:
        for n in range(5):
            await questions.insert(tx, Question(f"q{n}", "anna", "spurgt", True, house.now))
        found = await counts.counted(house.network, tx, house.now)
    assert [(one.name, one.questions) for one in found.districts] == [("Nord", 5)]
