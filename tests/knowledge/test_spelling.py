"""What a thumb wrote is read as what it meant; what somebody has written before stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.acute_model import model
from knowledge.spelling import Speller, counted

SPELLER = Speller(
    ["barnet", "kniv", "tasken", "selvmordstanker", "pædagog", "hund", "hun", "kant"], [9, 8, 7, 6, 5, 4, 4, 2]
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("knif i taskn", "kniv i tasken"),
        ("selvmords tanker", "selvmordstanker"),
        ("selv mords tanker", "selvmordstanker"),
        ("Pædagåg", "pædagog"),
        ("barnat", "barnet"),
        ("hund", "hund"),  # known words stay, however near another
        ("knvi", "kniv"),
        ("hn", "hn"),  # too short to tell
        ("kn1v", "kn1v"),  # no word
        ("vulkanudbrud", "vulkanudbrud"),  # like none
    ],
)
def test_unknown_words_become_the_known_ones_they_are_like(written: str, meant: str) -> None:
    assert SPELLER.mend(written) == meant


def test_words_are_known_when_said_twice() -> None:
    assert counted(["Barnet løb", "barnet sov", "hun sov ikke"]) == [("barnet", 2), ("sov", 2)]


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    once = model().speller.mend(text)
    assert model().speller.mend(once) is not None
    assert len(once) <= 2 * len(text) + 4
