"""The catalogue in the database: two editors at once, and the way back."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from knowledge.catalogue import Entry, Status, starter
from knowledge.store import entries
from knowledge.store.engine import Store
from tests.knowledge.cases import NOW

ENTRY = replace(starter()[0], status=Status.PUBLISHED)


async def save(store: Store, entry: Entry, before: int, by: str = "kim") -> bool:
    """Writes a version over `before`."""
    async with store.write() as tx:
        return await entries.save(tx, entry, before, by, "w" * 400, NOW)


async def test_every_entry_of_the_starter_comes_back_the_same(store: Store) -> None:
    catalogue = starter()
    async with store.write() as tx:
        assert await entries.seed(tx, catalogue, NOW) == len(catalogue)
        assert await entries.seed(tx, catalogue, NOW) == 0
    async with store.read() as tx:
        wanted = sorted((entry for entry in catalogue if entry.status is Status.PUBLISHED), key=lambda e: e.slug)
        assert sorted(await entries.published(tx), key=lambda entry: entry.slug) == wanted
        assert await entries.version(tx) == len(catalogue)


async def test_two_replicas_that_start_at_once_seed_once(replicas: list[Store]) -> None:
    async def seed(replica: Store) -> int:
        async with replica.write() as tx:
            return await entries.seed(tx, [ENTRY], NOW)

    await asyncio.gather(*map(seed, replicas))
    async with replicas[0].read() as tx:
        assert await entries.load(tx, ENTRY.slug) == entries.Stored(ENTRY, 1)
        assert await entries.version(tx) == 1


async def test_of_two_editors_the_second_is_told(replicas: list[Store]) -> None:
    assert await save(replicas[0], ENTRY, 0)
    edits = [replace(ENTRY, title=f"Titel {number}") for number in range(3)]
    won = await asyncio.gather(*(save(replica, edit, 1) for replica, edit in zip(replicas, edits, strict=True)))
    assert sorted(won) == [False, False, True]
    async with replicas[0].read() as tx:
        assert await entries.load(tx, ENTRY.slug) == entries.Stored(edits[won.index(True)], 2)


async def test_of_two_who_make_the_same_entry_one_wins(replicas: list[Store]) -> None:
    won = await asyncio.gather(*(save(replica, ENTRY, 0) for replica in replicas))
    assert sorted(won) == [False, False, True]


async def test_a_late_editor_overwrites_nothing_and_the_version_tells_replicas(store: Store) -> None:
    assert await save(store, ENTRY, 0)
    assert await save(store, replace(ENTRY, title="Ny"), 1)
    assert not await save(store, replace(ENTRY, title="Sen"), 1)
    assert not await save(store, ENTRY, 0)
    async with store.read() as tx:
        assert await entries.version(tx) == 2


async def test_only_what_is_published_answers_questions(store: Store) -> None:
    draft = replace(ENTRY, status=Status.DRAFT)
    assert await save(store, draft, 0)
    async with store.read() as tx:
        assert await entries.published(tx) == ()
        assert await entries.load(tx, ENTRY.slug) == entries.Stored(draft, 1)
