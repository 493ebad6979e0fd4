"""Whom a sheet of people may change: the same as the dialog, told row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from handlers.rights import looks_after
from knowledge.columns import PERSON
from knowledge.exchange import Listed, Plan, Problem, Refuse
from knowledge.oversight import known_districts, overreach, same
from knowledge.people import Person
from knowledge.sheets import Rows
from knowledge.store.people import Member

REASONS = {
    "district_not_yours": "Vælg et af de distrikter, du selv koordinerer.",
    "rights_not_yours": "Det kan kun en koordinator for hele kommunen ændre.",
}
FIELDS = {"district": "district", "oversees": "oversees", "rights": "editor"}
LAST = "Der skal være mindst én koordinator. Giv først rollen til en anden."


def refusing(who: Member | None, members: Mapping[str, Member], rows: Rows) -> Refuse:
    """Judges a change of a person. `who`: None for the command line, which may do everything."""
    everybody = [member.person for member in members.values()]
    districts = {*known_districts(everybody), *_districts(rows)}

    def refuse(before: Person | None, after: Person) -> tuple[str, str] | None:
        if unknown := [name for name in after.oversees if same(name) not in districts]:
            return "oversees", f"Ingen på listen hører til distriktet »{unknown[0][:40]}«."
        if who is None:
            return None
        if before is not None and _listed(before) and not looks_after(members, who, before):
            return "name", "Personen hører til et andet distrikt."
        wrong = overreach(who.person, everybody, before, after)
        return next(((FIELDS[field], REASONS[key]) for field, key in wrong.items()), None)

    return refuse


def nobody_left(members: Mapping[str, Member], plan: Plan[Listed]) -> Iterable[Problem]:
    """A sheet that takes the role from the last coordinator is refused as a whole."""
    before = {id_: member.person for id_, member in members.items()}
    after = before | {one.person.id: one.person for one in (*plan.added, *plan.changed)}
    if _coordinated(before.values()) and not _coordinated(after.values()):
        yield Problem("personer", 1, "koordinator", LAST)


def _coordinated(people: Iterable[Person]) -> bool:
    return any(person.coordinator and person.active for person in people)


def _listed(person: Person) -> bool:
    return bool(person.roles or person.coordinator or person.editor or person.leader)


def _districts(rows: Rows) -> Iterable[str]:
    heading = next(column.heading for column in PERSON if column.name == "district")
    headings = [cell.strip().lower() for cell in rows[0]] if rows else []
    at = headings.index(heading) if heading in headings else len(headings)
    return {same(row[at]) for row in rows[1:] if at < len(row) and row[at].strip()}
