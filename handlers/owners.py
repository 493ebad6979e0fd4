"""Who keeps an entry up to date: its owner may confirm, change or retire it without being an editor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.rights import may_edit
from knowledge.catalogue import Entry
from knowledge.store import entries, people
from knowledge.store.people import Member


async def may_tend(tx: AsyncConnection, who: Member, slug: str) -> bool:
    """Whether this person may change the entry: every editor, and its owner as the stored entry names them."""
    if may_edit(who):
        return True
    found = await entries.load(tx, slug) if slug else None
    owner = (await owners(tx, [found.entry])).get(slug) if found else None
    return owner is not None and owner.id == who.id


async def owners(tx: AsyncConnection, found: Iterable[Entry]) -> Mapping[str, Member]:
    """The owners by slug: people named by their work e-mail, or by a name only one in the directory has."""
    named = {entry.slug: _plain(entry.owner) for entry in found if entry.owner.strip()}
    if not named:
        return {}
    known = await _by_name(tx)
    for owner in {name for name in named.values() if "@" in name}:
        if member := await people.by_upn(tx, owner):
            known[owner] = member
    return {slug: known[name] for slug, name in named.items() if name in known and known[name].person.active}


async def _by_name(tx: AsyncConnection) -> dict[str, Member]:
    names: dict[str, list[Member]] = {}
    for member in (await people.directory(tx)).values():
        names.setdefault(_plain(member.person.name), []).append(member)
    return {name: members[0] for name, members in names.items() if len(members) == 1}


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
