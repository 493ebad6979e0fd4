"""Letters: written once, leased to one postman at a time, and never lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from knowledge.letters import Draft, Letter, Slot
from knowledge.store import letters
from knowledge.store.engine import Store
from knowledge.store.letters import LEASE
from tests.knowledge.cases import NOW

SECOND = timedelta(seconds=1)


def drafts(count: int, kind: Letter = Letter.OFFER) -> list[Draft]:
    """Letters 000, 001, … to one person."""
    return [Draft(kind, "bo", "r1", f"{number:03}") for number in range(count)]


async def put(store: Store, *some: Draft) -> None:
    """Writes letters at `NOW`."""
    async with store.write() as tx:
        await letters.write(tx, some, NOW)


async def test_a_letter_is_written_once_however_often_its_fact_is_told(store: Store) -> None:
    await put(store, *drafts(1), *drafts(1))
    await put(store, *drafts(1))
    async with store.read() as tx:
        assert await letters.waiting(tx) == (1, NOW)


async def test_the_oldest_are_taken_first_and_no_more_than_asked_for(store: Store) -> None:
    await put(store, *drafts(5))
    async with store.write() as tx:
        await letters.write(tx, [Draft(Letter.THANKS, "eva", "r2", "0")], NOW - SECOND)
        assert [letter.key for letter in await letters.lease(tx, "a", NOW, 3)] == ["0", "000", "001"]
        assert [letter.key for letter in await letters.lease(tx, "a", NOW, 9)] == ["002", "003", "004"]


async def test_a_letter_that_must_wait_is_not_taken_before_its_time(store: Store) -> None:
    await put(store, Draft(Letter.OFFER, "bo", "r1", "k", not_before=NOW + SECOND))
    async with store.write() as tx:
        assert await letters.lease(tx, "a", NOW, 9) == []
        assert [letter.key for letter in await letters.lease(tx, "a", NOW + SECOND, 9)] == ["k"]


async def test_two_leases_never_overlap(store: Store) -> None:
    await put(store, *drafts(2))
    async with store.write() as tx:
        first = await letters.lease(tx, "a", NOW, 9)
        assert await letters.lease(tx, "b", NOW + LEASE - SECOND, 9) == []
        second = await letters.lease(tx, "b", NOW + LEASE, 9)
    assert [(letter.key, letter.attempts) for letter in first] == [("000", 1), ("001", 1)]
    assert [(letter.key, letter.attempts) for letter in second] == [("000", 2), ("001", 2)]


async def test_many_postmen_share_the_letters_without_a_double(replicas: list[Store]) -> None:
    await put(replicas[0], *drafts(60))

    async def round_of(postman: int) -> list[str]:
        async with replicas[postman % 3].write() as tx:
            return [letter.key for letter in await letters.lease(tx, f"p{postman}", NOW, 5)]

    taken = [key for keys in await asyncio.gather(*map(round_of, range(12))) for key in keys]
    assert len(taken) == len(set(taken))
    while more := await round_of(99):
        taken += more
    assert sorted(taken) == [draft.key for draft in drafts(60)]


async def test_only_the_holder_of_the_lease_can_end_a_letter(store: Store) -> None:
    await put(store, *drafts(1))
    async with store.write() as tx:
        await letters.lease(tx, "slow", NOW, 1)
        await letters.lease(tx, "quick", NOW + LEASE, 1)
        assert not await letters.record(tx, "000", "slow", "sent", NOW + LEASE)
        assert await letters.waiting(tx) == (1, NOW)
        assert await letters.record(tx, "000", "quick", "sent", NOW + LEASE)
        assert not await letters.record(tx, "000", "quick", "failed", NOW + LEASE)
        assert await letters.waiting(tx) == (0, None)


async def test_a_letter_put_back_waits_for_its_time_and_only_its_holder_may(store: Store) -> None:
    await put(store, *drafts(1))
    later = NOW + timedelta(minutes=5)
    async with store.write() as tx:
        await letters.lease(tx, "a", NOW, 1)
        await letters.put_back(tx, "000", "b", NOW, "stolen")
        assert await letters.lease(tx, "b", NOW, 1) == []
        await letters.put_back(tx, "000", "a", later, "Throttled" * 20)
        assert await letters.lease(tx, "b", later - SECOND, 1) == []
        assert [letter.attempts for letter in await letters.lease(tx, "b", later, 1)] == [2]


async def test_the_writer_may_send_first(store: Store) -> None:
    async with store.write() as tx:
        await letters.write(tx, drafts(1), NOW, leased_by="turn")
        assert await letters.lease(tx, "postman", NOW + LEASE - SECOND, 1) == []
        assert await letters.record(tx, "000", "turn", "sent", NOW, "")


async def test_a_quiet_letter_waits_for_the_card_that_is_being_sent(store: Store) -> None:
    quiet = Draft(Letter.OFFER_CLOSED, "bo", "r1", "quiet")
    await put(store, *drafts(1))
    async with store.write() as tx:
        await letters.lease(tx, "a", NOW, 1)
        await letters.write(tx, [quiet], NOW)
        (closed,) = await letters.lease(tx, "b", NOW, 1)
        assert await letters.under_way(tx, closed)
        await letters.record(tx, "000", "a", "sent", NOW)
        assert not await letters.under_way(tx, closed)


async def test_the_last_card_of_a_slot_is_the_one_remembered(store: Store) -> None:
    async with store.write() as tx:
        assert await letters.card(tx, "r1", "bo", Slot.OFFER) is None
        await letters.remember_card(tx, "r1", "bo", Slot.OFFER, "conversation", "1", NOW)
        await letters.remember_card(tx, "r1", "bo", Slot.OFFER, "conversation", "2", NOW)
        await letters.remember_card(tx, "r1", "bo", Slot.STATUS, "conversation", "3", NOW)
        assert await letters.card(tx, "r1", "bo", Slot.OFFER) == ("conversation", "2")
        assert {card["activity"] for card in await letters.cards_about(tx, "r1")} == {"2", "3"}
