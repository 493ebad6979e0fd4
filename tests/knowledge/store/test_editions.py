"""A new release meets a full database: untouched texts follow, touched ones stay, several replicas at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from knowledge import editions as texts
from knowledge.catalogue import Entry, Status, starter, to_data
from knowledge.editions import mark
from knowledge.store import editions, entries
from knowledge.store.engine import Store

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
OLD = tuple(entry for entry in starter() if entry.slug in ("low-arousal", "setup-for-succes", "selvskade", "krap"))
NEW = {entry.slug: replace(entry, one_line=f"{entry.one_line} Ny.") for entry in OLD}
FRESH = replace(OLD[0], slug="helt-nyt", title="Et helt nyt opslag")


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch) -> dict[str, Entry]:
    """What the program on this machine brings; a test puts another release in."""
    here = {entry.slug: entry for entry in OLD}

    def marks() -> dict[str, str]:
        return {slug: mark(to_data(entry)) for slug, entry in here.items()}

    monkeypatch.setattr(editions, "marks", marks)
    monkeypatch.setattr(editions, "starter_entry", here.__getitem__)
    return here


async def texts_in(store: Store) -> dict[str, str]:
    async with store.read() as tx:
        return {slug: one.entry.one_line for slug, one in (await entries.everything(tx)).items()}


async def start(store: Store) -> int:
    async with store.write() as tx:
        await entries.seed(tx, OLD, NOW)
        return await editions.renew(tx, NOW)


async def change(store: Store, slug: str, **fields: object) -> None:
    async with store.write() as tx:
        found = await entries.load(tx, slug)
        assert found is not None
        await entries.save(tx, replace(found.entry, **fields), found.version, "kim", "rettet", NOW)  # type: ignore[arg-type]


async def waiting(store: Store) -> list[str]:
    async with store.read() as tx:
        return await editions.waiting(tx)


async def test_untouched_entries_follow_and_say_so_in_their_history(store: Store, release: dict[str, Entry]) -> None:
    assert await start(store) == 0
    before = await texts_in(store)
    release.update({**NEW, FRESH.slug: FRESH})
    assert await start(store) == 5
    assert await start(store) == 0
    async with store.read() as tx:
        past = await entries.versions(tx, "low-arousal")
        assert await entries.load(tx, FRESH.slug) is not None
    assert [(one.why, one.by) for one in past] == [("ny udgave", ""), ("starter", "")]
    assert (await texts_in(store))["low-arousal"] == f"{before['low-arousal']} Ny."
    assert await waiting(store) == []


async def test_touched_entries_stay_and_are_offered(store: Store, release: dict[str, Entry]) -> None:
    await start(store)
    await change(store, "low-arousal", title="Vores egen")
    await change(store, "selvskade", approved_by="Skolechefen", approved_on=NOW.date())
    await change(store, "krap", status=Status.RETIRED)
    release.update(NEW)
    assert await start(store) == 1
    assert await waiting(store) == ["low-arousal", "selvskade"]
    async with store.write() as tx:
        found = await entries.load(tx, "selvskade")
        assert found is not None
        assert found.entry.approved_by == "Skolechefen"
        assert editions.text_of("selvskade", found.entry).approved_by == ""
        await editions.settle(tx, "low-arousal", NOW)
    assert await waiting(store) == ["selvskade"]
    await start(store)
    assert await waiting(store) == ["selvskade"]


async def test_who_is_erased_has_touched_it_all_the_same(store: Store, release: dict[str, Entry]) -> None:
    await start(store)
    async with store.write() as tx:
        await entries.save(tx, replace(OLD[0], title="Vores egen"), 1, "", "rettet", NOW)
    release.update(NEW)
    await start(store)
    assert OLD[0].slug in await waiting(store)


async def test_a_database_from_before_this_was_kept(store: Store, release: dict[str, Entry]) -> None:
    async with store.write() as tx:
        await entries.seed(tx, OLD, NOW)
    await change(store, "low-arousal", title="Vores egen")
    release.update(NEW)
    assert await start(store) == 3
    assert await waiting(store) == ["low-arousal"]


async def test_an_older_release_beside_a_newer_one_brings_nothing_back(store: Store, release: dict[str, Entry]) -> None:
    await start(store)
    release.update(NEW)
    await start(store)
    new = await texts_in(store)
    release.update({entry.slug: entry for entry in OLD})
    assert await start(store) == 0
    assert (await texts_in(store), await waiting(store)) == (new, [])


async def test_three_replicas_start_at_once(replicas: list[Store], release: dict[str, Entry]) -> None:
    await start(replicas[0])
    release.update({**NEW, FRESH.slug: FRESH})
    assert sum(await asyncio.gather(*(start(replica) for replica in replicas))) == 5
    async with replicas[0].read() as tx:
        assert {len(await entries.versions(tx, slug)) for slug in NEW} == {2}


def test_a_new_empty_field_is_no_new_text() -> None:
    data = to_data(OLD[0])
    assert mark(data) == mark({**data, "a_field_of_tomorrow": ""})
    assert mark(data) != mark({**data, "one_line": "Noget andet"})
    assert texts.marks()[OLD[0].slug] == mark(data)
    assert set(texts.marks()) == {entry.slug for entry in starter()}
