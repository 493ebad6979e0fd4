"""Sheets in and out: seen first as a dry run, then written in one transaction, or not at all."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.import_rights import nobody_left, refusing
from handlers.network import Network
from handlers.rights import last_coordinator, looks_after, resigning
from knowledge import catalogue, exchange, sheets
from knowledge.catalogue import Entry, Kind, Status
from knowledge.columns import ENTRY, PERSON, PHRASE
from knowledge.exchange import Listed, Plan, Problem, Told
from knowledge.sheets import Rows, Unreadable
from knowledge.store import audit, entries, people
from knowledge.store.people import Member

PACKAGE = "aldrig-alene/catalogue"
SILENT: Told = lambda done, of: None  # noqa: E731 - a default that does nothing


@dataclass(frozen=True, slots=True)
class Coming:
    """What a file would change, with the versions it was compared with."""

    entries: Plan[Entry] = field(default_factory=Plan)
    people: Plan[Listed] = field(default_factory=Plan)
    versions: Mapping[str, int] = field(default_factory=dict)
    members: Mapping[str, Member] = field(default_factory=dict)
    why: str = "indlæst fra fil"

    @property
    def refused(self) -> tuple[Problem, ...]:
        """Every row that cannot be read in: while there is one, nothing is."""
        return (*self.entries.refused, *self.people.refused)


async def export_catalogue(network: Network, kind: str, municipality: str, now: datetime) -> dict[str, bytes]:
    """The whole catalogue as files by name ending: "xlsx", "csv" (two files) or "json" (the package)."""
    async with network.store.read() as tx:
        known = [stored.entry for stored in (await entries.everything(tx)).values()]
    return await asyncio.to_thread(_catalogue_files, known, kind, municipality, now)


async def export_people(network: Network, kind: str, who: Member | None = None) -> dict[str, bytes]:
    """The directory as one file, as far as this coordinator looks after it (None: the command line)."""
    async with network.store.read() as tx:
        known = await people.directory(tx)
    mine = [m for m in known.values() if who is None or looks_after(known, who, m.person)]
    rows = exchange.person_rows(Listed(m.person, m.upn) for m in mine)
    if kind == "csv":
        return {".csv": sheets.write_csv(PERSON, rows)}
    return {".xlsx": await asyncio.to_thread(sheets.write_xlsx, {"personer": (PERSON, rows)})}


async def template() -> bytes:
    """An empty workbook with drop-downs."""
    empty = {"opslag": (ENTRY, Rows()), "hverdagsord": (PHRASE, Rows()), "personer": (PERSON, Rows())}
    return await asyncio.to_thread(sheets.write_xlsx, empty)


async def look(network: Network, found: Mapping[str, Rows], told: Told = SILENT, *, who: Member | None) -> Coming:
    """The dry run of sheets by name, for whoever reads them in (None: the command line).

    Compares in a thread, so that the bot goes on answering.
    """
    async with network.store.read() as tx:
        stored, members = await entries.everything(tx), await people.everybody(tx)
    known = {slug: one.entry for slug, one in stored.items()}
    listed = {id_: Listed(m.person, m.upn) for id_, m in members.items()}

    def compare() -> tuple[Plan[Entry], Plan[Listed]]:
        opslag, phrases, personer = (found.get(name, []) for name in ("opslag", "hverdagsord", "personer"))
        return (
            exchange.plan_entries(opslag, phrases, known, told),
            exchange.plan_people(personer, listed, network.new_id, told, refusing(who, members, personer)),
        )

    coming, humans = await asyncio.to_thread(compare)
    humans = replace(humans, refused=(*humans.refused, *nobody_left(members, humans)))
    return Coming(coming, humans, {slug: one.version for slug, one in stored.items()}, members)


async def look_package(network: Network, data: bytes) -> Coming:
    """The dry run of another municipality's package. Guidelines arrive as drafts: they must be approved here."""
    origin, given = await asyncio.to_thread(_unpacked, data)
    async with network.store.read() as tx:
        stored = await entries.everything(tx)
    known = {slug: one.entry for slug, one in stored.items()}
    fresh = [one if known.get(one.slug) == one else _foreign(one, origin) for one in given]
    rows = [[c.heading for c in ENTRY], *exchange.entry_rows(fresh)]
    phrases = [[c.heading for c in PHRASE], *exchange.phrase_rows(fresh)]
    coming = await asyncio.to_thread(exchange.plan_entries, rows, phrases, known)
    return Coming(coming, versions={slug: one.version for slug, one in stored.items()}, why=f"fra {origin}")


