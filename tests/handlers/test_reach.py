"""Who asked removes the bot: nobody is left alone, nothing is lost, and whoever helps them hears it plainly."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers import members, retention, upkeep
from handlers.members import Contact
from handlers.post import undelivered
from handlers.show import letter_view
from handlers.story import story
from handlers.views import Connect, Offer, Said
from handlers.views_case import Story
from knowledge.letters import Letter, Slot
from knowledge.referral import Referral, State
from knowledge.store import letters, people, referrals, trials
from knowledge.store.letters import Leased
from knowledge.store.people import Reference
from knowledge.store.tables import letters as table
from knowledge.store.tables import questions
from knowledge.store.tables import referrals as cases
from knowledge.store.tables import trials as asked_about
from knowledge.store.traces import found
from tests.handlers.conftest import House
from tests.handlers.test_ask import say


async def leaves(house: House, who: str) -> None:
    """Somebody removes the bot from their own chat."""
    async with house.network.store.write() as tx:
        await members.leave(house.network, tx, Contact(f"aad-{who}", who), f"chat-{who}", house.now)


async def returns(house: House, who: str) -> None:
    """Somebody writes to the bot again."""
    here = Reference("https://smba.example/emea/", f"chat-{who}", "28:bot", f"29:{who}", "tenant")
    async with house.network.store.write() as tx:
        await members.meet(house.network, tx, Contact(f"aad-{who}", who), here, house.now)


async def shown(house: House, case: Referral, kind: Letter, to: str) -> object:
    """What a letter about the case shows its reader just now."""
    async with house.network.store.read() as tx:
        now = await house.case(case.id)
        return await letter_view(house.network, tx, now, kind, to)


async def talking(house: House) -> Referral:
    """Bo has taken Anna's case, and they have talked."""
    case = await house.refer()
    await house.do("bo", "take", case)
    await house.do("bo", "talked", await house.case(case.id))
    return await house.case(case.id)


async def test_an_offered_case_goes_on_and_the_one_who_is_asked_reads_it(house: House) -> None:
    case = await house.refer()
    before = await shown(house, case, Letter.OFFER, "bo")
    assert isinstance(before, Offer)
    assert not before.asker_gone
    await leaves(house, "anna")
    after = await house.case(case.id)
    assert (after.state, after.waits_for, after.due_at) == (State.OFFERED, "bo", case.due_at)
    assert after.note.see == case.note.see
    offer = await shown(house, case, Letter.OFFER_CHANGED, "bo")
    assert isinstance(offer, Offer)
    assert offer.asker_gone
    assert Letter.OFFER_CHANGED in await house.letters("bo")
    await house.do("bo", "take", after)
    connect = await shown(house, case, Letter.CONNECT, "bo")
    assert isinstance(connect, Connect)
    assert connect.gone
    assert "anna@skole.example" in connect.upns, "Teams still connects the two"


async def test_the_helper_of_a_case_is_told_at_once_and_keeps_it(house: House) -> None:
    case = await house.refer()
    await house.do("bo", "take", case)
    await leaves(house, "anna")
    after = await house.case(case.id)
    assert (after.state, after.owner, after.waits_for) == (State.ACCEPTED, "bo", "bo")
    assert Letter.ASKER_GONE in await house.letters("bo")
    told = await shown(house, case, Letter.ASKER_GONE, "bo")
    assert told == Said("asker_gone", {"name": "Anna Holm", "referral": case.id})


async def test_a_helper_who_never_gets_through_is_followed_by_the_next_and_then_a_coordinator(house: House) -> None:
    case = await house.refer()
    await house.do("bo", "take", case)
    await leaves(house, "anna")
    held = set()
    for _ in range(20):
        await house.wait(days=30)
        now = await house.case(case.id)
        assert now.open
        held.add(now.owner or now.waits_for)
    assert "anna" not in held
    assert held & {"kim", "ulla"}


async def test_nobody_is_asked_how_it_went_and_the_helper_hears_how_it_ended(house: House) -> None:
    case = await talking(house)
    await leaves(house, "anna")
    assert (await house.case(case.id)).state is State.IN_CONTACT
    await house.wait(days=60)
    ended = await house.case(case.id)
    assert (ended.state, ended.outcome) == (State.CLOSED, "asker_gone")
    assert await shown(house, case, Letter.THANKS, "bo") == Said("thanks_helper", {"outcome": "asker_gone"})
    assert Letter.THANKS in await house.letters("bo")
    assert Letter.FOLLOW_UP not in await house.letters("anna")


async def test_a_question_that_will_not_be_answered_ends_the_case_and_the_helper_is_told(house: House) -> None:
    case = await talking(house)
    await house.wait(days=60)
    assert (await house.case(case.id)).state is State.FOLLOW_UP
    await leaves(house, "anna")
    ended = await house.case(case.id)
    assert (ended.state, ended.outcome) == (State.CLOSED, "asker_gone")
    assert Letter.THANKS in await house.letters("bo")


async def test_the_coordinator_of_a_stranded_case_reads_it_and_keeps_it(house: House) -> None:
    case = await stranded(house)
    await leaves(house, "anna")
    after = await house.case(case.id)
    assert (after.state, after.waits_for) == (State.STRANDED, case.waits_for)
    offer = await shown(house, case, Letter.STRANDED, case.waits_for)
    assert isinstance(offer, Offer)
    assert offer.asker_gone


