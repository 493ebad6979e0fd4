"""People in the database: the round trip, two editors, and where they can be reached."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from knowledge.people import Person, demo
from knowledge.store import people
from knowledge.store.engine import Store
from knowledge.store.people import Member, Reference
from knowledge.store.tables import references
from tests.knowledge.cases import NOW

BO = next(person for person in demo() if person.id == "bo")
CHAT = Reference("https://smba.trafficmanager.net/emea/", "a:bo", "28:bot", "29:bo", "tenant")


async def put(store: Store, person: Person, *, upn: str = "") -> bool:
    """Writes a new person."""
    async with store.write() as tx:
        return await people.insert(tx, person, NOW, locale="da-DK", upn=upn)


async def got(store: Store, id_: str = "bo") -> Member:
    """The member, who must be there."""
    async with store.read() as tx:
        member = await people.load(tx, id_)
    assert member is not None
    return member


@pytest.mark.parametrize("person", demo(), ids=lambda person: person.id)
async def test_everybody_of_the_cast_comes_back_the_same(store: Store, person: Person) -> None:
    assert await put(store, person)
    assert replace((await got(store, person.id)).person, reachable=person.reachable) == person


async def test_an_entra_id_belongs_to_one_person(replicas: list[Store]) -> None:
    twins = [replace(BO, id=f"bo-{number}") for number in range(3)]
    made = await asyncio.gather(*(put(replica, twin) for replica, twin in zip(replicas, twins, strict=True)))
    assert sorted(made) == [False, False, True]


async def test_people_who_have_not_met_the_bot_have_no_entra_id_in_common(store: Store) -> None:
    assert await put(store, replace(BO, id="new-1", aad_id=""))
    assert await put(store, replace(BO, id="new-2", aad_id=""))


async def test_of_two_editors_one_wins_and_the_late_one_is_told(replicas: list[Store]) -> None:
    assert await put(replicas[0], BO)
    before = await got(replicas[0])

    async def save(replica: Store, capacity: int) -> bool:
        async with replica.write() as tx:
            return await people.save(tx, before, replace(before.person, capacity=capacity), NOW)

    won = await asyncio.gather(*(save(replica, 10 + at) for at, replica in enumerate(replicas)))
    assert sorted(won) == [False, False, True]
    after = await got(replicas[0])
    assert (after.person.capacity, after.version) == (10 + won.index(True), 2)


async def test_found_by_entra_id_and_by_user_name_in_any_case(store: Store) -> None:
    assert await put(store, BO, upn="Bo.Krogh@Skole.dk")
    async with store.read() as tx:
        assert (await people.by_aad(tx, BO.aad_id)) == await people.by_upn(tx, "bo.krogh@skole.DK") is not None
        assert await people.by_aad(tx, "") is None


async def test_reachable_from_the_first_message_until_teams_says_no_and_again_after_the_next(store: Store) -> None:
    assert await put(store, BO)
    assert not (await got(store)).person.reachable
    async with store.write() as tx:
        await people.remember_reference(tx, "bo", CHAT, NOW)
    assert (await got(store)).person.reachable
    async with store.write() as tx:
        await people.mark_unreachable(tx, "bo", "BotNotInConversationRoster" * 4, NOW)
        found = await people.reference(tx, "bo")
    assert found is not None
    assert not found.reachable
    assert not (await got(store)).person.reachable
    moved = replace(CHAT, service_url="https://smba.trafficmanager.net/amer/")
    async with store.write() as tx:
        await people.remember_reference(tx, "bo", moved, NOW)
        assert await people.reference(tx, "bo") == moved


async def test_who_writes_again_from_the_same_chat_is_noted_once_an_hour(store: Store) -> None:
    assert await put(store, BO)
    for minutes, noted in ((0, 0), (59, 0), (61, 61), (62, 61)):
        async with store.write() as tx:
            await people.remember_reference(tx, "bo", CHAT, NOW + timedelta(minutes=minutes))
            seen = (await tx.execute(sa.select(references.c.changed_at))).scalar_one()
        assert seen == NOW + timedelta(minutes=noted)


async def test_the_directory_holds_who_has_a_part_and_is_active(store: Store) -> None:
    assert await put(store, BO)
    assert await put(store, Person(id="asker", aad_id="a", name="Kun spørger"))
    assert await put(store, replace(BO, id="gone", aad_id="g", active=False))
    assert await put(store, Person(id="leo", aad_id="l", name="Leo", leader=True))
    async with store.read() as tx:
        assert list(await people.directory(tx)) == ["bo", "leo"]
        assert set(await people.members(tx, ["asker", "nobody"])) == {"asker"}
