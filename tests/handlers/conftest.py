"""A small house for the handlers: a real store, a few entries, a few named people, and a clock we turn ourselves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers import refer, respond
from handlers.deadlines import Beat, tick
from handlers.network import Network
from handlers.respond import Answered
from handlers.shelves import Library, build_shelf
from handlers.views import Status, View
from knowledge.calendar import SchoolTime
from knowledge.catalogue import Entry, starter
from knowledge.people import Person
from knowledge.referral import Did, Referral
from knowledge.store import people, referrals
from knowledge.store.engine import Store
from knowledge.store.people import Member, Reference
from knowledge.store.tables import letters as table

WEDNESDAY = datetime(2026, 11, 18, 9, tzinfo=UTC)
NEEDED = ("forberedte-skift", "low-arousal", "kollegial-sparring", "selvmordstanker", "setup-for-succes")


def cast() -> tuple[Person, ...]:
    """The people of the tests; everybody works at any hour here."""
    return (
        Person("anna", "aad-anna", "Anna Holm", title="Lærer", unit="Skovbakkeskolen"),
        Person("bo", "aad-bo", "Bo Krogh", roles=("akt-vejleder",), unit="Skovbakkeskolen"),
        Person("rikke", "aad-rikke", "Rikke Dam", roles=("ressourcepaedagog",)),
        Person("eva", "aad-eva", "Eva Lind", roles=("ppr-psykolog",)),
        Person("leo", "aad-leo", "Leo Friis", roles=("leder",), unit="Skovbakkeskolen", leader=True),
        Person("kim", "aad-kim", "Kim Vang", roles=("koordinator",), coordinator=True, editor=True),
        Person("per", "aad-per", "Per Ny", title="Vikar"),
        Person("ulla", "aad-ulla", "Ulla Gran", roles=("koordinator",), coordinator=True),
    )


def catalogue() -> tuple[Entry, ...]:
    """A handful of real entries: enough to talk about, quick to index."""
    return tuple(entry for entry in starter() if entry.slug in NEEDED)


@dataclass
class House:
    """The network with everything in it, and short ways to do what people do."""

    network: Network
    now: datetime = WEDNESDAY
    said: list[View] = field(default_factory=list)

    async def member(self, id_: str) -> Member:
        """A member by id."""
        async with self.network.store.read() as tx:
            found = await people.load(tx, id_)
        assert found is not None
        return found

    async def refer(self, asker: str = "anna", **inputs: str) -> Referral:
        """Sends the form; the referral that came of it."""
        async with self.network.store.write() as tx:
            who = await people.load(tx, asker)
            assert who is not None
            form = {"see": "et barn kaster med stole", "wish": "ro ved skift", "role": "akt-vejleder", **inputs}
            view = await refer.submit(self.network, tx, who, "", form, self.now)
        assert isinstance(view, Status)
        return await self.case(view.id)

    async def case(self, id_: str) -> Referral:
        """The referral as it is now."""
        async with self.network.store.read() as tx:
            found = await referrals.load(tx, id_)
        assert found is not None
        return found

    async def do(self, who: str, what: str, case: Referral, **more: str) -> View:
        """Somebody presses a button on a card of this version of the case."""
        click = Answered(case.id, case.version, **more)
        async with self.network.store.write() as tx:
            member = await people.load(tx, who)
            assert member is not None
            return await _BUTTONS[what](self.network, tx, member, click, self.now)

    async def wait(self, **time: float) -> Beat:
        """Time passes, and the clock beats once."""
        self.now += timedelta(**time)
        return await tick(self.network, self.now)

    async def change(self, id_: str, **fields: object) -> None:
        """Changes a person of the directory."""
        async with self.network.store.write() as tx:
            member = await people.load(tx, id_)
            assert member is not None
            assert await people.save(tx, member, replace(member.person, **fields), self.now)  # type: ignore[arg-type]

    async def letters(self, to: str) -> list[str]:
        """The kinds of letters written to somebody, in order."""
        async with self.network.store.read() as tx:
            return await written(tx, to)

    async def story(self, case: Referral) -> list[Mapping[str, object]]:
        """What happened to a referral."""
        async with self.network.store.read() as tx:
            return list(await referrals.story(tx, case.id))


async def written(tx: AsyncConnection, to: str) -> list[str]:
    """The kinds of letters to somebody, oldest first."""
    query = sa.select(table.c.kind).where(table.c.to == to).order_by(table.c.written_at, table.c.key)
    return list((await tx.execute(query)).scalars())


Button = Callable[[Network, AsyncConnection, Member, Answered, datetime], Awaitable[View]]
_BUTTONS: dict[str, Button] = {
    "take": respond.take,
    "decline": respond.decline,
    "suggest": respond.suggest,
    "talked": respond.talked,
    "hand_back": respond.hand_back,
    "withdraw": respond.withdraw,
    "reopen": respond.reopen,
    "helped": lambda n, tx, who, click, now: respond.outcome(n, tx, who, click, Did.HELPED, now),
    "partly": lambda n, tx, who, click, now: respond.outcome(n, tx, who, click, Did.PARTLY, now),
    "not_helped": lambda n, tx, who, click, now: respond.outcome(n, tx, who, click, Did.NOT_HELPED, now),
}


@pytest.fixture(scope="session")
def small_library() -> Library:
    """The handful of entries, indexed once."""
    return Library(build_shelf(catalogue(), version=0))


@pytest.fixture
async def house(store: Store, small_library: Library) -> House:
    """The house with everybody in it and reachable."""
    async with store.write() as tx:
        for person in cast():
            await people.insert(tx, person, WEDNESDAY, upn=f"{person.id}@skole.example")
            here = Reference("https://smba.example/emea/", f"chat-{person.id}", "28:bot", f"29:{person.id}", "tenant")
            await people.remember_reference(tx, person.id, here, WEDNESDAY)
    return House(Network(store, Library(small_library.shelf), SchoolTime(always_open=True)))
