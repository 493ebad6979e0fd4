"""Every view becomes a card that Teams takes, that reads well, and that trusts nobody's words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, get_args
from urllib.parse import urlsplit

import pytest

from bot.buttons import unpack
from bot.cards import FAMILIES, preview, summary
from bot.cards.entry import spans
from bot.cards.links import allowed
from bot.cards.words import clean, when
from bot.texts import LANGUAGES
from handlers import views as v
from knowledge.catalogue import AgeBand
from tests.bot.reading import SAMPLES, drawn, ink, of_type, verbs
from tests.bot.sample_words import DUE, GUIDELINE, METHOD, NAME
from tests.bot.schema import slips

MOST_BYTES = 28_000
MARKUP = re.compile(r"\*\*|\]\(|https?://evil|\{\{|<at>|`k`|_u_")


def strings(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        yield path, node
    for name, child in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        kind = node.get("type", "") if isinstance(node, dict) else ""
        yield from strings(child, f"{path}/{kind}.{name}" if kind else f"{path}/{name}")


def test_every_view_has_a_card_and_a_sample() -> None:
    assert set(FAMILIES) == set(get_args(v.View)) == {type(view) for view in SAMPLES.values()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_card_is_one_that_teams_takes(name: str, language: str) -> None:
    card = drawn(name, language)
    assert slips(card) == []
    assert len(json.dumps(card, ensure_ascii=False).encode()) < MOST_BYTES
    assert all(node["wrap"] for node in of_type(card, "TextBlock"))
    assert card["lang"] == language


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_every_button_says_something_and_is_understood_both_ways(name: str, language: str) -> None:
    for node in of_type(drawn(name, language), "Action.Execute"):
        press = unpack(node["verb"], node["data"])
        assert press is not None
        assert press == unpack(None, node["fallback"]["data"])
        assert node["fallback"]["title"] == node["title"].strip() != ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_what_people_wrote_is_only_ever_plain_text(name: str, language: str) -> None:
    plain = ("TextRun.text", "Input.Text.value", "/data/text")
    for path, said in strings(drawn(name, language)):
        assert not MARKUP.search(said) or path.endswith(plain), (path, said)
        assert "{{" not in said or not path.endswith("TextRun.text"), path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_links_lead_only_where_they_may(name: str, language: str) -> None:
    for node in of_type(drawn(name, language), "Action.OpenUrl"):
        address = urlsplit(node["url"])
        assert address.scheme == "https"
        assert address.netloc in ink().link_hosts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_summary_is_short_and_never_tells_the_note(name: str, language: str) -> None:
    said = summary(SAMPLES[name], ink(language))
    assert 0 < len(said) <= 320
    assert not any(word in said for word in ("Barnet råber", "Ved skift", "Billeder fed"))
    assert "\n" not in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entry", [METHOD, GUIDELINE])
def test_preview_is_a_small_card_for_any_chat(entry: Any, language: str) -> None:
    found = preview(entry, ink(language))
    assert slips(found["content"]) == []
    assert not any(MARKUP.search(said) for said in found["preview"]["content"].values())
    assert verbs(found["content"]) == []


@pytest.mark.parametrize(
    ("at", "danish", "english"),
    [
        (DUE, "onsdag 25. november kl. 12.00", "Wednesday 25 November at 12:00"),
        (datetime(2026, 7, 5, 22, 30, tzinfo=UTC), "mandag 6. juli kl. 00.30", "Monday 6 July at 00:30"),
    ],
)
def test_moments_are_told_in_local_words(at: datetime, danish: str, english: str) -> None:
    assert (when(at, ink()), when(at, ink("en"))) == (danish, english)


@pytest.mark.parametrize(
    "url",
    [
        *("http://emu.dk/", "https://evil.example/", "https://emu.dk@evil.example/", "https://emu.dk.evil.example/"),
        *("javascript:alert(1)", "//emu.dk", "https://emu.dk:8443/", "https://[", "", "https://EMU.dk\\@evil.example"),
    ],
)
def test_other_addresses_are_not_linked(url: str) -> None:
    assert allowed(url, ink()) == ""


def test_allowed_address_is_kept() -> None:
    assert allowed("https://emu.dk/grundskole?a=1&b=æ", ink()) == "https://emu.dk/grundskole?a=1&b=%C3%A6"


def test_neighbouring_ages_are_told_as_one() -> None:
    assert spans(tuple(AgeBand)) == "0-18"
    assert spans((AgeBand.MIDDLE_SCHOOL, AgeBand.NURSERY, AgeBand.KINDERGARTEN)) == "0-5, 10-12"
    assert spans(()) == ""


def test_clean_keeps_names_and_drops_what_could_act() -> None:
    assert clean("Anne-Sofie O'Hara (PPR)") == "Anne-Sofie O'Hara (PPR)"
    assert not MARKUP.search(clean(NAME))
    assert clean("a\n\u202eb") == "a b"
