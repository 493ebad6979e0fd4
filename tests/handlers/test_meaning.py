"""The semantic leg in the house: taught once, taught what is new, and never in the way."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest

from handlers import meaning, whatif
from handlers.shelves import Library
from handlers.understand import understand
from knowledge.privacy import scrub
from knowledge.semantic import Ear
from knowledge.store import entries
from knowledge.tally import Floats
from knowledge.whatif import Asked
from tests.handlers.conftest import WEDNESDAY, House, catalogue
from tests.knowledge.models import Model

ASKED = "drengen slår løs på alle ved hvert skift"


@pytest.fixture
async def filled(house: House) -> House:
    """The house with its few entries in the store."""
    async with house.network.store.write() as tx:
        await entries.seed(tx, catalogue(), WEDNESDAY)
    await house.network.shelves.current(house.network.store, at_once=True)
    return house


class Held(Model):
    """A model that does not answer before it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go, self.answered = threading.Event(), False

    def embed(self, texts: Sequence[str]) -> Floats:
        self.go.wait(30)
        self.answered = True
        return super().embed(texts)


async def test_the_model_reads_the_catalogue_once_and_a_restart_reads_nothing(filled: House) -> None:
    network, model = filled.network, Model()
    await meaning.teach(network, Ear(model))
    leg = network.shelves.shelf.matcher.leg
    assert leg is not None
    read = len(model.asked)
    assert read == len(set(model.asked)) > 300
    again, plain = Model(), network.shelves.shelf.matcher.standing_on(None)
    restarted = replace(network, shelves=Library(replace(network.shelves.shelf, matcher=plain)))
    await meaning.teach(restarted, Ear(again))
    assert again.asked == []
    assert restarted.shelves.shelf.matcher.leg is not None
    await meaning.teach(network, Ear(again))
    assert again.asked == [], "nothing to do"


async def test_after_an_edit_only_what_is_new_is_read(filled: House) -> None:
    network, model = filled.network, Model()
    await meaning.teach(network, Ear(model))
    model.asked.clear()
    async with network.store.write() as tx:
        there = await entries.load(tx, "low-arousal")
        assert there is not None
        changed = replace(there.entry, phrases=("en helt ny sætning om ro", *there.entry.phrases))
        assert await entries.save(tx, changed, there.version, "kim", "", WEDNESDAY)
    shelf = await network.shelves.current(network.store, at_once=True)
    assert shelf.matcher.leg is None, "answered by words until the model has read it"
    await meaning.teach(network, Ear(model))
    assert network.shelves.shelf.matcher.leg is not None
    assert model.asked == ["en helt ny sætning om ro"]


async def test_what_is_heard_changes_the_answer_and_only_then(filled: House) -> None:
    network, model = filled.network, Model()
    await meaning.teach(network, Ear(model))
    shelf = network.shelves.shelf
    by_words = understand(scrub(ASKED), shelf)
    await meaning.listen(shelf, ASKED)
    assert model.asked[-1] == "" or ASKED in model.asked
    assert understand(scrub(ASKED), shelf).found.matches != by_words.found.matches


async def test_a_slow_model_does_not_hold_up_the_turn(filled: House) -> None:
    network, model = filled.network, Model()
    await meaning.teach(network, Ear(model))
    shelf = network.shelves.shelf
    assert shelf.matcher.leg is not None
    by_words = understand(scrub(ASKED), shelf)
    shelf.matcher.leg.ear.model = held = Held()
    await meaning.listen(shelf, ASKED)
    assert understand(scrub(ASKED), shelf) == by_words
    assert not held.answered, "the turn has its answer while the model is still busy"
    held.go.set()


async def test_a_broken_model_leaves_the_words(filled: House) -> None:
    network, model = filled.network, Model()
    await meaning.teach(network, Ear(model))
    model.broken = True
    await meaning.listen(network.shelves.shelf, ASKED)
    assert understand(scrub(ASKED), network.shelves.shelf).found.matches


async def test_the_teacher_outlives_what_goes_wrong(filled: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "REST_SECONDS", 0.01)
    model = Model()
    model.broken = True
    teaching = asyncio.create_task(meaning.keep_teaching(filled.network, Ear(model)))
    await asyncio.sleep(0.1)
    assert filled.network.shelves.shelf.matcher.leg is None
    model.broken = False
    for _ in range(500):
        if filled.network.shelves.shelf.matcher.leg is not None:
            break
        await asyncio.sleep(0.02)
    teaching.cancel()
    assert filled.network.shelves.shelf.matcher.leg is not None


async def test_a_what_if_asks_both_catalogues_by_words(filled: House) -> None:
    network, model = filled.network, Model()
    asked = (Asked(ASKED),)
    await meaning.teach(network, Ear(model, patient=True))
    assert whatif.compare(network.shelves.shelf, asked).better == ()
    assert ASKED not in model.asked
