"""Everybody who writes to the bot is a member; those in the directory may do more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers import reach
from handlers.network import Network
from handlers.retention import empty
from knowledge.people import Person
from knowledge.store import inbox, people, questions, referrals, traces, trials
from knowledge.store.people import Member, Reference

WELCOME = "welcome"
"""What stands in the inbox for the greeting, so that it is said once."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Who is writing, as the channel says: the Entra object id is the identity, the name is for display only."""

    aad_id: str
    name: str
    locale: str = ""
    upn: str = ""


async def meet(
    network: Network, tx: AsyncConnection, contact: Contact, reference: Reference | None, now: datetime
) -> Member:
    """The member behind a contact, made on first meeting. A personal conversation is where they can be reached."""
    member = await people.by_aad(tx, contact.aad_id)
    if member is None:
        member = await _enrol(network, tx, contact, now)
    elif (contact.locale and contact.locale != member.locale) or (contact.upn and contact.upn != member.upn):
        await people.note_channel(tx, member.id, locale=contact.locale or member.locale, upn=contact.upn)
        member = replace(member, locale=contact.locale or member.locale, upn=contact.upn or member.upn)
    if reference is not None:
        await people.remember_reference(tx, member.id, reference, now)
        if not member.person.reachable:
            await reach.back(tx, member.id, now)
    return member


async def appoint(network: Network, tx: AsyncConnection, ids: Iterable[str], now: datetime) -> None:
    """The first coordinators, named in the settings by e-mail or Entra object id; later ones are added in Teams."""
    for id_ in ids:
        mail = "@" in id_
        known = await people.by_upn(tx, id_) if mail else await people.by_aad(tx, id_)
        if known is None:
            blank = Person(id=network.new_id(), aad_id="" if mail else id_.lower(), name=id_)
            person = replace(blank, roles=("koordinator",), coordinator=True, editor=True)
            await people.insert(tx, person, now, upn=id_ if mail else "")
        elif not known.person.coordinator:
            roles = tuple(dict.fromkeys((*known.person.roles, "koordinator")))
            await people.save(tx, known, replace(known.person, roles=roles, coordinator=True, editor=True), now)


async def leave(network: Network, tx: AsyncConnection, contact: Contact, conversation: str, now: datetime) -> None:
    """The bot was uninstalled from somebody's own chat: what is theirs goes, and the clock re-homes what they hold.

    Their own open cases go on with whoever has them, who hears it plainly: see `handlers.reach`. Closed ones lose
    their note at once, for nobody can open them again.
    """
    member = await people.by_aad(tx, contact.aad_id)
    here = await people.reference(tx, member.id) if member else None
    if member is None or here is None or here.conversation != conversation:
        return  # from a team or a group: that is nobody's leaving
    await people.forget_reference(tx, member.id, now)
    await questions.remove_of(tx, member.id)
    await trials.forget(tx, member.id)
    await inbox.forget_one(tx, conversation, WELCOME)
    for case in await referrals.of_person(tx, member.id, closed=True):
        if case.asker == member.id and not case.open and not case.emptied:
            await empty(tx, case.id, now, but=member.id)
    if here.reachable:
        await reach.lost(network, tx, member.id, now)


async def recognise(tx: AsyncConnection, who: Member, upn: str) -> None:
    """Teams has told somebody's principal name: whoever was named by it before they first wrote is this person."""
    invited = await people.invited(tx, upn)
    if invited is None:
        await people.note_channel(tx, who.id, locale=who.locale, upn=upn)
        return
    await traces.join(tx, who.id, invited)
    await people.join(tx, who, invited)


async def _enrol(network: Network, tx: AsyncConnection, contact: Contact, now: datetime) -> Member:
    waiting = await people.by_upn(tx, contact.upn) if contact.upn else None
    if waiting is not None and not waiting.person.aad_id:
        known = replace(waiting.person, aad_id=contact.aad_id, name=contact.name or waiting.person.name)
        await people.save(tx, waiting, known, now)
        return replace(waiting, person=known, locale=contact.locale, version=waiting.version + 1)
    person = Person(id=network.new_id(), aad_id=contact.aad_id, name=contact.name[:200] or "?")
    await people.insert(tx, person, now, locale=contact.locale, upn=contact.upn)
    # Read back: a delivery at the same moment may have been first.
    return await people.by_aad(tx, contact.aad_id) or Member(person, contact.locale, contact.upn)
