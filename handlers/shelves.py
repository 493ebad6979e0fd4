"""The published catalogue in memory: the entries by slug and the matcher built from them, renewed when it changes."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from knowledge.catalogue import Entry
from knowledge.matching import Matcher
from knowledge.store import entries as stored
from knowledge.store import trials
from knowledge.store.engine import Store
from knowledge.tried import Standing

LOOK_SECONDS = 1.0
_TURN_SECONDS = 0.0005


@dataclass(frozen=True, slots=True)
class Shelf:
    """One version of the catalogue, ready to answer."""

    entries: Mapping[str, Entry]
    matcher: Matcher
    version: int
    standing: Mapping[str, Standing] = field(default_factory=dict)
    outcomes: int = 0  # the version of `standing`


class Library:
    """Holds the newest shelf. While a new one is built the old one goes on answering."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._looked = time.monotonic()
        self._lock = asyncio.Lock()

    async def current(self, store: Store, *, at_once: bool = False) -> Shelf:
        """The shelf, renewed if somebody has changed the catalogue; looks at most once a second unless `at_once`.

        While somebody else is renewing it, the old one answers.
        """
        if not at_once and (self._lock.locked() or time.monotonic() - self._looked < LOOK_SECONDS):
            return self.shelf
        async with self._lock:
            self._looked = time.monotonic()
            async with store.read() as tx:
                version, outcomes = await stored.version(tx), await trials.version(tx)
                standing = await trials.standing(tx) if outcomes != self.shelf.outcomes else self.shelf.standing
                entries = await stored.published(tx) if version != self.shelf.version else ()
            if (version, outcomes) == (self.shelf.version, self.shelf.outcomes):
                return self.shelf
            if version != self.shelf.version:
                self.shelf = await asyncio.to_thread(build_shelf, entries, version)
            self.shelf = replace(self.shelf, standing=standing, outcomes=outcomes)
        return self.shelf

    def stand(self, version: int, matcher: Matcher) -> None:
        """Puts the shelf of this version on both legs; a newer one has to be taught first."""
        if self.shelf.version == version:
            self.shelf = replace(self.shelf, matcher=matcher)


def build_shelf(entries: Sequence[Entry], version: int = 0) -> Shelf:
    """Indexes entries. Takes a second or so for a full catalogue: call it in a thread."""
    with _short_turns():
        return Shelf({entry.slug: entry for entry in entries}, Matcher.build(entries), version)


@contextmanager
def _short_turns() -> Iterator[None]:
    """While a shelf is built, other threads wait half a millisecond for their turn instead of Python's five.

    An answer takes many turns, one each time numpy lets go. Builds that overlap may leave the turns short: no harm.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_TURN_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)
