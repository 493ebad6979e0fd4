"""A new release at the desk: seen as a draft, taken with the what-if, or left; the home page says how many wait."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers import coordinate, drafts, release
from handlers.views import CoordinatorHome, Said
from handlers.views_desk import DraftCard, Editions, EntryForm
from knowledge.catalogue import Kind
from knowledge.store import editions, entries
from tests.handlers.conftest import House, catalogue

METHOD = next(entry for entry in catalogue() if entry.kind is Kind.METHOD)
GUIDELINE = next(entry for entry in catalogue() if entry.kind is Kind.GUIDELINE)


@pytest.fixture
async def waiting(house: House) -> House:
    """A method and a guideline that grew from an older release's text and were changed here."""
    async with house.network.store.write() as tx:
        for one in (METHOD, GUIDELINE):
            older = replace(one, one_line="En ældre linje.")
            await entries.save(tx, older, 0, "", entries.STARTER, house.now)
            await entries.save(
                tx, replace(older, title="Vores egen titel", owner="Kim Vang"), 1, "ulla", "x", house.now
            )
        await editions.renew(tx, house.now)
    return house


async def test_it_is_seen_and_taken(waiting: House) -> None:
    kim = await waiting.member("kim")
    async with waiting.network.store.write() as tx:
        home = await coordinate.home(tx, kim, waiting.now)
        assert isinstance(home, CoordinatorHome)
        assert home.editions == 2
        view = await release.listed(tx, kim)
        assert isinstance(view, Editions)
        lines = {line.id: line for line in view.lines}
        assert set(lines[METHOD.slug].detail.split(",")) == {"title", "one_line"}
        card = await release.see(waiting.network, tx, kim, METHOD.slug, waiting.now)
        assert isinstance(card, DraftCard)
        assert (card.entry.title, card.entry.owner) == (METHOD.title, "Kim Vang")
        again = await release.see(waiting.network, tx, await waiting.member("ulla"), METHOD.slug, waiting.now)
        assert isinstance(again, DraftCard)
        assert again.id == card.id
        said = await drafts.publish(tx, kim, card.id, card.version, waiting.now)
        assert isinstance(said, Said)
        assert await editions.waiting(tx) == [GUIDELINE.slug]


async def test_a_guideline_s_new_text_must_be_approved_again(waiting: House) -> None:
    kim = await waiting.member("kim")
    async with waiting.network.store.write() as tx:
        card = await release.see(waiting.network, tx, kim, GUIDELINE.slug, waiting.now)
        assert isinstance(card, DraftCard)
        refused = await drafts.publish(tx, kim, card.id, card.version, waiting.now)
        assert isinstance(refused, EntryForm)
        assert set(refused.wrong) == {"approved_by", "approved_on"}
        await drafts.drop(tx, kim, card.id, waiting.now)
        assert GUIDELINE.slug in await editions.waiting(tx)


async def test_ours_is_kept(waiting: House) -> None:
    kim = await waiting.member("kim")
    async with waiting.network.store.write() as tx:
        left = await release.keep_ours(tx, kim, METHOD.slug, waiting.now)
        assert isinstance(left, Editions)
        assert left.found == 1
        assert await release.see(waiting.network, tx, kim, METHOD.slug, waiting.now) == Said("gone")
        found = await entries.load(tx, METHOD.slug)
    assert found is not None
    assert found.entry.title == "Vores egen titel"
