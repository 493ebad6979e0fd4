"""The one way out: what Teams answers becomes one of four words, and nothing waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from bot import connector as way_out
from bot.connector import AGAIN, Connector, Failure, SendFailed, failure
from bot.credentials import Credentials, NoToken
from bot.envelope import message
from bot.guard import Guard
from knowledge.letters import LONGEST_WAIT, retry_at
from tests.bot.door import LOCAL, settings
from tests.teams_wire import faults
from tests.teams_wire.activities import ANNA, BO
from tests.teams_wire.connector import FakeTeams
from tests.teams_wire.faults import Fault

CARD = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "Hej"}]}
HELLO = message(CARD, "Hej")


class Fixed(Credentials):
    """Credentials with a token that is already there, or none."""

    def __init__(self, given: str = "", refuses: str = "") -> None:
        super().__init__(settings(**LOCAL))
        self.given, self.refuses = given, refuses

    async def token(self) -> str:
        """The token."""
        if self.refuses:
            raise NoToken(self.refuses)
        return self.given


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """A client session."""
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def out(session: aiohttp.ClientSession) -> Connector:
    """The connector as in local development."""
    return Connector(session, Fixed(), Guard(settings(**LOCAL), None).service_allowed)


async def failed(call: Any) -> SendFailed:
    """How a call fails; it must."""
    with pytest.raises(SendFailed) as wrong:
        await call
    return wrong.value


async def test_a_card_is_sent_changed_and_taken_away(out: Connector, teams: FakeTeams) -> None:
    id_ = await out.send(teams.url, ANNA.chat, HELLO)
    assert teams.cards(ANNA) == [CARD]
    changed = CARD | {"body": [{"type": "TextBlock", "text": "Taget"}]}
    await out.update(teams.url + "/", ANNA.chat, id_, message(changed, "Taget"))
    assert teams.cards(ANNA) == [changed]
    assert teams.cards(BO) == []
    await out.delete(teams.url, ANNA.chat, id_)
    assert teams.seen(ANNA) == []


async def test_a_profile_is_read(out: Connector, teams: FakeTeams) -> None:
    profile = await out.member(teams.url, ANNA.chat, ANNA.mri)
    assert (profile["aadObjectId"], profile["userPrincipalName"]) == (ANNA.aad, "anna@skole.example")
    assert (await failed(out.member(teams.url, ANNA.chat, "29:nobody"))).failure is Failure.GONE


async def test_ids_with_strange_characters_stay_ids(out: Connector, teams: FakeTeams) -> None:
    strange = "19:a/b?c#d e%2f..@thread.tacv2;messageid=1"
    teams.conversations[strange] = []
    id_ = await out.send(teams.url, strange, HELLO)
    await out.update(teams.url, strange, id_, HELLO)
    assert [found.id for found in teams.conversations[strange]] == [id_]


async def test_the_token_goes_with_every_call(session: aiohttp.ClientSession) -> None:
    async with FakeTeams.running(bearer="secret") as teams:
        allowed = Guard(settings(**LOCAL), None).service_allowed
        await Connector(session, Fixed("secret"), allowed).send(teams.url, ANNA.chat, HELLO)
        wrong = await failed(Connector(session, Fixed("another"), allowed).send(teams.url, ANNA.chat, HELLO))
        assert (wrong.failure, wrong.code) == (Failure.REFUSED, "Unauthorized")
        assert len(teams.seen(ANNA)) == 1


async def test_without_a_token_nothing_is_called(session: aiohttp.ClientSession, teams: FakeTeams) -> None:
    out = Connector(session, Fixed(refuses="invalid_client" * 20), Guard(settings(**LOCAL), None).service_allowed)
    wrong = await failed(out.send(teams.url, ANNA.chat, HELLO))
    assert wrong.failure is Failure.AGAIN
    assert wrong.code.startswith("token_invalid_client")
    assert len(wrong.code) <= 64
    assert teams.calls == []


async def test_a_service_that_is_not_known_is_never_called(session: aiohttp.ClientSession, teams: FakeTeams) -> None:
    out = Connector(session, Fixed("secret"), Guard(settings(), None).service_allowed)
    for address in (teams.url, "https://evil.example", "http://smba.trafficmanager.net"):
        assert (await failed(out.send(address, ANNA.chat, HELLO))).failure is Failure.REFUSED
    assert teams.calls == []


CODES: dict[str, tuple[Fault, Failure, str]] = {
    "412": (faults.precondition(), Failure.AGAIN, "PreconditionFailed"),
    "429": (faults.throttled(), Failure.AGAIN, "Throttled"),
    "502 page": (faults.html(502), Failure.AGAIN, "502"),
    "503": (faults.error(503, "ServiceUnavailable"), Failure.AGAIN, "ServiceUnavailable"),
    "504 page": (faults.html(504), Failure.AGAIN, "504"),
    "400": (faults.error(400, "BadArgument"), Failure.REFUSED, "BadArgument"),
    "401": (faults.error(401, "BotNotRegistered"), Failure.REFUSED, "BotNotRegistered"),
    "413": (faults.error(413, "MessageSizeTooBig"), Failure.REFUSED, "MessageSizeTooBig"),
    "500": (faults.error(500, "ServiceError"), Failure.REFUSED, "ServiceError"),
    "500 page": (faults.html(500), Failure.REFUSED, "500"),
    "403 not there": (faults.not_in_roster(), Failure.UNREACHABLE, "BotNotInConversationRoster"),
    "403 blocked": (faults.blocked(), Failure.UNREACHABLE, "MessageWritesBlocked"),
    "403 page": (faults.html(403), Failure.UNREACHABLE, "403"),
    "403 another number": (Fault(403, '{"errorCode":1,"message":"x"}'), Failure.UNREACHABLE, "1"),
    "404": (faults.not_found(), Failure.GONE, "ConversationNotFound"),
    "410": (faults.error(410, "Gone"), Failure.GONE, "Gone"),
    "302": (Fault(302, "", headers={"Location": "https://evil.example/"}), Failure.REFUSED, "302"),
    "broken JSON": (Fault(503, '{"error":'), Failure.AGAIN, "503"),
    "JSON of another shape": (Fault(503, '{"error":"x"}'), Failure.AGAIN, "503"),
    "a list": (Fault(503, "[]"), Failure.AGAIN, "503"),
    "no characters": (Fault(503, "\udcff".encode("utf-8", "surrogatepass").decode("latin-1")), Failure.AGAIN, "503"),
    "a broken package": (Fault(503, "no gzip", headers={"Content-Encoding": "gzip"}), Failure.AGAIN, "503"),
}


@pytest.mark.parametrize("case", CODES)
async def test_each_status_becomes_one_word(out: Connector, teams: FakeTeams, case: str) -> None:
    fault, means, code = CODES[case]
    teams.script(fault)
    wrong = await failed(out.send(teams.url, ANNA.chat, HELLO))
    assert (wrong.failure, wrong.code) == (means, code)
    assert len(teams.calls) == 1, "the connector itself never tries again"
    assert teams.seen(ANNA) == []


@pytest.mark.parametrize("status", range(300, 600))
def test_only_what_teams_names_is_tried_again(status: int) -> None:
    assert (failure(status, "").failure is Failure.AGAIN) == (status in AGAIN)


@pytest.mark.parametrize("method", ["update", "delete"])
async def test_a_card_that_is_gone_is_gone(out: Connector, teams: FakeTeams, method: str) -> None:
    more = (HELLO,) if method == "update" else ()
    wrong = await failed(getattr(out, method)(teams.url, ANNA.chat, "1:unknown", *more))
    assert (wrong.failure, wrong.code) == (Failure.GONE, "ActivityNotFoundInConversation")


@pytest.mark.parametrize(
    "how", [faults.reset(), faults.reset(delivered=True), faults.hang(), faults.hang(delivered=True)]
)
async def test_no_answer_is_tried_again(
    out: Connector, teams: FakeTeams, how: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(way_out, "TIMEOUT", aiohttp.ClientTimeout(total=0.2))
    teams.script(how)
    assert (await failed(out.send(teams.url, ANNA.chat, HELLO))).failure is Failure.AGAIN
    assert len(teams.seen(ANNA)) == how.delivered


async def test_nobody_there_is_tried_again(out: Connector) -> None:
    assert (await failed(out.send("http://127.0.0.1:1", ANNA.chat, HELLO))).failure is Failure.AGAIN


async def test_a_message_may_arrive_although_the_answer_says_otherwise(out: Connector, teams: FakeTeams) -> None:
    teams.script(faults.after_delivery(502))
    assert (await failed(out.send(teams.url, ANNA.chat, HELLO))).failure is Failure.AGAIN
    assert teams.cards(ANNA) == [CARD]


async def test_one_who_hangs_holds_up_nobody_else(
    out: Connector, teams: FakeTeams, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(way_out, "TIMEOUT", aiohttp.ClientTimeout(total=5))
    teams.refused[ANNA.chat] = faults.hang()
    stuck = [asyncio.create_task(out.send(teams.url, ANNA.chat, HELLO)) for _ in range(6)]
    assert await out.send(teams.url, BO.chat, HELLO)
    assert not any(task.done() for task in stuck)
    for task in stuck:
        task.cancel()
    await asyncio.gather(*stuck, return_exceptions=True)


@pytest.mark.parametrize("answer", ["", "[]", "7", '{"id":null}', '{"id":""}'])
async def test_a_success_without_an_id_is_still_a_success(out: Connector, teams: FakeTeams, answer: str) -> None:
    teams.script(Fault(201, answer, delivered=True))
    assert await out.send(teams.url, ANNA.chat, HELLO) == ""


async def test_a_strangers_page_is_no_success(out: Connector, teams: FakeTeams) -> None:
    teams.script(faults.html(200))
    assert (await failed(out.send(teams.url, ANNA.chat, HELLO))).failure is Failure.AGAIN


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("2", 2.0),
        ("0", 0.0),
        ("1.5", 1.5),
        (None, None),
        ("", None),
        ("-1", None),
        (".", None),
        ("soon", None),
        ("nan", None),
        ("²", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
    ],
)
async def test_teams_may_say_how_long_to_wait(
    out: Connector, teams: FakeTeams, header: str | None, seconds: float | None
) -> None:
    teams.script(faults.throttled(header))
    assert (await failed(out.send(teams.url, ANNA.chat, HELLO))).retry_after == seconds


@pytest.mark.parametrize("header", ["9" * 15, "9" * 400])
def test_an_endless_wait_is_an_hour(header: str) -> None:
    now = datetime(2026, 11, 18, tzinfo=UTC)
    wait = failure(429, "", header).retry_after
    assert retry_at(1, now, jitter=0, retry_after=wait) == now + LONGEST_WAIT


def test_a_failure_says_nothing_of_what_was_written() -> None:
    assert len(failure(400, "x" * 1_000).code) <= 64
