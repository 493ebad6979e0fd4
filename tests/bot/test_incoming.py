"""What a turn reads of an activity: who, where, in which language, and what was said without markup."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import wire
from bot.incoming import Incoming, read, said
from tests.teams_wire.activities import ANNA, BOT, SERVICE_URL, TENANT, message, press, submit

LONGEST = 4_000


def incoming(body: dict[str, Any]) -> Incoming:
    """The activity as a turn gets it."""
    return read(wire.activity(body))


def words(text: object, longest: int = LONGEST) -> str:
    """What was said."""
    return said(wire.activity(message(ANNA, "x") | {"text": text}), longest)


def test_who_where_and_in_which_language() -> None:
    found = incoming(message(ANNA, "hej", id="1"))
    assert (found.contact.aad_id, found.contact.name, found.contact.locale) == (ANNA.aad, ANNA.name, "da-DK")
    assert (found.reference.conversation, found.reference.channel_user) == (ANNA.chat, ANNA.mri)
    assert (found.reference.service_url, found.reference.bot, found.reference.tenant) == (
        SERVICE_URL,
        BOT["id"],
        TENANT,
    )
    assert (found.conversation, found.activity, found.private, found.language) == (ANNA.chat, "1", True, "da")


def test_a_button_says_which_card_it_stands_on() -> None:
    assert incoming(press(ANNA, "1:7", "take")).card == incoming(submit(ANNA, "1:7", {"verb": "take"})).card == "1:7"


@pytest.mark.parametrize(
    ("kind", "private"), [("personal", True), (None, True), ("groupChat", False), ("channel", False)]
)
def test_only_a_personal_chat_is_private(kind: str | None, private: bool) -> None:
    conversation = {"id": "c"} | ({"conversationType": kind} if kind else {})
    assert incoming(message(ANNA, "hej", conversation=conversation)).private is private


@pytest.mark.parametrize("conversation", [{"id": "a:1", "isGroup": True}, {"id": "19:1@thread.v2"}])
def test_a_group_that_does_not_say_so_is_not_private(conversation: dict[str, Any]) -> None:
    assert not incoming(message(ANNA, "hej", conversation=conversation)).private


@pytest.mark.parametrize(
    ("locale", "language"), [("da-DK", "da"), ("da", "da"), ("en-GB", "en"), (None, "da"), ("", "da")]
)
def test_the_language_of_teams(locale: str | None, language: str) -> None:
    assert incoming(message(ANNA, "hej", locale=locale)).language == language


def test_without_an_entra_id_the_channels_id_is_who_it_is() -> None:
    found = incoming(message(ANNA, "hej", **{"from": {"id": ANNA.mri, "name": ANNA.name}}))
    assert found.contact.aad_id.startswith("channel:")
    assert found == incoming(message(ANNA, "hej", id=found.activity, **{"from": {"id": ANNA.mri, "name": ANNA.name}}))


def test_two_long_channel_ids_that_begin_alike_are_two_people() -> None:
    first, second = (incoming(message(ANNA, "hej", **{"from": {"id": "29:" + "x" * 80 + end}})).contact for end in "ab")
    assert first.aad_id != second.aad_id


def test_the_same_entra_id_in_capitals_is_the_same_person() -> None:
    shouted = {"id": ANNA.mri, "aadObjectId": ANNA.aad.upper()}
    assert incoming(message(ANNA, "hej", **{"from": shouted})).contact.aad_id == ANNA.aad


@pytest.mark.parametrize(
    "changes",
    [
        {"from": None},
        {"from": {}},
        {"recipient": None},
        {"channelData": None},
        {"channelData": {"tenant": "x"}},
        {"id": None},
    ],
    ids=str,
)
def test_what_is_missing_is_empty(changes: dict[str, Any]) -> None:
    assert isinstance(incoming(message(ANNA, "hej", **changes)), Incoming)


def test_names_are_shown_without_tricks() -> None:
    name = "Anna\u202e\u0000\u200b\nHolm\ud800" + "x" * 500
    shown = incoming(message(ANNA, "hej", **{"from": {"id": "29:a", "name": name}})).contact.name
    assert shown.startswith("AnnaHolmx")
    assert len(shown) == 200


@given(st.text(max_size=600), st.text(max_size=300))
def test_what_the_database_gets_fits_its_columns(long: str, name: str) -> None:
    body = message(
        ANNA, "hej", id=long, locale=long, replyToId=long, recipient={"id": long}, channelData={"tenant": {"id": long}}
    )
    found = incoming(
        body | {"from": {"id": long, "aadObjectId": long, "name": name}, "conversation": {"id": long or "c"}}
    )
    kept = [
        (found.contact.aad_id, 64),
        (found.contact.locale, 16),
        (found.reference.channel_user, 400),
        (found.reference.bot, 200),
        (found.reference.tenant, 64),
        (found.conversation, 400),
        (found.activity, 400),
    ]
    assert all(len(value) <= longest for value, longest in kept)
    assert not any("\x00" in value for value, _ in kept), "PostgreSQL takes no NUL"
    for value, _ in kept:
        value.encode()


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("  hej \n med\tdig ", "hej med dig"),
        ("<at>Aldrig alene</at> hvad gør jeg?", "hvad gør jeg?"),
        ('<at id="0">Aldrig alene</at>hej', "hej"),
        ("<p>uro <b>hver</b> dag</p><br/>", "uro hver dag"),
        ("han er &lt;stille&gt; &amp; ked", "han er <stille> & ked"),
        ("først&nbsp;så", "først så"),
        ("mindre end 3 < 4 og 5 > 2 timer", "mindre end 3 < 4 og 5 > 2 timer"),
        ("1<2 børn", "1<2 børn"),
        (None, ""),
        ("", ""),
        ("<at>", ""),
    ],
)
def test_words_without_markup(text: object, heard: str) -> None:
    assert words(text) == heard


@pytest.mark.parametrize(
    "text", ["<at>x</at>" * 100_000, "<at" * 100_000, "<" * 300_000, "<a " * 100_000, "&lt;" * 90_000]
)
def test_a_million_mentions_are_over_quickly(text: str) -> None:
    assert len(words(text)) <= LONGEST


@given(st.text(alphabet="<>at/ &;lgx\u202e", max_size=200), st.integers(1, 50))
def test_never_longer_than_asked_for_and_never_an_error(text: str, longest: int) -> None:
    assert len(words(text, longest)) <= longest
