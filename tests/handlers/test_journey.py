"""The whole life of a referral on a real database, with time turned by hand."""

from __future__ import annotations

from datetime import timedelta

from handlers import refer
from handlers.views import Offer, OfferClosed, Said, Status
from knowledge.referral import State
from knowledge.store import people
from tests.handlers.conftest import House, written


async def test_asking_offers_it_to_the_nearest_and_promises_a_time(house: House) -> None:
    case = await house.refer()
    assert (case.state, case.waits_for) == (State.OFFERED, "bo")
    assert case.due_at > house.now
    assert await house.letters("bo") == ["offer"]
    assert await house.letters("anna") == ["status"]
    assert await house.letters("rikke") == []


async def test_no_passes_it_on_at_once_and_nobody_is_asked_twice(house: House) -> None:
    case = await house.refer(role="")
    asked = []
    while case.state is State.OFFERED:
        asked.append(case.waits_for)
        view = await house.do(case.waits_for, "decline", case, reason="no_time")
        assert isinstance(view, OfferClosed)
        case = await house.case(case.id)
    assert len(asked) == len(set(asked)) >= 2
    assert case.state is State.STRANDED
    assert case.waits_for in ("kim", "ulla")


async def test_silence_moves_on_and_the_asker_is_told(house: House) -> None:
    case = await house.refer()
    await house.wait(days=14)
    after = await house.case(case.id)
    assert after.waits_for not in ("bo", "")
    assert ("bo", "timeout") in after.declined
    assert "passed_on" in await house.letters("anna")
    assert "offer_closed" in await house.letters("bo")


async def test_the_last_resort_is_a_coordinator_who_is_reminded_until_one_takes_it(house: House) -> None:
    case = await house.refer()
    for _ in range(12):
        await house.wait(days=30)
    case = await house.case(case.id)
    assert case.state is State.STRANDED
    assert {"kim", "ulla"} <= {who for who in ("kim", "ulla") if "stranded" in await house.letters(who)}
    await house.do("ulla" if case.waits_for == "kim" else "kim", "take", case)
    assert (await house.case(case.id)).state is State.ACCEPTED


async def test_taking_connects_both_and_closes_the_card_for_everyone_else(house: House) -> None:
    case = await house.refer()
    await house.do("bo", "decline", case, reason="knows_family")
    case = await house.case(case.id)
    taker = case.waits_for
    assert isinstance(await house.do(taker, "take", case), OfferClosed)
    case = await house.case(case.id)
    assert (case.state, case.owner, case.waits_for) == (State.ACCEPTED, taker, taker)
    assert "connect" in await house.letters("anna")
    assert "connect" in await house.letters(taker)
    late = await house.do("bo", "take", case)
    assert isinstance(late, OfferClosed)
    assert late.what == "taken"
    assert (await house.case(case.id)).owner == taker


async def test_a_card_clicked_twice_takes_it_once(house: House) -> None:
    case = await house.refer()
    await house.do("bo", "take", case)
    again = await house.do("bo", "take", case)
    assert isinstance(again, OfferClosed)
    assert again.what == "yours"
    assert [line["did"] for line in await house.story(case)].count("accept") == 1


async def test_accepted_is_not_done(house: House) -> None:
    case = await house.refer()
    await house.do("bo", "take", case)
    await house.wait(days=60)
    assert "remind_contact" in await house.letters("bo")
    assert (await house.case(case.id)).owner == "bo"
    await house.wait(days=60)
    case = await house.case(case.id)
    assert case.owner == ""
    assert case.waits_for not in ("bo", "")


async def test_follow_up_closes_or_opens_the_next_step(house: House) -> None:
    case = await house.refer()
    await house.do("bo", "take", case)
    await house.do("anna", "talked", case)
    await house.wait(days=30)
    asked = await house.case(case.id)
    assert (asked.state, asked.waits_for) == (State.FOLLOW_UP, "anna")
    assert "follow_up" in await house.letters("anna")
    assert isinstance(await house.do("anna", "not_helped", asked), Status)
    case = await house.case(case.id)
    assert case.open
    assert case.waits_for not in ("bo", "")
    await house.do(case.waits_for, "take", case)
    await house.do("anna", "helped", case)
    closed = await house.case(case.id)
    assert (closed.state, closed.outcome) == (State.CLOSED, "helped")


async def test_an_unanswered_follow_up_is_asked_again_and_then_closed_aloud(house: House) -> None:
    case = await house.refer()
    await house.do("bo", "take", case)
    await house.do("bo", "talked", case)
    for _ in range(4):
        await house.wait(days=40)
    case = await house.case(case.id)
    assert (case.state, case.outcome) == (State.CLOSED, "no_answer")
    assert (await house.letters("anna")).count("follow_up") == 2
    assert "thanks" in await house.letters("bo")


async def test_withdrawn_and_opened_again(house: House) -> None:
    case = await house.refer()
    await house.do("anna", "withdraw", case)
    closed = await house.case(case.id)
    assert closed.outcome == "withdrawn"
    late = await house.do("bo", "take", case)
    assert isinstance(late, OfferClosed)
    assert late.what == "withdrawn"
    await house.do("anna", "reopen", closed)
    assert (await house.case(case.id)).state is State.OFFERED


async def test_a_helper_who_leaves_holds_nobody_up(house: House) -> None:
    case = await house.refer()
    await house.do("bo", "take", case)
    await house.change("bo", active=False)
    await house.wait(seconds=2)
    case = await house.case(case.id)
    assert case.owner == ""
    assert case.waits_for not in ("bo", "")


async def test_a_suggested_colleague_is_asked_next(house: House) -> None:
    case = await house.refer()
    await house.do("bo", "suggest", case, to="eva")
    case = await house.case(case.id)
    assert case.waits_for == "eva"
    assert ("bo", "suggested") in case.declined


async def test_strangers_get_nowhere(house: House) -> None:
    case = await house.refer()
    for button in ("take", "decline", "talked", "hand_back", "withdraw", "helped"):
        view = await house.do("leo", button, case)
        assert view == Said("not_yours"), button
    assert await house.case(case.id) == case


async def test_a_coordinator_sees_no_text_unless_it_is_stranded(house: House) -> None:
    case = await house.refer()
    view = await house.do("kim", "take", case)
    assert not isinstance(view, Offer)
    assert (await house.case(case.id)).waits_for == "bo"


async def test_danger_asks_the_leader_within_minutes(house: House) -> None:
    async with house.network.store.write() as tx:
        anna = await people.load(tx, "anna")
        assert anna is not None
        view = await refer.urgent(house.network, tx, anna, "", house.now)
    assert isinstance(view, Status)
    case = await house.case(view.id)
    assert case.waits_for == "leo"
    assert case.due_at - house.now <= timedelta(minutes=15)
    await house.wait(minutes=20)
    assert (await house.case(case.id)).waits_for not in ("leo", "")


async def test_every_card_about_a_case_is_brought_up_to_date_when_it_ends(house: House) -> None:
    case = await house.refer()
    await house.do("bo", "take", case)
    await house.do("bo", "talked", case)
    await house.wait(days=30)
    asked = await house.case(case.id)
    await house.do("anna", "helped", asked)
    async with house.network.store.read() as tx:
        kinds = [(kind, to) for to in ("anna", "bo") for kind in (await written(tx, to))[-4:]]
    assert ("connect_changed", "anna") in kinds
    assert ("connect_changed", "bo") in kinds
    assert ("follow_up_changed", "anna") in kinds
    assert ("status", "anna") in kinds
