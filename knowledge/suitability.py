"""Who suits a need, and who can be asked at this moment: one question each, about one person.

The support staircase stands here too: which roles come before which.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from knowledge.catalogue import AgeBand, Setting
from knowledge.hours import Slot
from knowledge.outlook import Outlook
from knowledge.people import Offered, Person, RoleInfo, roles

VISITING = 2
"""The highest step that may lead before colleagues on the spot, when an entry names such a specialist first."""


class Why(StrEnum):
    """Why somebody is not asked."""

    IS_ASKER = "is_asker"
    KNOWS_FAMILY = "knows_family"  # or has said no before: which of them is nobody's business
    LEFT = "left"
    NEVER_INSTALLED = "never_installed"
    PAUSED = "paused"
    SAME_UNIT = "same_unit"
    AWAY = "away"
    FULL = "full"
    OUTSIDE_HOURS = "outside_hours"
    DOES_NOT_TAKE = "does_not_take"
    WRONG_AGE = "wrong_age"
    WRONG_SETTING = "wrong_setting"
    WRONG_PLACE = "wrong_place"


@dataclass(frozen=True, slots=True)
class Need:
    """What is asked for, without a child's name.

    `roles` come from the entry, in its order; none means the general ones. `wish` is the role the asker asks for.
    `from_step` leaves out lower steps, after help that did not help.
    `not_for` are ids of those who said no; `asker` an id or Entra object id; `continuity` the group's earlier helper.
    """

    roles: tuple[str, ...] = ()
    wish: str | None = None
    slugs: tuple[str, ...] = ()
    age: AgeBand | None = None
    setting: Setting | None = None
    unit: str = ""
    district: str = ""
    urgent: bool = False
    anonymous: bool = False
    language: str = ""
    subject: str = ""
    year: int | None = None
    wished_slots: tuple[Slot, ...] = ()
    asker: str = ""
    not_for: frozenset[str] = frozenset()
    continuity: str | None = None
    from_step: int = 0


@dataclass(frozen=True, slots=True)
class Load:
    """Open cases per person id, and when each was last asked."""

    open: Mapping[str, int] = field(default_factory=dict)
    last: Mapping[str, datetime] = field(default_factory=dict)


def ladder(need: Need) -> dict[str, int]:
    """The roles to ask, each with its place: the wish first, then the staircase.

    Within a step the entry's order holds. The entry's first role leads when it is a specialist who visits: a speech
    consultant is the nearest help for speech. PPR and the authority never lead unless the asker wishes it. Empty when
    the way goes another place, as to the psychiatry: then it is the coordinator's.
    """
    known = roles()
    named = [known[role] for role in need.roles if role in known]
    asked = [info.key for info in named if _offered(info, need)] or _instead(named, need)
    lead = next((role for role in asked[:1] if known[role].step <= VISITING), None)
    order = sorted(dict.fromkeys(asked), key=lambda role: (role != lead, known[role].step))
    if need.wish and need.wish in known and _offered(known[need.wish], need):
        order.insert(0, need.wish)
    return {role: place for place, role in enumerate(dict.fromkeys(order))}


def _instead(named: list[RoleInfo], need: Need) -> list[str]:
    """Nobody named is asked by itself: a suspicion of violence stays with leader and authority, never with the general.

    The general roles help a need that names none, and take over above the step where the named ones end.
    """
    in_reach = (info for info in named if info.step >= need.from_step and (info.anonymous or not need.anonymous))
    held_back = [info.key for info in in_reach if info.offered is Offered.ASKED]
    if held_back or (named and not need.from_step):
        return held_back
    return [info.key for info in roles().values() if info.general and _offered(info, need)]


def _offered(info: RoleInfo, need: Need) -> bool:
    wished = info.key == need.wish
    if info.offered is Offered.NEVER or (need.anonymous and not info.anonymous):
        return False
    if info.offered is Offered.ASKED and not (wished or need.urgent):
        return False
    return wished or info.step >= need.from_step


def unsuited(person: Person, info: RoleInfo, need: Need) -> Why | None:
    """Why the person in this role is not for the need, or None. What is not told about the need never rules out."""
    if need.slugs and need.slugs[0] in person.declines:
        return Why.DOES_NOT_TAKE
    if need.age and (_outside(need.age, person.ages) or _outside(need.age, info.ages)):
        return Why.WRONG_AGE
    if need.setting and (_outside(need.setting, person.settings) or _outside(need.setting, info.settings)):
        return Why.WRONG_SETTING
    return None if _serves(person, info, need) else Why.WRONG_PLACE


def _outside(wanted: str, taken: tuple[str, ...]) -> bool:
    return bool(taken) and wanted not in taken


def _serves(person: Person, info: RoleInfo, need: Need) -> bool:
    at_home = bool(need.unit) and person.unit == need.unit
    if at_home or info.own_unit:
        return at_home
    if person.units:
        return not need.unit or need.unit in person.units
    return not person.district or not need.district or person.district == need.district


def unavailable(person: Person, need: Need, load: Load, outlook: Outlook) -> Why | None:
    """Why the person cannot be asked now, or None. Who cannot answer is skipped at once, never waited for."""
    if need.asker and need.asker in (person.id, person.aad_id):
        return Why.IS_ASKER
    if person.id in need.not_for:
        return Why.KNOWS_FAMILY
    if need.anonymous and need.unit and person.unit == need.unit:
        return Why.SAME_UNIT
    return _out_of_reach(person) or _no_time(person, need.urgent, load, outlook)


def _out_of_reach(person: Person) -> Why | None:
    if not person.active:
        return Why.LEFT
    if not person.reachable:
        return Why.NEVER_INSTALLED
    return Why.PAUSED if person.paused else None


def _no_time(person: Person, urgent: bool, load: Load, outlook: Outlook) -> Why | None:
    if outlook.absence(person, urgent):
        return Why.AWAY
    if load.open.get(person.id, 0) >= person.capacity:
        return Why.FULL
    if urgent and not outlook.time.working(person, outlook.now):
        return Why.OUTSIDE_HOURS
    return None
