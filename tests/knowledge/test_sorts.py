"""What sort of catalogue it is, and that each sort answers."""

from __future__ import annotations

import json

import pytest

from knowledge.catalogue import CONTENT, Entry, Kind, starter
from knowledge.matching import Matcher, entry_lines, out_of_scope
from knowledge.sorts import Sort, sort_of


def _bare(most: int) -> list[Entry]:
    """Our own entries with a title, a purpose and so many utterances."""
    return [Entry(e.slug, Kind.METHOD, e.title, e.purpose, phrases=e.phrases[:most]) for e in starter()]


def test_the_sorts_are_told_apart() -> None:
    assert sort_of([entry_lines(entry) for entry in starter()]) is Sort.RICH
    assert sort_of([entry_lines(entry) for entry in _bare(0)]) is Sort.LEAN
    assert sort_of([("Hegn", "hegnsyn", "skel", "Lov om hegn"), ("Kørekort", "førerbevis")]) is Sort.KEYWORDS


def test_a_title_said_three_times_is_one_line() -> None:
    lines = ["en lang titel på et emne"] * 30
    assert sort_of([lines]) is Sort.LEAN


def test_the_lines_of_no_entry_make_no_catalogue_rich() -> None:
    assert len(out_of_scope()) > 500
    assert Matcher.build(_bare(0)[:3]).sort is Sort.LEAN


@pytest.mark.parametrize("name", ["weights.json", "weights_semantic.json"])
def test_every_sort_has_its_weights(name: str) -> None:
    assert set(json.loads((CONTENT / name).read_text(encoding="utf-8"))) == set(Sort)


@pytest.mark.parametrize(("most", "least"), [(0, 0.31), (5, 0.375)])
def test_few_lines_are_asked_in_sentences(most: int, least: float) -> None:
    """Weights learnt from lists of keywords put the right entry among three for 0.287 and 0.352 of these."""
    entries = _bare(most)
    matcher = Matcher.build(entries)
    asked = [(entry.slug, line) for entry in starter() for line in entry.phrases[20::10]]
    found = [slug in [match.slug for match in matcher.find(line).matches[:3]] for slug, line in asked]
    assert sum(found) >= least * len(found)


def test_a_catalogue_of_one_entry_answers_and_declines() -> None:
    matcher = Matcher.build([e for e in starter() if e.slug == "naar-boern-bider"])
    assert matcher.find("et barn bider de andre").matches[0].confidence > 0.5
    assert matcher.find("hvad er klokken").matches[0].confidence < 0.1
