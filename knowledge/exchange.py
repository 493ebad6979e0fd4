"""The catalogue and the directory in and out of sheets, and what reading one in would change: pure, nothing is written.

Rows that say nothing new are left alone; what is not in the file stays as it is. A row is refused with its sheet, row
number, column and reason; whoever applies a plan does so only when nothing is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Generic, TypeVar

from knowledge import catalogue, people
from knowledge.catalogue import Entry, Status
from knowledge.columns import ENTRY, PERSON, PHRASE, Column
from knowledge.people import Person
from knowledge.privacy import scrub
from knowledge.sheets import Rows

T = TypeVar("T")
Told = Callable[[int, int], None]
Refuse = Callable[[Person | None, Person], tuple[str, str] | None]
_NEVER = {"cpr": "et CPR-nummer", "phone": "et telefonnummer", "email": "en mailadresse", "address": "en adresse"}
_OPEN = frozenset({"id", "upn", "name", "title", "unit", "units", "source_url", "approved_by", "owner"})
"""Columns whose purpose it is to name an adult or a place."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is refused. `row` counts as Excel does: the headings are row 1."""

    sheet: str
    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plan(Generic[T]):
    """What reading in would do."""

    added: tuple[T, ...] = ()
    changed: tuple[T, ...] = ()
    unchanged: int = 0
    refused: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A person with the e-mail they are known by."""

    person: Person
    upn: str = ""


class _Refused(Exception):
    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


def entry_rows(entries: Iterable[Entry]) -> Rows:
    """The sheet `opslag`, without its headings."""
    plain = ((catalogue.to_data(entry), entry) for entry in entries)
    return [[column.text(data[column.name]) for column in ENTRY] for data, _ in plain]


def phrase_rows(entries: Iterable[Entry]) -> Rows:
    """The sheet `hverdagsord`, without its headings."""
    return [[entry.slug, phrase] for entry in entries for phrase in entry.phrases]


def person_rows(listed: Iterable[Listed]) -> Rows:
    """The sheet `personer`, without its headings."""
    plain = ({**people.to_data(one.person), "upn": one.upn} for one in listed)
    return [[column.text(_absences(column, data[column.name])) for column in PERSON] for data in plain]


def plan_entries(
    rows: Rows, phrases: Rows, known: Mapping[str, Entry], told: Told = lambda done, of: None
) -> Plan[Entry]:
    """What the sheets `opslag` and `hverdagsord`, with their headings, would change. `told` hears of the progress."""
    refused: list[Problem] = []
    lines = _phrases(phrases, refused, {phrase for entry in known.values() for phrase in entry.phrases})
    named = {row[_at(rows, ENTRY[0])].strip() for _, row in _body(rows)} if rows and _at(rows, ENTRY[0]) >= 0 else set()
    orphans = [slug for slug in lines if slug not in named and slug not in known]
    refused += [
        Problem("hverdagsord", lines[slug][0], "id", f"Opslaget »{slug[:40]}« findes ikke.") for slug in orphans
    ]
    found: dict[str, Entry] = {}
    for number, data in _read("opslag", rows, ENTRY, refused, told):
        try:
            entry = _entry(data, lines, known, found)
        except _Refused as wrong:
            refused.append(Problem("opslag", number, wrong.column, wrong.reason))
            continue
        found[entry.slug] = entry
    for slug in sorted(lines.keys() & known.keys() - named):
        number, phrases_of = lines[slug]
        found[slug] = replace(known[slug], phrases=tuple(phrases_of))
        if found[slug] != known[slug]:
            lacks = catalogue.problems(found[slug]).items()
            refused += [Problem("hverdagsord", number, _heading(ENTRY, name), reason) for name, reason in lacks][:1]
    return _plan(found, known, refused)


def plan_people(
    rows: Rows,
    known: Mapping[str, Listed],
    new_id: Callable[[], str],
    told: Told = lambda done, of: None,
    refuse: Refuse = lambda before, after: None,
) -> Plan[Listed]:
    """What the sheet `personer`, with its headings, would change. People are met by id, else by e-mail.

    `refuse` says why a change may not be made: the field and the reason.
    """
    refused: list[Problem] = []
    mails = {one.upn.lower(): id_ for id_, one in known.items() if one.upn}
    found: dict[str, Listed] = {}
    named: set[str] = set()
    for number, data in _read("personer", rows, PERSON, refused, told):
        id_ = str(data.get("id") or mails.get(str(data.get("upn", "")).strip().lower(), ""))
        try:
            one = _listed(data, id_ or new_id(), known)
            if one.person.id in found or one.upn.lower() in named:
                raise _Refused("arbejdsmail", "Personen står to gange i filen.")
            before = known.get(one.person.id)
            if one != before and (no := refuse(before.person if before else None, one.person)):
                raise _Refused(_heading(PERSON, no[0]), no[1])
        except _Refused as wrong:
            refused.append(Problem("personer", number, wrong.column, wrong.reason))
            continue
        found[one.person.id] = one
        named |= {one.upn.lower()} - {""}
    return _plan(found, known, refused)


def _plan(found: Mapping[str, T], known: Mapping[str, T], refused: Sequence[Problem]) -> Plan[T]:
    added = tuple(one for key, one in found.items() if key not in known)
    changed = tuple(one for key, one in found.items() if key in known and known[key] != one)
    order = tuple(sorted(refused, key=lambda problem: (problem.sheet, problem.row)))
    return Plan(added, changed, len(found) - len(added) - len(changed), order)


def _entry(
    data: dict[str, Any],
    lines: Mapping[str, tuple[int, list[str]]],
    known: Mapping[str, Entry],
    found: Mapping[str, Entry],
) -> Entry:
    slug = str(data.get("slug", "")).strip()
    if slug in found:
        raise _Refused("id", f"Opslaget »{slug}« står to gange i filen.")
    before = known.get(slug)
    base = catalogue.to_data(before) if before else {"status": Status.DRAFT.value, "one_line": ""}
    given = {name: value for name, value in data.items() if value or name not in ("kind", "status")}
    entry = catalogue.to_entry({**base, **given, "slug": slug})
    if slug in lines:
        entry = replace(entry, phrases=tuple(lines[slug][1]))
    if entry == before:
        return entry
    wrong = catalogue.problems(entry)
    for name, reason in wrong.items():
        raise _Refused(_heading(ENTRY, name), reason)
    _nothing_personal(catalogue.to_data(entry), base, ENTRY)
    return entry


def _listed(data: dict[str, Any], id_: str, known: Mapping[str, Listed]) -> Listed:
    before = known.get(id_)
    if data.get("id") and before is None:
        raise _Refused("id", "Ingen på listen har det id. Lad feltet stå tomt for en ny person.")
    upn = str(data.get("upn", before.upn if before else "")).strip()
    if before is None and "@" not in upn:
        raise _Refused("arbejdsmail", "Skriv personens arbejdsmail.")
    base = people.to_data(before.person) if before else {}
    plain = {**base, **{name: value for name, value in data.items() if name != "upn"}, "id": id_}
    if "absences" in data:
        plain["absences"] = [_absence(line) for line in data["absences"]]
    try:
        person = people.to_person(plain)
    except ValueError as wrong:
        name, _, reason = str(wrong).partition(": ")
        raise _Refused(_heading(PERSON, name), reason or name) from wrong
    if before and person == before.person:
        return Listed(before.person, upn)
    for name, reason in people.problems(person).items():
        raise _Refused(_heading(PERSON, name), reason)
    return Listed(person, upn)


def _nothing_personal(data: Mapping[str, Any], before: Mapping[str, Any], columns: Sequence[Column]) -> None:
    """New words are looked through for what must never be stored; names are let through, for authors have them."""
    for column in columns:
        if column.name in _OPEN or data[column.name] == before.get(column.name):
            continue
        text = column.text(data[column.name])
        if kind := _personal(text):
            raise _Refused(column.heading, f"Her står {_NEVER[kind]}. Fjern det.")


@lru_cache(maxsize=10_000)
def _personal(text: str) -> str | None:
    """The kind of personal data in a text, if any. All of these hold a digit or an @, so most texts are soon done."""
    if "@" not in text and not any(map(str.isdigit, text)):
        return None
    return next((kind for kind in scrub(text).found if kind in _NEVER), None)


def _read(
    sheet: str, rows: Rows, columns: Sequence[Column], refused: list[Problem], told: Told = lambda done, of: None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row as plain data with its number; rows that cannot be read are refused, empty ones skipped."""
    if not rows:
        return
    places = {column: _at(rows, column) for column in columns}
    missing = [column.heading for column in columns if column.must and places[column] < 0]
    if missing:
        refused.append(
            Problem(sheet, 1, missing[0], f"Kolonnen mangler. Første række skal have overskrifterne: {missing}.")
        )
        return
    for number, row in _body(rows):
        told(number - 1, len(rows) - 1)
        try:
            yield number, {c.name: _cell(c, row[at]) for c, at in places.items() if 0 <= at < len(row)}
        except _Refused as wrong:
            refused.append(Problem(sheet, number, wrong.column, wrong.reason))


