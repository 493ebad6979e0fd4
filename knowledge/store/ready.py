"""The statements of every turn, made ready once: SQLite answers in microseconds, the usual way there takes thirty.

On SQLite the compiled statement goes straight to the connection of the transaction at hand; values and rows pass the
same types. On PostgreSQL, and when a statement turns out long or finds a lock, it goes the usual way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.store.inline import Connection, driver_of

Values = Mapping[str, Any]
_Process = Callable[[Any], Any]
_WAIT = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_INTERRUPT})


@dataclass(frozen=True, slots=True)
class Outcome:
    """The rows a statement gave, by column, and how many it changed."""

    rows: Sequence[Mapping[str, Any]]
    count: int

    @property
    def first(self) -> Mapping[str, Any] | None:
        """The first row, or None."""
        return self.rows[0] if self.rows else None


class Ready:
    """A statement, or one for each database by its name; always run with the same names of values."""

    def __init__(self, statement: sa.Executable | Mapping[str, sa.Executable]) -> None:
        self._statement = statement
        self._compiled: _Compiled | None = None

    async def run(self, tx: AsyncConnection, values: Values) -> Outcome:
        """Runs it in this transaction. SQLAlchemyError as from any other statement."""
        statement = self._statement[tx.dialect.name] if isinstance(self._statement, Mapping) else self._statement
        if tx.dialect.name == "sqlite":
            self._compiled = self._compiled or _Compiled(statement, tx.dialect, values)
            try:
                return self._compiled.run(driver_of(tx), values)
            except sqlite3.Error as failed:
                if failed.sqlite_errorcode & 0xFF not in _WAIT:
                    raise sa.exc.DBAPIError(self._compiled.sql, None, failed) from None
        result = await tx.execute(statement, values)
        return Outcome([dict(row) for row in result.mappings()] if result.returns_rows else [], result.rowcount)


class _Compiled:
    """A statement in SQLite's words, with what its values and its columns pass through."""

    def __init__(self, statement: sa.Executable, dialect: sa.Dialect, values: Values) -> None:
        compiled = cast(Any, statement).compile(dialect=dialect, column_keys=list(values))
        self.sql = str(compiled)
        self._reads = isinstance(statement, sa.Select)
        self._usual = {name: bind.effective_value for name, bind in compiled.binds.items()}
        self._usual |= {column.key: column.default.arg for column in compiled.insert_prefetch}
        self._places = [
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup
        ]
        columns = cast(Any, statement).exported_columns
        self._columns: list[tuple[str, _Process | None]] = [
            (column.key, column.type.dialect_impl(dialect).result_processor(dialect, None)) for column in columns
        ]

    def run(self, driver: Connection, values: Values) -> Outcome:
        """Runs it in the event loop."""
        given = self._usual | dict(values)
        placed = [process(given[name]) if process else given[name] for name, process in self._places]
        rows, count = driver.at_once(self.sql, placed, hurried=self._reads)
        return Outcome([self._row(row) for row in rows], count)

    def _row(self, row: Sequence[Any]) -> dict[str, Any]:
        pairs = zip(self._columns, row, strict=True)
        return {name: process(cell) if process else cell for (name, process), cell in pairs}
