"""People in the database: everybody who writes to the bot is a member; those in the directory are helpers as well."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.people import Person, to_data, to_person
from knowledge.store.letters import upsert, upserts
from knowledge.store.ready import Ready
from knowledge.store.tables import people, references

MOST_IDS = 500
MOST_READ = 50_000
HEARD_EVERY = timedelta(hours=1)
"""When nothing about it has changed, a person's chat is noted so often, for those who look for the long silent."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person with what the channel knows: `locale` of their Teams, `upn` for chat links."""

    person: Person
    locale: str = ""
    upn: str = ""
    version: int = 1

    @property
    def id(self) -> str:
        """The person's id."""
        return self.person.id


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a person can be reached: the personal conversation with the bot."""

    service_url: str
    conversation: str
    bot: str
    channel_user: str
    tenant: str
    reachable: bool = True
    why_not: str = ""


async def load(tx: AsyncConnection, id_: str) -> Member | None:
    """The member, or None."""
    return await _one(tx, _BY_ID, id_)


async def lock(tx: AsyncConnection, id_: str) -> None:
    """Lets the same person's transactions go one after the other, for what must not happen twice at once."""
    await tx.execute(sa.select(people.c.id).where(people.c.id == id_).with_for_update())


async def by_aad(tx: AsyncConnection, aad_id: str) -> Member | None:
    """The member with an Entra object id, in any spelling of case, or None."""
    return await _one(tx, _BY_AAD, aad_id.lower())


async def by_upn(tx: AsyncConnection, upn: str) -> Member | None:
    """The member with a user principal name, in any spelling of case, or None."""
    return await _one(tx, _BY_UPN, upn.lower())


async def insert(tx: AsyncConnection, person: Person, now: datetime, *, locale: str = "", upn: str = "") -> bool:
    """Writes a new person; False when the id or the Entra id is taken."""
    row = {"id": person.id, "aad_id": person.aad_id or None, "locale": locale, "upn": upn, "version": 1, "tenant": ""}
    statement = upsert(tx, people).values(**row, **_columns(person, now)).on_conflict_do_nothing()
    return (await tx.execute(statement.returning(people.c.id))).first() is not None


async def insert_many(tx: AsyncConnection, new: Iterable[tuple[Person, str]], now: datetime) -> None:
    """Writes new persons with their principal names at once: a list of thousands must not hold anybody up."""
    plain = {"locale": "", "version": 1, "tenant": ""}
    rows = [{"id": p.id, "aad_id": p.aad_id or None, "upn": upn, **plain, **_columns(p, now)} for p, upn in new]
    if rows:
        await tx.execute(people.insert(), rows)


async def save(tx: AsyncConnection, member: Member, person: Person, now: datetime) -> bool:
    """Writes a changed person over the version that was read; False when somebody else was faster."""
    mine = people.update().where(people.c.id == member.id, people.c.version == member.version)
    changed = {"version": member.version + 1, "aad_id": person.aad_id or None, **_columns(person, now)}
    return (await tx.execute(mine.values(**changed))).rowcount == 1


async def note_channel(tx: AsyncConnection, id_: str, *, locale: str, upn: str = "") -> None:
    """Keeps what the channel says of a person up to date."""
    values = {"locale": locale} | ({"upn": upn} if upn else {})
    await tx.execute(people.update().where(people.c.id == id_).values(**values))


async def directory(tx: AsyncConnection) -> dict[str, Member]:
    """Everybody in the directory by id, with `reachable` as Teams has shown it.

    Reading a person from data takes far longer than seeing that nothing has changed, so that is asked first.
    """
    seen = (await tx.execute(_LOOK.where(people.c.helper.is_(True)).order_by(people.c.id))).all()
    read = _READ.setdefault(tx.engine.sync_engine, {})
    known = {row.id: member for row in seen if (member := read.get(tuple(row)))}
    if len(known) == len(seen):
        return known
    new = [row.id for row in seen if row.id not in known]
    for at in range(0, len(new), MOST_IDS):
        rows = (await tx.execute(_joined().where(people.c.id.in_(new[at : at + MOST_IDS])))).mappings()
        known |= {row["id"]: _kept(read, row) for row in rows}
    return {row.id: known[row.id] for row in seen if row.id in known}


async def why_not(tx: AsyncConnection) -> dict[str, str]:
    """Why Teams refuses to deliver to a person, by id; who never met the bot is not in it."""
    query = sa.select(references.c.person, references.c.why_not).where(references.c.reachable.is_(False))
    return {row[0]: row[1] for row in (await tx.execute(query)).all()}


async def unchanged(tx: AsyncConnection, seen: Iterable[Member]) -> bool:
    """Whether these members are still as they were read; they stay so until the transaction ends."""
    versions = {member.id: member.version for member in seen}
    mine = sa.select(people.c.id, people.c.version).where(people.c.id.in_(list(versions))).with_for_update()
    return {row[0]: row[1] for row in (await tx.execute(mine)).all()} == versions


async def everybody(tx: AsyncConnection) -> dict[str, Member]:
    """Everybody who is known at all, by id."""
    return {row["id"]: _member(row) for row in (await tx.execute(_joined())).mappings()}


async def places(tx: AsyncConnection) -> dict[str, tuple[str, str]]:
    """The district and the place of work of everybody who has one, by id."""
    data = people.c.data
    district, unit = data["district"].as_string(), data["unit"].as_string()
    rows = (await tx.execute(sa.select(people.c.id, district, unit))).all()
    return {id_: (where or "", place or "") for id_, where, place in rows if where or place}


async def members(tx: AsyncConnection, ids: Iterable[str]) -> dict[str, Member]:
    """The members with these ids."""
    rows = (await tx.execute(_joined().where(people.c.id.in_(list(ids))))).mappings()
    return {row["id"]: _member(row) for row in rows}


