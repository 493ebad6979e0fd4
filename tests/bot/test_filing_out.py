"""A file taken out of the chat: offered, put where Teams says, and never anywhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.buttons import Verb
from handlers import exports
from knowledge.catalogue import starter
from knowledge.store import entries, people
from tests.bot.filing_help import buttons, drop, last, said
from tests.bot.wire import WEDNESDAY, Wire
from tests.handlers.conftest import catalogue
from tests.handlers.errand_help import errand_rows
from tests.teams_wire import activities
from tests.teams_wire.activities import ANNA, KIM, LEO, RIKKE, Body, Somebody
from tests.teams_wire.files import FakeFiles
from tests.teams_wire.rules import CONSENT, INFO


@pytest.fixture
def wire(in_teams: Wire) -> Wire:
    """As in Teams itself."""
    return in_teams


async def offered(wire: Wire, who: Somebody, what: str) -> tuple[str, Body]:
    """Asks for a file; the id of the card that offers it, and its attachment."""
    await wire.press(who, Verb.EXPORT_DO, what)
    await wire.work()
    message = wire.teams.seen(who)[-1]
    (attached,) = message.activity["attachments"]
    assert attached["contentType"] == CONSENT
    return message.id, attached


@pytest.mark.parametrize("what", list(exports.NAMES))
async def test_each_file_is_offered_put_where_teams_says_and_shown(wire: Wire, host: FakeFiles, what: str) -> None:
    card, attached = await offered(wire, KIM, what)
    await wire.deliver(activities.consent(KIM, card, attached["content"]["acceptContext"], host.place("ud")))
    await wire.work()
    assert len(host.put["ud"]) == attached["content"]["sizeInBytes"]
    (shown,) = wire.teams.seen(KIM)[-1].activity["attachments"]
    assert (shown["contentType"], shown["name"]) == (INFO, exports.NAMES[what])
    assert not [row for row in await errand_rows(wire.network) if row["file"]]


async def test_what_goes_out_comes_in_unchanged(wire: Wire, host: FakeFiles) -> None:
    async with wire.network.store.write() as tx:
        for entry in starter():
            if entry.slug not in {one.slug for one in catalogue()}:
                await entries.save(tx, entry, 0, "", "", WEDNESDAY)
    for what in ("catalogue", "package", "people"):
        card, attached = await offered(wire, KIM, what)
        await wire.deliver(activities.consent(KIM, card, attached["content"]["acceptContext"], host.place("ud")))
        await wire.work()
        host.held[exports.NAMES[what]] = host.put["ud"]
        await drop(wire, KIM, host.place(exports.NAMES[what]), exports.NAMES[what])
        assert "Alt i filen står der allerede" in said(last(wire, KIM)), what


async def test_no_means_no_and_the_file_is_forgotten(wire: Wire) -> None:
    card, attached = await offered(wire, KIM, "template")
    status, _ = await wire.deliver(activities.consent(KIM, card, attached["content"]["declineContext"]))
    assert status == 200
    assert "ikke lagt nogen steder" in wire.seen(KIM)
    assert not [row for row in await errand_rows(wire.network) if row["file"]]


async def test_an_offer_is_answered_once_and_by_its_reader_alone(wire: Wire, host: FakeFiles) -> None:
    card, attached = await offered(wire, KIM, "people")
    context = attached["content"]["acceptContext"]
    await wire.deliver(activities.consent(RIKKE, card, context, host.place("hers")))
    await wire.work()
    assert host.put == {}
    for _ in range(2):
        await wire.deliver(activities.consent(KIM, card, context, host.place("his")))
        await wire.work()
    assert list(host.put) == ["his"]
    assert [name for name, _ in host.asked] == ["his"]


@pytest.mark.parametrize("upload", ["expired", "https://elsewhere.example/up"])
async def test_a_place_that_has_expired_or_is_foreign_is_told_with_a_way_on(
    wire: Wire, host: FakeFiles, upload: str
) -> None:
    card, attached = await offered(wire, KIM, "template")
    host.status["expired"] = [404]
    place = host.place(upload) if upload == "expired" else upload
    await wire.deliver(activities.consent(KIM, card, attached["content"]["acceptContext"], place))
    await wire.work()
    card_now = last(wire, KIM)
    assert ("er udløbet" if upload == "expired" else "kommunens eget") in said(card_now)
    assert host.put == {}
    if upload == "expired":
        assert Verb.EXPORT in buttons(card_now)


async def test_everybody_gets_what_is_theirs_to_have(wire: Wire) -> None:
    for who, most in ((ANNA, set()), (LEO, {"overview"}), (RIKKE, {"catalogue", "package", "template"})):
        for what in exports.NAMES:
            await wire.press(who, Verb.EXPORT_DO, what)
        made = {row["data"]["what"] for row in await errand_rows(wire.network) if row["by"] == who.key}  # type: ignore[index]
        assert made == most
    assert await wire.press(KIM, Verb.EXPORT_DO, "../secrets")


async def test_rights_lost_meanwhile_count(wire: Wire, host: FakeFiles) -> None:
    card, attached = await offered(wire, KIM, "people")
    async with wire.network.store.write() as tx:
        kim = await people.load(tx, "kim")
        assert kim is not None
        await people.save(tx, kim, replace(kim.person, coordinator=False), WEDNESDAY)
    await wire.deliver(activities.consent(KIM, card, attached["content"]["acceptContext"], host.place("ud")))
    await wire.work()
    assert host.put == {}


@pytest.mark.parametrize("value", [None, "accept", {}, {"action": "accept"}, {"action": "accept", "context": [1]}])
async def test_a_forged_consent_is_answered_calmly(wire: Wire, value: object) -> None:
    status, _ = await wire.deliver(activities.invoke(KIM, "fileConsent/invoke", value))
    assert status in (200, 400)
