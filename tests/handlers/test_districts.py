"""Coordinators limited to districts: they see and handle their own, nothing strands, nobody locks everybody out."""

from __future__ import annotations

import asyncio

import pytest

from handlers import coordinate, exchange, import_form, oversee, overview, teach
from handlers.respond import Answered
from handlers.views import Cases, CoordinatorHome, OfferClosed, PersonForm, Said, View
from handlers.views_case import CaseCard
from handlers.views_desk import CoverageCard, ImportForm, PeopleList
from knowledge.columns import PERSON
from knowledge.referral import Referral, State
from knowledge.store import people
from knowledge.store.people import Member
from tests.handlers.conftest import House

ELSEWHERE = Said("not_your_district")


@pytest.fixture
async def parted(house: House) -> House:
    """Ulla coordinates Syd only, Kim all of it; Anna and Bo belong to Nord, Rikke to Syd."""
    await house.change("anna", district="Nord")
    await house.change("bo", district="Nord")
    await house.change("rikke", district="Syd")
    await house.change("ulla", oversees=("Syd",), district="Syd")
    return house


async def stranded(house: House) -> Referral:
    case = await house.refer(see="noget der kun vedkommer hjælperen")
    while case.state is State.OFFERED:
        await house.do(case.waits_for, "decline", case, reason="no_time")
        case = await house.case(case.id)
    return case


async def press(house: House, who: Member, what: str, case: Referral) -> View:
    click = Answered(case.id, case.version, "no_longer", "rikke")
    async with house.network.store.write() as tx:
        match what:
            case "show":
                return await oversee.case(tx, who, case.id, house.now)
            case "give":
                return await oversee.reassign(house.network, tx, who, click, house.now)
            case "close":
                return await oversee.close(house.network, tx, who, click, house.now)
            case _:
                return await oversee.merge(house.network, tx, who, click, house.now)


async def test_a_stranded_case_waits_for_its_districts_coordinator_alone(parted: House) -> None:
    case = await stranded(parted)
    assert case.waits_for == "kim"
    for _ in range(3):
        await parted.wait(days=7)
        assert (await parted.case(case.id)).waits_for == "kim"
    assert "stranded" not in await parted.letters("ulla")
    case = await parted.case(case.id)
    assert isinstance(await parted.do("ulla", "take", case), OfferClosed | Said)
    assert (await parted.case(case.id)).owner == ""
    await parted.do("kim", "take", case)
    assert (await parted.case(case.id)).owner == "kim"


async def test_without_a_coordinator_of_the_district_everybody_is_asked(parted: House) -> None:
    await parted.change("kim", oversees=("Vest",))
    case = await stranded(parted)
    asked = {case.waits_for}
    for _ in range(3):
        await parted.wait(days=7)
        asked.add((await parted.case(case.id)).waits_for)
    assert asked == {"kim", "ulla"}
    await parted.do("ulla", "take", await parted.case(case.id))
    assert (await parted.case(case.id)).owner == "ulla"


async def test_when_the_districts_own_goes_away_the_case_goes_on_to_the_others(parted: House) -> None:
    await parted.change("kim", oversees=("Nord",))
    case = await stranded(parted)
    assert case.waits_for == "kim"
    await parted.change("kim", paused=True)
    await parted.wait(days=7)
    assert (await parted.case(case.id)).waits_for == "ulla"


async def test_the_cases_of_other_districts_are_not_seen_and_not_touched(parted: House) -> None:
    case = await stranded(parted)
    kim, ulla = await parted.member("kim"), await parted.member("ulla")
    for what in ("show", "give", "close"):
        assert await press(parted, ulla, what, case) == ELSEWHERE
    await press(parted, ulla, "merge", case)
    assert await parted.case(case.id) == case
    assert isinstance(await press(parted, kim, "show", case), CaseCard)
    async with parted.network.store.write() as tx:
        mine, hers = await coordinate.cases(tx, kim, parted.now), await coordinate.cases(tx, ulla, parted.now)
        home, part = await coordinate.home(tx, kim, parted.now), await coordinate.home(tx, ulla, parted.now)
    assert isinstance(mine, Cases)
    assert isinstance(hers, Cases)
    assert ([line.id for line in mine.lines], hers.lines) == ([case.id], ())
    assert isinstance(home, CoordinatorHome)
    assert isinstance(part, CoordinatorHome)
    assert (home.open_cases, part.open_cases, part.stranded) == (1, 0, 0)
    assert part.helpers < home.helpers


