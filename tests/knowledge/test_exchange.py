"""Sheets out and in: nothing is lost, nothing acts, and what is wrong is told by row, column and reason."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest

from knowledge import exchange, sheets
from knowledge.catalogue import Entry, starter
from knowledge.columns import ENTRY, PERSON, PHRASE, SHEETS, Column
from knowledge.exchange import Listed, Plan
from knowledge.people import demo
from knowledge.sheets import Rows, Unreadable

CATALOGUE = {entry.slug: entry for entry in starter()}
PEOPLE = {person.id: Listed(person, f"{person.id}@skole.example") for person in demo()}
IDS = count()


def head(columns: tuple[Column, ...]) -> list[str]:
    return [column.heading for column in columns]


def through(kind: str, columns: tuple[Column, ...], rows: Rows) -> Rows:
    """The rows after a file of this kind was written and read."""
    if kind == "csv":
        return sheets.read_csv(sheets.write_csv(columns, rows))
    return sheets.read_xlsx(sheets.write_xlsx({"ark": (columns, rows)}))["ark"]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_whole_catalogue_comes_back_unchanged(kind: str) -> None:
    entries = through(kind, ENTRY, exchange.entry_rows(CATALOGUE.values()))
    phrases = through(kind, PHRASE, exchange.phrase_rows(CATALOGUE.values()))
    assert exchange.plan_entries(entries, phrases, CATALOGUE) == Plan(unchanged=len(CATALOGUE))
    fresh = exchange.plan_entries(entries, phrases, {})
    refused = {problem.column for problem in fresh.refused}
    assert refused == {"godkendt af"}  # guidelines nobody here has approved
    assert {entry.slug: entry for entry in fresh.added}.items() <= CATALOGUE.items()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_directory_comes_back_unchanged(kind: str) -> None:
    rows = through(kind, PERSON, exchange.person_rows(PEOPLE.values()))
    assert exchange.plan_people(rows, PEOPLE, lambda: "new") == Plan(unchanged=len(PEOPLE))


@pytest.mark.parametrize("text", ["=1+1", "+45", "-cmd|' /C calc'!A0", "@SUM(A1)", "'=x", "\ttab", "'quoted"])
def test_no_cell_is_a_formula_and_none_is_changed_by_that(text: str) -> None:
    row = [["slug", text]]
    assert through("csv", PHRASE, row)[1] == row[0]
    assert through("xlsx", PHRASE, row)[1] == row[0]
    first = sheets.write_csv(PHRASE, row).decode("utf-8-sig").splitlines()[1].partition(";")[2].strip('"')
    assert first.startswith("'")


def entry_row(**cells: str) -> list[str]:
    plain = dict(zip(head(ENTRY), exchange.entry_rows([CATALOGUE["low-arousal"]])[0], strict=True))
    names = {column.name: column.heading for column in ENTRY}
    return list((plain | {names[name]: text for name, text in cells.items()}).values())


def refusals(*rows: list[str], phrases: Rows | None = None) -> list[tuple[int, str, str]]:
    found = exchange.plan_entries([head(ENTRY), *rows], phrases or [], CATALOGUE)
    return [(problem.row, problem.column, problem.reason) for problem in found.refused]


def test_what_is_wrong_is_told_by_row_column_and_reason() -> None:
    told = refusals(
        entry_row(slug="ny-en", title="Ny", status="udgivet"),
        entry_row(slug="ny-to", levels="forebyggende, noget andet"),
        entry_row(slug="ny-tre", reviewed="i går"),
        entry_row(slug="Ny Fire"),
        entry_row(slug="ny-fem", purpose="Ring til mor på 28 91 22 34, når det går galt igen."),
        entry_row(slug="ny-seks", kind="handlevejledning", status="udgivet"),
        entry_row(slug="ny-syv"),
        entry_row(slug="ny-syv"),
    )
    assert [(row, column) for row, column, _ in told] == [
        *((2, "titel"), (3, "niveau"), (4, "sidst gennemset"), (5, "id"), (6, "formål"), (7, "godkendt af"), (9, "id"))
    ]
    assert told[1][2] == "»noget andet« kendes ikke. Vælg mellem: forebyggende, foregribende, indgribende."
    assert "telefonnummer" in told[4][2]


def test_a_changed_row_changes_only_what_it_says() -> None:
    rows = [["id", "slags", "titel", "formål"], ["low-arousal", "metode", "Dæmp", CATALOGUE["low-arousal"].purpose], []]
    found = exchange.plan_entries(rows, [head(PHRASE), ["abc-observation", "ny sætning"]], CATALOGUE)
    changed = {entry.slug: entry for entry in found.changed}
    assert changed["low-arousal"] == replace(CATALOGUE["low-arousal"], title="Dæmp")
    assert changed["abc-observation"].phrases == ("ny sætning",)
    assert found.refused == ()


def test_missing_headings_and_unknown_entries_are_told() -> None:
    found = exchange.plan_entries([["titel"], ["x"]], [head(PHRASE), ["findes-ikke", "x"]], CATALOGUE)
    assert [(p.sheet, p.row, p.column) for p in found.refused] == [("hverdagsord", 2, "id"), ("opslag", 1, "id")]


def test_new_people_need_a_mail_and_known_ones_are_met_by_it() -> None:
    rows = [
        ["arbejdsmail", "navn", "roller", "sager ad gangen", "arbejdstid"],
        ["NY@skole.example", "Ny Person", "ppr-psykolog", "2", "man-fre 08:00-15:00"],
        ["", "Uden Mail", "ppr-psykolog", "2", ""],
        ["bo@skole.example", "Bo Krogh", "co-teaching-partner", "4", "man 8-12"],
        ["x@skole.example", "Forkert Tid", "ppr-psykolog", "2", "altid"],
        ["y@skole.example", "Forkert Rolle", "tryllekunstner", "2", ""],
        ["z@skole.example", "Forkert Tal", "ppr-psykolog", "mange", ""],
    ]
    found = exchange.plan_people(rows, PEOPLE, lambda: f"n{next(IDS)}")
    assert [one.upn for one in found.added] == ["NY@skole.example"]
    assert [(one.person.id, one.person.capacity) for one in found.changed] == [("bo", 4)]
    assert [(p.row, p.column) for p in found.refused] == [
        *((3, "arbejdsmail"), (5, "arbejdstid"), (6, "roller"), (7, "sager ad gangen"))
    ]


def test_the_template_has_all_sheets_with_drop_downs() -> None:
    import io
    import zipfile

    empty: Rows = []
    book = sheets.write_xlsx({name: (columns, empty) for name, columns in SHEETS.items()})
    assert list(sheets.read_xlsx(book)) == list(SHEETS)
    parts = zipfile.ZipFile(io.BytesIO(book))
    rules = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "metode,handlevejledning" in rules
    assert "kladde,til gennemsyn,udgivet,ude af brug" in rules


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04nonsense", b"\x00\x01", b"hello"])
def test_what_is_no_workbook_is_refused_in_danish(data: bytes) -> None:
    with pytest.raises(Unreadable, match="Filen"):
        sheets.read_xlsx(data)


def test_cells_pasted_from_excel_are_read() -> None:
    assert sheets.read_csv('id\thverdagssætning\na\t"to\nlinjer"\n'.encode()) == [
        *(["id", "hverdagssætning"], ["a", "to\nlinjer"])
    ]


def test_everything_an_entry_has_has_a_column() -> None:
    from dataclasses import fields

    assert {column.name for column in ENTRY} | {"phrases"} == {field.name for field in fields(Entry)}