async def test_what_is_theirs_goes_and_the_words_of_an_open_case_stay_as_long_as_it_lives(house: House) -> None:
    await say(house, "et barn bider de andre ved frugten")
    async with house.network.store.write() as tx:
        id_ = (await tx.execute(sa.select(questions.c.id))).scalar_one()
        await trials.insert(tx, trials.Trial(id_, "low-arousal", "anna", house.now))
    over = await house.refer(see="stolene flyver når vi går til idræt")
    await house.do("anna", "withdraw", over)
    open_ = await house.refer(see="en pige gemmer sig under bordet")
    await leaves(house, "anna")
    async with house.network.store.read() as tx:
        assert not any((await found(tx, "bider de andre", "stolene flyver")).values())
        assert (await tx.execute(sa.select(asked_about.c.question))).all() == []
        assert (await found(tx, "gemmer sig"))["referrals"] == 1
    await house.do("bo", "take", await house.case(open_.id))
    await house.do("bo", "talked", await house.case(open_.id))
    await house.wait(days=60)
    kept = house.network.policy.kept
    await retention.clean(house.network, kept, house.now + kept.notes + timedelta(days=1))
    async with house.network.store.read() as tx:
        assert not any((await found(tx, "gemmer sig")).values())


async def test_it_is_said_once_and_stands_in_the_story(house: House) -> None:
    case = await house.refer()
    await house.do("bo", "take", case)
    await leaves(house, "anna")
    await leaves(house, "anna")
    assert (await house.letters("bo")).count(Letter.ASKER_GONE) == 1
    async with house.network.store.read() as tx:
        bo = await people.load(tx, "bo")
        assert bo is not None
        view = await story(tx, bo, case.id)
    assert isinstance(view, Story)
    assert view.lines[-1].what == "asker_gone"


async def test_whoever_left_teams_without_a_word_is_gone_as_well(house: House) -> None:
    case = await house.refer()
    await house.do("bo", "take", case)
    letter = Leased("k", Letter.STATUS, "anna", case.id, 1, house.now)
    for _ in range(2):
        await undelivered(house.network, letter, "ConversationBlockedByUser", house.now)
    await upkeep.unreachable(house.network, "anna", "again", house.now)
    assert (await house.letters("bo")).count(Letter.ASKER_GONE) == 1
    async with house.network.store.read() as tx:
        assert (await people.why_not(tx))["anna"] == "ConversationBlockedByUser"


@pytest.mark.parametrize("how", ["uninstalled", "erased"])
async def test_somebody_who_is_faster_changes_nothing_about_it(
    house: House, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await house.refer()
    await house.do("bo", "take", case)
    save, rivals = referrals.save, [1, 1]

    async def late(tx: AsyncConnection, *given: Any) -> bool:
        if rivals:
            rivals.pop()
            await tx.execute(cases.update().values(version=cases.c.version + 1))
        return await save(tx, *given)

    monkeypatch.setattr(referrals, "save", late)
    if how == "uninstalled":
        await leaves(house, "anna")
        assert (await house.letters("bo")).count(Letter.ASKER_GONE) == 1
    else:
        await retention.erase(house.network, "anna", house.now)
        assert (await house.case(case.id)).outcome == "asker_erased"
    assert rivals == []


async def test_who_comes_back_is_shown_the_case_and_the_helper_sees_that_they_can_be_told(house: House) -> None:
    case = await house.refer()
    await house.do("bo", "take", case)
    await leaves(house, "anna")
    await returns(house, "anna")
    await returns(house, "anna")
    connect = await shown(house, case, Letter.CONNECT_CHANGED, "bo")
    assert isinstance(connect, Connect)
    assert not connect.gone
    async with house.network.store.read() as tx:
        keys = [key for key in await written(tx) if ":back:" in key]
    assert sorted(key.rsplit(":", 1)[1] for key in keys) == ["asker", "holder"]


async def test_an_erased_asker_s_helper_is_told_and_the_cards_hold_nothing(house: House) -> None:
    over = await house.refer(see="stolene flyver når vi går til idræt")
    await house.do("bo", "take", over)
    await house.do("anna", "helped", await house.case(over.id))
    async with house.network.store.write() as tx:
        await letters.remember_card(tx, over.id, "bo", Slot.CONNECT, "chat-bo", "1:1", house.now)
    case = await house.refer(see="en pige gemmer sig under bordet")
    await house.do("bo", "take", case)
    proof = await retention.erase(house.network, "anna", house.now)
    assert not any(proof.values()), proof
    assert (await house.case(case.id)).outcome == "asker_erased"
    assert await shown(house, case, Letter.THANKS, "bo") == Said("thanks_helper", {"outcome": "asker_erased"})
    connect = await shown(house, case, Letter.CONNECT_CHANGED, "bo")
    assert isinstance(connect, Connect)
    assert (connect.other, connect.note.see) == ("", "")
    assert (await house.letters("bo")).count(Letter.EMPTIED) == 1, "the card of the case that was over already"


async def stranded(house: House) -> Referral:
    """Nobody in the order is left: a coordinator is asked."""
    for who in ("bo", "rikke", "eva", "leo"):
        await house.change(who, paused=True)
    case = await house.refer()
    assert case.state is State.STRANDED
    return case


async def written(tx: AsyncConnection) -> list[str]:
    """The keys of all letters."""
    return list((await tx.execute(sa.select(table.c.key))).scalars())
