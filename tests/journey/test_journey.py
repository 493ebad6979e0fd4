"""The whole journey on the wire, with authentication on: once as it is, once with the bot killed between the steps."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from bot.buttons import Verb
from tests.journey.town import Town, words
from tests.teams_wire import activities as teams
from tests.teams_wire.activities import ANNA, BO, CAST, EVA, KIM, RIKKE, Somebody

THROWS = "en dreng i 3.b kaster med stole når vi skifter lokale, hvad gør vi"
SECRET = "han hedder Mikkel Sørensen og bor på Skovvej 3"
Between = Callable[[], Awaitable[None]]


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[Town]:
    """The town with the bot running."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    async with Town.open(database_url, port) as opened:
        await opened.start()
        yield opened


@pytest.mark.parametrize("killed", [False, True], ids=["as-it-is", "killed-between-steps"])
async def test_the_journey(town: Town, killed: bool) -> None:
    async def between() -> None:
        if killed:
            await town.kill()
            await town.start()

    await _everybody_installs(town)
    await between()
    await _anna_asks(town, between)
    first = await _somebody_is_asked(town)
    await between()
    second = await _the_first_says_no(town, first)
    await between()
    await _the_second_takes_it(town, second, first, between)
    await _did_it_help(town, second, between)
    await _kim_keeps_the_catalogue(town, between)
    await _bo_sets_his_own_time(town)
    assert town.teams.complaints == []


async def _everybody_installs(town: Town) -> None:
    for who in CAST:
        await town.deliver(teams.installed(who))
        await town.deliver(teams.joined(who))
        assert "Skriv aldrig navne" in " ".join(words((await town.sees(who, "Hej")).card))
        assert len(town.teams.seen(who)) == 1, "one welcome, however many ways Teams says that we were added"


async def _anna_asks(town: Town, between: Between) -> None:
    await town.deliver(teams.message(ANNA, THROWS))
    answer = await town.sees(ANNA, "Forberedte skift")
    assert "Fordi du skrev" in " ".join(words(answer.card))
    await town.press(ANNA, Verb.OPEN)
    assert "Sådan gør du" in " ".join(words((await town.sees(ANNA, "Sådan gør du")).card))
    await between()
    await town.press(ANNA, Verb.FIND)
    await town.button(ANNA, Verb.REFER)
    await between()
    body = await town.press(ANNA, Verb.REFER, see=f"{THROWS} {SECRET}", wish="ro ved skift", role="", urgent="week")
    status = " ".join(words(body["value"]))
    assert "Vi har spurgt en kollega" in status
    assert "[navn]" in status
    assert "Mikkel" not in status


async def _somebody_is_asked(town: Town) -> Somebody:
    async def asked() -> bool:
        return _holder(town) is not None

    await town.until(asked, "somebody to be asked")
    holder = _holder(town)
    assert holder is not None
    offer = " ".join(words((await town.sees(holder, "beder om hjælp")).card))
    assert "Mikkel" not in offer
    assert "Anna" not in offer
    return holder


def _holder(town: Town) -> Somebody | None:
    """The one whose card asks. Just after a kill an old card may still wait to be closed: then nobody, for a moment."""
    asked = [who for who in (EVA, BO, RIKKE, KIM) if any(True for _ in town._buttons(who, Verb.TAKE))]
    return asked[0] if len(asked) == 1 else None


async def _the_first_says_no(town: Town, first: Somebody) -> Somebody:
    stale = await town.button(first, Verb.TAKE)
    await town.press(first, Verb.DECLINE)

    async def moved() -> bool:
        return _holder(town) not in (None, first)

    await town.until(moved, "the next to be asked")
    status, body = await town.deliver(teams.press(first, stale[0], Verb.TAKE.value, stale[1]))
    assert status == 200
    assert "videre" in " ".join(words(body["value"])), "a stale card says what has happened since"
    await town.sees(ANNA, "Har ikke mulighed")
    second = _holder(town)
    assert second is not None
    return second


async def _the_second_takes_it(town: Town, second: Somebody, first: Somebody, between: Between) -> None:
    await town.press(second, Verb.TAKE)
    await between()
    await town.sees(ANNA, "Din kollega")
    await town.sees(second, "Du hjælper")
    await town.sees(ANNA, "Der er en kollega til dig")
    assert not list(town._buttons(first, Verb.TAKE))
    await between()
    await town.press(ANNA, Verb.TALKED)


async def _did_it_help(town: Town, second: Somebody, between: Between) -> None:
    await town.sees(ANNA, "I er i gang")
    await town.hurry()
    await between()
    await town.sees(ANNA, "Hjalp det")
    await town.press(ANNA, Verb.OUT_HELPED)
    await between()
    await town.sees(second, "Tak for din hjælp")
    await town.sees(ANNA, "afsluttet")


async def _kim_keeps_the_catalogue(town: Town, between: Between) -> None:
    await town.deliver(teams.message(KIM, "koordinator"))
    await town.sees(KIM, "Åbne sager")
    await town.deliver(teams.message(KIM, "nyt opslag"))
    entry = {
        "kind": "method",
        "title": "Boldbanen med makkerdommere",
        "purpose": "To elever fra forskellige klasser dømmer sammen, så kampene ikke ender i slåskamp.",
        "steps": "Vælg to dommere hver dag\nGiv dem en fløjte og et kort\nTal med dem bagefter",
        "phrases": "fodboldkampen i frikvarteret ender altid i slåskamp\nde slås om straffespark på boldbanen",
    }
    await town.press(KIM, Verb.ENTRY_SAVE, **entry)
    await between()
    await town.sees(KIM, "Hvad ændrer det?")
    await town.press(KIM, Verb.DRAFT_PUBLISH)
    await between()
    await town.deliver(teams.message(ANNA, "de slås om straffespark på boldbanen"))
    await town.sees(ANNA, "Boldbanen med makkerdommere")
    await town.deliver(teams.message(KIM, "ny person"))
    person = {"upn": "ny@skole.example", "name": "Nis Ny", "roles": "akt-vejleder", "capacity": "2", "hours": ""}
    await town.press(KIM, Verb.PERSON_SAVE, **person)


async def _bo_sets_his_own_time(town: Town) -> None:
    await town.deliver(teams.message(BO, "min tid"))
    form = {"hours": "tor 09:00-12:00", "capacity": "1", "away_from": "2030-01-01", "away_to": "2030-01-05"}
    await town.press(BO, Verb.AVAILABILITY_SAVE, **form)
    person = (await town.member(BO)).person
    assert person.capacity == 1
    assert len(person.absences) == 1
