"""The index counts in bulk what the plain functions find line by line, whole or in part."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import language, lexicon, postings, reading, said
from knowledge import tally as tally_module
from knowledge.catalogue import starter
from knowledge.postings import LinePostings, Postings, Query
from knowledge.said import Said
from knowledge.shortlist import Lines
from knowledge.tally import Block, Tally, in_order, largest
from knowledge.vocabulary import MEANING, most_shared

LINES = [line for entry in starter()[::3] for line in (entry.title, *entry.phrases[:8], *entry.steps)] + [
    "A boy in my class hits the others",
    "",
    "[navn]",
]
READ = [language.known_words(line) for line in LINES]
Pairs = list[tuple[int, int, int]]
PAIRS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 7), st.integers(0, 2)), max_size=60)


@pytest.fixture(scope="module")
def spoken() -> Said:
    return Said(LINES)


def test_the_terms_of_all_lines_are_those_of_each_line(spoken: Said) -> None:
    vocabulary = spoken.vocabulary()
    numbers, tally = spoken.terms(vocabulary)
    found = _by_text(tally)
    for place, words in enumerate(READ):
        expected = {pair: weight for pair, weight, _ in reading.pairs(words.stems)}
        expected |= {term: MEANING for hit in lexicon.expressions(words.stems) for term in hit.terms}
        for folded, stem in zip(words.folded, words.stems, strict=True):
            for term, weight in vocabulary.terms_of(folded, stem):
                expected[term] = max(weight, expected.get(term, 0.0))
        assert found[place] == pytest.approx({numbers.get(term): weight for term, weight in expected.items()})


def test_a_term_of_no_line_has_no_number(spoken: Said) -> None:
    numbers, _ = spoken.terms(spoken.vocabulary())
    assert [numbers.get(term) for term in ("zzz", "zzz zzz", "barn zzz", " ", "#bid #bid", "")] == [None] * 6


@pytest.mark.parametrize("at_once", [100, 3_000, 4_000_000])
def test_the_letter_groups_of_all_lines_are_those_of_each_line(
    spoken: Said, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(said, "_AT_ONCE", at_once)
    numbers, tally = spoken.grams()
    found = _by_text(tally)
    for place, words in enumerate(READ):
        expected = {numbers[gram]: 1.0 for folded in words.folded for gram in reading.word_grams(folded)}
        assert found[place] == expected


def test_an_empty_catalogue_can_be_counted() -> None:
    nothing = Said([])
    _, words = nothing.terms(nothing.vocabulary())
    _, grams = nothing.grams()
    assert (len(words.texts), len(grams.texts)) == (0, 0)


@pytest.mark.parametrize("step", [3, 500_000])
def test_each_text_gets_the_value_of_its_term(spoken: Said, step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally_module, "_STEP", step)
    _, tally = spoken.terms(spoken.vocabulary())
    values = np.arange(len(tally.spread), dtype=np.float32)
    assert tally.of_terms(values).tolist() == np.repeat(values, tally.spread).tolist()


def test_many_lines_are_read_without_being_remembered(spoken: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(said, "_REMEMBERED", 1)
    _, once = spoken.grams()
    _, anew = Said(LINES).grams()
    assert anew.texts.tolist() == once.texts.tolist()


@given(PAIRS, PAIRS)
def test_a_tally_keeps_the_highest_count_of_each_pair(one: Pairs, other: Pairs) -> None:
    counts = np.array([0.5, 1.0, 2.0], dtype=np.float32)
    later = [(term, text + 8, level) for term, text, level in other]
    tally = Tally.of([_block(one), _block(later)], 6, 16, counts)
    best: dict[tuple[int, int], float] = {}
    for term, text, level in (*one, *later):
        best[term, text] = max(best.get((term, text), 0.0), float(counts[level]))
    pairs = list(zip(tally.terms().tolist(), tally.texts.tolist(), strict=True))
    assert pairs == sorted(best)
    assert tally.counts.tolist() == [best[pair] for pair in pairs]
    owner = np.repeat(np.arange(4, dtype=np.int32), 4)
    summed: dict[tuple[int, int], float] = defaultdict(float)
    for (term, text), count in best.items():
        summed[term, text // 4] += count
    owned = tally.by_owner(owner, 4)
    assert list(zip(owned.terms().tolist(), owned.texts.tolist(), strict=True)) == sorted(summed)
    assert owned.counts.tolist() == [summed[pair] for pair in sorted(summed)]


@given(st.lists(st.integers(0, 9), max_size=50))
def test_equal_keys_keep_their_order(keys: list[int]) -> None:
    order = in_order(np.array(keys, dtype=np.int32)).tolist()
    assert order == sorted(range(len(keys)), key=lambda place: keys[place])


@given(st.lists(st.integers(0, 9), max_size=50), st.integers(1, 60))
def test_the_largest_stand_first(values: list[int], most: int) -> None:
    found = [values[place] for place in largest(np.array(values, dtype=np.float32), most).tolist()]
    assert found == sorted(values, reverse=True)[:most]


def test_a_part_of_the_lines_shares_what_it_does_among_all(spoken: Said) -> None:
    _, tally = spoken.grams()
    lines = Lines([10] * 3 + [1] * (len(READ) - 30))
    index = LinePostings(tally)
    query = Query(np.arange(0, 400, 3), np.linspace(0.1, 1, 134, dtype=np.float32))
    part = lines.of(np.array([7, 2, 0]))
    everything, some = index.shared(query, lines.all), index.shared(query, part)
    assert some.tolist() == pytest.approx(part.of_each(everything).tolist())
    best = lines.all.best(everything)
    assert [part.best(some)[entry] for entry in (0, 2, 7)] == pytest.approx([best[entry] for entry in (0, 2, 7)])
    assert set(part.owners(np.arange(len(part.lines))).tolist()) == {0, 2, 7}


def test_a_line_is_as_near_as_the_cosine_of_the_two_and_bm25_is_worked_out_alike(spoken: Said) -> None:
    _, tally = spoken.grams()
    index, terms = LinePostings(tally), tally.terms()
    asked = np.unique(terms[tally.texts == 5]).astype(np.int64)
    shared = index.shared(Query(asked, np.ones(len(asked), dtype=np.float32)), Lines([1] * len(READ)).all)
    rare = postings.idf(tally)
    vectors = np.zeros((tally.size, len(rare)))
    vectors[tally.texts, terms] = rare[terms]
    lengths = np.maximum(np.linalg.norm(vectors, axis=1), 1e-9)
    wanted = (vectors @ (vectors[5] > 0)) / lengths / lengths[5]
    assert (shared * index.cosine).tolist() == pytest.approx(wanted.tolist(), abs=1e-5)
    (bm25,) = Postings(tally, postings.bm25(tally)).scores(Query(asked, np.ones(len(asked), dtype=np.float32)))
    assert (shared * index.bm25).tolist() == pytest.approx((bm25 / lengths[5]).tolist(), abs=1e-4)


def _block(pairs: Pairs) -> Block:
    terms, texts, levels = (np.array([pair[at] for pair in pairs], dtype=np.int32) for at in range(3))
    return Block(terms, texts, levels)


def _by_text(tally: Tally) -> list[dict[int | None, float]]:
    found: list[dict[int | None, float]] = [{} for _ in range(tally.size)]
    for term, text, count in zip(tally.terms().tolist(), tally.texts.tolist(), tally.counts.tolist(), strict=True):
        found[text][term] = count
    return found


@given(st.lists(st.integers(0, 6), min_size=1, max_size=200), st.integers(1, 30))
def test_the_most_shared_are_those_of_a_whole_sort(counts: list[int], most: int) -> None:
    order = sorted((place for place in range(len(counts)) if counts[place]), key=lambda place: -counts[place])
    assert most_shared(np.array(counts), most).tolist() == order[:most]
