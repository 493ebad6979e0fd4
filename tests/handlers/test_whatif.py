"""What a change does is seen before it happens, and what was foretold is what comes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers import whatif
from handlers.shelves import Shelf, build_shelf
from handlers.views_desk import WhatIf
from knowledge.catalogue import Entry, starter
from knowledge.whatif import Asked, Change, Shown, Verdict, changes, golden, verdict

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


def listed(found: WhatIf) -> tuple[Change, ...]:
    """All changes that were foretold, by verdict."""
    return (*found.better, *found.worse, *found.other)


def came(asked: tuple[Asked, ...], before: Shelf, after: Shelf) -> tuple[Change, ...]:
    """What really changed for these questions, asked for real before and after; by verdict."""
    answers = [[whatif.shown(one.text, shelf) for one in asked] for shelf in (before, after)]
    found = changes(asked, *answers)
    return tuple(change for kind in Verdict for change in found if change.verdict is kind)


def test_a_stolen_question_is_seen_as_worse(full: Shelf) -> None:
    found = whatif.compare(full, golden(), coming=[thief(full)])
    assert any("klamrer" in change.text for change in found.worse)
    assert found.asked >= 200
    assert set(found.titles) <= set(full.entries)


def test_what_was_foretold_is_what_comes_on_200_questions(full: Shelf) -> None:
    """The same 200 questions, asked for real after publishing."""
    asked, entry = golden()[:200], thief(full)
    foretold = whatif.compare(full, asked, coming=[entry])
    published = build_shelf([entry if slug == entry.slug else one for slug, one in full.entries.items()], version=1)
    assert listed(foretold) == came(asked, full, published)
    assert listed(foretold)


def test_what_was_foretold_of_retiring_is_what_comes_on_200_questions(full: Shelf) -> None:
    asked = golden()[:200]
    (slug,) = asked[0].right
    heard: list[tuple[int, int]] = []
    foretold = whatif.compare(full, asked, gone=[slug], told=lambda *at: heard.append(at))
    left = build_shelf([one for one in full.entries.values() if one.slug != slug], version=1)
    assert listed(foretold) == came(asked, full, left)
    mine = {one.text for one in asked if one.right == {slug}}
    assert mine & {change.text for change in foretold.worse}, "its own questions lose their answer"
    assert (heard[0], heard[-1]) == ((0, 400), (399, 400))


def test_of_a_past_question_only_the_id_is_kept() -> None:
    mine, golden_one = (
        Change(text, Shown(("a",)), Shown(("b",)), Verdict.OTHER, id_) for text, id_ in (("x", "q1"), ("y", ""))
    )
    data = whatif.to_data(WhatIf(2, other=(mine, golden_one)))
    assert [(one["id"], one["text"]) for one in data["changes"]] == [("q1", ""), ("", "y")]


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
