"""The semantic leg in the house: taught beside everything else, asked before a turn, and never waited for.

A new version of the catalogue is answered by words alone until the model has read what is new in it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import structlog

from handlers.network import Network
from handlers.shelves import Shelf
from knowledge.followup import carried_on
from knowledge.matching import Matcher
from knowledge.semantic import Ear, Leg, Meaning, chosen, packed, unpacked
from knowledge.store import embeddings
from knowledge.store.engine import Store

log = structlog.get_logger()
WAIT_SECONDS = 0.3
"""How long a turn waits for the model; it needs a tenth of that for most questions."""
LOOK_SECONDS, REST_SECONDS = 2.0, 60.0
"""How often a new catalogue is looked for, and how long after something went wrong."""
BATCH = 64

Told = Callable[[int, int], None]


def silent(done: int, of: int) -> None:
    """Tells nobody."""


async def listen(shelf: Shelf, text: str) -> None:
    """Lets the model hear a message before its turn. Whatever happens, the turn goes on: then words alone answer."""
    if shelf.matcher.leg is None or not text:
        return
    turn = carried_on(text)
    ear = shelf.matcher.leg.ear
    hearing = asyncio.get_running_loop().run_in_executor(ear.threads, ear.hear, [text, turn.text if turn else ""])
    try:
        await asyncio.wait_for(hearing, WAIT_SECONDS)
    except TimeoutError:
        log.info("semantic_late")
    except Exception as error:  # a model is foreign code; its message may carry the text
        log.error("semantic_failed", why=type(error).__name__)


async def keep_teaching(network: Network, ear: Ear) -> None:
    """Teaches the leg every new version of the catalogue, until cancelled."""
    while True:
        wait = LOOK_SECONDS
        try:
            await teach(network, ear)
        except Exception as error:  # the database or the model may be away for a while; words answer meanwhile
            log.error("semantic_failed", why=type(error).__name__)
            wait = REST_SECONDS
        await asyncio.sleep(wait)


async def teach(network: Network, ear: Ear) -> None:
    """Puts the newest catalogue on both legs, if it is not; and forgets the lines that are gone."""
    shelf = await network.shelves.current(network.store)
    if shelf.matcher.leg or not shelf.entries:
        return
    matcher, keys = await taught(network.store, shelf.matcher, ear)
    network.shelves.stand(shelf.version, matcher)
    async with network.store.write() as tx:
        await embeddings.prune(tx, ear.model.name, keys)
    log.info("semantic_ready", lines=len(keys))


async def taught(store: Store, matcher: Matcher, ear: Ear, told: Told = silent) -> tuple[Matcher, list[str]]:
    """The matcher on both legs, and the keys of its lines. The model reads only lines that are not in the database.

    Minutes the first time. `told` hears how many lines have been read, of how many.
    """
    owned = await asyncio.to_thread(chosen, matcher.lines)
    texts = {key: text for own in owned for key, text in own.items()}
    vectors = await _kept(store, ear.model.name, texts)
    new = [key for key in texts if key not in vectors]
    for start in range(0, len(new), BATCH):
        told(start, len(new))
        some = new[start : start + BATCH]
        read = await asyncio.to_thread(ear.model.embed, [texts[key] for key in some])
        vectors |= (found := {key: packed(vector) for key, vector in zip(some, read, strict=True)})
        async with store.write() as tx:
            await embeddings.save(tx, ear.model.name, found)
    meaning = await asyncio.to_thread(lambda: Meaning(owned, {key: unpacked(vectors[key]) for key in texts}))
    return matcher.standing_on(Leg(meaning, ear)), list(texts)


async def _kept(store: Store, model: str, texts: Mapping[str, str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    last = ""
    while True:
        async with store.read() as tx:
            some = await embeddings.page(tx, model, last)
        if not some:
            return found
        last = max(some)
        found |= {key: vector for key, vector in some.items() if key in texts}