async def test_a_closed_case_of_somebody_elses_is_no_key_to_the_open_one(house: House) -> None:
    first = await house.refer(see="den første af de to sager")
    await house.do("anna", "withdraw", first)
    second = await house.refer(see="den anden af de to sager")
    per = await house.member("per")
    async with house.network.store.write() as tx:
        click = Answered(first.id, (await house.case(first.id)).version, to=second.id)
        assert await oversee.merge(house.network, tx, per, click, house.now) == Said("not_allowed")
    assert await house.case(second.id) == second


async def test_the_people_of_other_districts_are_not_seen_and_not_touched(parted: House) -> None:
    kim, ulla = await parted.member("kim"), await parted.member("ulla")
    form = {"name": "Bo Krogh", "upn": "bo@skole.example", "roles": "akt-vejleder", "capacity": "9", "district": "Nord"}
    async with parted.network.store.write() as tx:
        found = await overview.find(parted.network, tx, ulla, "")
        assert isinstance(found, PeopleList)
        assert {one.id for one in found.lines} == {"rikke", "ulla"}
        everybody = await overview.find(parted.network, tx, kim, "")
        assert isinstance(everybody, PeopleList)
        assert everybody.found == 6
        cover = await overview.cover(parted.network, tx, ulla, parted.now)
        assert isinstance(cover, CoverageCard)
        assert {line.district for line in cover.lines} == {"Syd"}
        tries = [
            await coordinate.person_form(tx, ulla, "bo"),
            await coordinate.save_person(parted.network, tx, ulla, "bo", 2, form, parted.now),
            await coordinate.save_person(parted.network, tx, ulla, "", 0, form, parted.now),
            await coordinate.pause_person(tx, ulla, "bo", parted.now, paused=True),
            await overview.remove(parted.network, tx, ulla, "bo", parted.now),
            await overview.remove(parted.network, tx, ulla, "kim", parted.now),
            await teach.correct(tx, ulla, "bo", "low-arousal", parted.now),
        ]
    assert tries == [ELSEWHERE] * len(tries)
    assert (await parted.member("bo")).version == 2


async def test_a_limited_coordinator_adds_people_of_the_own_district_only(parted: House) -> None:
    ulla = await parted.member("ulla")
    form = {"name": "Ny Person", "upn": "ny@skole.example", "roles": "akt-vejleder", "capacity": "2"}

    async def save(**more: str) -> View:
        async with parted.network.store.write() as tx:
            return await coordinate.save_person(parted.network, tx, ulla, "", 0, {**form, **more}, parted.now)

    for wrong, more in (
        ("district", {"district": "Nord"}),
        ("district", {"district": ""}),
        ("rights", {"district": "Syd", "rights": "editor"}),
        ("oversees", {"district": "Syd", "roles": "koordinator"}),
        ("oversees", {"district": "Syd", "roles": "koordinator", "oversees": "Nord"}),
        ("oversees", {"district": "Syd", "roles": "koordinator", "oversees": "Syyd"}),
    ):
        view = await save(**more)
        assert isinstance(view, PersonForm), more
        assert set(view.wrong) == {wrong}, more
    assert isinstance(await save(district="Syd", roles="koordinator", oversees="syd"), Said)


async def test_nobody_widens_their_own_rights(parted: House) -> None:
    ulla = await parted.member("ulla")
    own = {"name": "Ulla Gran", "roles": "koordinator", "capacity": "3", "district": "Syd"}
    for more in ({"oversees": ""}, {"oversees": "Syd, Nord"}, {"oversees": "Syd", "rights": "editor"}):
        async with parted.network.store.write() as tx:
            view = await coordinate.save_person(
                parted.network, tx, ulla, "ulla", ulla.version, {**own, **more}, parted.now
            )
        assert isinstance(view, PersonForm), more
        assert view.wrong
    assert (await parted.member("ulla")).person.oversees == ("Syd",)


