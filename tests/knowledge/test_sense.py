"""Words that share no letter meet by what they mean, and what nobody listed has a meaning as well."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import sense, sense_training
from knowledge.catalogue import Entry, Kind
from knowledge.language import fold
from knowledge.matching import Matcher


def _near(one: str, other: str) -> float:
    return float(sense.unit(sense.word(fold(one))) @ sense.unit(sense.word(fold(other))))


@pytest.mark.parametrize(
    ("word", "mate", "stranger"),
    [
        ("skraldespand", "renovation", "orgel"),
        ("plejehjem", "ældrebolig", "cykelsti"),
        ("tudeprins", "græder", "mursten"),
        ("skraldespnad", "renovation", "orgel"),  # misspelt
        ("skraldespandslåget", "renovation", "orgel"),  # in no list
    ],
)
def test_words_of_a_field_stand_near(word: str, mate: str, stranger: str) -> None:
    assert _near(word, mate) > _near(word, stranger) + 0.1


def test_an_entry_is_found_by_words_it_does_not_say() -> None:
    titles = {"affald": "Afhentning af renovation", "musik": "Undervisning på instrumenter", "vej": "Rydning af sne"}
    entries = [Entry(slug=slug, kind=Kind.METHOD, title=title, purpose="") for slug, title in titles.items()]
    matcher = Matcher.build(entries, ())
    for asked, slug, why in (("skraldespand", "affald", 1), ("violin", "musik", 1), ("glatføre", "vej", 0)):
        found = matcher.find(f"hvad gør vi ved {asked} hos os").matches[0]
        assert (found.slug, found.because) == (slug, (asked,) * why), "what is hardly near is no reason"


@given(st.text(max_size=60))
def test_any_text_has_a_vector(text: str) -> None:
    assert np.isfinite(sense.word(fold(text))).all()


def test_fields_are_lists_of_words_that_belong_together() -> None:
    fields = sense_training.fields()
    assert len(fields) > 5_000
    assert min(map(len, fields)) >= 4


def test_learning_brings_the_words_of_a_field_together() -> None:
    fields = sense_training.fields()[::10]
    before = sense_training.Learner(np.random.default_rng(1))
    after = sense_training.learnt(fields)
    assert _found(after, fields) > 2 * _found(before, fields)


def _found(learner: sense_training.Learner, fields: list[sense_training.Field]) -> float:
    one, _ = learner.vectors([field[0] for field in fields])
    other, _ = learner.vectors([field[1] for field in fields])
    return float(np.mean((one @ other.T).argmax(axis=1) == np.arange(len(fields))))
