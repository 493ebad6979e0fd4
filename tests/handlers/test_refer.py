"""What the form makes: an order of at most ten, the guideline's own roles, lessons that meet, one form one referral."""

from __future__ import annotations

from dataclasses import replace

from handlers import refer
from handlers.cases import to_need
from handlers.views import ReferForm, Status
from knowledge.hours import slots_text
from knowledge.people import Person
from knowledge.store import people, questions, referrals
from knowledge.store.people import Reference
from knowledge.store.questions import Question
from tests.handlers.conftest import WEDNESDAY, House

SEEN = {"see": "et barn kaster med stole"}


async def test_nobody_waits_for_an_eleventh_no(house: House) -> None:
    async with house.network.store.write() as tx:
        for number in range(14):
            person = Person(f"helper-{number}", f"aad-h{number}", f"Helper {number}", roles=("akt-vejleder",))
            await people.insert(tx, person, WEDNESDAY)
            here = Reference("https://smba.example/emea/", f"chat-h{number}", "28:bot", f"29:h{number}", "tenant")
            await people.remember_reference(tx, person.id, here, WEDNESDAY)
    assert len((await house.refer()).order) == refer.MOST_ASKED


async def test_a_guideline_found_first_says_alone_who_is_asked(house: House) -> None:
    hits = [{"slug": slug, "confidence": 0.9} for slug in ("selvmordstanker", "forberedte-skift")]
    asked = Question("q1", "anna", "han vil ikke leve mere", True, WEDNESDAY, {"hits": hits})
    async with house.network.store.write() as tx:
        await questions.insert(tx, asked)
        view = await refer.submit(house.network, tx, await house.member("anna"), "q1", SEEN, house.now)
    assert isinstance(view, Status)
    case = await house.case(view.id)
    shelf = house.network.shelves.shelf.entries
    assert tuple(case.need["roles"]) == shelf["selvmordstanker"].roles


async def test_lessons_in_which_a_partner_could_come_go_into_the_need(house: House) -> None:
    case = await house.refer(slots="tir 10-10:45, tor 8:00-8:45")
    assert slots_text(to_need(case.need).wished_slots) == "tir 10:00-10:45, tor 08:00-08:45"


async def test_lessons_that_cannot_be_read_come_back_beside_their_field(house: House) -> None:
    async with house.network.store.write() as tx:
        anna = await house.member("anna")
        view = await refer.submit(house.network, tx, anna, "", {**SEEN, "slots": "efter frokost"}, house.now)
    assert isinstance(view, ReferForm)
    assert view.wrong == {"slots": "hours_unreadable"}


async def test_a_form_sent_twice_makes_one_referral(house: House) -> None:
    first, again = await house.refer(), await house.refer()
    assert first.id == again.id
    async with house.network.store.read() as tx:
        assert len(await referrals.all_open(tx)) == 1
    house.now += refer.SAME_FORM
    assert (await house.refer()).id != first.id


async def test_the_subject_taught_is_part_of_the_need(house: House) -> None:
    await house.change("anna", subjects=("dansk",), years=(2,))
    need = to_need((await house.refer()).need)
    assert (need.subject, need.year) == ("dansk", 2)
    assert replace(need, subject="", year=None).wish == "akt-vejleder"
