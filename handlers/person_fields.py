"""The form of a person read back: every field by its kind, and what could not be read beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from knowledge.hours import hours_text, is_number, to_hours
from knowledge.people import Person, roles
from knowledge.store.people import Member

COORDINATOR = "koordinator"
RIGHTS = ("editor", "leader")
"""What somebody may be beside a role that others can ask for."""
FIELDS = (
    *("upn", "name", "title", "unit", "district", "roles", "hours", "capacity", "competences"),
    *("rights", "oversees"),
)
MOST_CASES = 999
LONGEST_UPN = 200


KEPT = ("district", "rights", "oversees")
"""Fields that a card from before they were there leaves as they are."""


def values_of(member: Member) -> dict[str, str]:
    """The form's values for a person."""
    person = member.person
    return {
        "id": person.id,
        "upn": member.upn,
        "name": person.name,
        "title": person.title,
        "unit": person.unit,
        "district": person.district,
        "roles": ",".join(person.roles),
        "hours": hours_text(person.hours),
        "capacity": str(person.capacity),
        "competences": ", ".join(person.competences),
        "rights": ",".join(right for right in RIGHTS if getattr(person, right)),
        "oversees": ", ".join(person.oversees),
    }


def read_person(person: Person, values: Mapping[str, str]) -> tuple[Person, dict[str, str]]:
    """The person as the form says, or unchanged with what is wrong: field -> text key."""
    chosen = tuple(role for role in values["roles"].split(",") if role in roles())
    rights = [right for right in RIGHTS if right in values["rights"].split(",")]
    wrong = _wrong(person, values)
    if not chosen and not rights:
        wrong["roles"] = "roles_missing"
    try:
        hours = to_hours(values["hours"]) if values["hours"] else person.hours
    except ValueError:
        hours, wrong["hours"] = person.hours, "hours_unreadable"
    if wrong:
        return person, wrong
    changed = replace(
        person,
        name=values["name"][:200],
        title=values["title"][:100],
        unit=values["unit"][:100],
        district=values["district"][:100],
        roles=chosen,
        hours=hours,
        capacity=int(values["capacity"]),
        competences=_words(values["competences"]),
        coordinator=COORDINATOR in chosen,
        oversees=_words(values["oversees"]) if COORDINATOR in chosen else (),
        editor="editor" in rights,
        leader="leader" in rights,
        active=True,
    )
    return changed, {}


def _wrong(person: Person, values: Mapping[str, str]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if len(values["name"]) < 2:
        wrong["name"] = "name_missing"
    if not person.aad_id and ("@" not in values["upn"] or len(values["upn"]) > LONGEST_UPN):
        wrong["upn"] = "upn_missing"
    if not is_number(values["capacity"], MOST_CASES):
        wrong["capacity"] = "capacity_number"
    return wrong


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
