"""The right entry for a question, a confidence that means something, and words that explain it."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.catalogue import AgeBand, Entry, Kind, Setting, Urgency, starter
from knowledge.hints import Hints
from knowledge.matching import Band, Intent, Matcher
from tests.sentences.noise import transcribed

PHRASES = [(entry.slug, phrase) for entry in starter() for phrase in entry.phrases if len(phrase) >= 12]

SENTENCES = [(slug, phrase) for slug, phrase in PHRASES if 3 <= len(phrase.split()) <= 10]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher.build(starter())


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("han bider de andre på stuen", "naar-boern-bider"),
        ("she is two and bites the other toddlers", "naar-boern-bider"),
        ("hvordan skriver jeg en underretning", "underretning"),
        ("pigtogrammer over dagen", "visuel-dagsplan"),
        ("skal vi bruge en viseul dagsplan", "visuel-dagsplan"),
        ("hun er ordblind og vil ikke bruge sin computer", "laese-skriveteknologi"),
        ("low arusal", "low-arousal"),
    ],
)
def test_the_first_answer_is_the_expected_one(matcher: Matcher, question: str, slug: str) -> None:
    assert matcher.find(question).matches[0].slug == slug


def test_a_negation_changes_the_answer(matcher: Matcher) -> None:
    stays_away = matcher.find("hun vil ikke i skole").matches[0].slug
    assert stays_away in {"fravaersanalyse", "gradvis-tilbage-i-skole", "bekymrende-skolefravaer"}


def test_confidences_fall_and_stay_probabilities(matcher: Matcher) -> None:
    found = matcher.find("uro i timen og ingen hører efter")
    sure = [match.confidence for match in found.matches]
    assert sure == sorted(sure, reverse=True)
    assert all(0 <= one <= 1 for one in sure)


def test_a_clear_question_is_answered_and_nonsense_is_not(matcher: Matcher) -> None:
    assert matcher.find("barnet bider de andre børn i vuggestuen").band is Band.ANSWER
    for text in ("hvornår kommer lønnen", "asdf jkl", "bestil en pizza", ""):
        found = matcher.find(text)
        assert found.band is Band.NOTHING
        assert found.intent is not Intent.QUESTION


def test_because_names_words_as_typed(matcher: Matcher) -> None:
    text = "Hej, [navn] BIDER de andre i Vuggestuen"
    first = matcher.find(text).matches[0]
    assert 1 <= len(first.because) <= 4
    assert all(words in text for words in first.because)
    assert not any("navn" in words or words.lower() == "hej" for words in first.because)


def test_masks_do_not_change_the_answer(matcher: Matcher) -> None:
    plain = matcher.find("drengen bider de andre").matches[0].slug
    assert matcher.find("[navn] drengen bider de andre, ring [telefon]").matches[0].slug == plain


def test_limit_is_kept(matcher: Matcher) -> None:
    assert len(matcher.find("uro i klassen", limit=3).matches) == 3


def test_age_and_setting_rank_softly() -> None:
    school = _entry("skole", ages=(AgeBand.EARLY_SCHOOL,), settings=(Setting.SCHOOL,))
    nursery = _entry("vuggestue", ages=(AgeBand.NURSERY,), settings=(Setting.DAY_CARE,))
    matcher = Matcher.build([school, nursery])
    for age, first in ((AgeBand.EARLY_SCHOOL, "skole"), (AgeBand.NURSERY, "vuggestue")):
        found = matcher.find("uro ved bordet", Hints(age=age))
        assert found.matches[0].slug == first
        assert len(found.matches) == 2


def test_hints_never_speak_against_an_acute_guideline() -> None:
    acute = _entry("akut", ages=(AgeBand.LATE_SCHOOL,), urgency=Urgency.ACUTE)
    assert Hints(age=AgeBand.NURSERY, setting=Setting.LEISURE).misfits(acute) == 0


def test_a_small_foreign_catalogue_works() -> None:
    matcher = Matcher.build([_entry("a", "Kørekort", "Fornyelse af kørekort"), _entry("b", "Pas", "Bestil nyt pas")])
    assert matcher.find("jeg skal have fornyet mit kørkort").matches[0].slug == "a"


def test_an_empty_catalogue_finds_nothing() -> None:
    found = Matcher.build([]).find("uro i klassen")
    assert found.matches == ()
    assert found.band is Band.NOTHING


@settings(max_examples=300, derandomize=True)
@given(st.sampled_from(PHRASES), st.sampled_from(["drop", "double", "swap", "fold"]), st.integers(0, 10_000))
def test_a_single_slip_keeps_the_entry_in_the_top_three(pair: tuple[str, str], slip: str, at: int) -> None:
    slug, phrase = pair
    assert slug in _first_three(_SHARED[0], _slip(phrase, slip, at % len(phrase)))


@settings(max_examples=100, derandomize=True)
@given(st.sampled_from(PHRASES), st.randoms(use_true_random=False))
def test_case_punctuation_and_greetings_change_nothing(pair: tuple[str, str], random: Random) -> None:
    slug, phrase = pair
    greeting = random.choice(["Hej! ", "hej bot, ", "Goddag. ", ""])
    assert slug in _first_three(_SHARED[0], f"{greeting}{phrase.upper()}{random.choice(['!', '???', ' …', '.'])}")


@settings(max_examples=100, derandomize=True)
@given(st.sampled_from(SENTENCES), st.randoms(use_true_random=False))
def test_the_order_of_words_changes_nothing(pair: tuple[str, str], random: Random) -> None:
    slug, phrase = pair
    words = phrase.split()
    random.shuffle(words)
    assert slug in _first_three(_SHARED[0], " ".join(words))


@given(st.text(max_size=300), st.one_of(st.none(), st.text(max_size=50)))
@example("[navn] [cpr]", None)
@example("og", "")
@example("\ud800 lone surrogate", None)
def test_any_text_is_answered(text: str, before: str | None) -> None:
    found = _SHARED[0].find(text, before=before, shown=["underretning"])
    assert all(0 <= match.confidence <= 1 for match in found.matches)


_SHARED = [Matcher.build(starter())]


def _first_three(matcher: Matcher, text: str) -> list[str]:
    return [match.slug for match in matcher.find(text).matches[:3]]


def _slip(text: str, slip: str, at: int) -> str:
    if slip == "drop":
        return text[:at] + text[at + 1 :]
    if slip == "double":
        return text[:at] + text[at : at + 1] + text[at:]
    if slip == "swap":
        return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
    return transcribed(text, Random(at))


def _entry(
    slug: str,
    title: str = "Uro ved bordet",
    purpose: str = "Hjælper gruppen med at finde ro ved bordet.",
    *,
    ages: tuple[AgeBand, ...] = (),
    settings: tuple[Setting, ...] = (),
    urgency: Urgency | None = None,
) -> Entry:
    return Entry(slug, Kind.METHOD, title, purpose, ages=ages, settings=settings, urgency=urgency)
