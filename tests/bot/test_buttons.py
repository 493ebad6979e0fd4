"""Buttons: whatever comes over the wire becomes a press or nothing; what we send comes back as it was."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.buttons import LONGEST_ID, LONGEST_VALUE, Press, Verb, pack, unpack

RESERVED = {"verb", "id", "n", "msteams"}
anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
payloads = st.dictionaries(st.sampled_from([*RESERVED, "note", "slots"]) | st.text(), anything)
typed = st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n\r\t"), max_size=99)
ids = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=LONGEST_ID)
extras = st.dictionaries(st.text(min_size=1, max_size=64).filter(lambda key: key not in RESERVED), typed)
verbs = st.sampled_from(list(Verb))


@given(verbs, ids, st.integers(0, 2**31 - 1), extras)
def test_what_is_packed_is_unpacked(verb: Verb, id_: str, version: int, extra: dict[str, str]) -> None:
    wire = json.loads(json.dumps(pack(verb, id_, version) | extra))
    pressed = Press(verb, id_, version, extra)
    assert unpack(None, wire) == pressed, "a message's value"
    assert unpack(verb.value, wire) == pressed, "an invoke's action"


def test_control_characters_stay_outside() -> None:
    """PostgreSQL takes no NUL: it would look as if the database were down."""
    pressed = unpack("take", {"id": "abc", "note": "a\x00b\x1bc\nd\ud83d"})
    assert pressed is not None
    assert pressed.inputs["note"] == "abc\nd"
    assert unpack("take", {"id": "a\x00"}) is None


@given(anything, anything | payloads)
def test_nothing_that_can_be_sent_raises(verb: object, data: object) -> None:
    assert _sound(unpack(verb, data))


@given(verbs, payloads)
def test_a_known_verb_with_anything_beside_it_is_a_sound_press_or_none(verb: Verb, data: dict[str, Any]) -> None:
    assert _sound(unpack(verb.value, data))


def _sound(press: Press | None) -> bool:
    if press is None:
        return True
    return (
        isinstance(press.verb, Verb)
        and len(press.id) <= LONGEST_ID
        and type(press.version) is int
        and 0 <= press.version < 2**31
        and all(type(key) is type(value) is str and len(value) <= LONGEST_VALUE for key, value in press.inputs.items())
        and not RESERVED & set(press.inputs)
    )


@pytest.mark.parametrize("verb", ["", "TAKE", "take ", "drop table", None, 7, ["take"], {"verb": "take"}])
def test_an_unknown_verb_is_no_button(verb: object) -> None:
    assert unpack(verb, {"id": "r1"}) is None


@pytest.mark.parametrize("id_", [7, None, ["r1"], {"r": 1}, "r" * (LONGEST_ID + 1)])
def test_a_wrong_id_is_no_button(id_: object) -> None:
    assert unpack("take", {"id": id_}) is None


@pytest.mark.parametrize("version", [-1, 2**31, 1.5, True, None, "3", [3]])
def test_a_wrong_version_is_none_at_all_and_so_the_click_is_stale(version: object) -> None:
    pressed = unpack("take", {"id": "r1", "n": version})
    assert pressed is not None
    assert pressed.version == 0


def test_the_verb_that_was_pressed_counts_and_not_the_one_in_the_payload() -> None:
    pressed = unpack("decline", {"verb": "take", "id": "r1"})
    assert pressed == Press(Verb.DECLINE, "r1")


def test_what_is_too_long_is_cut() -> None:
    pressed = unpack("save_note", {"see": "x" * (LONGEST_VALUE + 1), "k" * 99: "y"})
    assert pressed is not None
    assert {key: len(value) for key, value in pressed.inputs.items()} == {"see": LONGEST_VALUE, "k" * 64: 1}
