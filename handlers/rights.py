"""Who may do what at the desk: coordinators, limited to districts or not, editors, leaders; checked at every press."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.oversight import district_of, in_charge
from knowledge.people import Person
from knowledge.referral import Referral
from knowledge.store import marks, people
from knowledge.store.people import Member

COORDINATORS = "coordinators"


def may_coordinate(who: Member) -> bool:
    """Whether this person sees cases and the directory."""
    return who.person.coordinator and who.person.active


def may_edit(who: Member) -> bool:
    """Whether this person may change the catalogue."""
    return (who.person.editor or who.person.coordinator) and who.person.active


def tends(known: Mapping[str, Member], who: Member, case: Referral) -> bool:
    """Whether this coordinator sees the course of a case: of their districts, or when it was laid into their hands."""
    if not may_coordinate(who) or not who.person.oversees or case.waits_for == who.id:
        return may_coordinate(who)
    everybody = [member.person for member in known.values()]
    return who.id in in_charge(everybody, district_of(case.need, everybody))


async def tends_case(tx: AsyncConnection, who: Member, case: Referral) -> bool:
    """The same; the directory is read only for those it limits."""
    if not may_coordinate(who) or not who.person.oversees:
        return may_coordinate(who)
    return tends(await people.directory(tx), who, case)


def looks_after(known: Mapping[str, Member], who: Member, person: Person) -> bool:
    """Whether this coordinator sees and changes a person of the directory."""
    if not may_coordinate(who) or not who.person.oversees or person.id == who.id:
        return may_coordinate(who)
    everybody = [member.person for member in known.values()]
    return who.id in in_charge(everybody, district_of({"district": person.district, "unit": person.unit}, everybody))


async def last_coordinator(tx: AsyncConnection, changed: Iterable[Person], now: datetime) -> bool:
    """Whether these changes would leave nobody to coordinate. Those who ask this go one after the other."""
    after = {person.id: person for person in changed}
    if not after:
        return False
    await marks.bump(tx, COORDINATORS, now)
    persons = {id_: member.person for id_, member in (await people.directory(tx)).items()} | after
    return not any(person.coordinator and person.active for person in persons.values())


def resigning(before: Person, after: Person) -> bool:
    """Whether somebody stops being a coordinator."""
    return before.coordinator and before.active and not (after.coordinator and after.active)
