"""Danger is never treated as a search; what only sounds bad is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.acute import Alarm, alarm
from knowledge.acute_model import model
from knowledge.acute_rules import gate
from knowledge.acute_training import misspelt
from knowledge.acute_words import fields
from knowledge.catalogue import Kind, starter
from knowledge.privacy import scrub
from tests.knowledge.growth import MOST, growth
from tests.sentences import safety

# What is asserted is what is reached on sentences by another hand (the second half was never read), not the goal:
# the goal is 0.98 of the acute and 0.05 of the harmless; `python -m tests.sentences.safety` shows the distance.
FLOOR_ACUTE, FLOOR_DIRECT, CEILING_HARMLESS = 0.97, 0.98, 0.08


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Hun siger at far slår hende", "mistanke-om-vold"),
        ("barnet har blaa maerker paa ryggen", "mistanke-om-vold"),
        ("hans onkel har rørt ved hans tissemand", "mistanke-om-seksuelle-overgreb"),
        ("min kollega slog et barn i dag", "mistanke-mod-ansat"),
        ("en elev siger han ikke gider leve mere", "selvmordstanker"),
        ("hun skærer sig i armen", "selvskade"),
        ("en fireårig er væk fra legepladsen", "barn-loebet-vaek"),
        ("barnet er bevisløst og kan ikke trække vejret", "akut-sygdom-og-tilskadekomst"),
        ("en dreng har en kniiv i tasken", "vaaben-og-trusler"),
        ("faren er fuld og vil hente nu", "alkohol-og-stoffer-i-hjemmet"),
        ("et nøgenbillede af en elev bliver delt", "digitale-kraenkelser"),
        ("hun er bange for at blive gift bort i ferien", "social-kontrol-og-aeresrelaterede-konflikter"),
        ("a boy says his father hits him with a belt", "mistanke-om-vold"),
    ],
)
def test_the_guideline_is_shown(text: str, slug: str) -> None:
    raised = alarm(text)
    assert raised is not None
    assert raised.slug == slug


@pytest.mark.parametrize(
    "text",
    [
        "jeg dør af grin",
        "de bomber derudaf",
        "han er syg med fodbold",
        "vi slår kolbøtter i salen",
        "de skyder til måls",
        "kopimaskinen er død",
        "hej",
        "",
        "hvordan laver vi gode overgange",
    ],
)
def test_what_only_sounds_bad_is_left(text: str) -> None:
    assert alarm(text) is None


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("mor fik et slag i ansigtet så børnene så det, og barnet har mærker på halsen", "mistanke-om-vold"),
        ("vi talte op ved bussen, og der er et barn for lidt", "barn-loebet-vaek"),
        ("eleven faldt om med kramper og er blå om munden", "akut-sygdom-og-tilskadekomst"),
        ("a girl in my class has fresh cuts on her thighs", "selvskade"),
        ("en far skrev at han ved hvor jeg bor og kommer efter mig", "vold-og-trusler-mod-personale"),
    ],
)
def test_the_slug_is_weighed_not_only_the_first_rule(text: str, slug: str) -> None:
    raised = alarm(text)
    assert raised is not None
    assert raised.slug == slug


def test_a_compound_takes_the_fields_of_its_parts() -> None:
    assert "dyrebid" in fields().of("slangebid")
    assert not fields().of("xyzw")


def test_a_misspelt_copy_is_always_the_same_and_never_the_text_itself() -> None:
    text = "hun siger at hendes storebror slår hende hver aften"
    assert misspelt(text) == misspelt(text) != text


def test_the_same_evidence_has_the_same_hits_whatever_the_order() -> None:
    rules = gate()
    judged = rules.judge("min kollega slog et barn i dag, og far truer med kniv")
    tried_one_by_one = {id(rule) for rule in rules.rules if judged.reading.find(rule.pattern)}
    assert {id(rule) for rule in judged.hits} == tried_one_by_one


def test_what_the_rules_have_read_is_heard_as_if_it_were_read_again() -> None:
    text = "min kollega slog et barn sidste år, men det er anmeldt"
    assert model().hear(text, gate().judge(text)).chance == model().hear(text).chance


def test_what_is_over_is_at_most_an_offer() -> None:
    raised = alarm("en dreng var væk sidste år, men han er fundet")
    assert raised is None or not raised.certain


def test_a_masked_text_raises_the_same_alarm() -> None:
    for text in ("Mikkel siger at far slår ham", "Emma 010115-1234 vil tage sit eget liv"):
        assert alarm(text) == alarm(scrub(text).text)


def test_one_sentence_among_many_is_heard() -> None:
    filling = "vi har en god dag på stuen og børnene leger i garderoben og på legepladsen " * 5
    assert alarm(filling + "en elev siger at hun vil tage sit eget liv. " + filling) is not None


@given(st.text(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_text_can_be_asked(text: str) -> None:
    raised = alarm(text)
    assert raised is None or isinstance(raised, Alarm)
    assert raised == alarm(text)


def test_every_alarm_has_its_guideline() -> None:
    guidelines = {entry.slug for entry in starter() if entry.kind is Kind.GUIDELINE}
    assert {rule.slug for rule in gate().rules} | set(model().slugs) <= guidelines


def test_a_long_text_takes_no_long_time() -> None:
    for piece in ("far slår ham ", "a@ ", "zxq ", "væk og bange "):
        assert growth(alarm, piece) < MOST, piece


def test_a_word_without_end_is_no_word_of_any_field() -> None:
    """The time to look for parts grows with the cube of a word's length."""
    assert fields().of("hugormebid")
    assert not fields().of("hugormebid" * 5)
    assert alarm("æ" * 4_000) is None


def test_the_floors_on_sentences_by_another_hand() -> None:
    shares = safety.acute(safety.rows("acute.tsv")).shares()
    assert shares["acute"] >= FLOOR_ACUTE
    assert shares["acute.direct"] >= FLOOR_DIRECT
    assert shares["harmless"] >= 1 - CEILING_HARMLESS
