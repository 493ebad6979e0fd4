"""The bot's own token, from the real MSAL: one request for any number of turns, and the loop never waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import credentials
from bot.credentials import Credentials, NoToken
from tests.bot.door import LOCAL, settings
from tests.teams_wire.entra import Entra


@pytest.fixture
async def entra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Entra]:
    """A token server that is trusted."""
    async with Entra.running(tmp_path) as server:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
        yield server


@pytest.fixture
def mine(entra: Entra) -> Credentials:
    """Credentials that ask this token server."""
    return Credentials(settings(login_url=entra.url))


async def test_a_token_is_asked_for_once_and_kept(mine: Credentials, entra: Entra) -> None:
    assert {await mine.token() for _ in range(10)} == {"token-1"}
    assert entra.tokens == 1


async def test_twenty_turns_at_once_cause_one_request(mine: Credentials, entra: Entra) -> None:
    entra.hold()
    turns = [asyncio.create_task(mine.token()) for _ in range(20)]
    await entra.asked()
    entra.release()
    assert set(await asyncio.gather(*turns)) == {"token-1"}
    assert entra.tokens == 1


async def test_other_work_goes_on_while_entra_thinks(mine: Credentials, entra: Entra) -> None:
    happened = []
    entra.hold()

    async def turn() -> None:
        await mine.token()
        happened.append("token")

    async def other_work() -> None:
        for number in range(3):
            await asyncio.sleep(0)
            happened.append(f"work {number}")
        entra.release()

    waiting = asyncio.create_task(turn())
    await entra.asked()
    await other_work()
    await waiting
    assert happened == ["work 0", "work 1", "work 2", "token"]


async def test_a_token_near_its_end_is_renewed(mine: Credentials, entra: Entra) -> None:
    entra.expires_in = credentials.EARLY_SECONDS - 100
    assert [await mine.token(), await mine.token()] == ["token-1", "token-2"]


async def test_a_token_that_still_lives_serves_while_entra_is_down(mine: Credentials, entra: Entra) -> None:
    entra.expires_in = credentials.EARLY_SECONDS - 100
    assert await mine.token() == "token-1"
    entra.refuses = "temporarily_unavailable"
    assert await mine.token() == "token-1"


async def test_a_refusal_says_its_code_and_nothing_else(mine: Credentials, entra: Entra) -> None:
    entra.refuses = "invalid_client"
    with pytest.raises(NoToken, match=r"^invalid_client$"):
        await mine.token()


async def test_twenty_turns_do_not_ask_a_server_that_just_refused(mine: Credentials, entra: Entra) -> None:
    entra.refuses = "invalid_client"
    turns = await asyncio.gather(*(mine.token() for _ in range(20)), return_exceptions=True)
    assert all(isinstance(turn, NoToken) for turn in turns)
    assert entra.tokens == 1


async def test_after_a_while_it_is_asked_again(
    mine: Credentials, entra: Entra, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(credentials, "FAILED_SECONDS", 0)
    entra.refuses = "invalid_client"
    with pytest.raises(NoToken):
        await mine.token()
    entra.refuses = ""
    assert await mine.token() == "token-2"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (502, "<html>Bad Gateway</html>"),
        (200, "<html>proxy</html>"),
        (200, "{}"),
        (200, "[]"),
        (200, "null"),
        (200, ""),
    ],
)
async def test_whatever_else_comes_back_is_no_token(mine: Credentials, entra: Entra, status: int, body: str) -> None:
    entra.answer_with(status, body)
    with pytest.raises(NoToken):
        await mine.token()


async def test_a_hung_entra_is_not_waited_for_for_ever(
    mine: Credentials, entra: Entra, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(credentials, "TIMEOUT_SECONDS", 0.2)
    entra.hold()
    with pytest.raises(NoToken):
        await mine.token()


async def test_a_server_that_is_not_there_is_no_token(mine: Credentials, entra: Entra) -> None:
    nobody = Credentials(settings(login_url="https://localhost:1"))
    with pytest.raises(NoToken):
        await nobody.token()


async def test_local_development_has_no_token() -> None:
    assert await Credentials(settings(**LOCAL)).token() == ""
