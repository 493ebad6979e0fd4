"""Tests of what is remembered, on SQLite and on PostgreSQL."""
