"""An entry from a draft over a colleague to the next question, and back; two editors at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers import drafts, edit, read
from handlers.drafts import Filled
from handlers.post import letter_to_show
from handlers.shelves import Library
from handlers.views import FullEntry, Said, View
from handlers.views_desk import DraftCard, Drafts, EntryForm, EntryHistory
from handlers.views_errands import Working
from knowledge.catalogue import Status, starter
from knowledge.letters import Letter
from knowledge.matching import Band
from knowledge.store import drafts as stored
from knowledge.store import entries, letters, people
from knowledge.store.engine import Store
from knowledge.store.people import Member
from tests.bench_desk import seen_elsewhere
from tests.handlers.conftest import WEDNESDAY, House, catalogue, written
from tests.handlers.errand_help import outcome

BALL = {
    "kind": "method",
    "title": "Boldspil uden tabere",
    "purpose": "Giver frikvarteret en leg, hvor alle er med, og ingen skal vælges fra.",
    "steps": "Vælg en stor bold\nTegn en bane\nLav reglen om, at alle rører bolden",
    "phrases": "de slås om fodbolden i frikvarteret\nboldbanen ender i råben hver dag",
    "levels": "forebyggende",
    "ages": "6-9,10-12",
    "settings": "skole",
    "roles": "akt-vejleder",
}
SLUG = "boldspil-uden-tabere"
GUIDE = {**BALL, "kind": "guideline"}


async def kept(house: House, tx: AsyncConnection, who: Member, inputs: dict[str, str], slug: str = "") -> DraftCard:
    found = await entries.load(tx, slug) if slug else None
    form = Filled(slug, found.version if found else 0, inputs)
    view = await drafts.keep(house.network, tx, who, form, house.now)
    assert isinstance(view, DraftCard), view
    return view


async def restored(house: House, who: Member) -> DraftCard:
    """The first version as a draft, with what bringing it back would change."""
    async with house.network.store.write() as tx:
        assert isinstance(await drafts.restore(house.network, tx, who, SLUG, 1, house.now), Working)
    card = await outcome(house.network)
    assert isinstance(card, DraftCard)
    assert card.whatif is not None
    return card


async def publish(house: House, tx: AsyncConnection, who: Member, inputs: dict[str, str], slug: str = "") -> View:
    draft = await kept(house, tx, who, inputs, slug)
    return await drafts.publish(tx, who, draft.id, draft.version, house.now)


async def test_a_draft_answers_nobody_and_a_published_one_the_next_question(house: House) -> None:
    kim = await house.member("kim")
    async with house.network.store.write() as tx:
        draft = await kept(house, tx, kim, BALL)
    shelf = await house.network.shelves.current(house.network.store, at_once=True)
    assert SLUG not in shelf.entries
    async with house.network.store.write() as tx:
        said = await drafts.publish(tx, kim, draft.id, draft.version, house.now)
        assert await stored.load(tx, draft.id) is None
    assert isinstance(said, Said)
    assert said.key == "entry_saved"
    shelf = await house.network.shelves.current(house.network.store, at_once=True)
    found = shelf.matcher.find("de slås om fodbolden hver dag")
    assert found.matches[0].slug == SLUG
    assert found.band is not Band.NOTHING


async def test_a_change_on_one_replica_answers_on_the_other(house: House, database_url: str) -> None:
    """Within two seconds, also when the other is asked all the time and only looks now and then."""
    other = Store(database_url)
    assert await seen_elsewhere(house.network.store, other, house.network.shelves.shelf) < 2
    there = Library(house.network.shelves.shelf)
    kim = await house.member("kim")
    async with house.network.store.write() as tx:
        await publish(house, tx, kim, BALL)
    shelf = await there.current(other, at_once=True)
    await other.close()
    assert shelf.matcher.find("de slås om fodbolden hver dag").matches[0].slug == SLUG


async def test_what_is_missing_is_told_before_publishing_beside_its_field(house: House) -> None:
    kim = await house.member("kim")
    async with house.network.store.write() as tx:
        form = Filled("", 0, {**BALL, "steps": "", "purpose": "Kort."})
        view = await drafts.propose(house.network, tx, kim, form, house.now)
        assert await written(tx, "kim") == []
    assert isinstance(view, EntryForm)
    assert set(view.wrong) == {"steps", "purpose"}
    assert view.entry.title == BALL["title"]
    assert view.draft  # what was written is kept all the same


async def test_a_guideline_needs_an_approver_and_a_date(house: House) -> None:
    kim = await house.member("kim")
    async with house.network.store.write() as tx:
        refused = await publish(house, tx, kim, GUIDE)
        assert isinstance(refused, EntryForm)
        assert set(refused.wrong) == {"approved_by", "approved_on"}
        draft = {"draft": refused.draft, "dn": str(refused.draft_version)}
        approved = {"approved_by": "Skolechefen", "approved_on": "2026-11-02"}
        card = await kept(house, tx, kim, {**GUIDE, **draft, **approved})
        said = await drafts.publish(tx, kim, card.id, card.version, house.now)
        found = await entries.load(tx, SLUG)
    assert isinstance(said, Said)
    assert found is not None
    assert found.entry.approved_on == date(2026, 11, 2)


async def test_the_starter_guidelines_say_that_nobody_here_approved_them() -> None:
    guidelines = [entry for entry in starter() if entry.urgency]
    assert guidelines
    assert not any(entry.approved_by for entry in guidelines)


async def test_a_colleague_is_written_to_and_answers(house: House) -> None:
    kim, ulla = await house.member("kim"), await house.member("ulla")
    async with house.network.store.write() as tx:
        nobody = await drafts.send(house.network, tx, kim, Filled("", 0, {**BALL, "reviewer": "none"}), house.now)
        assert isinstance(nobody, EntryForm)
        assert nobody.wrong == {"reviewer": "reviewer_missing"}
        again = {**BALL, "draft": nobody.draft, "dn": str(nobody.draft_version), "reviewer": "ulla"}
        said = await drafts.send(house.network, tx, kim, Filled("", 0, again), house.now)
        assert await written(tx, "ulla") == ["review"]
        leased = await letters.lease(tx, "me", house.now, 5)
        asked = await letter_to_show(house.network, tx, leased[0], "da")
        assert isinstance(asked, DraftCard)
        assert (asked.asked_of_you, asked.status) == (True, Status.IN_REVIEW)
        await drafts.give_back(tx, ulla, asked.id, asked.version, "Skriv hvornår", house.now)
        assert await written(tx, "kim") == ["reviewed"]
        form = await drafts.open_form(tx, kim, asked.id)
    assert isinstance(said, Said)
    assert isinstance(form, EntryForm)
    assert form.remark == "Skriv hvornår"


async def test_two_editors_are_told_and_nothing_is_overwritten(house: House) -> None:
    kim, ulla = await house.member("kim"), await house.member("ulla")
    async with house.network.store.write() as tx:
        await publish(house, tx, kim, BALL)
        mine = await kept(house, tx, kim, {"title": "Bold for alle", "source": "Kim"}, SLUG)
        theirs = await kept(house, tx, ulla, {"purpose": BALL["purpose"] + " Altid.", "source": "Ulla"}, SLUG)
        form = await edit.form(tx, kim, SLUG)
        assert isinstance(form, EntryForm)
        assert form.others == ("Ulla Gran",)
        assert isinstance(await drafts.publish(tx, kim, mine.id, mine.version, house.now), Said)
        second = await drafts.publish(tx, ulla, theirs.id, theirs.version, house.now)
        found = await entries.load(tx, SLUG)
    assert isinstance(second, EntryForm)
    assert second.wrong == {"title": "changed_meanwhile", "source": "changed_by_both"}
    assert second.entry.title == "Bold for alle"  # what she had not touched is now as he left it
    assert (second.entry.purpose[-6:], second.entry.source) == ("Altid.", "Ulla")
    assert found is not None
    assert (found.entry.title, found.entry.source) == ("Bold for alle", "Kim")


async def test_two_who_publish_in_the_same_moment(house: House) -> None:
    kim, ulla = await house.member("kim"), await house.member("ulla")
    async with house.network.store.write() as tx:
        await publish(house, tx, kim, BALL)
        both = [(who, await kept(house, tx, who, {"title": f"Bold {who.id}"}, SLUG)) for who in (kim, ulla)]

    async def press(who: Member, draft: DraftCard) -> View:
        async with house.network.store.write() as tx:
            return await drafts.publish(tx, who, draft.id, draft.version, house.now)

    views = await asyncio.gather(*(press(who, draft) for who, draft in both))
    assert sorted(type(view).__name__ for view in views) == ["EntryForm", "Said"]


async def test_history_tells_who_and_why_and_an_old_version_comes_back(house: House) -> None:
    kim = await house.member("kim")
    async with house.network.store.write() as tx:
        await publish(house, tx, kim, BALL)
        await publish(house, tx, kim, {"title": "Bold for alle", "why": "kortere"}, SLUG)
        view = await drafts.history(tx, kim, SLUG)
        assert isinstance(view, EntryHistory)
        assert [(one.number, one.by, one.why) for one in view.versions] == [
            (2, "Kim Vang", "kortere"),
            (1, "Kim Vang", ""),
        ]
        assert "title" in view.versions[0].fields
    card = await restored(house, kim)
    async with house.network.store.write() as tx:
        await drafts.publish(tx, kim, card.id, card.version, house.now)
        found = await entries.load(tx, SLUG)
    assert found is not None
    assert (found.version, found.entry.title) == (3, BALL["title"])


async def test_a_retired_entry_answers_no_more_needs_a_reason_and_can_be_restored(house: House) -> None:
    kim = await house.member("kim")
    async with house.network.store.write() as tx:
        await publish(house, tx, kim, BALL)
        assert isinstance(await edit.retire(tx, kim, SLUG, 1, " ", house.now), EntryForm)
        said = await edit.retire(tx, kim, SLUG, 1, "afløst", house.now)
        assert isinstance(said, Said)
        gone = await read.open_entry(house.network, tx, SLUG)
    assert isinstance(gone, Said)
    shelf = await house.network.shelves.current(house.network.store, at_once=True)
    assert SLUG not in shelf.entries
    card = await restored(house, kim)
    async with house.network.store.write() as tx:
        await drafts.publish(tx, kim, card.id, card.version, house.now)
    await house.network.shelves.current(house.network.store, at_once=True)
    async with house.network.store.read() as tx:
        assert isinstance(await read.open_entry(house.network, tx, SLUG), FullEntry)


async def test_drafts_are_listed_and_thrown_away(house: House) -> None:
    kim = await house.member("kim")
    async with house.network.store.write() as tx:
        draft = await kept(house, tx, kim, BALL)
        view = await drafts.listed(tx, kim)
        assert isinstance(view, Drafts)
        assert [(line.id, line.detail) for line in view.lines] == [(draft.id, "Kim Vang")]
        await drafts.drop(tx, kim, draft.id, house.now)
        gone = [await drafts.show(tx, kim, draft.id), await drafts.open_form(tx, kim, draft.id)]
        gone += [
            await drafts.attempt(house.network, tx, kim, draft.id, house.now),
            await drafts.publish(tx, kim, draft.id, 1, house.now),
        ]
    assert gone == [Said("gone")] * 4


async def test_what_is_personal_does_not_get_into_the_catalogue(house: House) -> None:
    kim = await house.member("kim")
    async with house.network.store.write() as tx:
        draft = await kept(house, tx, kim, {**BALL, "phrases": "ring til mor på 28 91 22 34", "why": "120512-1234"})
    assert "28 91" not in repr(draft)
    assert "120512" not in repr(draft)


@pytest.mark.parametrize("who", ["anna", "bo", "leo"])
async def test_only_editors(house: House, who: str) -> None:
    async with house.network.store.write() as tx:
        kim = await people.load(tx, "kim")
        stranger = await people.load(tx, who)
        assert kim
        assert stranger
        draft = await kept(house, tx, kim, BALL)
        form = Filled("", 0, BALL)
        tries = [
            await drafts.keep(house.network, tx, stranger, form, WEDNESDAY),
            await drafts.send(house.network, tx, stranger, form, WEDNESDAY),
            await drafts.propose(house.network, tx, stranger, form, WEDNESDAY),
            await drafts.attempt(house.network, tx, stranger, draft.id, WEDNESDAY),
            await drafts.publish(tx, stranger, draft.id, 1, WEDNESDAY),
            await drafts.give_back(tx, stranger, draft.id, 1, "x", WEDNESDAY),
            await drafts.drop(tx, stranger, draft.id, WEDNESDAY),
            await drafts.open_form(tx, stranger, draft.id),
            await drafts.show(tx, stranger, draft.id),
            await drafts.listed(tx, stranger),
            await drafts.history(tx, stranger, SLUG),
        ]
    assert tries == [Said("not_allowed")] * len(tries)


async def test_an_old_entry_is_whole_after_an_edit(house: House) -> None:
    """Fields that the form does not have stay."""
    kim = await house.member("kim")
    before = next(entry for entry in catalogue() if entry.slug == "low-arousal")
    async with house.network.store.write() as tx:
        await entries.seed(tx, catalogue(), WEDNESDAY)
        await publish(house, tx, kim, {"title": "Dæmp først"}, "low-arousal")
        after = await entries.load(tx, "low-arousal")
        leased = [letter for letter in await letters.lease(tx, "me", house.now, 9) if letter.kind is Letter.ERRAND]
    assert after is not None
    assert leased == []
    assert after.entry == replace(before, title="Dæmp først", reviewed=house.now.date())
