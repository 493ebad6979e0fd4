"""Folding, stems, English, hints, word lists."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import language, lexicon
from knowledge.catalogue import AgeBand, Setting
from knowledge.hints import Hints, hints
from knowledge.vocabulary import Vocabulary, terms


@pytest.mark.parametrize("word", ["børnehave", "boernehave", "BØRNEHAVE", "Børnehave"])
def test_spellings_of_one_word_fold_to_one(word: str) -> None:
    assert language.fold(word) == "boernehave"


def test_long_runs_of_a_letter_are_shortened() -> None:
    assert language.fold("neeeeej") == language.fold("neej")


@pytest.mark.parametrize(
    ("one", "other"),
    [("slog", "slår"), ("børnene", "barn"), ("græd", "græder"), ("hænder", "hånd"), ("skilt", "skilsmisse")],
)
def test_irregular_forms_share_a_stem(one: str, other: str) -> None:
    assert language.stem(language.fold(one)) == language.stem(language.fold(other))


def test_masks_are_not_words() -> None:
    words = [token.typed for token in language.tokens("[navn] slår, ring til [telefon] og [CPR]")]
    assert words == ["slår", "ring", "til", "og"]


def test_tokens_know_where_they_stand() -> None:
    text = "Hun græder – hver morgen"
    assert all(text[token.start : token.end] == token.typed for token in language.tokens(text))


def test_english_is_told_from_danish() -> None:
    english = language.tokens("A boy in my class hits the others")
    danish = language.tokens("En dreng i min klasse slår de andre")
    assert all(token.stem.startswith(language.ENGLISH) for token in english)
    assert not any(token.stem.startswith(language.ENGLISH) for token in danish)


def test_negations_are_never_filler() -> None:
    kept = {language.stem(language.fold(word)) for word in ("ikke", "aldrig", "ingen", "uden")}
    assert not kept & language.filler()
    assert not kept & language.skipped()


@pytest.mark.parametrize("text", ["han vil ikke i skole", "vil han bare ikke i skole"])
def test_an_expression_is_found_around_small_words(text: str) -> None:
    found = {term for hit in lexicon.expressions(_stems(text)) for term in hit.terms}
    assert "#fravaer" in found


def test_a_known_misspelling_gives_the_right_word() -> None:
    found = {term for hit in lexicon.expressions(_stems("underetning")) for term in hit.terms}
    assert language.stem("underretning") in found


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return _vocabulary("skole vægring", "konflikt i frikvarteret", "underretning", "forældre samtale")


@pytest.mark.parametrize(
    ("typed", "part"),
    [("skolevægring", "vægring"), ("frikvarterskonflikt", "konflikt"), ("skolevægringer", "skole")],
)
def test_compounds_are_taken_apart_by_the_catalogues_own_words(words: Vocabulary, typed: str, part: str) -> None:
    assert language.stem(language.fold(part)) in _said(typed, words)


def test_split_compounds_are_joined() -> None:
    assert language.stem("sprogvurdering") in _said("sprog vurdering", _vocabulary("sprogvurdering"))


@pytest.mark.parametrize("typed", ["underetning", "undretning", "underrettning", "umderretning"])
def test_misspelt_words_find_their_neighbours(words: Vocabulary, typed: str) -> None:
    assert language.stem("underretning") in _said(typed, words)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("en dreng i 3.b", Hints(AgeBand.EARLY_SCHOOL, Setting.SCHOOL)),
        ("en pige i sjette klasse", Hints(AgeBand.MIDDLE_SCHOOL, Setting.SCHOOL)),
        ("en fireårig på stuen", Hints(AgeBand.KINDERGARTEN, Setting.DAY_CARE)),
        ("hun er 14 år", Hints(AgeBand.LATE_SCHOOL, None)),
        ("i vuggestuen", Hints(AgeBand.NURSERY, Setting.DAY_CARE)),
        ("kaos i sfo", Hints(None, Setting.LEISURE)),
        ("vi har 24 børn og en god plan", Hints()),
    ],
)
def test_age_and_setting_are_read(text: str, told: Hints) -> None:
    assert hints(text) == told


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    language.fold(text)
    hints(text)
    list(lexicon.expressions(_stems(text)))


def _vocabulary(*lines: str) -> Vocabulary:
    return Vocabulary(Counter(word for line in lines for word in language.known_words(line).folded))


def _stems(text: str) -> list[str]:
    return [token.stem for token in language.tokens(text)]


def _said(text: str, words: Vocabulary) -> set[str]:
    return {term for term, _, _ in terms(language.tokens(text), words)}