async def read_in(network: Network, coming: Coming, by: str, now: datetime) -> bool:
    """Writes all of it or nothing. False: a row is refused, or somebody changed an entry or a person meanwhile."""
    try:
        async with network.store.write() as tx:
            if not await write(tx, coming, by, now):
                raise _Overtaken
    except (_Overtaken, IntegrityError):
        return False
    return True


async def write(tx: AsyncConnection, coming: Coming, by: str, now: datetime) -> bool:
    """Writes a plan. False: nothing may be written, so the transaction must be undone if anything was."""
    changed = (*coming.entries.added, *coming.entries.changed)
    members = [(coming.members[one.person.id], one) for one in coming.people.changed]
    if coming.refused or not await people.unchanged(tx, [member for member, _ in members]):
        return False
    if await last_coordinator(tx, [one.person for member, one in members if resigning(member.person, one.person)], now):
        return False
    if not await entries.save_many(tx, changed, coming.versions, by, coming.why, now):
        return False
    await people.insert_many(tx, ((one.person, one.upn) for one in coming.people.added), now)
    for member, one in members:
        await people.save(tx, member, one.person, now)
        await people.note_channel(tx, member.id, locale=member.locale, upn=one.upn)
    await audit.note(tx, by, "import", f"{len(changed)} entries, {len(coming.people.added) + len(members)} people", now)
    return True


def _unpacked(data: bytes) -> tuple[str, list[Entry]]:
    """Whose package it is and what is in it. Unreadable when it is none, or only half of one."""
    try:
        package = json.loads(data)
        ours = package["format"] == PACKAGE
        origin = f"{package['municipality']}, {package['exported']}"
        given = [catalogue.to_entry(one) for one in package["entries"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as wrong:
        raise Unreadable("Filen er ikke en katalogpakke.") from wrong
    if not ours:
        raise Unreadable("Filen er ikke en katalogpakke.")
    return origin, given


def read_file(name: str, data: bytes) -> dict[str, Rows]:
    """The sheets of a file; a CSV's sheet is known by its headings. Unreadable when it is no table."""
    if name.lower().endswith(".xlsx"):
        return sheets.read_xlsx(data)
    rows = sheets.read_csv(data)
    headings = {cell.strip().lower() for cell in rows[0]} if rows else set()
    if "arbejdsmail" in headings:
        return {"personer": rows}
    return {"hverdagsord": rows} if "hverdagssætning" in headings else {"opslag": rows}


class _Overtaken(Exception):
    """Somebody was faster: undo everything."""


def _catalogue_files(known: list[Entry], kind: str, municipality: str, now: datetime) -> dict[str, bytes]:
    if kind == "json":
        head: dict[str, Any] = {"format": PACKAGE, "version": 1, "municipality": municipality}
        head |= {"exported": now.date().isoformat(), "entries": [catalogue.to_data(one) for one in known]}
        return {".json": json.dumps(head, ensure_ascii=False, indent=1).encode()}
    rows, phrases = exchange.entry_rows(known), exchange.phrase_rows(known)
    if kind == "csv":
        return {".csv": sheets.write_csv(ENTRY, rows), "-hverdagsord.csv": sheets.write_csv(PHRASE, phrases)}
    return {".xlsx": sheets.write_xlsx({"opslag": (ENTRY, rows), "hverdagsord": (PHRASE, phrases)})}


def _foreign(entry: Entry, origin: str) -> Entry:
    """Somebody else's entry: says whose it is, and nobody's approval or ownership comes along."""
    status = Status.DRAFT if entry.kind is Kind.GUIDELINE else entry.status
    bare = replace(entry, owner="", approved_by="", approved_on=None, legal_verified=False, status=status)
    return replace(bare, origin=entry.origin or origin)
