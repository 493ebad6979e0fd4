"""What declines teach: "not my field" twice for the same entry proposes a correction of the directory."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.cases import who_is_who
from handlers.network import Network
from handlers.rights import looks_after, may_coordinate
from handlers.views import Said, View
from handlers.views_case import Proposal
from knowledge.corrections import corrections
from knowledge.letters import Draft, Letter
from knowledge.referral import Referral
from knowledge.store import audit, letters, people, referrals
from knowledge.store.people import Member


async def propose(tx: AsyncConnection, who: Member, declined: Referral, now: datetime) -> None:
    """ "Not my field" twice for the same entry: the coordinators are asked whether the directory should say so."""
    found = await proposal(tx, who, declined)
    if found is None:
        return
    around = await who_is_who(tx)
    asked = [member.id for member in around.people.values() if looks_after(around.people, member, who.person)]
    key = f"correction:{who.id}:{found.slug}"[:130]
    await letters.write(tx, [Draft(Letter.PROPOSAL, id_, declined.id, f"{key}:{id_}") for id_ in asked], now)


async def proposed(network: Network, tx: AsyncConnection, declined: Referral) -> Proposal | None:
    """The proposal that a case's declines make now; None when it has been done."""
    around = await who_is_who(tx)
    for id_, reason in reversed(declined.declined):
        if reason == "not_my_field" and id_ in around.people:
            found = await proposal(tx, around.people[id_], declined)
            if found is not None:
                entry = network.shelves.shelf.entries.get(found.slug)
                return replace(found, title=entry.title if entry else found.slug)
    return None


async def proposal(tx: AsyncConnection, who: Member, declined: Referral) -> Proposal | None:
    """What the person's declines propose about this case's entry; None when too few, or when it has been done."""
    slug = next(iter(declined.need.get("slugs", ())), "")
    said = [(who.id, other) for other in await referrals.not_their_field(tx, who.id)]
    due = (found for found in corrections(said, [who.person]) if found.slug == slug and slug)
    return next((Proposal(who.id, who.person.name, slug, slug, found.times) for found in due), None)


async def correct(tx: AsyncConnection, who: Member, id_: str, slug: str, now: datetime) -> View:
    """Writes into the directory that the person is no longer asked about the entry."""
    member = await people.load(tx, id_)
    if not may_coordinate(who) or member is None or not slug:
        return Said("gone" if may_coordinate(who) else "not_allowed")
    if not looks_after(await people.directory(tx), who, member.person):
        return Said("not_your_district")
    if slug not in member.person.declines:
        person = replace(member.person, declines=(*member.person.declines, slug[:120]))
        await people.save(tx, member, person, now)
        await audit.note(tx, who.id, "correct_person", id_, now)
    return Said("person_saved", {"name": member.person.name}, coordinator=True)
