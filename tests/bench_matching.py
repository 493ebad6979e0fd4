"""How fast and how large: `python -m tests.bench_matching [100 1000 10000 100000]`. Prints, asserts nothing.

Ours beside the baselines, the real catalogue and larger ones made of its own words: ten lines an entry, cut from real
utterances, so that words are as common and as rare as people use them. Every row is a process of its own on one core.
Times are of the processor (others may be using it), memory is the highest beyond what the process held before.
"""

from __future__ import annotations

import asyncio
import gc
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from random import Random
from typing import TypeVar

import numpy as np

from handlers.shelves import build_shelf
from knowledge.catalogue import Entry, Kind, starter
from knowledge.matching import Matcher
from tests.sentences import baselines, report

Result = TypeVar("Result")

_LINES = 10
_ASKED = 300
_FEW = 30
"""Questions for baselines that look through every line: they need seconds each in a large catalogue."""
_FAST = 100
"""The catalogue small enough to ask them everything."""
_REBUILT = _COMPARED = 10_000
"""Above this a catalogue is built once, and not by the baselines: they hold it in lists that take minutes."""
_OURS = "vores"
_WARM = (
    "vi har en dreng der slår de andre",
    "hvem kan jeg tale med om et barns sprog",
    "vi er kørt fast med en pige. " * 6,
)
"""Short and long, with a wish and without: each kind reads word lists and patterns of its own."""
_TICK = 0.005
_REAL = 0
"""The size that stands for the real catalogue."""


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured: seconds to build and to build again, megabytes, milliseconds a question."""

    built: float
    again: float
    memory: float
    p50: float
    p99: float

    def __str__(self) -> str:
        return f"{self.built:.2f} | {self.again:.2f} | {self.memory:.0f} | {self.p50:.2f} | {self.p99:.2f}"


def made_of(entries: Sequence[Entry], size: int, random: Random) -> list[Entry]:
    """`size` entries of ten lines, each a cut of two real utterances."""
    phrases = [phrase for entry in entries for phrase in entry.phrases]

    def line() -> str:
        one, other = random.choice(phrases).split(), random.choice(phrases).split()
        return " ".join(one[: len(one) // 2 + 1] + other[len(other) // 2 :])

    def lines() -> tuple[str, ...]:
        return tuple(line() for _ in range(_LINES))

    return [Entry(f"e{at}", Kind.METHOD, line(), line(), phrases=lines()) for at in range(size)]


def measure(size: int, name: str) -> Row:
    """Builds twice, asks each question once."""
    entries = _entries(size)
    questions = [row.text for row in report.rows("dev")][:_ASKED]
    slow = name.startswith("rapidfuzz") and size != _FAST
    held = _megabytes()
    search, built = _timed(lambda: _search(name, entries))
    memory = _megabytes() - held
    search, again = _timed(lambda: _search(name, entries)) if size <= _REBUILT else (search, float("nan"))
    for said in _WARM:  # word lists and what was learnt are read once for all catalogues
        search(said)
    gc.collect()
    gc.freeze()  # as the bot does when it has started
    spent = [_timed(partial(search, asked))[1] * 1000 for asked in questions[: _FEW if slow else None]]
    p50, p99 = np.percentile(spent, [50, 99]).tolist()
    return Row(built, again, memory, p50, p99)


def meanwhile(size: int) -> tuple[float, float, float, float]:
    """A catalogue of `size` is built while the old one answers: seconds, and milliseconds that the loop stood still.

    Of the standstills the middle one, the 99th of a hundred and the longest.
    """
    entries, old = _entries(size), Matcher.build(starter())
    questions = [row.text for row in report.rows("dev")][:_ASKED]
    late: list[float] = []

    async def tick() -> None:
        while True:
            started = time.perf_counter()
            await asyncio.sleep(_TICK)
            late.append((time.perf_counter() - started - _TICK) * 1000)
            if len(late) % 10 == 0:
                old.find(questions[len(late) // 10 % len(questions)])

    async def build() -> float:
        ticking = asyncio.create_task(tick())
        started = time.perf_counter()
        await asyncio.to_thread(build_shelf, entries)
        ticking.cancel()
        return time.perf_counter() - started

    seconds = asyncio.run(build())
    p50, p99 = np.percentile(late, [50, 99]).tolist()
    return seconds, p50, p99, max(late)


def _entries(size: int) -> Sequence[Entry]:
    return made_of(starter(), size, Random(1)) if size else starter()


def _search(name: str, entries: Sequence[Entry]) -> Callable[[str], object]:
    return Matcher.build(entries).find if name == _OURS else baselines.BY_NAME[name](entries)


def _timed(what: Callable[[], Result]) -> tuple[Result, float]:
    started = time.process_time()
    return what(), time.process_time() - started


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _goals(rows: dict[int, Row]) -> list[str]:
    real = rows[_REAL]
    said = [
        f"Rigtige katalog: p99 {real.p99:.2f} ms (mål 5), bygget igen på {real.again:.2f} s (mål 2).",
    ]
    if 100 in rows and 10_000 in rows:
        small, large = rows[100], rows[10_000]
        said.append(
            f"10.000 mod 100 emner: p50 {large.p50 / small.p50:.1f} gange, p99 {large.p99 / small.p99:.1f} (mål 3)."
        )
    return said


def main() -> None:
    """The real catalogue, then each size asked for, beside the baselines; then the goals."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # for the processes that are started below
    sizes = [_REAL, *([int(size) for size in sys.argv[1:]] or [100, 1_000, 10_000, 100_000])]
    ours: dict[int, Row] = {}
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as alone:
        _say("| katalog | metode | bygget s | igen s | MB | p50 ms | p99 ms |\n|---|---|---|---|---|---|---|")
        for size in sizes:
            for name in (_OURS, *(baselines.BY_NAME if size <= _COMPARED else ())):
                row = alone.submit(measure, size, name).result()
                _say(f"| {size or 'det rigtige'} | {name} | {row} |")
                if name == _OURS:
                    ours[size] = row
        _say("\n" + "\n".join(_goals(ours)))
        _say("\n| bygges imens botten svarer | s | ventet p50 ms | p99 | længst |\n|---|---|---|---|---|")
        for size in sizes:
            seconds, p50, p99, longest = alone.submit(meanwhile, size).result()
            _say(f"| {size or 'det rigtige'} | {seconds:.1f} | {p50:.1f} | {p99:.1f} | {longest:.0f} |")


if __name__ == "__main__":
    main()
