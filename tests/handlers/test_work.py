"""Longer work goes on beside everything else: nothing waits for it, and nothing of it is lost."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from handlers import drafts, retention, trying, whatif, work
from handlers.network import Kept, Network
from handlers.shelves import Library, build_shelf
from handlers.views import Said
from handlers.views_desk import DraftCard, EntryForm
from handlers.views_errands import RetireCard, WhatIfList, Working
from knowledge.catalogue import starter
from knowledge.letters import Letter
from knowledge.store import drafts as stored
from knowledge.store import entries, errands, letters, questions
from knowledge.store.drafts import Draft
from knowledge.store.engine import Store
from knowledge.store.errands import State
from knowledge.store.questions import Question
from tests.handlers.conftest import WEDNESDAY, House, catalogue, written
from tests.handlers.errand_help import errand_rows, outcome, workshop

SLUG = "low-arousal"
MEALS = "hun spiser kun med fingrene og kaster med maden"


async def going(house: House, question: str = MEALS) -> str:
    """A draft whose what-if has been set going; the errand's id."""
    kim = await house.member("kim")
    entry = next(one for one in catalogue() if one.slug == SLUG)
    async with house.network.store.write() as tx:
        await entries.seed(tx, catalogue(), WEDNESDAY)
        draft = Draft("d1", replace(entry, phrases=(*entry.phrases, question)), 1, kim.id, questions=("q1",))
        await stored.insert(tx, draft, WEDNESDAY)
        await questions.insert(tx, Question("q1", "anna", question, False, WEDNESDAY))
        view = await drafts.attempt(house.network, tx, kim, "d1", WEDNESDAY)
    assert isinstance(view, Working)
    return view.id


async def test_a_mended_question_is_seen_as_better_before_it_is_published(house: House) -> None:
    await going(house)
    card = await outcome(house.network)
    assert isinstance(card, DraftCard)
    assert card.whatif is not None
    assert MEALS in [change.text for change in card.whatif.better]
    assert all(change.text for change in (*card.whatif.better, *card.whatif.worse, *card.whatif.other))


async def test_a_question_taken_back_meanwhile_is_shown_to_nobody(house: House) -> None:
    id_ = await going(house)
    await workshop(house.network).work()
    async with house.network.store.write() as tx:
        await questions.remove(tx, {"q1"})
    assert MEALS not in repr(await errand_rows(house.network))
    async with house.network.store.read() as tx:
        card = await work.errand_letter(tx, Letter.ERRAND, id_, "kim")
    assert isinstance(card, DraftCard)
    assert MEALS not in repr(card.whatif)


