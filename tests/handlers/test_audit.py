"""The audit log: who did and who read what, apart from any content, for a time of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.buttons import Verb
from handlers import retention
from knowledge.referral import State
from knowledge.store.tables import audit
from tests.handlers.conftest import House
from tests.handlers.test_former import press
from tests.handlers.test_rights import SECRET, in_state


async def noted(house: House, *did: str) -> list[tuple[str, str, str]]:
    """(by, did, about) of these verbs, oldest first."""
    async with house.network.store.read() as tx:
        rows = await tx.execute(sa.select(audit.c.by, audit.c.did, audit.c.about).order_by(audit.c.id))
    return [(row.by, row.did, row.about) for row in rows if row.did in did]


async def test_listing_the_cases_is_noted(house: House) -> None:
    await house.refer()
    await press(house, "kim", Verb.CASES)
    assert await noted(house, "list_cases") == [("kim", "list_cases", "1")]


async def test_opening_a_stranded_case_is_noted(house: House) -> None:
    case, _ = await in_state(house, State.STRANDED)
    await press(house, case.waits_for, Verb.STATUS, case.id, case.version)
    assert await noted(house, "read_case") == [(case.waits_for, "read_case", case.id)]


async def test_a_helper_who_looks_again_is_noted_and_the_asker_is_not(house: House) -> None:
    case, cast = await in_state(house, State.OFFERED)
    await press(house, cast["asked"], Verb.STATUS, case.id)
    await press(house, "anna", Verb.STATUS, case.id)
    assert await noted(house, "read_case") == [(cast["asked"], "read_case", case.id)]


@pytest.mark.parametrize("verb", [Verb.CASES, Verb.STATUS])
async def test_who_was_refused_has_read_nothing(house: House, verb: Verb) -> None:
    case, _ = await in_state(house, State.STRANDED)
    await press(house, "per", verb, case.id)
    assert await noted(house, "list_cases", "read_case") == []


async def test_taking_a_case_is_noted(house: House) -> None:
    case, cast = await in_state(house, State.ACCEPTED)
    assert (cast["owner"], "take", case.id) in await noted(house, "take")


async def test_reading_what_nobody_could_answer_is_noted(house: House) -> None:
    await press(house, "kim", Verb.MISSED)
    assert await noted(house, "list_missed") == [("kim", "list_missed", "")]


async def test_an_export_is_noted_with_whom_it_is_about(house: House) -> None:
    await retention.export(house.network, "anna", house.now)
    assert await noted(house, "export") == [("console", "export", "anna")]


async def test_an_erasure_is_noted_without_the_one_who_is_erased(house: House) -> None:
    await retention.erase(house.network, "anna", house.now)
    assert await noted(house, "erase") == [("console", "erase", "")]


async def test_the_log_holds_no_content(house: House) -> None:
    case, _ = await in_state(house, State.STRANDED)
    for verb in (Verb.CASES, Verb.STATUS, Verb.TAKE, Verb.MISSED):
        await press(house, "kim", verb, case.id, case.version)
    async with house.network.store.read() as tx:
        rows = [dict(row) for row in (await tx.execute(sa.select(audit))).mappings()]
    assert rows
    assert SECRET not in repr(rows)
    assert set(rows[0]) == {"id", "at", "by", "did", "about"}


async def test_the_log_has_its_own_time(house: House) -> None:
    await press(house, "kim", Verb.CASES)
    kept = house.network.policy.kept
    assert (await retention.clean(house.network, kept, house.now + timedelta(days=364))).audit == 0
    assert (await retention.clean(house.network, kept, house.now + timedelta(days=366))).audit == 1


async def test_who_looked_at_me_is_part_of_what_i_may_have(house: House) -> None:
    await retention.export(house.network, "anna", house.now)
    again = await retention.export(house.network, "anna", house.now)
    assert [line["did"] for line in again["audit"]] == ["export"]


async def test_erasing_somebody_a_coordinator_has_dealt_with_leaves_no_trace(house: House) -> None:
    """Kim's line about Rikke stays in the log without Rikke, and so does a proposal that names her."""
    rikke = await house.member("rikke")
    form = {"upn": rikke.upn, "name": "Rikke Dam", "roles": "ressourcepaedagog", "capacity": "2"}
    await press(house, "kim", Verb.PERSON_SAVE, "rikke", rikke.version, **form)
    for _ in range(2):
        case = await house.refer(role="ressourcepaedagog", see=f"noget nyt hver gang {_}")
        await house.do("rikke", "decline", case, reason="not_my_field")
    proof = await retention.erase(house.network, "rikke", house.now)
    assert not any(proof.values()), proof
    assert ("kim", "save_person", "") in await noted(house, "save_person")
