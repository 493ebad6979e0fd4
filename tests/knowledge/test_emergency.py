"""The card in danger says what it must, in both languages, whoever approved it."""

from __future__ import annotations

import pytest

from knowledge.acute_rules import gate
from knowledge.emergency import advice

SLUGS = sorted({rule.slug for rule in gate().rules})


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize(
    ("language", "told_nobody"),
    [
        ("da", "Botten har ikke underrettet nogen og ikke fortalt nogen noget."),
        ("en", "The bot has reported nothing and told nobody."),
    ],
)
def test_every_card_begins_with_112_and_ends_with_what_the_bot_has_not_done(
    slug: str, language: str, told_nobody: str
) -> None:
    lines = advice(slug, language).lines
    assert "112" in lines[0]
    assert lines[-1] == told_nobody


def test_parents_are_not_spoken_to_first_when_they_may_be_the_danger() -> None:
    assert any("forældrene først" in line for line in advice("mistanke-om-vold").lines)
    assert not any("forældrene først" in line for line in advice("akut-sygdom-og-tilskadekomst").lines)


def test_the_duty_is_personal() -> None:
    assert any("§ 133" in line for line in advice("tegn-paa-omsorgssvigt").lines)


def test_what_nobody_approved_says_so() -> None:
    assert advice("mistanke-om-vold").mark == "ikke godkendt lokalt endnu"
    assert advice("mistanke-om-vold", "en").mark == "not approved locally yet"