def _cell(column: Column, text: str) -> Any:
    try:
        return column.value(text)
    except ValueError as wrong:
        raise _Refused(column.heading, str(wrong)) from wrong


def _phrases(rows: Rows, refused: list[Problem], old: Collection[str]) -> dict[str, tuple[int, list[str]]]:
    """slug -> the first row it stands in, and its phrases."""
    lines: dict[str, tuple[int, list[str]]] = {}
    for number, data in _read("hverdagsord", rows, PHRASE, refused):
        phrase = str(data["phrase"]).strip()
        if phrase not in old and (kind := _personal(phrase)):
            refused.append(Problem("hverdagsord", number, "hverdagssætning", f"Her står {_NEVER[kind]}. Fjern det."))
        elif phrase:
            lines.setdefault(str(data["slug"]).strip(), (number, []))[1].append(phrase)
    return lines


def _body(rows: Rows) -> Iterator[tuple[int, list[str]]]:
    return ((number, row) for number, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row))


def _at(rows: Rows, column: Column) -> int:
    headings = [heading.strip().lower() for heading in rows[0]]
    return headings.index(column.heading) if column.heading in headings else -1


def _heading(columns: Sequence[Column], name: str) -> str:
    return next((column.heading for column in columns if column.name == name), name)


def _absences(column: Column, value: Any) -> Any:
    if column.name != "absences":
        return value
    return [f"{one['start']} - {one['end']} {one['substitute'] or ''}".strip() for one in value]


def _absence(line: str) -> dict[str, str]:
    start, _, rest = line.partition(" - ")
    end, _, substitute = rest.strip().partition(" ")
    return {"start": start.strip(), "end": end or start.strip(), "substitute": substitute.strip()}
