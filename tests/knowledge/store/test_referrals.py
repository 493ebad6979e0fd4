"""`save` is the lock: exactly one of any number of rivals wins, on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from knowledge.referral import Did, Event, Referral, State
from knowledge.steps import Change, begin, step
from knowledge.store import letters, referrals
from knowledge.store.engine import Store
from tests.knowledge.cases import ASKER, HELPERS, LATER, NOW, referral, world


async def put(store: Store, case: Referral) -> Referral:
    """Writes a referral as it stands."""
    async with store.write() as tx:
        await referrals.insert(tx, Change(case), Event(Did.CREATE, case.asker), NOW)
    return case


async def accept(store: Store, case: Referral, who: str) -> bool:
    """One rival: reads nothing anew, and tries to take what was read before."""
    event = Event(Did.ACCEPT, who)
    async with store.write() as tx:
        return await referrals.save(tx, case, step(case, event, world()), event, NOW)


@pytest.mark.parametrize("state", list(State))
async def test_what_was_written_comes_back_the_same(store: Store, state: State) -> None:
    case = await put(store, referral(state, question="q1", bridge="en-lille-ting", urgent=True, reminders=1))
    async with store.read() as tx:
        assert await referrals.load(tx, case.id) == case
        assert await referrals.load(tx, "unknown") is None


async def test_of_two_rivals_exactly_one_wins(store: Store) -> None:
    case = await put(store, referral())
    won = await asyncio.gather(accept(store, case, "bo"), accept(store, case, "eva"))
    assert sorted(won) == [False, True]


async def test_of_many_rivals_in_several_replicas_exactly_one_wins(replicas: list[Store]) -> None:
    cases = [await put(replicas[0], referral(id=f"r{number}")) for number in range(10)]
    tries = [accept(replica, case, who) for case in cases for replica, who in zip(replicas, HELPERS, strict=True)]
    won = await asyncio.gather(*tries)
    assert [sum(won[at : at + 3]) for at in range(0, len(won), 3)] == [1] * len(cases)
    async with replicas[0].read() as tx:
        taken = [await referrals.load(tx, case.id) for case in cases]
        winners = [HELPERS[won[at : at + 3].index(True)] for at in range(0, len(won), 3)]
        assert [case.owner if case else None for case in taken] == winners


async def test_the_loser_leaves_no_trace(store: Store) -> None:
    case = await put(store, referral())
    assert await accept(store, case, "bo")
    async with store.read() as tx:
        before = await referrals.story(tx, case.id), await letters.waiting(tx)
    assert not await accept(store, case, "eva")
    async with store.read() as tx:
        assert (await referrals.story(tx, case.id), await letters.waiting(tx)) == before


async def test_the_same_version_in_another_state_is_not_overwritten(store: Store) -> None:
    case = await put(store, referral(State.CLOSED))
    assert not await accept(store, referral(State.OFFERED), "bo")
    async with store.read() as tx:
        assert await referrals.load(tx, case.id) == case


async def test_a_change_and_its_letters_stand_or_fall_together(store: Store) -> None:
    change = begin(referral(), world())

    async def interrupted() -> None:
        async with store.write() as tx:
            await referrals.insert(tx, change, Event(Did.CREATE, ASKER), NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await interrupted()
    async with store.read() as tx:
        assert await referrals.load(tx, change.referral.id) is None
        assert await letters.waiting(tx) == (0, None)


async def test_a_cancelled_change_is_undone_and_holds_nothing_up(store: Store) -> None:
    written = asyncio.Event()

    async def interrupted() -> None:
        async with store.write() as tx:
            await referrals.insert(tx, begin(referral(), world()), Event(Did.CREATE, ASKER), NOW)
            written.set()
            await asyncio.Event().wait()

    turn = asyncio.create_task(interrupted())
    await written.wait()
    turn.cancel()
    await asyncio.gather(turn, return_exceptions=True)
    await put(store, referral())


async def test_the_story_is_told_in_order_with_the_longest_words(store: Store) -> None:
    case = await put(store, referral(State.ACCEPTED))
    event = Event(Did.CLOSE, "kim", "r" * 200)
    async with store.write() as tx:
        assert await referrals.save(tx, case, step(case, event, world()), event, LATER)
        told = await referrals.story(tx, case.id)
    assert [(line["did"], line["by"], line["at"]) for line in told] == [("create", ASKER, NOW), ("close", "kim", LATER)]


async def test_due_are_the_open_ones_whose_time_has_come(store: Store) -> None:
    await put(store, referral(id="late", due_at=NOW - timedelta(days=1)))
    await put(store, referral(id="just", due_at=NOW))
    await put(store, referral(id="soon", due_at=NOW + timedelta(seconds=1)))
    await put(store, referral(State.CLOSED, id="closed", due_at=NOW - timedelta(days=9)))
    async with store.read() as tx:
        assert [case.id for case in await referrals.due(tx, NOW, 10)] == ["late", "just"]
        assert [case.id for case in await referrals.due(tx, NOW, 1)] == ["late"]
        assert [case.id for case in await referrals.all_open(tx)] == ["late", "just", "soon"]


async def test_a_person_finds_what_they_asked_own_and_are_asked(store: Store) -> None:
    await put(store, referral(id="asked", waits_for="eva"))
    await put(store, referral(State.ACCEPTED, id="owned", asker="sofie", owner="anna", waits_for="anna"))
    await put(store, referral(id="offered", asker="sofie", waits_for="anna"))
    await put(store, referral(State.CLOSED, id="closed"))
    await put(store, referral(id="others", asker="sofie"))
    async with store.read() as tx:
        assert {case.id for case in await referrals.of_person(tx, "anna")} == {"asked", "owned", "offered"}
        assert {case.id for case in await referrals.of_person(tx, "anna", closed=True)} >= {"closed"}


async def test_load_counts_what_each_helper_has_and_when_they_last_took_one(store: Store) -> None:
    case = await put(store, referral(id="taken"))
    assert await accept(store, case, "bo")
    await put(store, referral(id="offered"))
    await put(store, referral(State.IN_CONTACT, id="talking", owner="eva"))
    await put(store, referral(State.CLOSED, id="closed", owner="eva"))
    async with store.read() as tx:
        assert await referrals.load_of(tx) == ({"bo": 2, "eva": 1}, {"bo": NOW})


async def test_postpone_moves_the_time_and_nothing_else(store: Store) -> None:
    case = await put(store, referral())
    async with store.write() as tx:
        await referrals.postpone(tx, case.id, NOW + timedelta(days=3))
    async with store.read() as tx:
        assert await referrals.load(tx, case.id) == referral(due_at=NOW + timedelta(days=3))
