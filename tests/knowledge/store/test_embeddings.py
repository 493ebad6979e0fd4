"""The vectors of the catalogue's lines, kept on both databases."""

from __future__ import annotations

import asyncio

from knowledge.store import embeddings
from knowledge.store.engine import Store

MODEL = "test 1"


def some(*keys: str) -> dict[str, bytes]:
    """A vector for each key."""
    return {key: key.encode() for key in keys}


async def kept(store: Store, model: str = MODEL) -> dict[str, bytes]:
    """All vectors of a model, page by page."""
    found: dict[str, bytes] = {}
    last = ""
    async with store.read() as tx:
        while page := await embeddings.page(tx, model, last):
            last = max(page)
            found |= page
    return found


async def test_vectors_come_back_in_pages(store: Store) -> None:
    given = some(*(f"{number:032x}" for number in range(1_201)))
    async with store.write() as tx:
        await embeddings.save(tx, MODEL, given)
    found = await kept(store)
    assert list(found) == sorted(given)
    assert found == given
    assert await kept(store, "another") == {}


async def test_replicas_may_keep_the_same_line_at_once(replicas: list[Store]) -> None:
    async def save(replica: Store) -> None:
        async with replica.write() as tx:
            await embeddings.save(tx, MODEL, some("a", "b"))

    await asyncio.gather(*map(save, replicas))
    assert set(await kept(replicas[0])) == {"a", "b"}


async def test_what_no_line_needs_is_forgotten(store: Store) -> None:
    async with store.write() as tx:
        await embeddings.save(tx, MODEL, some("a", "b", *(f"old {number}" for number in range(1_100))))
        await embeddings.save(tx, "test 0", some("a"))
        await embeddings.prune(tx, MODEL, ["a", "b"])
    assert set(await kept(store)) == {"a", "b"}
    assert await kept(store, "test 0") == {}