async def test_letters_are_delivered_while_a_what_if_runs(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The what-if is held in its thread; a letter goes out, and the coordinator sees how far it has come."""
    held, compared = threading.Event(), whatif.compare

    def slow(*given: Any, told: Callable[[int, int], None], **more: Any) -> Any:
        told(7, 100)
        assert held.wait(20)
        return compared(*given, told=told, **more)

    monkeypatch.setattr(trying, "compare", slow)
    id_ = await going(house)
    shop = replace(workshop(house.network), tell_seconds=0.05)
    working = asyncio.create_task(shop.work())
    seen: list[Letter] = []
    for _ in range(200):
        async with house.network.store.write() as tx:
            seen += [letter.kind for letter in await letters.lease(tx, "postman", WEDNESDAY, 5)]
        if seen:
            break
        await asyncio.sleep(0.05)
    assert seen == [Letter.PROGRESS]
    async with house.network.store.read() as tx:
        shown = await work.errand_letter(tx, Letter.PROGRESS, id_, "kim")
    assert isinstance(shown, Working)
    assert (shown.step, shown.done, shown.of) == ("whatif", 7, 100)
    assert not working.done()
    held.set()
    assert await working
    async with house.network.store.read() as tx:
        assert "errand" in await written(tx, "kim")
        assert await work.errand_letter(tx, Letter.PROGRESS, id_, "kim") is None


async def test_who_dies_at_work_loses_nothing(house: House) -> None:
    await going(house)
    store, later = house.network.store, WEDNESDAY + errands.LEASE + timedelta(seconds=1)
    async with store.write() as tx:
        dead = await errands.lease(tx, "dead", WEDNESDAY)
    assert dead is not None
    assert not await workshop(house.network).work(), "it is held"
    alive = replace(workshop(house.network, name="alive"), clock=lambda: later)
    assert await alive.work()
    async with store.write() as tx:
        assert not await errands.end(tx, dead, "dead", State.DONE, {}, None), "whoever comes late changes nothing"
    (row,) = await errand_rows(house.network)
    assert (row["state"], row["attempts"]) == ("done", 0)


async def test_each_errand_is_done_once_by_several_replicas(replicas: list[Store], small_library: Library) -> None:
    networks = [Network(store, Library(small_library.shelf)) for store in replicas]
    async with replicas[0].write() as tx:
        await entries.seed(tx, catalogue(), WEDNESDAY)
        for number in range(4):
            errand = errands.Errand(f"e{number}", errands.Kind.RETIRE, "kim", "x", {"slug": SLUG, "why": "x"})
            await errands.insert(tx, errand, WEDNESDAY)
    shops = [workshop(network, name=f"shop-{number}") for number, network in enumerate(networks)]

    async def until_empty(number: int) -> int:
        done = 0
        while await shops[number].work():
            done += 1
        return done

    assert sum(await asyncio.gather(*map(until_empty, range(3)))) == 4
    assert [row["version"] for row in await errand_rows(networks[0])] == [2] * 4


async def test_what_fails_again_and_again_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    id_ = await going(house)

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(trying, "compare", broken)
    clock = [WEDNESDAY]
    shop = replace(workshop(house.network), clock=lambda: clock[0])
    for _ in range(work.MOST_ATTEMPTS):
        with pytest.raises(RuntimeError):
            await shop.work()
        clock[0] += timedelta(minutes=1)
    assert await shop.work()
    async with house.network.store.read() as tx:
        assert await work.errand_letter(tx, Letter.ERRAND, id_, "kim") == Said(
            "errand_failed", {"said": ""}, coordinator=True
        )


async def test_retiring_shows_what_it_changes_and_then_does_it(house: House) -> None:
    kim, ulla = await house.member("kim"), await house.member("ulla")
    network = replace(house.network, shelves=Library(build_shelf(catalogue(), version=len(catalogue()))))
    async with network.store.write() as tx:
        await entries.seed(tx, catalogue(), WEDNESDAY)
        assert isinstance(await trying.propose_retiring(network, tx, kim, SLUG, 1, " ", house.now), EntryForm)
        assert isinstance(await trying.propose_retiring(network, tx, kim, SLUG, 7, "x", house.now), EntryForm)
        anna = await house.member("anna")
        assert await trying.propose_retiring(network, tx, anna, SLUG, 1, "x", house.now) == Said("not_allowed")
        view = await trying.propose_retiring(network, tx, kim, SLUG, 1, "afløst", house.now)
        assert isinstance(view, Working)
    card = await outcome(network)
    assert isinstance(card, RetireCard)
    assert card.whatif.worse
    async with network.store.write() as tx:
        assert await trying.retire(tx, ulla, card.id, card.version, house.now) == Said("gone"), "it is Kim's card"
        found = await entries.load(tx, SLUG)
        assert found is not None
        assert found.version == 1, "nothing has happened yet"
        said = await trying.retire(tx, kim, card.id, card.version, house.now)
        assert isinstance(said, Said)
        assert said.key == "entry_retired"
        assert await trying.retire(tx, kim, card.id, card.version, house.now) == Said("gone"), "pressed twice"


async def test_an_entry_changed_since_is_not_retired_unseen(house: House) -> None:
    kim = await house.member("kim")
    async with house.network.store.write() as tx:
        await entries.seed(tx, catalogue(), WEDNESDAY)
        await trying.propose_retiring(house.network, tx, kim, SLUG, 1, "afløst", house.now)
    card = await outcome(house.network)
    assert isinstance(card, RetireCard)
    async with house.network.store.write() as tx:
        entry = next(one for one in catalogue() if one.slug == SLUG)
        await entries.save(tx, replace(entry, title="Ulla var her"), 1, "ulla", "", house.now)
        form = await trying.retire(tx, kim, card.id, card.version, house.now)
    assert isinstance(form, EntryForm)
    assert form.wrong == {"title": "changed_meanwhile"}


async def test_all_of_a_long_list_can_be_read(house: House) -> None:
    """Retiring half the catalogue's questions is more than a card shows."""
    kim = await house.member("kim")
    network = replace(house.network, shelves=Library(build_shelf(starter(), version=len(starter()))))
    async with network.store.write() as tx:
        await entries.seed(tx, starter(), WEDNESDAY)
        gone = [one.slug for one in starter()][:20]
        errand = errands.Errand("e1", errands.Kind.RETIRE, "kim", "x", {"slug": gone[0], "why": "x"})
        found = whatif.compare(network.shelves.shelf, whatif.golden_of(network.shelves.shelf)[:40], gone=gone)
        await errands.insert(tx, replace(errand, data={"whatif": whatif.to_data(found)}), WEDNESDAY)
        first = await trying.more(tx, kim, "e1", 0)
        assert isinstance(first, WhatIfList)
        rest = await trying.more(tx, kim, "e1", len(first.lines))
        assert isinstance(rest, WhatIfList)
        assert await trying.more(tx, await house.member("ulla"), "e1", 0) == Said("gone")
    assert len(first.lines) == trying.PAGE
    assert first.count > trying.PAGE
    assert not set(first.lines) & set(rest.lines)


async def test_erasing_somebody_drops_their_errands_and_every_sheet_that_may_name_them(house: House) -> None:
    async with house.network.store.write() as tx:
        for by, file in (("anna", None), ("kim", b"a sheet"), ("ulla", None)):
            await errands.insert(tx, errands.Errand(f"e-{by}", errands.Kind.IMPORT, by, "x"), WEDNESDAY, file)
    await retention.erase(house.network, "anna", house.now)
    assert [row["id"] for row in await errand_rows(house.network)] == ["e-ulla"]
    await retention.clean(house.network, Kept(), WEDNESDAY + retention.ERRANDS + timedelta(minutes=1))
    assert await errand_rows(house.network) == []
