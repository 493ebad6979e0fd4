"""What people take back is taken back: edits, deletions, uninstalling. And the group chat hears nothing of a case."""

from __future__ import annotations

import asyncio

import sqlalchemy as sa

from bot.buttons import Verb
from knowledge.referral import State
from knowledge.store import people, referrals
from knowledge.store.tables import questions
from knowledge.store.tables import referrals as cases
from knowledge.store.traces import found
from tests.bot.wire import Wire
from tests.teams_wire.activities import ANNA, CAST, EVA, KIM, RIKKE, deleted, edited, installed, message, press

THROWS = "en dreng kaster med stole når vi skifter lokale"
GROUP = {"id": "19:team@thread.tacv2", "conversationType": "channel"}


async def texts_of(wire: Wire) -> list[str]:
    async with wire.network.store.read() as tx:
        return list((await tx.execute(sa.select(questions.c.text))).scalars())


async def refer_from(wire: Wire, activity: str, card: str = "1:1") -> str:
    """Anna sends the form that her message filled; the case."""
    async with wire.network.store.read() as tx:
        asked = (await tx.execute(sa.select(questions.c.id).where(questions.c.activity == activity))).scalar_one()
    data = {"verb": Verb.REFER.value, "id": asked, "n": 0, "see": THROWS}
    await wire.deliver(press(ANNA, card, Verb.REFER.value, data))
    async with wire.network.store.read() as tx:
        return str((await tx.execute(sa.select(cases.c.id))).scalar_one())


async def count(wire: Wire, *needles: str) -> int:
    """Rows of any table that hold one of these."""
    async with wire.network.store.read() as tx:
        return sum((await found(tx, *needles)).values())


async def test_an_edited_message_replaces_the_question(wire: Wire) -> None:
    await wire.deliver(message(ANNA, THROWS, id="m1"))
    await wire.deliver(edited(ANNA, "m1", "en pige bider de andre på stuen"))
    assert await texts_of(wire) == ["en pige bider de andre på stuen"]


async def test_a_message_edited_twice_leaves_only_the_last(wire: Wire) -> None:
    await wire.deliver(message(ANNA, THROWS, id="m1"))
    await wire.deliver(edited(ANNA, "m1", "en pige bider de andre på stuen"))
    await wire.deliver(edited(ANNA, "m1", "to børn slås i garderoben"))
    assert await texts_of(wire) == ["to børn slås i garderoben"]


async def test_a_message_edited_and_then_deleted_is_gone(wire: Wire) -> None:
    await wire.deliver(message(ANNA, THROWS, id="m1"))
    await wire.deliver(edited(ANNA, "m1", "en pige bider de andre på stuen"))
    await wire.deliver(deleted(ANNA, "m1"))
    assert await texts_of(wire) == []


async def test_the_same_edit_delivered_twice_is_one(wire: Wire) -> None:
    await wire.deliver(message(ANNA, THROWS, id="m1"))
    for _ in range(2):
        await wire.deliver(edited(ANNA, "m1", "en pige bider de andre på stuen"))
    assert await texts_of(wire) == ["en pige bider de andre på stuen"]


async def test_nobody_deletes_somebody_elses_message(wire: Wire) -> None:
    await wire.deliver(message(ANNA, THROWS, id="m1"))
    await wire.deliver(deleted(EVA, "m1", conversation={"id": ANNA.chat, "conversationType": "personal"}))
    assert await texts_of(wire) == [THROWS]


async def test_a_closed_case_that_grew_from_a_deleted_message_loses_its_note(wire: Wire) -> None:
    await wire.deliver(message(ANNA, THROWS, id="m1"))
    case = await refer_from(wire, "m1")
    await wire.press(ANNA, Verb.WITHDRAW, case, 1)
    await wire.deliver(deleted(ANNA, "m1"))
    assert await count(wire, "kaster med stole") == 0


async def test_an_open_case_keeps_its_note_and_its_asker_is_told(wire: Wire) -> None:
    await wire.deliver(message(ANNA, THROWS, id="m1"))
    case = await refer_from(wire, "m1")
    await wire.deliver(deleted(ANNA, "m1"))
    assert await texts_of(wire) == []
    assert "Sagen, der voksede ud af den" in wire.seen(ANNA)
    async with wire.network.store.read() as tx:
        kept = await referrals.load(tx, case)
    assert kept is not None
    assert kept.state is not State.CLOSED
    assert kept.note.see == THROWS


async def test_removing_the_bot_from_a_team_leaves_people_reachable(wire: Wire) -> None:
    await wire.deliver(installed(RIKKE))
    await wire.deliver(installed(RIKKE, "remove", conversation=GROUP))
    async with wire.network.store.read() as tx:
        rikke = await people.by_aad(tx, RIKKE.aad)
    assert rikke is not None
    assert rikke.person.reachable


