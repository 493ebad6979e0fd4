"""The door and its bodies: what is too large, too deep or nothing of ours is refused before anybody looks into it."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot import guard
from tests.bot.door import Door
from tests.teams_wire.activities import ANNA, message
from tests.teams_wire.openid import token

MEGABYTE = 1024 * 1024


def auth() -> dict[str, str]:
    """The header of somebody who may come in."""
    return {"Authorization": f"Bearer {token()}"}


def nested(depth: int, opening: str = '{"a":', closing: str = "}") -> bytes:
    """An object this deep."""
    return (opening * depth + "1" + closing * depth).encode()


BODIES: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 400),
    "half an object": (b'{"type":"message"', 400),
    "words": (b"hej", 400),
    "a list": (b"[]", 400),
    "a list of activities": (json.dumps([message(ANNA, "hej")]).encode(), 400),
    "null": (b"null", 400),
    "a number": (b"7", 400),
    "a text": (b'"message"', 400),
    "an empty object": (b"{}", 400),
    "no characters": (b"\xff\xfe\xfa", 400),
    "half a character": (b'{"type":"\xc3"}', 400),
    "nested deeper than any activity": (nested(100), 400),
    "nested deeper than the reader can follow": (nested(20_000), 400),
    "lists nested deeper than the reader can follow": (nested(50_000, "[", "]"), 400),
    "a number longer than the reader converts": (b'{"type":' + b"9" * 10_000 + b"}", 400),
}
WITHOUT: dict[str, dict[str, Any]] = {
    "a sender": {"from": None},
    "a sender's id": {"from": {"name": "Anna", "aadObjectId": "x"}},
    "a sender that is somebody": {"from": {"id": "  "}},
    "a conversation": {"conversation": None},
    "a service": {"serviceUrl": None},
    "a type": {"type": None},
}
LARGE = {
    "words": b'{"text":"' + b"a" * 5 * MEGABYTE + b'"}',
    "nothing": b" " * 5 * MEGABYTE,
    "just over": b" " * (256 * 1024 + 1),
}


@pytest.mark.parametrize("case", BODIES)
async def test_a_body_that_is_no_activity(door: Door, case: str) -> None:
    body, status = BODIES[case]
    assert await door.send(body, auth()) == status
    assert door.inside == []


@pytest.mark.parametrize("what", WITHOUT)
async def test_an_activity_without(door: Door, what: str) -> None:
    """Everybody without a sender would otherwise be one and the same person."""
    assert await door.knock(token(), message(ANNA, "hej") | WITHOUT[what]) == 400
    assert door.inside == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "cp037"])
async def test_other_ways_to_write_json_do_not_carry_half_characters_past_the_reader(door: Door, encoding: str) -> None:
    body = json.dumps(message(ANNA, "et halvt tegn: \ud83d")).encode(encoding)
    assert await door.send(body, auth()) == 400
    assert door.inside == []


@pytest.mark.parametrize("of", LARGE)
async def test_a_body_that_is_too_large(door: Door, of: str) -> None:
    assert await door.send(io.BytesIO(LARGE[of]), auth()) == 413
    assert door.inside == []


async def test_a_body_that_unpacks_to_fifty_megabytes(door: Door) -> None:
    packed = gzip.compress(b" " * 50 * MEGABYTE)
    assert await door.send(packed, auth() | {"Content-Encoding": "gzip"}) == 413


async def test_a_body_that_cannot_be_unpacked(door: Door) -> None:
    assert await door.send(b"not packed at all", auth() | {"Content-Encoding": "gzip"}) == 400


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", "nonsense"])
async def test_only_json_is_read(door: Door, kind: str) -> None:
    assert await door.knock(token(), headers={"Content-Type": kind}) == 415
    assert door.inside == []


async def test_json_may_say_its_characters(door: Door) -> None:
    assert await door.knock(token(), headers={"Content-Type": "application/json; charset=utf-8"}) == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "HEAD"])
async def test_only_posting_is_understood(door: Door, method: str) -> None:
    assert await door.send(None, auth(), method) == 405


@pytest.mark.parametrize(
    "extra",
    [
        {"text": "\u202e" * 1_000},
        {"text": "<at>x</at>" * 20_000},
        {"text": "\x00\ud800"},
        {"entities": "not a list"},
        {"attachments": {"a": 1}},
        {"timestamp": "yesterday"},
        {"value": [[[]]]},
        {"locale": 7},
        {"unheard of": {"x": [1, 2, 3]}},
    ],
    ids=str,
)
async def test_strange_fields_come_as_far_as_the_turn(door: Door, extra: dict[str, Any]) -> None:
    assert await door.knock(token(), message(ANNA, "hej") | extra) == 200


async def test_who_sends_a_body_for_ever_is_not_waited_for(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "BODY_SECONDS", 0.2)
    stopped = asyncio.Event()

    async def dripping() -> AsyncIterator[bytes]:
        yield b"{"
        await stopped.wait()

    async with asyncio.timeout(10):
        try:
            assert await door.send(dripping(), auth()) == 408
        finally:
            stopped.set()
