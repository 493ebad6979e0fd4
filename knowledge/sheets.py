"""Tables in files: Excel and CSV in and out. Text stays text: no cell is ever a formula (OWASP ASVS 1.2.10)."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import python_calamine as calamine
import xlsxwriter

from knowledge.columns import NO, YES, Cell, Column

Rows = list[list[str]]
LONGEST_CELL = 32_767
"""Characters that Excel holds in one cell."""
MOST_ROWS = 20_000
MOST_UNPACKED = 200 * 1024 * 1024
_ACTING = ("=", "+", "-", "@", "\t", "\r", "'")
_DROP_DOWNS = 5_001


class Unreadable(Exception):
    """The file is no table; the message says so in Danish."""


def write_xlsx(sheets: Mapping[str, tuple[Sequence[Column], Rows]]) -> bytes:
    """A workbook with headings and, where a column has few words, a drop-down. Without rows it is the template."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, wrapped = book.add_format({"bold": True, "bg_color": "#E6F0F0"}), book.add_format({"text_wrap": True})
    wrapped.set_align("top")
    for name, (columns, rows) in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column.heading, bold)
            sheet.set_column(at, at, 40 if column.cell in (Cell.TEXT, Cell.LINES) else 18)
            _drop_down(sheet, at, column)
        for number, row in enumerate(rows, 1):
            for at, text in enumerate(row):
                sheet.write_string(number, at, text[:LONGEST_CELL], wrapped)
    book.close()
    return out.getvalue()


def read_xlsx(data: bytes) -> dict[str, Rows]:
    """The sheets of a workbook by name, in small letters; every cell as text. Unreadable when it is none."""
    try:
        if _unpacked(data) > MOST_UNPACKED:
            raise Unreadable("Regnearket er for stort. Del det op, og send delene hver for sig.")
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
        return {name.strip().lower(): _texts(sheet.to_python()[:MOST_ROWS]) for name, sheet in found.items()}
    except (calamine.CalamineError, zipfile.BadZipFile, ValueError, OSError) as wrong:
        raise Unreadable("Filen er ikke et regneark, jeg kan læse. Gem den som .xlsx eller .csv.") from wrong


def _unpacked(data: bytes) -> int:
    """What a workbook says it holds: a few kilobytes can be made to unfold into gigabytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return sum(part.file_size for part in packed.infolist())


def write_csv(columns: Sequence[Column], rows: Rows) -> bytes:
    """One sheet with semicolons, as a Danish Excel opens it. A cell that could act gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.heading for column in columns])
    writer.writerows([_tamed(text) for text in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def read_csv(data: bytes) -> Rows:
    """The rows of a CSV file, or of cells pasted from Excel. Unreadable when it is no text."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise Unreadable("Filen er ikke et regneark, jeg kan læse. Gem den som .xlsx eller .csv.")
    first = text.partition("\n")[0]
    delimiter = max("\t;,", key=first.count)
    csv.field_size_limit(1_000_000)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as wrong:
        raise Unreadable("Filen kan ikke læses: der mangler et anførselstegn.") from wrong
    return [[_untamed(cell) for cell in row] for row in rows[:MOST_ROWS]]


def _drop_down(sheet: Any, at: int, column: Column) -> None:
    words = list(column.words.values()) if column.cell is Cell.ONE else [YES, NO] if column.cell is Cell.YES else []
    if words:
        rule = {"validate": "list", "source": words, "error_title": "Vælg fra listen", "ignore_blank": True}
        sheet.data_validation(1, at, _DROP_DOWNS, at, rule)


def _tamed(text: str) -> str:
    return f"'{text}" if text.startswith(_ACTING) else text


def _untamed(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_ACTING) else text


def _texts(rows: Iterable[Sequence[Any]]) -> Rows:
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return YES if cell else NO
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell).replace("\r\n", "\n")
