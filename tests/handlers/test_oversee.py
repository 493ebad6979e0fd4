"""The coordinator's hand on one case, what declines teach, and what everybody may read of what happened."""

from __future__ import annotations

import pytest

from handlers import oversee, story, teach
from handlers.post import letter_to_show
from handlers.respond import Answered
from handlers.views import Cases, Said, View
from handlers.views_case import CaseCard, Proposal, Story
from knowledge.letters import Letter
from knowledge.referral import Referral, State
from knowledge.store import people
from knowledge.store.letters import Leased
from knowledge.store.tables import referrals as table
from tests.handlers.conftest import House


async def by(house: House, who: str, what: str, case: Referral, **more: str) -> View:
    """Somebody does something to a case at the coordinator's desk."""
    click = Answered(case.id, case.version, **more)
    ways = {"give": oversee.reassign, "close": oversee.close, "merge": oversee.merge}
    async with house.network.store.write() as tx:
        return await ways[what](house.network, tx, await house.member(who), click, house.now)


async def other_case(house: House) -> Referral:
    """Another case of the same asker."""
    return await house.refer(see="et andet barn bider", tried="en rolig plads")


async def test_a_coordinator_gives_a_case_to_somebody_by_name(house: House) -> None:
    case = await house.refer()
    view = await by(house, "kim", "give", case, to="eva")
    assert isinstance(view, CaseCard)
    assert (await house.case(case.id)).waits_for == "eva"
    assert "offer" in await house.letters("eva")
    assert "offer_closed" in await house.letters("bo")


@pytest.mark.parametrize("to", ["anna", "nobody", ""])
async def test_a_case_is_not_given_to_who_cannot_have_it(house: House, to: str) -> None:
    case = await house.refer()
    view = await by(house, "kim", "give", case, to=to)
    assert isinstance(view, CaseCard)
    assert view.wrong == "cannot_take"
    assert (await house.case(case.id)).waits_for == "bo"


async def test_a_card_that_is_stale_shows_the_truth_first(house: House) -> None:
    case = await house.refer()
    await house.do("bo", "decline", case, reason="no_time")
    view = await by(house, "kim", "close", case, reason="no_longer")
    assert isinstance(view, CaseCard)
    assert view.wrong == "changed_meanwhile"
    assert (await house.case(case.id)).open


async def test_a_case_is_closed_with_a_reason_that_the_asker_reads(house: House) -> None:
    case = await house.refer()
    assert isinstance(await by(house, "kim", "close", case), CaseCard)
    assert isinstance(await by(house, "kim", "close", case, reason="solved_elsewhere"), Cases)
    closed = await house.case(case.id)
    assert (closed.state, closed.outcome) == (State.CLOSED, "solved_elsewhere")
    await house.do("anna", "reopen", closed)
    assert (await house.case(case.id)).open


async def test_two_cases_of_one_asker_become_one_with_the_words_of_both(house: House) -> None:
    first, second = await house.refer(), await other_case(house)
    await by(house, "kim", "merge", second, to=first.id)
    kept = await house.case(first.id)
    assert (await house.case(second.id)).outcome == "merged"
    assert kept.note.see == "et barn kaster med stole / et andet barn bider"
    assert kept.note.tried == "en rolig plads"
    assert (kept.state, kept.waits_for) == (State.OFFERED, "bo")
    assert "offer_changed" in await house.letters("bo")


async def test_cases_of_two_askers_are_never_joined(house: House) -> None:
    mine, theirs = await house.refer(), await house.refer("leo")
    view = await by(house, "kim", "merge", mine, to=theirs.id)
    assert isinstance(view, CaseCard)
    assert view.wrong == "changed_meanwhile"
    assert (await house.case(mine.id)).open


@pytest.mark.parametrize("what", ["give", "close", "merge"])
async def test_nobody_but_a_coordinator_may(house: House, what: str) -> None:
    case = await house.refer()
    for who in ("anna", "bo", "leo"):
        assert await by(house, who, what, case, to="eva", reason="no_longer") == Said("not_allowed")
    assert await house.case(case.id) == case


async def declines_twice(house: House) -> Referral:
    """Bo says twice that it is not his field."""
    first = await house.refer()
    second = await other_case(house)
    for case in (first, second):
        async with house.network.store.write() as tx:
            need = {**case.need, "slugs": ["low-arousal"]}
            await tx.execute(table.update().where(table.c.id == case.id).values(need=need))
        await house.do("bo", "decline", case, reason="not_my_field")
    return await house.case(second.id)


async def test_not_my_field_twice_asks_the_coordinators_and_one_tap_corrects_the_directory(house: House) -> None:
    case = await declines_twice(house)
    assert (await house.letters("kim")).count("proposal") == 1
    letter = Leased("k", Letter.PROPOSAL, "kim", case.id, 1, house.now)
    async with house.network.store.write() as tx:
        shown = await letter_to_show(house.network, tx, letter, "da")
        assert isinstance(shown, Proposal)
        assert (shown.person, shown.slug, shown.times) == ("bo", "low-arousal", 2)
        said = await teach.correct(tx, await house.member("bo"), "bo", "low-arousal", house.now)
        assert said == Said("not_allowed")
        await teach.correct(tx, await house.member("kim"), "bo", "low-arousal", house.now)
        assert await letter_to_show(house.network, tx, letter, "da") is None
    assert (await house.member("bo")).person.declines == ("low-arousal",)


async def test_not_my_field_once_proposes_nothing(house: House) -> None:
    await house.do("bo", "decline", await house.refer(), reason="not_my_field")
    assert "proposal" not in await house.letters("kim")


async def read(house: House, who: str, case: Referral) -> View:
    """What somebody is told of what happened."""
    async with house.network.store.read() as tx:
        member = await people.load(tx, who)
        assert member is not None
        return await story.story(tx, member, case.id)


async def test_everybody_reads_their_own_part_of_what_happened(house: House) -> None:
    case = await house.refer()
    await house.do("bo", "decline", case, reason="no_time")
    taker = (await house.case(case.id)).waits_for
    await house.do(taker, "take", await house.case(case.id))
    await house.do(taker, "talked", case)
    asker, refuser, helper = [await read(house, who, case) for who in ("anna", "bo", taker)]
    assert isinstance(asker, Story)
    assert [one.what for one in asker.lines] == ["created", "passed_on", "accepted", "in_contact"]
    assert "Bo Krogh" not in {one.name for one in asker.lines}
    assert isinstance(refuser, Story)
    assert [one.what for one in refuser.lines] == ["declined"]
    assert isinstance(helper, Story)
    assert [one.what for one in helper.lines] == ["accepted", "in_contact"]
    assert await read(house, "leo", case) == Said("not_yours")
