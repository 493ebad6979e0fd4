"""What Teams delivers twice does nothing twice; what a person says twice is heard twice."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from knowledge.store import inbox
from knowledge.store.engine import Store
from tests.knowledge.cases import NOW

SECOND = timedelta(seconds=1)


async def arrives(store: Store, activity: str, seconds: float = 0, *, digest: str = "d", where: str = "c") -> bool:
    """One delivery, some seconds after `NOW`; whether it was new."""
    async with store.write() as tx:
        return await inbox.first_time(tx, where, activity, digest, NOW + timedelta(seconds=seconds))


async def answered(store: Store, activity: str, seconds: float) -> None:
    """The delivery was answered, some seconds after `NOW`."""
    async with store.write() as tx:
        await inbox.done(tx, "c", activity, NOW + timedelta(seconds=seconds))


async def test_the_same_id_is_heard_once(store: Store) -> None:
    assert await arrives(store, "1")
    assert not await arrives(store, "1", 15)
    assert await arrives(store, "1", 15, where="another conversation")


async def test_of_many_copies_at_the_same_instant_one_is_heard(replicas: list[Store]) -> None:
    heard = await asyncio.gather(*(arrives(replicas[copy % 3], "1") for copy in range(9)))
    assert sum(heard) == 1


@pytest.mark.parametrize(
    ("answered_after", "new"), [(2, True), (10, True), (11, False), (29, False)], ids=["quick", "edge", "slow", "late"]
)
async def test_a_copy_with_a_new_id_follows_only_a_slow_answer(store: Store, answered_after: int, new: bool) -> None:
    assert await arrives(store, "1")
    await answered(store, "1", answered_after)
    assert await arrives(store, "2", 30) is new


async def test_a_copy_of_what_is_still_being_answered_is_not_heard(store: Store) -> None:
    assert await arrives(store, "1")
    assert not await arrives(store, "2", 30)


async def test_the_same_words_a_while_later_are_a_new_message(store: Store) -> None:
    assert await arrives(store, "1")
    assert await arrives(store, "2", 61)


async def test_buttons_have_no_words_and_are_known_by_their_id_alone(store: Store) -> None:
    assert await arrives(store, "1", digest="")
    assert await arrives(store, "2", 30, digest="")
    assert not await arrives(store, "2", 31, digest="")


async def test_what_is_old_is_forgotten(store: Store) -> None:
    assert await arrives(store, "old")
    assert await arrives(store, "new", 5, digest="other")
    async with store.write() as tx:
        assert await inbox.forget(tx, NOW + SECOND) == 1
    assert await arrives(store, "old", 90, digest="third")
    assert not await arrives(store, "new", 90, digest="other")
