"""Who somebody is: invited by e-mail and then met, a guest with a known e-mail, and somebody who writes too fast."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from bot.buttons import Verb
from bot.pace import BURST
from handlers import members
from knowledge.store import people
from knowledge.store.tables import questions
from tests.bot.wire import Wire
from tests.teams_wire.activities import ANNA, Somebody, installed, message, search

METTE = Somebody("mette", "Mette Ny", "00000000-0000-0000-0000-00000000beef")


async def invite(wire: Wire) -> None:
    """Mette is named as coordinator by her e-mail before she has written, and installs the bot later."""
    wire.teams.conversations[METTE.chat] = []
    wire.teams.members[METTE.mri] = METTE
    async with wire.network.store.write() as tx:
        await members.appoint(wire.network, tx, ["Mette@Skole.example"], wire.now)


async def test_whoever_was_named_by_e_mail_is_known_when_they_come(wire: Wire) -> None:
    await invite(wire)
    await wire.deliver(installed(METTE))
    await wire.press(METTE, Verb.HOME)
    async with wire.network.store.read() as tx:
        known = await people.by_aad(tx, METTE.aad)
        again = await people.by_upn(tx, "mette@skole.example")
    assert known is not None
    assert known.person.coordinator
    assert known.person.name == METTE.name
    assert known.person.reachable
    assert again is not None
    assert again.id == known.id
    assert "Det kræver en rolle" not in wire.seen(METTE)


async def test_what_they_asked_before_they_were_known_is_still_theirs(wire: Wire) -> None:
    await invite(wire)
    await wire.deliver(message(METTE, "en dreng kaster med stole når vi skifter lokale"))
    async with wire.network.store.read() as tx:
        known = await people.by_aad(tx, METTE.aad)
        assert known is not None
        assert known.person.coordinator
        asked = list((await tx.execute(sa.select(questions.c.asker))).scalars())
    assert asked == [known.id]


@pytest.mark.parametrize("role", ["guest", "anonymous"])
async def test_a_guest_is_nobodys_invited_colleague(wire: Wire, monkeypatch: pytest.MonkeyPatch, role: str) -> None:
    """Anybody can have an account elsewhere that says it is mette@skole.example."""
    await invite(wire)

    async def member(*_: object) -> dict[str, str]:
        return {"email": "mette@skole.example", "userRole": role}

    monkeypatch.setattr("bot.connector.Connector.member", member)
    await wire.deliver(installed(METTE))
    async with wire.network.store.read() as tx:
        known = await people.by_aad(tx, METTE.aad)
    assert known is not None
    assert not known.person.coordinator
    assert known.upn == ""


async def test_whoever_is_too_fast_is_told_once_a_minute(wire: Wire) -> None:
    for told in (1, 2):
        for number in range(BURST + 10):
            await wire.deliver(message(ANNA, f"hej igen {number}"))
        assert wire.seen(ANNA).count("lidt stærkt") == told
        wire.wait(seconds=61)


async def test_danger_is_answered_however_fast_it_comes(wire: Wire) -> None:
    for number in range(BURST + 3):
        await wire.deliver(message(ANNA, f"hej {number}"))
    await wire.deliver(message(ANNA, "en pige i 7. klasse siger at hun vil tage sit eget liv"))
    assert "selvmordstanker" in str(wire.teams.cards(ANNA)[-1])


async def test_a_script_does_not_search_without_end(wire: Wire) -> None:
    wide = search(ANNA, "børn der slår")
    answers = [(await wire.deliver(wide))[1]["composeExtension"]["attachments"] for _ in range(BURST + 1)]
    assert all(answers), "never an empty list: too fast gets the few entries that many need"
