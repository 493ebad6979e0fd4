"""What every handler works with: the store, the catalogue in memory, school time and the local rules."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from handlers.shelves import Library
from knowledge.calendar import SchoolTime
from knowledge.store.engine import Store


def new_id() -> str:
    """An opaque id that cannot be guessed (96 bits)."""
    return secrets.token_hex(12)


def dated(id_: str, now: datetime) -> str:
    """The id behind the moment, for what tells that anyway (80 bits are left): new things stand together on the disk.

    In thirty-two letters, as the tables have them.
    """
    return f"{int(now.timestamp() * 1000):012x}{id_}"[:32]


@dataclass(frozen=True, slots=True)
class Kept:
    """How long things are kept. Safe defaults; the municipality may shorten them."""

    questions: timedelta = timedelta(days=90)
    notes: timedelta = timedelta(days=30)
    letters: timedelta = timedelta(days=90)
    audit: timedelta = timedelta(days=365)
    inbox: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Policy:
    """Local rules with safe defaults. Hours are working hours, days are school days."""

    follow_up_days: int = 10
    reply_days: int = 5
    acute_wait: timedelta = timedelta(minutes=10)  # in danger the next is asked after this
    soon: timedelta = timedelta(hours=4)
    follow_up_window: timedelta = timedelta(minutes=30)  # how long the last question is still being talked about
    kept: Kept = field(default_factory=Kept)
    max_text: int = 4_000
    municipality: str = "Kommunen"  # whose name a shared package bears
    max_field: int = 600

    def sooner(self, times: float) -> Policy:
        """The same rules in a hurry: shorter waits, and a day to the follow-up. Only proofs need it."""
        if times == 1:
            return self
        return replace(self, acute_wait=self.acute_wait / times, soon=self.soon / times, follow_up_days=1, reply_days=1)


@dataclass(frozen=True, slots=True)
class Network:
    """The parts, put together once in `app.py`."""

    store: Store
    shelves: Library
    time: SchoolTime = field(default_factory=SchoolTime)
    policy: Policy = field(default_factory=Policy)
    new_id: Callable[[], str] = new_id
