"""The data map: what is stored where, why, how long and who sees it, made from the tables so that it cannot drift."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.store.tables import metadata

HEAD = """# Data map

Made from the tables by `python app.py datamap`; a test compares. The basis of the municipality's impact assessment
(DPIA). Every text passes the scrubber before it is stored: names, CPR numbers, phones, e-mails and addresses are
masked, and what was masked is kept nowhere. Nothing about a child is stored beside the scrubbed words of staff.
"""


def datamap() -> str:
    """The map as Markdown."""
    return "\n".join([HEAD, *_tables()])


def _tables() -> Iterator[str]:
    for table in metadata.sorted_tables:
        yield f"## {table.name}\n"
        yield f"- Kept: {table.info['kept']}"
        yield f"- Seen by: {table.info['seen_by']}"
        yield f"- Columns: {', '.join(_column(column.name, column.comment) for column in table.columns)}\n"


def _column(name: str, comment: str | None) -> str:
    return f"`{name}` ({comment})" if comment else f"`{name}`"
