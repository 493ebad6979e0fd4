"""The whole turn (activity in, scrub, match, database, reply sent) beside an echo on CloudAdapter and on bare aiohttp.

    python -m tests.proof.bench --cloud-python VENV/bin/python

Ratios from one run are what counts; absolute rates tell of the machine. `--cloud-python` is a Python with
`botbuilder-integration-aiohttp==4.17.1`. Without it that row is left out.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import statistics
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from tests.proof.servers import HOUSE, Server, free_port
from tests.proof.stall import worst_stall
from tests.proof.town import Town, settle, town
from tests.teams_wire import activities

ECHOES = Path(__file__).with_name("echoes.py")
QUESTIONS = (
    "Et barn slår de andre i frikvarteret og kan ikke styre sig",
    "Min elev kommer aldrig i skole om mandagen",
    "Han vil ikke lave noget i matematik og kaster med stole",
    "To piger holder en tredje ude af legen",
    "Hvordan taler jeg med forældrene om søvn",
)
PEOPLE = 3_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One measurement: turns in a second, and how long they took in milliseconds."""

    rate: float
    median: float
    p99: float


async def main(seconds: float, rounds: int, cloud: str) -> int:
    """Measures everything and prints the table."""
    fast = await _measured(seconds, rounds, cloud, concurrency=8, delay=0.0)
    slow = await _measured(seconds, 1, cloud, concurrency=32, delay=0.2)
    stall = await worst_stall()
    for title, cells in (("concurrency 8", fast), ("concurrency 32, connector of 200 ms", slow)):
        sys.stdout.write(f"{title}\n")
        for name, cell in cells.items():
            ratios = ", ".join(f"{cell.rate / other.rate:.2f} x {of}" for of, other in cells.items() if of != name)
            sys.stdout.write(
                f"  {name}: {cell.rate:.0f}/s, p50 {cell.median:.1f} ms, p99 {cell.p99:.1f} ms ({ratios})\n"
            )
    sys.stdout.write(f"worst stall of the event loop while keys and token take 500 ms: {stall:.0f} ms\n")
    return 0


async def _measured(seconds: float, rounds: int, cloud: str, *, concurrency: int, delay: float) -> dict[str, Cell]:
    found: dict[str, list[Cell]] = {}
    names = ("bare aiohttp", *(["CloudAdapter as shipped"] if cloud else []), "Aldrig alene")
    for _ in range(rounds):
        for name in names:
            async with _running(name, cloud, delay) as (url, service_url, people):
                await _load(url, service_url, people, concurrency, min(2.0, seconds))
                found.setdefault(name, []).append(await _load(url, service_url, people, concurrency, seconds))
    return {name: sorted(cells, key=lambda cell: cell.rate)[len(cells) // 2] for name, cells in found.items()}


@asynccontextmanager
async def _running(name: str, cloud: str, delay: float) -> AsyncIterator[tuple[str, str, Town]]:
    """One of the programs with a connector of its own; gives its address, the connector's, and the people."""
    people = town(PEOPLE, 60)
    async with AsyncExitStack() as stack:
        ports = free_port(), free_port()
        service_url = await stack.enter_async_context(_program(sys.executable, "connector", ports[0], delay))
        if name == "Aldrig alene":
            url = await stack.enter_async_context(_product(ports[1], service_url, people))
        else:
            python, kind = (cloud, "cloud") if name.startswith("Cloud") else (sys.executable, "bare")
            url = await stack.enter_async_context(_program(python, kind, ports[1], 0.0))
        yield url, service_url, people


@asynccontextmanager
async def _program(python: str, kind: str, port: int, delay: float) -> AsyncIterator[str]:
    environment = {**os.environ, "DELAY": str(delay)}
    running = await asyncio.create_subprocess_exec(python, str(ECHOES), kind, str(port), env=environment)
    try:
        await _until_open(port)
        yield f"http://127.0.0.1:{port}/"
    finally:
        running.terminate()
        await running.wait()


@asynccontextmanager
async def _product(port: int, service_url: str, people: Town) -> AsyncIterator[str]:
    with TemporaryDirectory(prefix="bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        await settle(url, people, service_url, whole_shelf=True)
        environment = {"DATABASE_URL": url, "ALWAYS_OPEN": "true", "LOG_LEVEL": "ERROR"}
        server = Server(port, environment, Path(folder) / "server.log")
        await server.start()
        async with aiohttp.ClientSession() as session:
            await server.ready(session)
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            await server.stop()


async def _until_open(port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return


async def _load(url: str, service_url: str, people: Town, concurrency: int, seconds: float) -> Cell:
    """Turns as fast as they are answered, each by somebody else."""
    until = time.perf_counter() + seconds
    took: list[float] = []
    turn = itertools.cycle(people.askers)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def ask(number: int) -> None:
            for count in itertools.count():
                began = time.perf_counter()
                if began >= until:
                    return
                text = f"{QUESTIONS[count % len(QUESTIONS)]} {number}"
                body = activities.message(next(turn), text, serviceUrl=service_url)
                async with session.post(f"{url}api/messages", json=body) as answer:
                    await answer.read()
                    assert answer.status < 300, answer.status
                took.append(1000 * (time.perf_counter() - began))

        await asyncio.gather(*(ask(number) for number in range(concurrency)))
    return Cell(len(took) / seconds, statistics.median(took), _p99(sorted(took)))


def _p99(ordered: Sequence[float]) -> float:
    return ordered[int(0.99 * (len(ordered) - 1))]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.proof.bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cloud-python", default="", help="a Python with botbuilder-integration-aiohttp==4.17.1")
    given = parser.parse_args()
    assert HOUSE.exists()
    sys.exit(asyncio.run(main(given.seconds, given.rounds, given.cloud_python)))
