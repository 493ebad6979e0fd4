"""The channel's keys: fetched once, renewed when they change, and no reason to fall over when their server does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import pytest

from bot import keys
from bot.keys import KeysUnreachable, SigningKeys
from tests.bot.door import Door
from tests.teams_wire.openid import ENDORSED, METADATA, OpenId, public_key, token


@dataclass
class Clock:
    """A clock that is turned by hand."""

    seconds: float = 1_000.0

    def monotonic(self) -> float:
        """Stands where `time.monotonic` stands."""
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time as the keys see it."""
    turned = Clock()
    monkeypatch.setattr(keys, "time", turned)
    return turned


@pytest.fixture
async def known(openid: OpenId, clock: Clock) -> AsyncIterator[SigningKeys]:
    """The keys of the key server."""
    async with _keys(openid) as found:
        yield found


@asynccontextmanager
async def _keys(openid: OpenId) -> AsyncIterator[SigningKeys]:
    async with aiohttp.ClientSession() as session:
        yield SigningKeys(session, openid.metadata)


def fetches(openid: OpenId) -> int:
    """How often the key server was asked."""
    return openid.hits.count(METADATA)


async def test_keys_are_found_with_what_they_may_sign_for(known: SigningKeys) -> None:
    for kid, endorsements in ENDORSED.items():
        key = await known.find(kid)
        assert key is not None
        assert key.endorsements == frozenset(endorsements or ())
    assert await known.find("unknown") is None


async def test_twenty_who_come_at_once_cause_one_fetch(known: SigningKeys, openid: OpenId) -> None:
    openid.hold()
    waiting = [asyncio.create_task(known.find("k1")) for _ in range(20)]
    await openid.asked(1)
    openid.release()
    assert all(await asyncio.gather(*waiting))
    assert fetches(openid) == 1


async def test_unknown_keys_cause_one_fetch_a_minute(known: SigningKeys, openid: OpenId, clock: Clock) -> None:
    await known.find("k1")
    clock.seconds += keys.MISS_SECONDS
    for number in range(50):
        assert await known.find(f"forged-{number}") is None
    assert fetches(openid) == 2
    clock.seconds += keys.MISS_SECONDS
    await known.find("forged")
    assert fetches(openid) == 3


async def test_new_keys_are_learnt_and_old_ones_are_forgotten(known: SigningKeys, openid: OpenId, clock: Clock) -> None:
    assert await known.find("k1")
    openid.rotate("k2")
    assert await known.find("k2") is None, "asked for again at most once a minute"
    clock.seconds += keys.MISS_SECONDS
    assert await known.find("k2")
    assert await known.find("k1") is None


async def test_keys_are_fetched_anew_after_a_day(known: SigningKeys, openid: OpenId, clock: Clock) -> None:
    await known.find("k1")
    clock.seconds += keys.KEPT_SECONDS
    assert await known.find("k1")
    assert fetches(openid) == 1
    openid.rotate("k2")
    clock.seconds += 1
    assert await known.find("k1") is None


async def test_old_keys_serve_while_the_server_is_down(known: SigningKeys, openid: OpenId, clock: Clock) -> None:
    await known.find("k1")
    openid.answer_with(500)
    clock.seconds += keys.KEPT_SECONDS * 2
    assert await known.find("k1")
    assert await known.find("unknown") is None


BROKEN: dict[str, Callable[[OpenId], None]] = {
    "error": lambda server: server.answer_with(500, "oh"),
    "forbidden": lambda server: server.answer_with(403),
    "page": lambda server: server.answer_with(200, "<html>proxy</html>"),
    "nothing": lambda server: server.answer_with(200, ""),
    "null": lambda server: server.answer_with(200, "null"),
    "list": lambda server: server.answer_with(200, "[]"),
    "number": lambda server: server.answer_with(200, "7"),
    "other object": lambda server: server.answer_with(200, '{"error":"x"}'),
    "address of a number": lambda server: server.answer_with(200, '{"jwks_uri":7}'),
    "address of nothing": lambda server: server.answer_with(200, '{"jwks_uri":"nowhere"}'),
    "keys are words": lambda server: server.published.__setitem__(slice(None), ["k1"]),  # type: ignore[list-item]
    "keys are none": lambda server: server.published.clear(),
}


@pytest.mark.parametrize("how", BROKEN)
async def test_a_broken_key_server_lets_nobody_in_and_says_so(
    known: SigningKeys, openid: OpenId, clock: Clock, how: str
) -> None:
    published = list(openid.published)
    BROKEN[how](openid)
    with pytest.raises(KeysUnreachable):
        await known.find("k1")
    openid.mend()
    openid.published = published
    clock.seconds += keys.FAILED_SECONDS
    assert await known.find("k1"), "it is asked again as soon as it may have been mended"


@pytest.mark.parametrize("how", BROKEN)
async def test_behind_the_door_that_is_503_and_no_stack_trace(door: Door, openid: OpenId, how: str) -> None:
    BROKEN[how](openid)
    assert await door.knock(token()) == 503
    assert await door.knock(token("k9")) == 503


@pytest.mark.parametrize(
    "damaged",
    [{"n": "!"}, {"n": None}, {"e": "AAAA"}, {"kty": "EC"}, {"kid": None}, {"kid": ["k9"]}, {"endorsements": [{}]}],
    ids=str,
)
async def test_one_damaged_key_spoils_no_other(known: SigningKeys, openid: OpenId, damaged: dict[str, object]) -> None:
    openid.published.insert(0, public_key("k9", None) | damaged)
    assert await known.find("k1")


async def test_a_hung_key_server_keeps_nobody_waiting_for_ever(
    door: Door, openid: OpenId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "TIMEOUT", aiohttp.ClientTimeout(total=0.1))
    openid.hold()
    assert await door.knock(token()) == 503
    assert await door.knock(token()) == 503
    assert fetches(openid) == 1, "those who come right after do not wait again"


async def test_who_has_a_known_key_does_not_wait_for_who_has_not(
    known: SigningKeys, openid: OpenId, clock: Clock
) -> None:
    await known.find("k1")
    clock.seconds += keys.MISS_SECONDS
    openid.hold()
    stranger = asyncio.create_task(known.find("unknown"))
    await openid.asked(2)
    assert await known.find("k1")
    assert not stranger.done()
    openid.release()
    assert await stranger is None
