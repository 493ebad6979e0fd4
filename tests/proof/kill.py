"""Kills the program at random while it runs cases, on a connector that breaks in every way Teams' does.

    python -m tests.proof.kill --cases 2000 --kills 50 --database postgresql --replicas 3

Prints the figures; exit code 1 when a case was lost, had two owners, got stuck, or somebody was not told.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from tests.proof.folk import Moods, World, ask, live
from tests.proof.servers import Server, Servers, free_port
from tests.proof.town import Town, database, settle, town
from tests.proof.verdict import Verdict, judge
from tests.teams_wire import faults
from tests.teams_wire.connector import FakeTeams
from tests.teams_wire.faults import Fault

WEATHER: tuple[tuple[float, Fault], ...] = (
    (0.02, faults.throttled("1")),
    (0.01, faults.throttled(None)),
    (0.01, faults.precondition()),
    (0.02, faults.after_delivery(502)),
    (0.005, faults.after_delivery(504)),
    (0.01, faults.html(503)),
    (0.003, faults.html(200)),
    (0.003, faults.hang()),
    (0.003, faults.hang(delivered=True)),
    (0.01, faults.reset()),
    (0.01, faults.reset(delivered=True)),
)
SEED = 4
LAST_SECONDS = 900.0
LOOKS = 8


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried. `scale`: how many times as soon deadlines come."""

    cases: int = 2_000
    kills: int = 50
    database: str = "sqlite"
    replicas: int = 1
    askers: int = 250
    helpers: int = 100
    scale: float = 1_000.0
    pause: tuple[float, float] = (2.0, 8.0)  # seconds between two kills, at random
    moods: Moods = field(default_factory=Moods)


async def run(trial: Trial, folder: Path) -> tuple[Verdict, dict[str, int]]:
    """One trial; the verdict and some figures on the way."""
    luck, people = random.Random(SEED), town(trial.askers, trial.helpers)
    with database(trial.database) as url:
        async with FakeTeams.running() as teams, aiohttp.ClientSession() as session:
            teams.conversations |= {who.chat: [] for who in people.everybody}
            teams.members |= {who.mri: who for who in people.everybody}
            await settle(url, people, teams.url)
            environment = {
                "DATABASE_URL": url,
                "ALWAYS_OPEN": "true",
                "TIME_SCALE": str(trial.scale),
                "BEAT_SECONDS": "0.5",
                "LOG_LEVEL": "ERROR",
            }
            replicas = [Server(free_port(), environment, folder / "server.log") for _ in range(trial.replicas)]
            world = World(Servers(replicas, session, luck), teams, teams.url, luck)
            began = time.monotonic()
            try:
                await asyncio.gather(*(server.start() for server in replicas))
                await asyncio.gather(*(server.ready(session) for server in replicas))
                teams.script(*_weather(luck, 60 * trial.cases))
                kills = await _play(trial, world, people, url)
            finally:
                await asyncio.gather(*(server.stop() for server in replicas))
            seconds = time.monotonic() - began
            verdict = await judge(url, world, people)
    figures = {"kills": kills, "seconds": round(seconds), "calls": len(teams.calls), "presses": world.presses}
    for complaint in sorted(set(teams.complaints))[:5]:
        sys.stderr.write(f"Teams complained: {complaint}\n")
    return verdict, figures | {"deliveries_repeated": world.servers.redelivered, "complaints": len(teams.complaints)}


def _weather(luck: random.Random, calls: int) -> Iterator[Fault | None]:
    kinds: list[Fault | None] = [fault for _, fault in WEATHER]
    shares = [share for share, _ in WEATHER]
    return iter(luck.choices([*kinds, None], [*shares, 1 - sum(shares)], k=calls))


async def _play(trial: Trial, world: World, people: Town, url: str) -> int:
    """Everybody lives until all cases have ended; the killer goes round meanwhile. Returns how often it struck."""
    numbers = list(range(trial.cases))
    share = -(-trial.cases // trial.askers)
    asking = [ask(world, who, numbers[at * share : (at + 1) * share]) for at, who in enumerate(people.askers)]
    living = [asyncio.create_task(live(world, who, trial.moods)) for who in people.everybody]
    killer = asyncio.create_task(_kill(trial, world.servers))
    try:
        await asyncio.gather(*asking)
        await _until_quiet(url)
        await killer
        await _until_quiet(url)
    finally:
        killer.cancel()
        for one in living:
            one.cancel()
        ended = await asyncio.gather(*living, return_exceptions=True)
    _raise(ended)
    return sum(server.kills for server in world.servers.replicas)


async def _kill(trial: Trial, servers: Servers) -> None:
    for _ in range(trial.kills):
        await asyncio.sleep(servers.luck.uniform(*trial.pause))
        victim = servers.luck.choice(servers.replicas)
        await victim.kill()
        await victim.start()
        await victim.ready(servers.session)


async def _until_quiet(url: str) -> None:
    """Returns when every case is closed and every letter has gone, at several looks, or when that takes too long.

    One look is not enough: the end of a case is followed by letters that a later beat writes.
    """
    from knowledge.store import letters, referrals
    from knowledge.store.engine import Store

    store, until, calm = Store(url), time.monotonic() + LAST_SECONDS, 0
    while calm < LOOKS and time.monotonic() < until:
        async with store.read() as tx:
            open_cases, _ = await referrals.counts(tx)
            waiting, _ = await letters.waiting(tx)
        calm = 0 if open_cases or waiting else calm + 1
        await asyncio.sleep(0.5)
    await store.close()


def _raise(ended: Iterable[object]) -> None:
    for end in ended:
        if isinstance(end, Exception):
            raise end


def told(trial: Trial, verdict: Verdict, figures: dict[str, int]) -> str:
    """The figures as lines."""
    lines = [f"{trial.database}, replicas {trial.replicas}, cases {trial.cases}"]
    lines += [f"  {name}: {value}" for name, value in (figures | asdict(verdict)).items()]
    return "\n".join([*lines, "KEPT" if verdict.kept else "BROKEN"])


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.proof.kill", description=__doc__)
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--replicas", type=int, default=1)
    parser.add_argument("--log", type=Path, help="where the servers' log goes")
    given = parser.parse_args()
    trial = Trial(given.cases, given.kills, given.database, given.replicas)
    with TemporaryDirectory(prefix="proof-log-") as folder:
        verdict, figures = asyncio.run(run(trial, given.log or Path(folder)))
    sys.stdout.write(told(trial, verdict, figures) + "\n")
    return 0 if verdict.kept else 1


if __name__ == "__main__":
    sys.exit(main())