async def test_rights_are_given_in_the_dialog_and_an_old_card_leaves_them(house: House) -> None:
    kim, bo = await house.member("kim"), await house.member("bo")
    form = {"name": "Bo Krogh", "roles": "akt-vejleder", "capacity": "3"}
    async with house.network.store.write() as tx:
        given = {**form, "rights": "editor,leader", "district": "Nord"}
        await coordinate.save_person(house.network, tx, kim, "bo", bo.version, given, house.now)
    bo = await house.member("bo")
    assert (bo.person.editor, bo.person.leader, bo.person.district) == (True, True, "Nord")
    async with house.network.store.write() as tx:
        await coordinate.save_person(house.network, tx, kim, "bo", bo.version, form, house.now)
    bo = await house.member("bo")
    assert (bo.person.editor, bo.person.district) == (True, "Nord")
    async with house.network.store.write() as tx:
        reader = {"name": "Lis Leder", "upn": "lis@skole.example", "roles": "", "rights": "leader", "capacity": "0"}
        assert isinstance(await coordinate.save_person(house.network, tx, kim, "", 0, reader, house.now), Said)


async def test_a_sheet_keeps_to_the_same_rights(parted: House) -> None:
    ulla, kim = await parted.member("ulla"), await parted.member("kim")
    head = [
        "arbejdsmail",
        "navn",
        "roller",
        "sager ad gangen",
        "distrikt",
        "koordinator",
        "koordinerer kun i (distrikter)",
    ]
    rows = [
        ["a@skole.example", "Ny Syd", "akt-vejleder", "2", "Syd", "nej", ""],
        ["b@skole.example", "Ny Nord", "akt-vejleder", "2", "Nord", "nej", ""],
        ["bo@skole.example", "Bo Krogh", "akt-vejleder", "9", "Syd", "nej", ""],
        ["c@skole.example", "Ny Koordinator", "koordinator", "2", "Syd", "ja", ""],
        ["d@skole.example", "Ny Koordinator", "koordinator", "2", "Syd", "ja", "Sydd"],
        ["ulla@skole.example", "Ulla Gran", "koordinator", "3", "Syd", "ja", "Syd, Nord"],
    ]
    text = "\n".join("\t".join(row) for row in [head, *rows])
    view = await import_form.attempt(parted.network, ulla, text)
    assert isinstance(view, ImportForm)
    assert [(problem.row, problem.column) for problem in view.problems] == [
        *((3, "distrikt"), (4, "navn"), (5, head[-1]), (6, head[-1]), (7, head[-1]))
    ]
    view = await import_form.attempt(parted.network, kim, text)
    assert isinstance(view, ImportForm)
    assert [problem.row for problem in view.problems] == [6]


async def test_rights_and_districts_come_back_from_the_sheet(parted: House) -> None:
    for kind in ("xlsx", "csv"):
        files = await exchange.export_people(parted.network, kind)
        coming = await exchange.look(parted.network, exchange.read_file(f"p.{kind}", files[f".{kind}"]), who=None)
        assert (coming.people.changed, coming.people.added, coming.refused) == ((), (), ())
    assert {"coordinator", "oversees", "editor", "leader", "district"} <= {column.name for column in PERSON}


async def test_the_last_coordinator_stays(house: House) -> None:
    kim = await house.member("kim")
    other = {"name": "Kim Vang", "roles": "akt-vejleder", "capacity": "3"}
    async with house.network.store.write() as tx:
        assert isinstance(await overview.remove(house.network, tx, kim, "ulla", house.now), Said)
        view = await coordinate.save_person(house.network, tx, kim, "kim", kim.version, other, house.now)
        assert isinstance(view, PersonForm)
        assert view.wrong == {"roles": "last_coordinator"}
        assert await overview.remove(house.network, tx, kim, "kim", house.now) == Said("not_yourself")
    sheet = [["arbejdsmail", "navn", "koordinator"], ["kim@skole.example", "Kim Vang", "nej"]]
    coming = await exchange.look(house.network, {"personer": sheet}, who=None)
    assert [problem.column for problem in coming.refused] == ["koordinator"]
    assert not await exchange.read_in(house.network, coming, "kim", house.now)
    assert (await house.member("kim")).person.coordinator


async def test_two_who_take_the_role_from_each_other_at_once_leave_one(house: House) -> None:
    both = [await house.member("kim"), await house.member("ulla")]

    async def take(who: Member, from_: Member) -> View:
        async with house.network.store.write() as tx:
            await people.load(tx, who.id)  # both are in their transactions before either writes
            await asyncio.sleep(0.05)
            return await overview.remove(house.network, tx, who, from_.id, house.now)

    said = await asyncio.gather(take(both[0], both[1]), take(both[1], both[0]))
    left = [who.id for who in both if (await house.member(who.id)).person.coordinator]
    assert len(left) == 1, said
    assert sorted(view.key for view in said if isinstance(view, Said)) == ["last_coordinator", "person_removed"]
