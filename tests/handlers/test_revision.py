"""Each entry's owner looks after their own, a few at a time, with its use and outcomes; nothing is left lying."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from handlers import desk, drafts, edit, revision, trying
from handlers.drafts import Filled
from handlers.views import Said
from handlers.views_desk import DraftCard, EntryForm, Revision
from handlers.views_errands import Working
from knowledge.catalogue import Entry
from knowledge.letters import Letter
from knowledge.store import entries, letters, questions
from knowledge.store.questions import Question
from tests.handlers.conftest import WEDNESDAY, House, catalogue, written

AUGUST = datetime(2027, 8, 9, 9, tzinfo=UTC)
NEARLY = AUGUST.date() - timedelta(days=340)
OWNERS = {"low-arousal": "EVA@skole.example ", "forberedte-skift": "bo  krogh", "setup-for-succes": "Trivselsteamet"}


@pytest.fixture
async def owned(house: House) -> House:
    """Eva owns low arousal by mail, Bo the prepared changes by name; a team nobody knows owns one, nobody the rest."""
    async with house.network.store.write() as tx:
        for entry in catalogue():
            await entries.save(tx, _aged(entry, NEARLY), 0, "", "starter", WEDNESDAY)
    await house.network.shelves.current(house.network.store, at_once=True)
    return house


def _aged(entry: Entry, reviewed: date) -> Entry:
    return replace(entry, owner=OWNERS.get(entry.slug, ""), reviewed=reviewed, legal_checked=reviewed)


async def mine(house: House, who: str, now: datetime) -> set[str]:
    async with house.network.store.write() as tx:
        return {line.slug for line in (await revision.letter(house.network, tx, await house.member(who), now)).lines}


async def test_every_owner_gets_their_own_and_the_editors_the_rest(owned: House) -> None:
    assert await revision.ask_due(owned.network, AUGUST) == 4
    assert await revision.ask_due(owned.network, AUGUST) == 4
    async with owned.network.store.write() as tx:
        for who in ("eva", "bo", "kim", "ulla"):
            assert await written(tx, who) == ["revision"], who
        leased = await letters.lease(tx, "me", AUGUST, 20)
        for letter in leased:
            view = await desk.desk_letter(owned.network, tx, letter, AUGUST)
            assert isinstance(view, Revision)
    assert await mine(owned, "eva", AUGUST) == {"low-arousal"}
    assert await mine(owned, "bo", AUGUST) == {"forberedte-skift"}
    assert await mine(owned, "kim", AUGUST) == {"setup-for-succes", "kollegial-sparring", "selvmordstanker"}


async def test_what_an_owner_leaves_lying_or_cannot_be_told_goes_to_the_editors_too(owned: House) -> None:
    later = AUGUST + timedelta(days=60)
    assert await mine(owned, "kim", later) == {entry.slug for entry in catalogue()}
    assert await mine(owned, "eva", later) == {"low-arousal"}
    await owned.change("eva", active=False)
    assert "low-arousal" in await mine(owned, "kim", AUGUST)


async def test_outside_august_only_what_has_its_own_day_or_is_overdue(owned: House) -> None:
    may = datetime(2027, 5, 11, 9, tzinfo=UTC)
    assert await revision.ask_due(owned.network, may) == 0
    async with owned.network.store.write() as tx:
        found = await entries.load(tx, "low-arousal")
        assert found is not None
        early = replace(found.entry, review_by=may.date() + timedelta(days=20))
        await entries.save(tx, early, found.version, "kim", "", may)
    await owned.network.shelves.current(owned.network.store, at_once=True)
    assert await revision.ask_due(owned.network, may) == 1
    assert await revision.ask_due(owned.network, may + timedelta(days=7)) == 1
    async with owned.network.store.write() as tx:
        assert await written(tx, "eva") == ["revision"]
        eva = await owned.member("eva")
        assert isinstance(await revision.confirm(owned.network, tx, eva, "low-arousal", may), Said)
        found = await entries.load(tx, "low-arousal")
    assert found is not None
    assert (found.entry.reviewed, found.entry.review_by) == (may.date(), None)


async def test_an_owner_confirms_changes_and_retires_their_own_and_nothing_else(owned: House) -> None:
    eva, network = await owned.member("eva"), owned.network
    async with network.store.write() as tx:
        assert isinstance(await revision.listed(network, tx, eva, AUGUST), Revision)
        form = await edit.form(tx, eva, "low-arousal")
        assert isinstance(form, EntryForm)
        sent = Filled("low-arousal", form.version, {"one_line": "Dæmp alt det, der larmer.", "review_by": "2028-01-01"})
        card = await drafts.keep(network, tx, eva, sent, AUGUST)
        assert isinstance(card, DraftCard)
        assert isinstance(await drafts.attempt(network, tx, eva, card.id, AUGUST), Working)
        said = await drafts.publish(tx, eva, card.id, card.version, AUGUST)
        assert isinstance(said, Said)
        assert (said.key, said.coordinator) == ("entry_saved", False)
        retiring = await trying.propose_retiring(network, tx, eva, "low-arousal", 2, "bruges ikke", AUGUST)
        assert isinstance(retiring, Working)
        refused = [
            await edit.form(tx, eva),
            await edit.form(tx, eva, "forberedte-skift"),
            await edit.retire(tx, eva, "forberedte-skift", 1, "nej", AUGUST),
            await trying.propose_retiring(network, tx, eva, "forberedte-skift", 1, "nej", AUGUST),
            await revision.confirm(network, tx, eva, "forberedte-skift", AUGUST),
            await drafts.keep(network, tx, eva, Filled("forberedte-skift", 1, {"title": "Min nu"}), AUGUST),
            await drafts.keep(network, tx, eva, Filled("", 0, {"title": "Et helt nyt"}), AUGUST),
            await drafts.history(tx, eva, "forberedte-skift"),
            await drafts.restore(network, tx, eva, "forberedte-skift", 1, AUGUST),
            await edit.search(network, tx, eva, "skift"),
            await revision.listed(network, tx, await owned.member("rikke"), AUGUST),
        ]
    assert refused == [Said("not_allowed")] * len(refused)


async def test_an_owner_named_on_a_draft_owns_nothing_yet(owned: House) -> None:
    kim, rikke = await owned.member("kim"), await owned.member("rikke")
    async with owned.network.store.write() as tx:
        sent = Filled("kollegial-sparring", 1, {"owner": "rikke@skole.example"})
        card = await drafts.keep(owned.network, tx, kim, sent, AUGUST)
        assert isinstance(card, DraftCard)
        assert await drafts.show(tx, rikke, card.id) == Said("not_allowed")
        assert await drafts.publish(tx, rikke, card.id, card.version, AUGUST) == Said("not_allowed")


async def test_two_of_one_name_are_nobody_s_owner(owned: House) -> None:
    await owned.change("rikke", name="Bo Krogh")
    assert await mine(owned, "bo", AUGUST) == set()
    assert "forberedte-skift" in await mine(owned, "kim", AUGUST)


async def test_use_outcome_and_what_is_overdue_stand_on_the_card(owned: House) -> None:
    kim = await owned.member("kim")
    async with owned.network.store.write() as tx:
        for n in range(6):
            slug = "low-arousal" if n < 5 else "kollegial-sparring"
            hits = {"hits": [{"slug": slug}]}
            await questions.insert(tx, Question(f"q{n}", "anna", "spurgt", True, AUGUST - timedelta(days=n), hits))
        view = await revision.listed(owned.network, tx, kim, AUGUST + timedelta(days=30))
    assert isinstance(view, Revision)
    lines = {line.slug: line for line in view.lines}
    assert (view.left, len(view.lines), view.lines[0].slug) == (5, 5, "selvmordstanker")
    assert lines["low-arousal"].overdue
    assert (lines["low-arousal"].used, lines["kollegial-sparring"].used) == (5, None)
    assert lines["low-arousal"].owner == "Eva Lind"
    assert not any(line.overdue for line in (await _at(owned, AUGUST)).lines)


async def _at(house: House, now: datetime) -> Revision:
    async with house.network.store.write() as tx:
        view = await revision.listed(house.network, tx, await house.member("kim"), now)
    assert isinstance(view, Revision)
    return view


def test_the_letter_of_the_revision_is_no_editors_letter() -> None:
    assert Letter.REVISION not in desk.FOR_EDITORS
