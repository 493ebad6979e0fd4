"""A new coordinator's first hour: five steps, each ticked by having done it."""

from __future__ import annotations

from handlers import coordinate, digest, drafts, guide, import_form, missed, overview
from handlers.drafts import Filled
from handlers.guide import STEPS
from handlers.views import Said
from handlers.views_desk import DraftCard, EntryForm, Guide, ImportForm, Missed, OverviewCard
from handlers.views_errands import Working
from tests.handlers.conftest import House
from tests.handlers.errand_help import outcome
from tests.handlers.test_drafts import BALL
from tests.handlers.test_missed import ask, listed

HEAD = "arbejdsmail\tnavn\troller\tsager ad gangen\n"


async def done(house: House) -> list[str]:
    async with house.network.store.read() as tx:
        view = await guide.guide(tx, await house.member("kim"))
    assert isinstance(view, Guide)
    return [step for step, ticked in view.steps if ticked]


async def test_only_editors_are_guided(house: House) -> None:
    async with house.network.store.read() as tx:
        assert await guide.guide(tx, await house.member("anna")) == Said("not_allowed")


async def test_the_first_hour(house: House) -> None:
    """Look around, mend the unanswered with what-if, publish, see it answer, import 200 rows with 7 faulty, read on."""
    kim, network = await house.member("kim"), house.network
    assert await done(house) == []
    async with network.store.write() as tx:
        await coordinate.cases(tx, kim, house.now)
        await digest.choose(tx, kim, {"weekday": "1", "clock": "09:00"})
    assert await done(house) == ["cases", "digest"]

    question = "de slås om fodbolden i frikvarteret"
    await ask(house, question, "boldbanen ender i slåskamp om fodbolden")
    first = (await listed(house)).lines[0]
    async with network.store.write() as tx:
        form = await missed.new_entry(tx, kim, first.id, house.now)
        assert isinstance(form, EntryForm)
        inputs = {**BALL, "phrases": "\n".join(form.entry.phrases), "questions": ",".join(form.questions)}
        said = await drafts.propose(network, tx, kim, Filled("", 0, inputs), house.now)
        assert isinstance(said, Working)
    tried = await outcome(network)
    assert isinstance(tried, DraftCard)
    assert tried.whatif is not None
    assert any(change.text == question for change in tried.whatif.better)
    assert await done(house) == ["cases", "digest", "draft"]
    async with network.store.write() as tx:
        await drafts.publish(tx, kim, tried.id, tried.version, house.now)
    shelf = await network.shelves.current(network.store, at_once=True)
    assert shelf.matcher.find(question).matches[0].slug == "boldspil-uden-tabere"
    assert await listed(house) == Missed((), 0, 0)

    rows = [f"ny{n}@skole.example\tNy Person {n}\tppr-psykolog\t{'2' if n % 30 else 'mange'}" for n in range(1, 211)]
    faulty = await import_form.attempt(network, kim, HEAD + "\n".join(rows))
    assert isinstance(faulty, ImportForm)
    assert (faulty.added, faulty.refused) == (203, 7)
    assert faulty.problems[0].row == 31
    mended = HEAD + "\n".join(rows).replace("mange", "1")
    async with network.store.write() as tx:
        said = await import_form.read_in(network, tx, kim, mended, house.now)
        assert isinstance(said, Said)
        assert said.values["added"] == "210"
        assert isinstance(await overview.overview(network, tx, kim, house.now), OverviewCard)
    assert tuple(await done(house)) == STEPS
