"""What a change does is seen before it happens, and what was foretold is what comes."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from handlers import whatif
from handlers.drafts import attempt
from handlers.network import Network
from handlers.post import letter_to_show
from handlers.shelves import Shelf, build_shelf
from handlers.views_desk import DraftCard
from knowledge.catalogue import Entry, starter
from knowledge.store import drafts, entries, letters, questions
from knowledge.store.drafts import Draft
from knowledge.store.questions import Question
from knowledge.whatif import Asked, Shown, Verdict, changes, golden, verdict
from tests.handlers.conftest import WEDNESDAY, House

THIEF = ("hun vil ikke slippe far om morgenen", "han klamrer sig til far ved døren hver morgen", "farvel om morgenen")


@pytest.fixture(scope="module")
def full() -> Shelf:
    """The whole starter catalogue."""
    return build_shelf(starter())


def thief(shelf: Shelf) -> Entry:
    """A change that steals another entry's questions."""
    mine = shelf.entries["rolige-maaltider"]
    theirs = shelf.entries["tryg-morgenmodtagelse"].phrases
    return replace(mine, phrases=(*THIEF, *THIEF, *THIEF, *theirs))


def test_a_stolen_question_is_seen_as_worse(full: Shelf) -> None:
    found = whatif.compare(full, thief(full), golden())
    assert any("klamrer" in change.text for change in found.worse)
    assert found.asked >= 200
    assert set(found.titles) <= set(full.entries)


def test_what_was_foretold_is_what_comes_on_200_questions(full: Shelf) -> None:
    """The same 200 questions, asked for real after publishing."""
    asked = golden()[:200]
    entry = thief(full)
    foretold = whatif.compare(full, entry, asked)
    published = build_shelf([entry if slug == entry.slug else one for slug, one in full.entries.items()], version=1)
    before = [whatif.shown(one.text, full) for one in asked]
    after = [whatif.shown(one.text, published) for one in asked]
    came = changes(asked, before, after)
    assert (*foretold.better, *foretold.worse, *foretold.other) == tuple(
        change for kind in Verdict for change in came if change.verdict is kind
    )
    assert came


async def test_the_letter_shows_the_change_before_it_happens(house: House, full: Shelf) -> None:
    network = Network(house.network.store, type(house.network.shelves)(replace(full, version=1)))
    kim = await house.member("kim")
    async with network.store.write() as tx:
        await entries.seed(tx, [full.entries["rolige-maaltider"]], WEDNESDAY)
        draft = Draft("d1", thief(full), 1, kim.id, questions=("q1",))
        await drafts.insert(tx, draft, WEDNESDAY)
        missed = Question("q1", "anna", "hun spiser kun med fingrene og kaster med maden", False, WEDNESDAY)
        await questions.insert(tx, missed)
    async with network.store.write() as tx:
        await attempt(tx, kim, "d1", WEDNESDAY)
        leased = await letters.lease(tx, "me", WEDNESDAY, 5)
    started = time.monotonic()
    async with network.store.read() as tx:
        card = await letter_to_show(network, tx, leased[0], "da")
    assert time.monotonic() - started < 60
    assert isinstance(card, DraftCard)
    assert card.whatif is not None
    assert any("klamrer" in change.text for change in card.whatif.worse)
    changed = [change.text for change in (*card.whatif.better, *card.whatif.worse, *card.whatif.other)]
    assert len(changed) == len(set(changed))
    shelf = await network.shelves.current(network.store)
    assert shelf.entries["rolige-maaltider"].phrases == full.entries["rolige-maaltider"].phrases


RIGHT = Asked("x", right=frozenset({"a"}))


@pytest.mark.parametrize(
    ("asked", "before", "after", "told"),
    [
        (RIGHT, Shown(("a", "b"), sure=True), Shown(("b", "a"), sure=True), Verdict.WORSE),
        (RIGHT, Shown(("b", "a")), Shown(("a", "b")), Verdict.BETTER),
        (RIGHT, Shown(), Shown(("a",)), Verdict.BETTER),
        (RIGHT, Shown(), Shown(("b",)), Verdict.WORSE),  # an honest "I do not know" beats a wrong answer
        (RIGHT, Shown(("a", "b")), Shown(("a", "c")), None),
        (Asked("x", outside=True), Shown(), Shown(("a",)), Verdict.WORSE),
        (Asked("x", outside=True), Shown(("a",)), Shown(), Verdict.BETTER),
        (Asked("x", unfit=frozenset({"a"})), Shown(("b",)), Shown(("a",)), Verdict.WORSE),
        (Asked("x"), Shown(("b",)), Shown(("a",)), Verdict.OTHER),
        (Asked("x"), Shown(("b", "c")), Shown(("b", "d")), None),
    ],
)
def test_better_and_worse(asked: Asked, before: Shown, after: Shown, told: Verdict | None) -> None:
    assert verdict(asked, before, after) is told


def test_the_golden_set_covers_every_entry_and_is_mostly_answered(full: Shelf) -> None:
    assert {slug for one in golden() for slug in one.right} == set(full.entries)
    first = sum(whatif.shown(one.text, full).first in one.right for one in golden())
    assert first / len(golden()) > 0.8
