"""Nothing is kept longer than needed; a person can have everything, and have it removed, with a proof."""

from __future__ import annotations

from datetime import timedelta

from handlers import retention
from knowledge.store import people, referrals
from knowledge.store.traces import found
from tests.handlers.conftest import House
from tests.handlers.test_ask import say


async def test_a_closed_case_loses_its_note_and_keeps_its_counts(house: House) -> None:
    case = await house.refer(see="stolene flyver når vi går til idræt")
    await house.do("bo", "take", case)
    await house.do("anna", "helped", case)
    kept = house.network.policy.kept
    assert (await retention.clean(house.network, kept, house.now + timedelta(days=29))).notes == 0
    assert (await retention.clean(house.network, kept, house.now + timedelta(days=31))).notes == 1
    emptied = await house.case(case.id)
    assert emptied.emptied
    assert emptied.note.see == ""
    assert emptied.outcome == "helped"
    async with house.network.store.read() as tx:
        assert not any((await found(tx, "stolene flyver")).values())


async def test_old_questions_go(house: House) -> None:
    await say(house, "et barn kaster med stole når vi skifter lokale")
    kept = house.network.policy.kept
    assert (await retention.clean(house.network, kept, house.now + timedelta(days=89))).questions == 0
    assert (await retention.clean(house.network, kept, house.now + timedelta(days=91))).questions == 1


async def test_once_a_night(house: House) -> None:
    assert await retention.due(house.network, house.now)
    await retention.clean(house.network, house.network.policy.kept, house.now)
    assert not await retention.due(house.network, house.now + timedelta(hours=3))
    assert await retention.due(house.network, house.now + timedelta(hours=24))


async def test_export_holds_what_is_theirs_and_nobody_elses(house: House) -> None:
    await say(house, "et barn kaster med stole når vi skifter lokale")
    await say(house, "børnene bider hinanden på stuen", "rikke")
    everything = repr(await retention.export(house.network, "anna", house.now))
    assert "kaster med stole" in everything
    assert "bider" not in everything


async def test_erasing_a_helper_re_homes_their_cases_and_leaves_no_trace(house: House) -> None:
    case = await house.refer(role="ressourcepaedagog")
    await house.do("rikke", "take", case)
    proof = await retention.erase(house.network, "rikke", house.now)
    assert not any(proof.values()), proof
    case = await house.case(case.id)
    assert case.open
    assert case.waits_for not in ("rikke", "")


async def test_erasing_an_asker_withdraws_their_case_and_leaves_no_trace(house: House) -> None:
    await say(house, "et barn kaster med stole når vi skifter lokale")
    case = await house.refer(see="stolene flyver når vi går til idræt")
    proof = await retention.erase(house.network, "anna", house.now)
    assert not any(proof.values()), proof
    async with house.network.store.read() as tx:
        assert await people.load(tx, "anna") is None
        left = await referrals.load(tx, case.id)
        assert left is not None
        assert not left.open
        assert left.note.see == ""
        assert not any((await found(tx, "stolene flyver", "anna")).values())
