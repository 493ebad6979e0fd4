"""Every view becomes a card that Teams takes, that reads well, and that trusts nobody's words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, get_args
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.buttons import Press, Verb, unpack
from bot.cards import FAMILIES, Ink, preview, render, summary
from bot.cards.entry import spans
from bot.cards.links import allowed
from bot.cards.words import clean, when
from bot.texts import LANGUAGES, texts
from handlers import views as v
from handlers.respond import REASONS
from knowledge.catalogue import AgeBand
from tests.bot.samples import DUE, EVIL, GUIDELINE, HITS, ID, METHOD, NAME, NOTE, samples
from tests.bot.schema import nodes, slips

SAMPLES = samples()
MOST_BYTES = 28_000
MARKUP = re.compile(r"\*\*|\]\(|https?://evil|\{\{|<at>|`k`|_u_")
Card = dict[str, Any]


def ink(language: str = "da") -> Ink:
    return Ink(texts(language), bot_id="11111111-2222-3333-4444-555555555555")


def drawn(name: str, language: str = "da") -> Card:
    return render(SAMPLES[name], ink(language))


def of_type(card: Card, *kinds: str) -> list[dict[str, Any]]:
    return [node for _, node in nodes(card) if node["type"] in kinds]


def buttons(card: Card) -> dict[str, dict[str, Any]]:
    return {node["title"]: node for node in of_type(card, "Action.Execute", "Action.ShowCard", "Action.OpenUrl")}


def presses(card: Card) -> list[Press]:
    found = [unpack(node["verb"], node["data"]) for node in of_type(card, "Action.Execute")]
    return [press for press in found if press is not None]


def verbs(card: Card) -> list[Verb]:
    return [press.verb for press in presses(card)]


def shown(card: Card) -> str:
    return "\n".join(node["text"] for node in of_type(card, "TextBlock", "TextRun"))


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


# --- what stands on each card -----------------------------------------------------------------------------------


def test_answer_has_a_button_at_each_entry_and_three_at_the_bottom() -> None:
    card = drawn("answer")
    assert [action["verb"] for action in card["actions"]] == ["helped", "unfit", "find"]
    assert [(p.id, p.inputs["q"]) for p in presses(card) if p.verb is Verb.OPEN] == [(h.entry.slug, "q1") for h in HITS]
    assert "Fordi du skrev" in shown(card)


def test_channel_shows_no_case_buttons_but_the_way_to_the_private_chat() -> None:
    for name in ("answer-channel", "no-answer-channel", "acute-channel", "entry-channel"):
        card = drawn(name)
        assert set(verbs(card)) <= {Verb.OPEN}
        assert "https://teams.microsoft.com/l/chat/0/0?users=28:" in json.dumps(card)


def test_masked_text_is_shown_and_can_be_put_right_but_not_in_a_channel() -> None:
    asked = drawn("answer-masked")
    assert next(node for node in of_type(asked, "Input.Text"))["id"] == "text"
    assert Verb.SAY in verbs(asked)
    assert "[navn] kaster" in shown(asked)
    assert "Slet" in shown(asked)
    assert EVIL[:7] not in shown(drawn("no-answer-channel"))


def test_danger_card_holds_what_to_do_and_no_search() -> None:
    card = drawn("acute")
    assert verbs(card) == [Verb.URGENT, Verb.OPEN]
    assert all(step.split("**")[0].strip() in shown(card) for step in GUIDELINE.steps)
    assert "Ikke godkendt lokalt endnu" in shown(card)
    assert "ikke bekræftet" in shown(card)
    assert "ikke bekræftet" not in shown(drawn("acute-approved"))


def test_guideline_in_doubt_comes_before_the_answer() -> None:
    first = drawn("answer-acute-offered")["body"][0]
    assert (first["type"], first["style"]) == ("Container", "attention")


FIELDS = {
    "refer-form": {"see", "when", "tried", "wish", "role", "age", "setting", "urgent", "anonymous"},
    "refer-correct": {"see", "when", "tried", "wish"},
    "availability": {"hours", "capacity", "away_from", "away_to", "substitute"},
    "person": {"upn", "name", "title", "unit", "roles", "hours", "capacity", "competences"},
    "entries": {"query"},
    "entry-form-new": {
        *("kind", "title", "one_line", "purpose", "steps", "phrases", "levels", "ages", "settings", "roles"),
        *("child_question", "parent_question", "small_step", "source", "approved_by", "why"),
    },
    "offer": {"to"},
}


@pytest.mark.parametrize("name", FIELDS)
def test_form_has_the_fields_that_its_handler_reads(name: str) -> None:
    fields = of_type(drawn(name), "Input.Text", "Input.Date", "Input.Toggle", "Input.ChoiceSet")
    assert {field["id"] for field in fields} == FIELDS[name]


def test_form_keeps_every_word_of_a_long_entry() -> None:
    phrases = tuple(f"{number} hverdagssætning" for number in range(800))
    card = render(v.EntryForm(replace(METHOD, phrases=phrases), 1, new=False), ink())
    field = next(node for node in of_type(card, "Input.Text") if node["id"] == "phrases")
    assert field["value"].splitlines() == list(phrases)
    assert field["maxLength"] >= len(field["value"])


def test_choice_that_is_set_is_one_of_the_choices() -> None:
    for name, view in SAMPLES.items():
        for field in of_type(render(view, ink()), "Input.ChoiceSet"):
            values = {choice["value"] for choice in field["choices"]}
            assert set(filter(None, field.get("value", "").split(","))) <= values, (name, field["id"])


def test_mistake_stands_beside_its_field() -> None:
    body = drawn("refer-form-wrong")["body"]
    at = next(n for n, item in enumerate(body) if item.get("id") == "see")
    assert "et par ord" in body[at + 1]["inlines"][0]["text"]
    assert "Skriv formålet." in shown(drawn("entry-form-wrong"))


def test_saying_no_takes_one_tap_with_a_reason() -> None:
    for name, verb in (("offer", Verb.DECLINE), ("connect-helper-accepted", Verb.HAND_BACK)):
        given = [press.inputs["reason"] for press in presses(drawn(name)) if press.verb is verb]
        assert given == list(REASONS)
    assert "helt i orden at sige nej" in shown(drawn("offer"))


def test_anonymous_asker_is_not_given_away_by_the_reasons() -> None:
    offer = SAMPLES["offer-anonymous"]
    assert isinstance(offer, v.Offer)
    card = render(replace(offer, reasons=(v.Reason("same_unit", {"value": "Åskolen"}),)), ink())
    assert "Åskolen" not in json.dumps(card, ensure_ascii=False)
    assert "arbejdsstedet er skjult" in shown(card)


STATES = {
    "status-offered": [Verb.EDIT_NOTE, Verb.WITHDRAW, Verb.STATUS],
    "status-stranded": [Verb.EDIT_NOTE, Verb.WITHDRAW, Verb.STATUS],
    "status-accepted": [Verb.TALKED, Verb.WITHDRAW, Verb.STATUS],
    "status-in_contact": [Verb.OUT_HELPED, Verb.OUT_PARTLY, Verb.OUT_NOT, Verb.STATUS],
    "status-follow_up": [Verb.OUT_HELPED, Verb.OUT_PARTLY, Verb.OUT_NOT, Verb.STATUS],
    "status-closed-0": [Verb.REOPEN],
    "status-emptied": [],
    "follow-up": [Verb.OUT_HELPED, Verb.OUT_PARTLY, Verb.OUT_NOT],
    "connect-asker-accepted": [Verb.TALKED],
    "connect-asker-in_contact": [Verb.OUT_HELPED, Verb.OUT_PARTLY, Verb.OUT_NOT],
    "connect-asker-closed": [],
    "connect-helper-accepted": [Verb.TALKED, *[Verb.HAND_BACK] * 4],
    "connect-helper-in_contact": [Verb.HAND_BACK] * 4,
    "connect-helper-closed": [],
}


@pytest.mark.parametrize("name", STATES)
def test_buttons_fit_the_state(name: str) -> None:
    assert verbs(drawn(name)) == STATES[name]


def test_status_tells_who_cannot_without_why_and_who_is_next() -> None:
    said = shown(drawn("status-offered"))
    assert "onsdag 25. november kl. 12.00" in said
    assert re.search(r"Har ikke mulighed: \nBo .*, Ib ", said)
    assert re.search(r"Derefter spørger vi: \nRikke .*PPR-psykolog", said)
    assert "Imens" in said
    assert "Derefter spørger vi: \nKoordinator" in shown(drawn("status-last"))


def test_chat_with_both_opens_with_a_message_that_tells_nothing() -> None:
    url = next(node["url"] for node in of_type(drawn("connect-asker-accepted"), "Action.OpenUrl"))
    asked = parse_qs(urlsplit(url).query)
    assert urlsplit(url).netloc == "teams.microsoft.com"
    assert asked["users"] == ["anna@example.dk,eva@example.dk&message=x#y"]
    assert asked["message"] == [texts("da")("connect.message")]
    assert not of_type(drawn("connect-no-chat"), "Action.OpenUrl")


def test_open_cases_show_no_text_and_only_stranded_ones_can_be_taken() -> None:
    card = drawn("cases")
    assert NOTE.see[:8] not in json.dumps(card)
    assert verbs(card).count(Verb.TAKE) == 3


def test_welcome_has_three_examples_in_the_readers_language() -> None:
    for language in LANGUAGES:
        tries = [press for press in presses(drawn("welcome-both", language)) if press.verb is Verb.SAY]
        words = texts(language)
        assert [press.inputs["text"] for press in tries] == [words(f"welcome.example_{n}") for n in (1, 2, 3)]
    assert {Verb.AVAILABILITY, Verb.HOME}.isdisjoint(verbs(drawn("welcome")))


def test_sentence_leads_on() -> None:
    assert verbs(drawn("said-with-ways")) == [Verb.FIND, Verb.HOME]
    assert [press.id for press in presses(drawn("said-remind_contact"))] == [ID]
    assert verbs(drawn("said-entry_saved")) == [Verb.OPEN]


def test_every_verb_has_a_button_somewhere() -> None:
    pressed = {verb for name in SAMPLES for verb in verbs(drawn(name))}
    assert set(Verb) - pressed == {Verb.WELCOME}  # a command, not a button


# --- small things -----------------------------------------------------------------------------------------------


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
