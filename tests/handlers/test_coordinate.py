"""The coordinator's work: the catalogue, the directory, cases without text; and who may do what."""

from __future__ import annotations

from handlers import availability, coordinate, edit
from handlers.views import AvailabilityForm, Cases, CoordinatorHome, PersonForm, Said
from handlers.views_desk import EntryList
from knowledge.store import entries, people
from tests.handlers.conftest import House, catalogue


async def test_only_those_who_may(house: House) -> None:
    anna = await house.member("anna")
    async with house.network.store.write() as tx:
        tries = [
            await edit.form(tx, anna),
            await edit.retire(tx, anna, "low-arousal", 1, "nej", house.now),
            await edit.search(house.network, tx, anna, "bold"),
            await coordinate.home(tx, anna, house.now),
            await coordinate.cases(tx, anna, house.now),
            await coordinate.person_form(tx, anna),
            await coordinate.save_person(house.network, tx, anna, "", 0, {"name": "x"}, house.now),
            await coordinate.pause_person(tx, anna, "bo", house.now, paused=True),
        ]
        assert isinstance(await availability.open_form(house.network, tx, anna, house.now), Said)
    assert tries == [Said("not_allowed")] * len(tries)


async def test_cases_are_seen_without_their_text(house: House) -> None:
    case = await house.refer(see="noget der kun vedkommer hjælperen")
    async with house.network.store.write() as tx:
        view = await coordinate.cases(tx, await house.member("kim"), house.now)
        home = await coordinate.home(tx, await house.member("kim"), house.now)
    assert isinstance(view, Cases)
    assert [line.id for line in view.lines] == [case.id]
    assert "vedkommer" not in repr(view)
    assert isinstance(home, CoordinatorHome)
    assert home.open_cases == 1


async def test_a_person_is_added_and_met_later_by_mail(house: House) -> None:
    kim = await house.member("kim")
    form = {"name": "Per Ny", "upn": "Per@Skole.example", "roles": "ppr-psykolog", "capacity": "2", "hours": "man 8-12"}
    async with house.network.store.write() as tx:
        wrong = await coordinate.save_person(house.network, tx, kim, "", 0, {**form, "hours": "altid"}, house.now)
        assert isinstance(wrong, PersonForm)
        assert "hours" in wrong.wrong
        said = await coordinate.save_person(house.network, tx, kim, "", 0, form, house.now)
        added = await people.by_upn(tx, "per@skole.example")
    assert isinstance(said, Said)
    assert added is not None
    assert added.person.roles == ("ppr-psykolog",)


async def test_availability_moves_what_is_waiting(house: House) -> None:
    case = await house.refer()
    bo = await house.member("bo")
    today = house.now.date().isoformat()
    form = {"hours": "man-fre 08:00-15:00", "capacity": "2", "away_from": today, "away_to": today}
    async with house.network.store.write() as tx:
        saved = await availability.save(house.network, tx, bo, bo.version, form, house.now)
        stale = await availability.save(house.network, tx, bo, bo.version, form, house.now)
    assert isinstance(saved, AvailabilityForm)
    assert saved.saved
    assert isinstance(stale, AvailabilityForm)
    assert stale.wrong
    await house.wait(seconds=2)
    assert (await house.case(case.id)).waits_for not in ("bo", "")


async def test_what_is_typed_wrong_comes_back(house: House) -> None:
    bo = await house.member("bo")
    form = {"hours": "altid", "capacity": "mange", "away_from": "2026-12-24", "away_to": "2026-12-01"}
    async with house.network.store.write() as tx:
        view = await availability.save(house.network, tx, bo, bo.version, form, house.now)
    assert isinstance(view, AvailabilityForm)
    assert set(view.wrong) == {"hours", "capacity", "away_to"}
    assert view.values["hours"] == "altid"


async def test_search_finds_entries_to_edit(house: House) -> None:
    kim = await house.member("kim")
    async with house.network.store.write() as tx:
        await entries.seed(tx, catalogue(), house.now)
        view = await edit.search(house.network, tx, kim, "skift lokale")
        assert isinstance(view, EntryList)
        assert any(choice.id == "forberedte-skift" for choice in view.found)
        found = await edit.search(house.network, tx, kim, "FORBEREDTE")
        assert isinstance(found, EntryList)
        await edit.retire(tx, kim, found.found[0].id, 1, "prøve", house.now)
        gone = await edit.search(house.network, tx, kim, "forberedte")
    assert isinstance(gone, EntryList)
    assert (gone.found[0].id, gone.found[0].state) == ("forberedte-skift", "retired")
