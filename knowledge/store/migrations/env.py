"""Alembic's entry: works on the connection it is given, inside the caller's transaction."""

from __future__ import annotations

from alembic import context

from knowledge.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=connection.dialect.name == "sqlite")
context.run_migrations()
