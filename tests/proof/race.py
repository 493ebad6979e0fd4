"""Six processes take the same cases at the same moment: each case has exactly one winner.

python -m tests.proof.race --offers 500 --processes 6
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from handlers import respond
from handlers.network import Network
from handlers.respond import Answered
from handlers.shelves import Library, build_shelf
from handlers.views import OfferClosed
from knowledge.calendar import SchoolTime
from knowledge.people import Person
from knowledge.referral import Did, Event, Note, Referral, State
from knowledge.steps import Change
from knowledge.store import people, referrals
from knowledge.store.engine import Store
from knowledge.store.tables import history
from knowledge.store.tables import referrals as table
from tests.proof.town import database, migrate

AT_ONCE = 8
HEAD_START = 4.0


@dataclass(frozen=True, slots=True)
class Race:
    """What came of it: every number but the last two must equal `offers`."""

    offers: int
    winners: int  # presses that were told "it is yours"
    accepts: int  # lines of the history
    owned: int  # cases with an owner
    losers: int  # presses that were told kindly that somebody else has it
    broken: int  # presses that failed

    @property
    def fair(self) -> bool:
        """Exactly one winner each, and nobody got an error."""
        return self.winners == self.accepts == self.owned == self.offers and not self.broken


def run(url: str, offers: int, processes: int) -> Race:
    """Lays out the cases, lets everybody press at the same moment, and counts."""
    migrate(url)
    ids = asyncio.run(_lay_out(url, offers, processes))
    start = time.time() + HEAD_START
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=spawn) as pool:
        runs = [pool.submit(_runner, url, ids, number, start) for number in range(processes)]
        told = [run.result() for run in runs]
    return asyncio.run(_count(url, offers, [sum(column) for column in zip(*told, strict=True)]))


def _runner(url: str, ids: Sequence[str], number: int, start: float) -> tuple[int, int, int]:
    return asyncio.run(_presses(url, ids, number, start))


async def _presses(url: str, ids: Sequence[str], number: int, start: float) -> tuple[int, int, int]:
    """One coordinator takes every case, many at once; how often it won, lost, and failed."""
    network = Network(Store(url), Library(build_shelf(())), SchoolTime(always_open=True))
    order = list(ids)
    random.Random(number).shuffle(order)
    room = asyncio.Semaphore(AT_ONCE)
    async with network.store.read() as tx:
        who = await people.load(tx, f"kim-{number}")
    assert who is not None

    async def press(id_: str) -> str:
        async with room:
            try:
                async with network.store.write() as tx:
                    view = await respond.take(network, tx, who, Answered(id_, 1), datetime.now(UTC))
            except (sa.exc.SQLAlchemyError, TimeoutError) as failed:
                return type(failed).__name__
        return view.what if isinstance(view, OfferClosed) else "other"

    await asyncio.sleep(max(0.0, start - time.time()))
    told = await asyncio.gather(*(press(id_) for id_ in order))
    await network.store.close()
    return told.count("yours"), told.count("taken"), len(told) - told.count("yours") - told.count("taken")


async def _lay_out(url: str, offers: int, processes: int) -> list[str]:
    """Stranded cases: any coordinator may take one, so that everybody may win."""
    store, now = Store(url), datetime.now(UTC)
    async with store.write() as tx:
        await people.insert(tx, Person("anna", "aad-anna", "Anna Holm"), now)
        for number in range(processes):
            kim = Person(f"kim-{number}", f"aad-{number}", f"Kim {number}", roles=("koordinator",), coordinator=True)
            await people.insert(tx, kim, now)
        for number in range(offers):
            case = Referral(
                f"case-{number}", "anna", Note(see=str(number)), {}, (), now, now, "kim-0", state=State.STRANDED
            )
            await referrals.insert(tx, Change(case), Event(Did.CREATE, "anna"), now)
    await store.close()
    return [f"case-{number}" for number in range(offers)]


async def _count(url: str, offers: int, told: Sequence[int]) -> Race:
    store = Store(url)
    accepts = sa.select(sa.func.count()).select_from(history).where(history.c.did == Did.ACCEPT.value)
    owned = sa.select(sa.func.count()).select_from(table).where(table.c.owner != "", table.c.state == "accepted")
    async with store.read() as tx:
        lines, cases = [int((await tx.execute(query)).scalar_one()) for query in (accepts, owned)]
    await store.close()
    won, lost, broken = told
    return Race(offers, won, lines, cases, lost, broken)


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.proof.race", description=__doc__)
    parser.add_argument("--offers", type=int, default=500)
    parser.add_argument("--processes", type=int, default=6)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    given = parser.parse_args()
    kinds = ("sqlite", "postgresql") if given.database == "both" else (given.database,)
    fair = True
    for kind in kinds:
        with database(kind) as url:
            race = run(url, given.offers, given.processes)
        sys.stdout.write(f"{kind}, {given.processes} processes: {race} {'FAIR' if race.fair else 'UNFAIR'}\n")
        fair = fair and race.fair
    return 0 if fair else 1


if __name__ == "__main__":
    sys.exit(main())
