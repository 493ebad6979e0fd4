"""Who lives in the town of the proofs, and the database they start with."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from knowledge.catalogue import starter
from knowledge.people import Person
from knowledge.store import entries, people
from knowledge.store.engine import Store
from knowledge.store.migrate import upgrade
from knowledge.store.people import Reference
from tests import postgres
from tests.teams_wire.activities import TENANT, Somebody

ROLES = ("akt-vejleder", "inklusionsvejleder", "ressourcepaedagog", "laesevejleder", "ppr-psykolog")
SHELF = ("forberedte-skift", "low-arousal", "kollegial-sparring", "selvmordstanker", "setup-for-succes")
"""A few entries are enough here, and the program starts in a second with them."""
SCHOOLS = ("Skovbakkeskolen", "Åskolen", "Birkelyst")


@dataclass(frozen=True, slots=True)
class Town:
    """Everybody: who asks, who helps, who catches what falls."""

    askers: tuple[Somebody, ...]
    helpers: tuple[Somebody, ...]
    coordinators: tuple[Somebody, ...]

    @property
    def everybody(self) -> tuple[Somebody, ...]:
        """All of them."""
        return (*self.askers, *self.helpers, *self.coordinators)


def town(askers: int, helpers: int, coordinators: int = 8) -> Town:
    """A town of this size; the same people each time."""
    return Town(_some("asker", askers), _some("helper", helpers), _some("coordinator", coordinators))


def _some(kind: str, count: int) -> tuple[Somebody, ...]:
    first = {"asker": 1, "helper": 2, "coordinator": 3}[kind]
    return tuple(
        Somebody(f"{kind}-{number}", f"{kind.title()} {number}", f"00000000-0000-{first:04}-0000-{number:012}")
        for number in range(count)
    )


async def settle(url: str, everybody: Town, service_url: str, *, whole_shelf: bool = False) -> None:
    """Makes the tables and moves everybody in, reachable at the service address."""
    store, now = Store(url), datetime.now(UTC)
    await upgrade(store)
    async with store.write() as tx:
        await entries.seed(tx, (entry for entry in starter() if whole_shelf or entry.slug in SHELF), now)
        for person in _directory(everybody):
            await people.insert(tx, person, now, locale="da-DK", upn=f"{person.id}@skole.example")
        for who in everybody.everybody:
            here = Reference(service_url, who.chat, "28:bot", who.mri, TENANT)
            await people.remember_reference(tx, who.key, here, now)
    await store.close()


def _directory(everybody: Town) -> Iterator[Person]:
    for number, who in enumerate(everybody.askers):
        yield Person(who.key, who.aad, who.name, title="Lærer", unit=SCHOOLS[number % len(SCHOOLS)])
    for number, who in enumerate(everybody.helpers):
        yield Person(who.key, who.aad, who.name, roles=(ROLES[number % len(ROLES)],), capacity=40)
    for who in everybody.coordinators:
        yield Person(who.key, who.aad, who.name, roles=("koordinator",), coordinator=True, capacity=1_000)


@contextmanager
def database(kind: str) -> Iterator[str]:
    """The address of an empty database, removed afterwards: "sqlite" or "postgresql"."""
    if kind == "postgresql":
        with postgres.running() as cluster:
            yield cluster.url(cluster.create())
        return
    with TemporaryDirectory(prefix="proof-") as folder:
        yield f"sqlite:///{Path(folder) / 'proof.sqlite3'}"


def migrate(url: str) -> None:
    """Makes the tables."""

    async def once() -> None:
        store = Store(url)
        await upgrade(store)
        await store.close()

    asyncio.run(once())