async def test_uninstalling_takes_ones_questions_along(wire: Wire) -> None:
    await wire.deliver(message(ANNA, THROWS, id="m1"))
    await wire.deliver(installed(ANNA, "remove"))
    assert await count(wire, "kaster med stole") == 0
    async with wire.network.store.read() as tx:
        anna = await people.by_aad(tx, ANNA.aad)
    assert anna is not None
    assert not anna.person.reachable


async def test_whoever_installs_again_is_greeted_and_reachable(wire: Wire) -> None:
    await wire.deliver(installed(RIKKE))
    await wire.deliver(installed(RIKKE, "remove"))
    await wire.deliver(installed(RIKKE))
    async with wire.network.store.read() as tx:
        rikke = await people.by_aad(tx, RIKKE.aad)
    assert rikke is not None
    assert rikke.person.reachable
    assert len(wire.teams.seen(RIKKE)) == 2


async def test_a_group_chat_gets_no_form_and_no_way_into_a_case(wire: Wire) -> None:
    wire.teams.conversations[GROUP["id"]] = []
    for verb in (Verb.FIND, Verb.REFER, Verb.URGENT, Verb.HOME, Verb.CASES, Verb.AVAILABILITY, Verb.STATUS):
        await wire.press(KIM, verb, conversation=GROUP, see=THROWS)
    await wire.press(ANNA, Verb.SAY, conversation=GROUP, text="kan jeg få fat i en psykolog")
    await wire.press(ANNA, Verb.SAY, conversation=GROUP, text=THROWS)
    await wire.press(ANNA, Verb.OPEN, "low-arousal", conversation=GROUP)
    async with wire.network.store.read() as tx:
        asked = list((await tx.execute(sa.select(questions.c.id))).scalars())
    for question in asked:
        await wire.press(ANNA, Verb.UNFIT, question, conversation=GROUP)
    async with wire.network.store.read() as tx:
        assert await referrals.all_open(tx) == []
    shown = str([m.states for m in wire.teams.conversations[GROUP["id"]]])
    assert "Input.Text" not in shown
    for verb in (Verb.FIND, Verb.REFER, Verb.URGENT):
        assert f"'verb': '{verb.value}'" not in shown, verb


async def test_the_answer_goes_with_the_message_it_answered(wire: Wire) -> None:
    await wire.deliver(message(ANNA, THROWS, id="m1"))
    assert "dreng kaster" in wire.seen(ANNA)
    await wire.deliver(deleted(ANNA, "m1"))
    await wire.post()
    assert "dreng kaster" not in wire.seen(ANNA)
    assert "slettet sammen med din besked" in wire.seen(ANNA)


async def test_a_card_that_shows_a_case_by_now_stays(wire: Wire) -> None:
    await wire.deliver(message(ANNA, THROWS, id="m1"))
    await refer_from(wire, "m1", wire.teams.seen(ANNA)[-1].id)
    await wire.deliver(deleted(ANNA, "m1"))
    await wire.post()
    assert "slettet sammen med din besked" not in wire.seen(ANNA)


async def test_where_no_coordinator_is_in_reach_nothing_goes_in_circles(
    wire: Wire,
) -> None:
    await wire.deliver(message(ANNA, THROWS, id="m1"))
    await refer_from(wire, "m1")
    async with asyncio.timeout(30):
        await wire.post()
    assert wire.seen(ANNA).count("Jeg kan ikke nå nogen koordinator") == 1


async def test_the_helper_of_somebody_who_removes_the_bot_reads_it_in_plain_words(wire: Wire) -> None:
    for who in CAST:
        await wire.deliver(installed(who))
    await wire.deliver(message(ANNA, THROWS, id="m1"))
    case = await refer_from(wire, "m1")
    async with wire.network.store.read() as tx:
        asked = await referrals.load(tx, case)
        assert asked is not None
        member = await people.load(tx, asked.waits_for)
    assert member is not None
    helper = next(who for who in CAST if who.aad == member.person.aad_id)
    await wire.post()
    await wire.deliver(installed(ANNA, "remove"))
    await wire.post()
    assert "Siger du ja, så skriv eller ring selv" in wire.seen(helper)
    await wire.press(helper, Verb.TAKE, case, asked.version + 1)
    await wire.post()
    assert "herfra: skriv eller ring selv" in wire.seen(helper)
    assert THROWS in wire.seen(helper)
    sent = len(wire.teams.seen(ANNA))
    await wire.press(helper, Verb.TALKED, case, asked.version + 2)
    await wire.post()
    assert len(wire.teams.seen(ANNA)) == sent, "nothing is sent where nobody is"
