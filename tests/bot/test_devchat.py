"""The built-in chat: only here, only without credentials, and as strict as Teams where the bot could go wrong."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

from bot import devchat
from bot.devchat import client
from bot.envelope import CARD_TYPE, INVOKE_CARD
from bot.settings import Settings

ANNA = "connector/v3/conversations/a:anna"
Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def posted() -> list[dict[str, Any]]:
    """What came to the bot's own door."""
    return []


@pytest.fixture
async def page(posted: list[dict[str, Any]]) -> AsyncIterator[Client]:
    """The chat beside a bot that answers every invoke with the same card."""

    async def door(request: web.Request) -> web.Response:
        posted.append(await request.json())
        if posted[-1]["type"] != "invoke":
            return web.Response()
        return web.json_response({"statusCode": 200, "type": INVOKE_CARD, "value": {"type": "AdaptiveCard", "new": 1}})

    app = web.Application()
    app.router.add_post("/api/messages", door)
    devchat.mount(app, Settings())
    async with TestClient(TestServer(app, host="127.0.0.1")) as opened:
        yield opened


def test_never_beside_real_people() -> None:
    real = Settings(app_id="app", app_password=SecretStr("secret"), app_tenant="tenant")
    with pytest.raises(RuntimeError, match="MicrosoftAppId"):
        devchat.mount(web.Application(), real)


async def test_the_front_door_leads_to_the_chat(page: Client) -> None:
    async with page.get("/") as answer:
        html = await answer.text()
    assert answer.url.path == "/try/"
    assert client.DIGEST in html
    assert "ADAPTIVECARDS" not in html


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Host": "evil.example"}])
async def test_pages_of_other_sites_are_refused(page: Client, headers: dict[str, str]) -> None:
    async with page.post("/try/act/anna", json={"type": "message", "text": "hej"}, headers=headers) as answer:
        assert answer.status == 403


@pytest.mark.parametrize("name", ["..%2fclient.py", "index.html", "chat.py"])
async def test_only_the_pages_own_files_are_served(page: Client, name: str) -> None:
    async with page.get(f"/try/{name}") as answer:
        assert answer.status == 404


async def test_a_message_goes_to_the_bots_own_door(page: Client, posted: list[dict[str, Any]]) -> None:
    async with page.post("/try/act/anna", json={"type": "message", "text": "hej", "from": {"id": "forged"}}) as answer:
        assert await answer.json() == {"status": 200, "body": None}
    assert posted[0]["from"]["id"] == "29:anna"
    assert posted[0]["conversation"]["id"] == "a:anna"
    assert posted[0]["serviceUrl"].startswith("http://127.0.0.1:")


@pytest.mark.parametrize("body", [{"type": "conversationUpdate"}, {}, [], "hej"])
async def test_only_what_people_can_do(page: Client, posted: list[dict[str, Any]], body: object) -> None:
    async with page.post("/try/act/anna", json=body) as answer:
        assert answer.status == 400
    assert not posted


async def test_a_button_puts_the_new_card_in_the_old_ones_place(page: Client) -> None:
    sent = await _sent(page)
    press = {"type": "invoke", "name": "adaptiveCard/action", "replyToId": sent, "value": {"action": {}}}
    async with page.post("/try/act/anna", json=press) as answer:
        assert answer.status == 200
    shown = await _shown(page)
    assert [activity["cards"] for activity in shown] == [[{"type": "AdaptiveCard", "new": 1}]]


async def test_update_and_delete(page: Client) -> None:
    sent = await _sent(page)
    async with page.put(f"/try/{ANNA}/activities/{sent}", json={"type": "message", "text": "rettet"}) as answer:
        assert answer.status == 200
    assert [activity["text"] for activity in await _shown(page)] == ["rettet"]
    async with page.delete(f"/try/{ANNA}/activities/{sent}") as answer:
        assert answer.status == 200
    assert not await _shown(page)


async def test_what_is_not_there_is_not_found(page: Client) -> None:
    for method, path in (
        ("POST", "connector/v3/conversations/a:nobody/activities"),
        ("PUT", f"{ANNA}/activities/none"),
        ("DELETE", f"{ANNA}/activities/none"),
        ("GET", f"{ANNA}/members/29:eva"),
    ):
        async with page.request(method, f"/try/{path}", json={"type": "message"}) as answer:
            assert answer.status == 404, path


async def test_members_and_conversations_as_teams_has_them(page: Client) -> None:
    async with page.get(f"/try/{ANNA}/members/29:anna") as answer:
        assert (await answer.json())["userPrincipalName"] == "anna@demo.example"
    async with page.post("/try/connector/v3/conversations", json={"members": [{"id": "29:eva"}]}) as answer:
        assert (await answer.json())["id"] == "a:eva"
    async with page.post("/try/connector/v3/conversations", json={"members": [{"id": "29:nobody"}]}) as answer:
        assert answer.status == 400


async def test_a_message_too_large_for_teams_is_refused(page: Client) -> None:
    async with page.post(f"/try/{ANNA}/activities", json={"type": "message", "text": "x" * 29_000}) as answer:
        assert answer.status == 413


async def _sent(page: Client) -> str:
    card = {"contentType": CARD_TYPE, "content": {"type": "AdaptiveCard"}}
    async with page.post(f"/try/{ANNA}/activities", json={"type": "message", "attachments": [card]}) as answer:
        return str((await answer.json())["id"])


async def _shown(page: Client) -> list[dict[str, Any]]:
    """What a page that is opened now sees of Anna's conversation; the bot is installed for all six at the same time."""
    shown = []
    async with page.get("/try/events") as stream:
        assert (await _event(stream))["op"] == "start"
        await page.post("/try/act/anna", json={"type": "message", "text": "slut"})
        while (activity := (await _event(stream))["activity"])["text"] != "slut":
            shown.append(activity)
    return shown


async def _event(stream: Any) -> dict[str, Any]:
    while not (line := await stream.content.readline()).startswith(b"data: "):
        pass
    event: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
    return event
