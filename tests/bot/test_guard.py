"""The door: who is let in, and that everybody else gets a bare refusal. Tokens are signed with keys of our own."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from bot import tokens as tokens_module
from bot.guard import Guard
from bot.keys import SigningKeys
from bot.tokens import Refused, Tokens
from tests.bot.door import LOCAL, Door, opened, settings
from tests.teams_wire.activities import ANNA, SERVICE_URL, TENANT, message
from tests.teams_wire.openid import (
    APP_ID,
    ISSUER,
    OpenId,
    signed_with_public_key,
    token,
    unsigned,
    with_header,
)

EMULATORS = ("d6d49420-f39b-4df7-a1dc-d59a935871db", "f8cdef31-a31e-4b4a-93e4-5f571e91255a")
INFINITY = float("inf")


def ago(seconds: int) -> int:
    """A time in the past, as a token says it."""
    return int(time.time()) - seconds


def signed(**claims: Any) -> Callable[[], str]:
    """A token that is made when it is needed: its times are of that moment."""
    return lambda: token(**claims)


LET_IN: dict[str, Callable[[], str]] = {
    "valid": token,
    "two minutes past its time": lambda: token(exp=ago(120)),
    "a clock two minutes ahead": lambda: token(nbf=ago(-120)),
    "service address with capitals in its claim": lambda: token(serviceurl=None, serviceUrl=SERVICE_URL),
    "service address without a slash": lambda: token(serviceurl=SERVICE_URL.rstrip("/")),
    "one of several audiences": lambda: token(aud=[APP_ID, "another"]),
}

REFUSED: dict[str, Callable[[], str | None]] = {
    "no token": lambda: None,
    "empty": lambda: "",
    "garbage": lambda: "abc",
    "garbage in three parts": lambda: "a.b.c",
    "not base64": lambda: "ø.æ.å".encode().decode("latin-1"),
    "a header of nested lists": lambda: with_header("[" * 4_000),
    "a header that is a list": lambda: with_header("[]"),
    "a header that is null": lambda: with_header("null"),
    "a header with a number for a key": lambda: with_header('{"alg":"RS256","kid":7}'),
    "a critical extension": lambda: with_header('{"alg":"RS256","kid":"k1","crit":["x"],"x":1}'),
    "expired ten minutes ago": lambda: token(exp=ago(600)),
    "valid in ten minutes": lambda: token(nbf=ago(-600)),
    "no exp": signed(exp=None),
    "no nbf": signed(nbf=None),
    "exp is a word": signed(exp="tomorrow"),
    "exp is endless": signed(exp=INFINITY),
    "nbf is endless": signed(nbf=INFINITY),
    "iat is endless": signed(iat=INFINITY),
    "another audience": signed(aud="99999999-0000-0000-0000-000000000000"),
    "no audience": signed(aud=None),
    "audience is an object": signed(aud={"x": APP_ID}),
    "another issuer": signed(iss="https://evil.example"),
    "no issuer": signed(iss=None),
    "issuer is a list": signed(iss=[ISSUER]),
    "an emulator": signed(iss=f"https://sts.windows.net/{EMULATORS[0]}/", ver="1.0", appid=APP_ID),
    "another emulator": signed(
        iss=f"https://login.microsoftonline.com/{EMULATORS[1]}/v2.0", ver="2.0", azp=APP_ID, appid=APP_ID
    ),
    "no service address": signed(serviceurl=None),
    "service address is a list": signed(serviceurl=[SERVICE_URL]),
    "another service address": signed(serviceurl="https://evil.example/"),
    "algorithm none": unsigned,
    "HS256 with the public key": signed_with_public_key,
    "PS256": lambda: token(algorithm="PS256"),
    "RS512": lambda: token(algorithm="RS512"),
    "signed by another key": lambda: token(signed_by="stranger"),
    "unknown key": lambda: token("k9"),
    "no key": lambda: token(None),
}


@pytest.mark.parametrize("case", LET_IN)
async def test_let_in(door: Door, case: str) -> None:
    assert await door.knock(LET_IN[case]()) == 200
    assert [body["text"] for body in door.inside] == ["hej"]


@pytest.mark.parametrize("case", REFUSED)
async def test_refused_with_401(door: Door, case: str) -> None:
    assert await door.knock(REFUSED[case]()) == 401
    assert door.inside == []


async def test_a_token_that_was_good_is_refused_when_its_time_is_over(openid: OpenId) -> None:
    mine, now = token(exp=ago(-60)), [time.time()]
    async with aiohttp.ClientSession() as session:
        keys, tokens = SigningKeys(session, openid.metadata), Tokens(lambda: now[0])
        first = await tokens.check(mine, keys, APP_ID)
        now[0] += 60 + 290
        assert await tokens.check(mine, keys, APP_ID) is first, "five minutes' leeway"
        now[0] += 20
        with pytest.raises(Refused, match="expired"):
            await tokens.check(mine, keys, APP_ID)


async def test_a_token_that_was_let_in_vouches_for_no_other(door: Door) -> None:
    mine = token()
    assert await door.knock(mine) == 200
    head, claims, signature = mine.split(".")
    other = token(serviceurl="https://smba.example/other/").split(".")[1]
    forged = (f"{head}.{other}.{signature}", f"{head}.{claims}.{signature[:-8]}AAAAAAAA", f"{head}.{claims}.")
    assert [await door.knock(each) for each in forged] == [401, 401, 401]


async def test_a_token_that_was_let_in_falls_with_its_key(openid: OpenId) -> None:
    mine = token()
    async with aiohttp.ClientSession() as session:
        keys, tokens = SigningKeys(session, openid.metadata), Tokens()
        assert (await tokens.check(mine, keys, APP_ID)).kid == "k1"
        openid.rotate("k2")
        renewed = SigningKeys(session, openid.metadata)
        with pytest.raises(Refused, match="unknown_key"):
            await tokens.check(mine, renewed, APP_ID)


async def test_no_more_tokens_are_remembered_than_so_many(openid: OpenId, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens_module, "MOST_KNOWN", 3)
    async with aiohttp.ClientSession() as session:
        keys, tokens = SigningKeys(session, openid.metadata), Tokens()
        for number in range(5):
            await tokens.check(token(jti=str(number)), keys, APP_ID)
    assert len(tokens.known) == 3


@pytest.mark.parametrize("scheme", ["Basic {}", "bearer{}", "{}", "Bearer", "Negotiate {}"])
async def test_another_scheme_is_no_token(door: Door, scheme: str) -> None:
    assert await door.knock(None, headers={"Authorization": scheme.format(token())}) == 401


FORBIDDEN: dict[str, tuple[Callable[[], str], dict[str, Any]]] = {
    "a key for another channel": (lambda: token("k-webchat"), {}),
    "a key for no channel": (lambda: token("k-none"), {}),
    "the emulator's channel": (token, {"channelId": "emulator"}),
    "another channel's key and name": (lambda: token("k-webchat"), {"channelId": "webchat"}),
    "no channel": (token, {"channelId": None}),
    "another tenant": (token, {"channelData": {"tenant": {"id": "another"}}}),
    "no tenant": (token, {"channelData": {}}),
    "no channel data": (token, {"channelData": None}),
    "a tenant that is a list": (token, {"channelData": {"tenant": [TENANT]}}),
    "a tenant id that is a list": (token, {"channelData": {"tenant": {"id": [TENANT]}}}),
    "a tenant in the conversation only": (token, {"channelData": "x", "conversation": {"id": "c", "tenantId": TENANT}}),
    "another service": (
        lambda: token(serviceurl="https://evil.example/"),
        {"serviceUrl": "https://evil.example/"},
    ),
    "a service without encryption": (
        lambda: token(serviceurl="http://smba.trafficmanager.net/emea/"),
        {"serviceUrl": "http://smba.trafficmanager.net/emea/"},
    ),
    "this machine": (lambda: token(serviceurl="http://127.0.0.1:1/"), {"serviceUrl": "http://127.0.0.1:1/"}),
}


@pytest.mark.parametrize("case", FORBIDDEN)
async def test_refused_with_403(door: Door, case: str) -> None:
    made, changes = FORBIDDEN[case]
    assert await door.knock(made(), message(ANNA, "hej", **changes)) == 403
    assert door.inside == []


async def test_the_activity_must_come_from_the_service_the_token_names(door: Door) -> None:
    elsewhere = message(ANNA, "hej", serviceUrl="https://smba.trafficmanager.net/amer/")
    assert await door.knock(token(), elsewhere) == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"serviceUrl": None},
        {"serviceUrl": 7},
        {"serviceUrl": ""},
        {"type": None},
        {"type": ["message"]},
        {"conversation": None},
        {"conversation": {}},
        {"conversation": {"id": 7}},
        {"conversation": "a"},
    ],
    ids=str,
)
async def test_what_is_no_activity_is_refused(door: Door, changes: dict[str, Any]) -> None:
    assert await door.knock(token(), message(ANNA, "hej", **changes)) == 400
    assert door.inside == []


async def test_local_development_is_for_this_machine_only() -> None:
    async with opened(None, settings(**LOCAL)) as door:
        assert await door.knock(None, message(ANNA, "hej", serviceUrl="http://127.0.0.1:9/")) == 200
        assert await door.knock(None, message(ANNA, "hej", serviceUrl="http://evil.example/")) == 403
        assert await door.knock(None, message(ANNA, "hej")) == 200


@pytest.mark.parametrize("header", [{"Host": "bot.kommune.example"}, {"Origin": "https://evil.example"}], ids=str)
async def test_local_development_stands_behind_no_proxy_and_answers_no_page_elsewhere(header: dict[str, str]) -> None:
    """A proxy on this machine would let the whole world in without a token."""
    async with opened(None, settings(**LOCAL)) as door:
        assert await door.knock(None, message(ANNA, "hej"), headers=header) == 403
        assert door.inside == []


async def test_another_tenant_may_be_let_in_by_a_setting(openid: OpenId) -> None:
    async with opened(openid, settings(allowed_tenants="one, two")) as door:
        assert await door.knock(token(), message(ANNA, "hej", channelData={"tenant": {"id": "two"}})) == 200
        assert await door.knock(token(), message(ANNA, "hej")) == 403


async def test_a_refusal_is_one_line_in_the_log_without_content(door: Door) -> None:
    with structlog.testing.capture_logs() as lines:
        await door.knock(token(exp=None), message(ANNA, "Mads har slået"))
    assert [(line["event"], line["status"]) for line in lines] == [("denied", 401)]
    assert "Mads" not in str(lines)


HOSTS = {
    "https://smba.trafficmanager.net/emea/": True,
    "https://SMBA.TrafficManager.net/emea/": True,
    "https://smba.trafficmanager.net:443/": True,
    "https://europe.api.botframework.com/": True,
    "https://smba.infra.teams.microsoft.com/": True,
    "https://evilbotframework.com/": False,
    "https://botframework.com/": False,
    "https://smba.trafficmanager.net.evil.example/": False,
    "https://smba.trafficmanager.net@evil.example/": False,
    "https://evil.example#@smba.trafficmanager.net/": False,
    "https://evil.example?@smba.trafficmanager.net/": False,
    "https://evil.example/smba.trafficmanager.net": False,
    "https://smba.trafficmanager.net./": False,
    "//smba.trafficmanager.net/": False,
    "ftp://smba.trafficmanager.net/": False,
    "javascript:alert(1)": False,
    "https://[::1]/": False,
    "https://[smba.trafficmanager.net/": False,
    "https://localhost/": False,
    "https://127.0.0.1/": False,
    "": False,
}


@pytest.mark.parametrize(("address", "allowed"), HOSTS.items())
def test_only_known_services_are_talked_to(address: str, allowed: bool) -> None:
    assert Guard(settings(), None).service_allowed(address) is allowed


PIECES = [
    "https://",
    "smba.trafficmanager.net",
    "evil.example",
    "@",
    "\\",
    "/",
    "#",
    "?",
    ":",
    "%2f",
    "\t",
    "\n",
    "[",
    "]",
]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text(max_size=30).map("https://{}".format))
def test_the_host_that_is_checked_is_the_host_that_is_called(address: str) -> None:
    if Guard(settings(), None).service_allowed(address):
        try:
            called = URL(address).host
        except ValueError:
            return  # the client refuses to call it at all
        assert Guard(settings(), None).service_allowed(f"https://{called}/")