async def remember_reference(tx: AsyncConnection, person: str, reference: Reference, now: datetime) -> None:
    """Notes where a person can be reached; who writes to the bot is reachable again."""
    values = {
        "person": person,
        "service_url": reference.service_url,
        "conversation": reference.conversation,
        "bot": reference.bot,
        "channel_user": reference.channel_user,
        "tenant": reference.tenant,
        "reachable": True,
        "why_not": "",
        "changed_at": now,
        "a_while_ago": now - HEARD_EVERY,
    }
    await _REMEMBER.run(tx, values)


async def reference(tx: AsyncConnection, person: str) -> Reference | None:
    """Where a person can be reached, or None when they never met the bot."""
    row = (await tx.execute(sa.select(references).where(references.c.person == person))).mappings().first()
    if row is None:
        return None
    return Reference(**{key: row[key] for key in Reference.__dataclass_fields__})


async def unheard_of(tx: AsyncConnection, since: datetime, now: datetime) -> tuple[str, Reference] | None:
    """A helper who has been silent since then; marked as looked at, so that the next call finds another."""
    query = (
        sa.select(references)
        .join(people, people.c.id == references.c.person)
        .where(people.c.helper.is_(True), references.c.reachable.is_(True), references.c.changed_at < since)
        .order_by(references.c.changed_at)
        .limit(1)
        .with_for_update(skip_locked=True, of=references)
    )
    row = (await tx.execute(query)).mappings().first()
    if row is None:
        return None
    mine = references.update().where(references.c.person == row["person"])
    await tx.execute(mine.values(changed_at=now))
    return str(row["person"]), Reference(**{key: row[key] for key in Reference.__dataclass_fields__})


async def mark_unreachable(tx: AsyncConnection, person: str, why: str, now: datetime) -> bool:
    """Notes that Teams refuses to deliver to a person until they write again; False when that was known already."""
    mine = references.update().where(references.c.person == person, references.c.reachable.is_(True))
    return (await tx.execute(mine.values(reachable=False, why_not=why[:64], changed_at=now))).rowcount == 1


_LOOK = sa.select(
    people.c.id, people.c.version, people.c.changed_at, people.c.locale, people.c.upn, references.c.reachable
).outerjoin(references, references.c.person == people.c.id)
_Read = dict[tuple[Any, ...], Member]
_READ: WeakKeyDictionary[sa.Engine, _Read] = WeakKeyDictionary()
"""People as they were read, by everything that changes with them. Only remembers; never says what is true."""


def _kept(read: _Read, row: Mapping[Any, Any]) -> Member:
    if len(read) > MOST_READ:
        read.clear()
    return read.setdefault(tuple(row[column.name] for column in _LOOK.selected_columns), _member(row))


async def forget_reference(tx: AsyncConnection, person: str, now: datetime) -> None:
    """Forgets where a person could be reached: they have removed the bot."""
    blank = dict.fromkeys(("service_url", "conversation", "bot", "channel_user", "tenant"), "")
    mine = references.update().where(references.c.person == person)
    await tx.execute(mine.values(**blank, reachable=False, why_not="uninstalled", changed_at=now))


async def invited(tx: AsyncConnection, upn: str) -> str | None:
    """The id of whoever was named by a principal name and has never written, or None."""
    named = sa.select(people.c.id).where(sa.func.lower(people.c.upn) == upn.lower(), people.c.aad_id.is_(None))
    return (await tx.execute(named.limit(1))).scalar_one_or_none()


async def join(tx: AsyncConnection, met: Member, invited: str) -> None:
    """The one who was invited is the one who was met: one row, the rights of the first, the Entra id of the other."""
    await tx.execute(people.delete().where(people.c.id == met.id))
    values = {"aad_id": met.person.aad_id, "locale": met.locale, "version": people.c.version + 1}
    named = people.update().where(people.c.id == invited)
    await tx.execute(
        named.values(**values, name=sa.case((people.c.name.contains("@"), met.person.name), else_=people.c.name))
    )


def _joined() -> sa.Select[Any]:
    return sa.select(people, references.c.reachable).outerjoin(references, references.c.person == people.c.id)


def _remember(insert: Any) -> Any:
    new = insert.excluded
    told = ("service_url", "conversation", "bot", "channel_user", "tenant", "reachable", "why_not")
    news = (references.c[name] != new[name] for name in told)
    old = references.c.changed_at < sa.bindparam("a_while_ago")
    fresh = {name: new[name] for name in (*told, "changed_at")}
    return insert.on_conflict_do_update(index_elements=["person"], set_=fresh, where=sa.or_(*news, old))


_REMEMBER = Ready(upserts(references, _remember))
_BY_ID = Ready(_joined().where(people.c.id == sa.bindparam("key")))
_BY_AAD = Ready(_joined().where(people.c.aad_id == sa.bindparam("key")))
_BY_UPN = Ready(_joined().where(sa.func.lower(people.c.upn) == sa.bindparam("key")))


async def _one(tx: AsyncConnection, query: Ready, key: str) -> Member | None:
    row = (await query.run(tx, {"key": key})).first
    return _member(row) if row else None


def _columns(person: Person, now: datetime) -> dict[str, Any]:
    data = to_data(person)
    helper = bool(person.roles or person.coordinator or person.editor or person.leader)
    return {"name": person.name, "data": data, "helper": helper and person.active, "changed_at": now}


def _member(row: Mapping[Any, Any]) -> Member:
    own = {"id": row["id"], "aad_id": row["aad_id"] or "", "name": row["name"], "reachable": bool(row["reachable"])}
    return Member(to_person({**row["data"], **own}), locale=row["locale"], upn=row["upn"], version=row["version"])
