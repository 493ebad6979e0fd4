"""What stands on each card, and what can be pressed in each state."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.buttons import Verb
from bot.cards import render
from bot.texts import LANGUAGES, texts
from handlers import views as v
from handlers.respond import REASONS
from handlers.views_desk import EntryForm
from tests.bot.reading import SAMPLES, drawn, ink, of_type, presses, shown, verbs
from tests.bot.sample_words import EVIL, GUIDELINE, ID, METHOD, NOTE
from tests.bot.samples import HITS


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
    "refer-form": {"see", "when", "tried", "wish", "role", "age", "setting", "urgent", "anonymous", "slots"},
    "refer-correct": {"see", "when", "tried", "wish"},
    "availability": {"hours", "capacity", "away_from", "away_to", "substitute"},
    "person": {
        *("upn", "name", "title", "unit", "roles", "hours", "capacity", "competences", "district", "oversees", "rights")
    },
    "entries": {"query"},
    "entry-form-new": {
        *("kind", "title", "one_line", "purpose", "steps", "phrases", "levels", "ages", "settings", "roles"),
        *("child_question", "parent_question", "small_step", "source", "approved_by", "why", "inclusion", "kvintet"),
        *("source_url", "owner", "approved_on", "reviewer", "valid_from", "review_by", "urgency", "decides", "never"),
        *("legal", "legal_checked", "legal_verified", "local_approver"),
    },
    "offer": {"to"},
}


@pytest.mark.parametrize("name", FIELDS)
def test_form_has_the_fields_that_its_handler_reads(name: str) -> None:
    fields = of_type(drawn(name), "Input.Text", "Input.Date", "Input.Toggle", "Input.ChoiceSet")
    assert {field["id"] for field in fields} == FIELDS[name]


def test_form_keeps_every_word_of_a_long_entry() -> None:
    phrases = tuple(f"{number} hverdagssætning" for number in range(800))
    card = render(EntryForm(replace(METHOD, phrases=phrases), 1, new=False), ink())
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
    "status-offered": [Verb.EDIT_NOTE, Verb.WITHDRAW, Verb.STATUS, Verb.STORY],
    "status-stranded": [Verb.EDIT_NOTE, Verb.WITHDRAW, Verb.STATUS, Verb.STORY],
    "status-accepted": [Verb.TALKED, Verb.WITHDRAW, Verb.STATUS, Verb.STORY],
    "status-in_contact": [Verb.OUT_HELPED, Verb.OUT_PARTLY, Verb.OUT_NOT, Verb.STATUS, Verb.STORY],
    "status-follow_up": [Verb.OUT_HELPED, Verb.OUT_PARTLY, Verb.OUT_NOT, Verb.STATUS, Verb.STORY],
    "status-closed-0": [Verb.REOPEN, Verb.STORY],
    "status-emptied": [Verb.STORY],
    "follow-up": [Verb.OUT_HELPED, Verb.OUT_PARTLY, Verb.OUT_NOT],
    "connect-asker-accepted": [Verb.TALKED],
    "connect-asker-in_contact": [Verb.OUT_HELPED, Verb.OUT_PARTLY, Verb.OUT_NOT],
    "connect-asker-closed": [],
    "connect-helper-accepted": [Verb.TALKED, *[Verb.HAND_BACK] * 4, Verb.STORY],
    "connect-helper-in_contact": [*[Verb.HAND_BACK] * 4, Verb.STORY],
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
    by_teams = {Verb.FILE, Verb.FILE_PUT, Verb.FILE_LEAVE}  # a file in the chat, and Teams' own card about one
    assert set(Verb) - pressed == {Verb.WELCOME, *by_teams}  # a command, not a button


def test_reason_that_nobody_knows_any_more_is_left_out() -> None:
    offer = SAMPLES["offer"]
    assert isinstance(offer, v.Offer)
    card = render(replace(offer, reasons=(v.Reason("older_word", {}), v.Reason("at_work", {"value": ""}))), ink())
    assert "Hvorfor dig: \ner på arbejde nu" in shown(card)


def test_role_that_is_not_offered_leaves_the_choice_to_the_network() -> None:
    form = SAMPLES["refer-form"]
    assert isinstance(form, v.ReferForm)
    fields = {field["id"]: field for field in of_type(render(replace(form, role="leder"), ink()), "Input.ChoiceSet")}
    assert [fields[name]["value"] for name in ("role", "age", "setting")] == ["any"] * 3
