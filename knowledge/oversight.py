"""Which coordinator looks after what. One may be limited to districts; nothing is ever without a coordinator. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from knowledge.people import Person


def district_of(need: Mapping[str, Any], people: Iterable[Person]) -> str:
    """The district of a case or a person: its own, else that of others at the same place; "" when nobody knows it."""
    if own := str(need.get("district") or "").strip():
        return own
    unit = need.get("unit")
    there = Counter(person.district for person in people if unit and person.unit == unit and person.district)
    return there.most_common(1)[0][0] if there else ""


def looks_after(person: Person, district: str) -> bool:
    """Whether the coordinator's districts hold this one; without a limit they all do."""
    return not person.oversees or same(district) in map(same, person.oversees)


def in_charge(people: Iterable[Person], district: str) -> frozenset[str]:
    """The ids of the coordinators who look after a district ("": unknown); where there is none, all of them do."""
    able = [person for person in people if person.coordinator and person.active]
    return frozenset(p.id for p in able if looks_after(p, district)) or frozenset(person.id for person in able)


def known_districts(people: Iterable[Person]) -> dict[str, str]:
    """Every district somebody belongs to, as it is written, by how it is compared."""
    return {same(person.district): person.district for person in people if person.district}


def overreach(who: Person, people: Collection[Person], before: Person | None, after: Person) -> dict[str, str]:
    """What a coordinator limited to districts may not write about a person: field -> text key.

    Where nobody coordinates the whole municipality, the others may do all of it, for somebody must.
    """
    able = [person for person in people if person.coordinator and person.active]
    if not who.oversees or not any(not person.oversees for person in able):
        return {}
    wrong = {} if looks_after(who, district_of(_place(after), people)) else {"district": "district_not_yours"}
    wider = before is not None and before.coordinator and not _within(before, who)
    if wider or (after.coordinator and not _within(after, who)):
        wrong["oversees"] = "rights_not_yours"
    if (after.editor, after.leader) != ((before.editor, before.leader) if before else (False, False)):
        wrong["rights"] = "rights_not_yours"
    return wrong


def same(district: str) -> str:
    """How districts are compared: however they are written."""
    return " ".join(district.split()).casefold()


def _within(coordinator: Person, who: Person) -> bool:
    return bool(coordinator.oversees) and all(looks_after(who, district) for district in coordinator.oversees)


def _place(person: Person) -> dict[str, str]:
    return {"district": person.district, "unit": person.unit}
