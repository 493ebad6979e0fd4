"""The same forms in a dialog: opened, sent, told what is wrong beside the field, and closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot import wire
from bot.buttons import Verb, pack, unpack
from bot.cards import render
from bot.cards.openers import OPENS
from bot.connector import Connector
from bot.turn import Turn
from tests.bot.reading import SAMPLES, ink, of_type
from tests.bot.schema import slips
from tests.handlers.conftest import WEDNESDAY, House, house, small_library  # noqa: F401 - fixtures
from tests.handlers.test_drafts import BALL

Invoke = Callable[..., Any]


@pytest.fixture
def invoke(house: House) -> Invoke:  # noqa: F811
    """Sends an invoke as somebody; the body of the answer."""
    turn = Turn(house.network, cast(Connector, None), lambda language: ink(language), "me", clock=lambda: WEDNESDAY)

    async def send(name: str, data: Any, who: str = "kim") -> Any:
        body = {
            "type": "invoke",
            "name": name,
            "id": "f:1",
            "serviceUrl": "https://smba.example/emea/",
            "conversation": {"id": f"chat-{who}", "conversationType": "personal"},
            "from": {"id": f"29:{who}", "aadObjectId": f"aad-{who}", "name": who},
            "recipient": {"id": "28:bot"},
            "locale": "da-DK",
            "value": {"data": data, "context": {"theme": "dark"}},
        }
        answer = await turn.on_invoke_activity(SimpleNamespace(activity=wire.activity(body)))
        return answer.body

    return send


async def test_a_form_opens_is_put_right_and_closes(invoke: Invoke) -> None:
    opened = await invoke("task/fetch", {"type": "task/fetch", **pack(Verb.ENTRY_NEW)})
    card = opened["task"]["value"]["card"]["content"]
    assert opened["task"]["type"] == "continue"
    assert slips(card) == []
    assert not of_type(card, "Action.Execute")
    save = next(node["data"] for node in of_type(card, "Action.Submit") if node["data"]["verb"] == Verb.ENTRY_SAVE)
    wrong = await invoke("task/submit", {**save, **BALL, "steps": ""})
    card = wrong["task"]["value"]["card"]["content"]
    at = next(n for n, item in enumerate(card["body"]) if item.get("id") == "steps")
    assert "trin" in card["body"][at + 1]["inlines"][0]["text"]
    save = next(node["data"] for node in of_type(card, "Action.Submit") if node["data"]["verb"] == Verb.ENTRY_SAVE)
    done = await invoke("task/submit", {**save, **BALL})
    assert done["task"]["type"] == "message"
    assert "Boldspil" in done["task"]["value"]


async def test_who_may_not_is_told_and_nonsense_is_refused(invoke: Invoke) -> None:
    for data, who in ((pack(Verb.ENTRY_NEW), "anna"), ({"verb": "nonsense"}, "kim"), ("text", "kim"), (None, "kim")):
        answer = await invoke("task/fetch", data, who)
        assert answer["task"]["type"] == "message"


@pytest.mark.parametrize("name", SAMPLES)
def test_buttons_open_dialogs_only_where_the_client_has_them(name: str) -> None:
    there = render(SAMPLES[name], replace(ink(), dialogs=True))
    assert slips(there) == []
    executed = {node["verb"] for node in of_type(there, "Action.Execute")}
    assert not executed & OPENS
    opening = [node["data"] for node in of_type(there, "Action.Submit") if "msteams" in node["data"]]
    assert all(data["msteams"] == {"type": "task/fetch"} and unpack(None, data) for data in opening)
