"""The whole turn (activity in, scrub, match, database, reply sent) beside an echo on CloudAdapter and on bare aiohttp.

    python -m tests.proof.bench --cloud-python VENV/bin/python

Ratios from one run are what counts; absolute rates tell of the machine. `--cloud-python` is a Python with
`botbuilder-integration-aiohttp==4.17.1`; without it those rows are left out. With authentication both CloudAdapter and
the bot check a signed token and send one of their own, as in production; keys and tokens are given out on loopback,
at once. Bare aiohttp checks and sends nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import aiohttp

from tests.proof.sides import BARE, CLOUD, OURS, Side, running, said
from tests.proof.stall import worst_stall
from tests.proof.town import Town, town

QUESTIONS = (
    "Et barn slår de andre i frikvarteret og kan ikke styre sig",
    "Min elev kommer aldrig i skole om mandagen",
    "Han vil ikke lave noget i matematik og kaster med stole",
    "To piger holder en tredje ude af legen",
    "Hvordan taler jeg med forældrene om søvn",
)
PEOPLE = 3_000
WARM_SECONDS = 2.0
STALL_MS = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison. `against` is the program that `goal` speaks of: so many times its rate."""

    title: str
    concurrency: int
    delay: float
    guarded: bool
    against: str
    goal: float | None


ROWS = (
    Row("concurrency 8, with authentication", 8, 0.0, True, CLOUD, 5.0),
    Row("concurrency 8, without authentication (nobody ships that)", 8, 0.0, False, CLOUD, None),
    Row("concurrency 32, connector of 200 ms, with authentication", 32, 0.2, True, BARE, 0.9),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One measurement: turns in a second, how long they took, and the processor's time for one, in milliseconds."""

    rate: float
    median: float
    p99: float
    busy: float


async def main(seconds: float, rounds: int, cloud: str) -> int:
    """Measures everything and prints it; 0 when every goal is met."""
    met = [_told(row, await _measured(row, seconds, rounds, cloud)) for row in ROWS]
    stall = await worst_stall()
    sys.stdout.write(f"worst stall of the event loop while keys and token take 500 ms: {stall:.0f} ms ({STALL_MS})\n")
    return 0 if all(met) and stall < STALL_MS else 1


def _told(row: Row, cells: Mapping[str, Cell]) -> bool:
    sys.stdout.write(f"{row.title}\n")
    met = True
    for name, cell in cells.items():
        took = f"p50 {cell.median:.1f} ms, p99 {cell.p99:.1f} ms, processor {cell.busy:.1f} ms"
        sys.stdout.write(f"  {name}: {cell.rate:.0f}/s, {took}\n")
    for name, cell in cells.items():
        if name == OURS:
            continue
        ratio = cells[OURS].rate / cell.rate
        goal = row.goal if name == row.against else None
        met = met and (goal is None or ratio >= goal)
        wanted = "" if goal is None else f" (goal: {goal:g}, {'met' if ratio >= goal else 'NOT MET'})"
        easier = f"; processor {cell.busy / cells[OURS].busy:.2f} x" if cells[OURS].busy else ""
        sys.stdout.write(f"  = {ratio:.2f} x {name}{wanted}{easier}\n")
    sys.stdout.flush()
    return met


async def _measured(row: Row, seconds: float, rounds: int, cloud: str) -> dict[str, Cell]:
    """The median of some rounds, in which the programs take turns: so a busy moment of the machine hits them all."""
    people = town(PEOPLE, 60)
    found: dict[str, list[Cell]] = {}
    for _ in range(rounds):
        for name in (BARE, *([CLOUD] if cloud else []), OURS):
            async with running(name, cloud, people, delay=row.delay, guarded=row.guarded) as side:
                await _load(side, people, row.concurrency, WARM_SECONDS)
                found.setdefault(name, []).append(await _load(side, people, row.concurrency, seconds))
    return {name: sorted(cells, key=lambda cell: cell.rate)[len(cells) // 2] for name, cells in found.items()}


async def _load(side: Side, people: Town, concurrency: int, seconds: float) -> Cell:
    """Turns as fast as they are answered, each by somebody else and in other words: nothing is known by heart."""
    until, before = time.perf_counter() + seconds, side.busy()
    took: list[float] = []
    turn = itertools.cycle(enumerate(people.askers))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), headers=side.headers) as session:

        async def ask() -> None:
            for count in itertools.count():
                began = time.perf_counter()
                if began >= until:
                    return
                at, who = next(turn)
                body = said(who, at, f"{QUESTIONS[count % len(QUESTIONS)]} {at}", side.service_url)
                async with session.post(f"{side.url}api/messages", json=body) as answer:
                    await answer.read()
                    assert answer.status < 300, answer.status
                took.append(1000 * (time.perf_counter() - began))

        await asyncio.gather(*(ask() for _ in range(concurrency)))
    busy = 1000 * (side.busy() - before) / len(took)
    return Cell(len(took) / seconds, statistics.median(took), _p99(sorted(took)), busy)


def _p99(ordered: Sequence[float]) -> float:
    return ordered[int(0.99 * (len(ordered) - 1))]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.proof.bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cloud-python", default="", help="a Python with botbuilder-integration-aiohttp==4.17.1")
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.seconds, given.rounds, given.cloud_python)))
