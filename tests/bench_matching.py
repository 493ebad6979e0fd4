"""How fast and how large: `python -m tests.bench_matching [100 1000 10000 …]`. Prints, asserts nothing.

The first line is the real catalogue. The larger ones are made of its own words: ten lines an entry, shuffled from real
utterances, so that words are as common and as rare as people use them.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Sequence
from random import Random

import numpy as np

from knowledge.catalogue import Entry, Kind, starter
from knowledge.matching import Matcher
from tests.sentences import baselines, report

_LINES = 10
_ASKED = 300
_SLOW = 1_000
"""Above this many entries the ratio baselines are left out: they need seconds a question."""


def made_of(entries: Sequence[Entry], size: int, random: Random) -> list[Entry]:
    """`size` entries of ten lines, each a cut of two real utterances."""
    phrases = [phrase for entry in entries for phrase in entry.phrases]

    def line() -> str:
        one, other = random.choice(phrases).split(), random.choice(phrases).split()
        return " ".join(one[: len(one) // 2 + 1] + other[len(other) // 2 :])

    def lines() -> tuple[str, ...]:
        return tuple(line() for _ in range(_LINES))

    return [Entry(f"e{at}", Kind.METHOD, line(), line(), phrases=lines()) for at in range(size)]


def measure(name: str, build: Callable[[], Callable[[str], object]], questions: Sequence[str]) -> None:
    """Builds, asks, prints one row: seconds to build, megabytes more, milliseconds a question."""
    before, started = _megabytes(), time.perf_counter()
    search = build()
    built = time.perf_counter() - started
    spent = [_timed(search, question) for question in questions]
    p50, p99 = np.percentile(spent, [50, 99]) * 1000
    print(f"| {name} | {built:.2f} s | {_megabytes() - before:.0f} MB | {p50:.2f} | {p99:.2f} |")  # noqa: T201


def _timed(search: Callable[[str], object], question: str) -> float:
    started = time.perf_counter()
    search(question)
    return time.perf_counter() - started


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """The real catalogue, then each size asked for, beside the baselines."""
    sizes = [int(size) for size in sys.argv[1:]] or [100, 1_000, 10_000]
    random = Random(1)
    entries = starter()
    questions = [row.text for row in report.rows("dev")][:_ASKED]
    print("| katalog | bygget | hukommelse | p50 ms | p99 ms |\n|---|---|---|---|---|")  # noqa: T201
    measure(f"{len(entries)} rigtige", lambda: Matcher.build(entries).find, questions)
    measure(f"{len(entries)} rigtige, bygget igen", lambda: Matcher.build(entries).find, questions)
    for size in sizes:
        made = made_of(entries, size, random)
        measure(f"{size} vores", lambda made=made: Matcher.build(made).find, questions)  # type: ignore[misc]
        for name, search in baselines.all_of(made).items() if size <= _SLOW else ():
            measure(f"{size} {name}", lambda search=search: search, questions)  # type: ignore[misc]


if __name__ == "__main__":
    main()
