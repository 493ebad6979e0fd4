"""A file in the chat: looked at beside everything else, shown as a dry run with a what-if, then read in as a whole."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers import errands, exchange, trying
from handlers.errands import FileTrouble, Job, Outcome
from handlers.exchange import Coming
from handlers.network import Network
from handlers.rights import may_coordinate, may_edit
from handlers.views import Said, View
from handlers.views_errands import ImportCard
from handlers.whatif import from_data
from knowledge import catalogue, people
from knowledge.catalogue import Status
from knowledge.exchange import Problem
from knowledge.sheets import Unreadable
from knowledge.store import errands as stored
from knowledge.store import people as directory
from knowledge.store.errands import Errand, Kind, State
from knowledge.store.people import Member

ENDINGS = (".xlsx", ".csv", ".json")
SHOWN = 12
KEPT_PROBLEMS = 40


def is_table(name: str) -> bool:
    """Whether a file can be read in, as its name says."""
    return name.lower().endswith(ENDINGS)


async def received(network: Network, tx: AsyncConnection, who: Member, file: tuple[str, str], now: datetime) -> View:
    """A file of (name, address) was dropped into the chat: fetched and looked at beside everything else."""
    name, url = file
    if not may_edit(who):
        return Said("file_not_read", find_colleague="")
    if not is_table(name):
        return Said("file_type", {"name": name[:80]}, coordinator=True)
    return await errands.set_going(network, tx, who, (Kind.IMPORT, name, {"url": url}), now)


async def pasted(network: Network, tx: AsyncConnection, who: Member, text: str, now: datetime) -> View:
    """Rows that were pasted and have no faults: the same way as a file from here on."""
    return await errands.set_going(network, tx, who, (Kind.IMPORT, "rækkerne.csv", {}), now, text.encode())


async def go(tx: AsyncConnection, who: Member, id_: str, version: int, now: datetime) -> View:
    """Reads in what was shown; once more looked at first, for somebody may have changed something."""
    errand = await errands.asking(tx, who, id_, version, Kind.IMPORT)
    going = errand and await stored.go_on(tx, errand, {**errand.data, "go": True}, now)
    return errands.working(going) if going else Said("file_stale", coordinator=True)


async def drop(tx: AsyncConnection, who: Member, id_: str, version: int) -> View:
    """Leaves it; the file is forgotten at once."""
    errand = await errands.asking(tx, who, id_, version, Kind.IMPORT)
    if errand is None or not await stored.close(tx, errand):
        return Said("file_stale", coordinator=True)
    return Said("file_dropped", {"name": errand.about}, coordinator=True)


async def imported(job: Job) -> Outcome:
    """The errand: fetches, looks, asks; and, when that was answered with yes, writes."""
    file, data = await _file(job)
    coming = await _looked(job, file)
    digest = await asyncio.to_thread(fingerprint, coming)
    if data.get("go") and digest == data["digest"] and not coming.refused:
        job.progress.begin("write")
        by, now = job.errand.by, job.now
        told = {"added": _added(coming), "changed": _changed(coming)}
        return Outcome({"read_in": told}, State.DONE, also=lambda tx: exchange.write(tx, coming, by, now))
    found: dict[str, Any] = {
        "digest": digest,
        "overtaken": bool(data.get("go")),
        "added": _added(coming),
        "changed": _changed(coming),
        "unchanged": coming.entries.unchanged + coming.people.unchanged,
        "refused": len(coming.refused),
        "problems": [asdict(problem) for problem in coming.refused[:KEPT_PROBLEMS]],
    }
    if coming.refused or not found["added"] + found["changed"]:
        return Outcome(found, State.DONE)  # there is nothing to say yes to, so nothing is kept
    return Outcome({**found, "whatif": await _tried(job, coming)}, file=file)


async def card(tx: AsyncConnection, errand: Errand) -> View:
    """What came of it, as it is told."""
    data = errand.data
    if told := data.get("read_in"):
        return Said("imported", {name: str(count) for name, count in told.items()}, coordinator=True)
    counts = {name: int(data[name]) for name in ("added", "changed", "unchanged", "refused")}
    tried = data.get("whatif")
    return ImportCard(
        errand.id,
        errand.version,
        errand.about,
        **counts,
        problems=tuple(Problem(**one) for one in data["problems"][:SHOWN]),
        overtaken=data["overtaken"],
        whatif=await from_data(tx, tried, errand.id) if tried else None,
    )


def fingerprint(coming: Coming) -> str:
    """The same for the same changes to the same versions: what is written is what was shown."""
    plan = [
        [[catalogue.to_data(one), coming.versions.get(one.slug, 0)] for one in coming.entries.added],
        [[catalogue.to_data(one), coming.versions.get(one.slug, 0)] for one in coming.entries.changed],
        [[{**people.to_data(one.person), "id": ""}, one.upn] for one in coming.people.added],
        [[people.to_data(one.person), one.upn, coming.members[one.person.id].version] for one in coming.people.changed],
        [asdict(problem) for problem in coming.refused],
    ]
    return hashlib.blake2b(json.dumps(plan, sort_keys=True).encode(), digest_size=16).hexdigest()


async def _file(job: Job) -> tuple[bytes, dict[str, Any]]:
    data = dict(job.errand.data)
    async with job.network.store.read() as tx:
        file = await stored.file_of(tx, job.errand.id)
    if file is None:
        job.progress.begin("fetch")
        file = await job.hands.fetch(str(data.pop("url", "")))
        await job.keep(file, data)  # also forgets the address, which opens the file to whoever has it
    return file, data


async def _looked(job: Job, file: bytes) -> Coming:
    name, network, told = job.errand.about, job.network, job.progress.told
    job.progress.begin("look")
    async with network.store.read() as tx:
        who = await directory.load(tx, job.errand.by)
    try:
        if name.lower().endswith(".json"):
            coming = await exchange.look_package(network, file)
        else:
            coming = await exchange.look(
                network, await asyncio.to_thread(exchange.read_file, name, file), told, who=who
            )
    except Unreadable as wrong:
        raise FileTrouble("unreadable", said=str(wrong)) from wrong
    persons = coming.people
    of_people = persons.added or persons.changed or any(one.sheet == "personer" for one in persons.refused)
    if who is None or not may_edit(who) or (of_people and not may_coordinate(who)):
        raise FileTrouble("not_allowed")
    return coming


async def _tried(job: Job, coming: Coming) -> dict[str, Any] | None:
    """Which answers would change; None when the file touches nothing that answers."""
    shelf = job.network.shelves.shelf.entries
    every = (*coming.entries.added, *coming.entries.changed)
    published = [one for one in every if one.status is Status.PUBLISHED]
    gone = [one.slug for one in every if one.status is not Status.PUBLISHED and one.slug in shelf]
    return await trying.replayed(job, published, gone=gone) if published or gone else None


def _added(coming: Coming) -> int:
    return len(coming.entries.added) + len(coming.people.added)


def _changed(coming: Coming) -> int:
    return len(coming.entries.changed) + len(coming.people.changed)
