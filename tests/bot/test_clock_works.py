"""Longer work goes its own way beside beat and letters: while it runs, letters arrive and turns are answered."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import Any

import pytest

from bot.buttons import Verb
from bot.clock import Clock
from handlers import trying, whatif
from knowledge.letters import Draft, Letter
from knowledge.store import letters
from tests.bot.filing_help import buttons, last, said
from tests.bot.wire import Wire
from tests.handlers.errand_help import errand_rows
from tests.teams_wire import activities
from tests.teams_wire.activities import ANNA, KIM

SLUG = "low-arousal"


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 - what is waited for happens in Teams
            await asyncio.sleep(0.02)


async def test_a_letter_and_an_answer_arrive_while_a_what_if_runs(
    in_teams: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire, held, compared = in_teams, threading.Event(), whatif.compare

    def slow(*given: Any, told: Callable[[int, int], None], **more: Any) -> Any:
        told(7, 100)
        assert held.wait(30)
        return compared(*given, told=told, **more)

    monkeypatch.setattr(trying, "compare", slow)
    wire.workshop.tell_seconds = 0.1
    await wire.deliver(activities.message(KIM, "koordinator"))
    card = wire.teams.seen(KIM)[-1].id
    data = {"verb": Verb.ENTRY_RETIRE.value, "id": SLUG, "n": 1, "why": "afløst"}
    answer = (await wire.deliver(activities.press(KIM, card, Verb.ENTRY_RETIRE.value, data)))[1]
    assert "Jeg ser efter" in said(answer)

    clock = Clock(wire.network, wire.postman, wire.workshop, 0.05, now=lambda: wire.now)
    running = asyncio.create_task(clock.run())
    try:
        await until(lambda: "7 af 100" in said(last(wire, KIM)))
        assert wire.teams.seen(KIM)[-1].id == card, "on the very card that was pressed"
        async with wire.network.store.write() as tx:
            await letters.write(tx, [Draft(Letter.SECRET, "kim", "3", "secret:3:kim")], wire.now)
        clock.wake()
        await until(lambda: "udløber om 3 dage" in wire.seen(KIM))
        await wire.deliver(activities.message(ANNA, "han kaster med stole når vi skifter lokale"))
        assert "Forberedte skift" in wire.seen(ANNA)
        (errand,) = await errand_rows(wire.network)
        assert errand["state"] == "waiting", "all that while it ran"
        held.set()
        await until(lambda: Verb.RETIRE_DO in buttons(last(wire, KIM)))
        await until(lambda: any("nyere kort" in said(one.activity) for one in wire.teams.seen(KIM) if one.id == card))
    finally:
        held.set()
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
