"""Simulates a school year in a municipality, with all rules and without each, and at 98 municipalities for the cost.

    python -m tests.proof.simulate

Writes `RESULTS.md` and `accept.svg` beside this file.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.catalogue import Entry, starter
from tests.proof.life import Outcome, Rules, Year
from tests.proof.municipality import CONCERNS, HELPERS, STAFF, UNITS, concerns, municipality
from tests.proof.plot import curves

HERE = Path(__file__).parent
SEED = 11
VARIANTS = (
    Rules(),
    Rules("nobody is skipped", skip_who_cannot=False),
    Rules("no fairness", fairness=False),
    Rules("no staircase", staircase=False),
    Rules("no school time", school_time=False),
    Rules("nothing is handed on", hand_on=False),
    Rules("coordinator first", order=False),
)
SIZES = (1, 10, 98)
COLUMNS = (
    *("Rules", "Hours until the first is asked: median", "p95", "Hours to a yes: median", "p95"),
    *("School hours to a yes: median", "p95", "Never taken", "People asked", "Helped on the lowest step"),
    *("At the coordinator", "Gini of load", "Pings off hours per case"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one year. Hours on the wall unless it says otherwise."""

    name: str
    reached_median: float  # until the offer reaches the first one asked; who that is, is told at once
    reached_p95: float
    hours_median: float
    hours_p95: float
    school_hours_median: float
    school_hours_p95: float
    never_taken: int
    asked_mean: float
    lowest_step: float  # share of those helped, helped by a colleague on the spot (steps 0 and 1)
    stranded: float
    gini: float
    at_night: float  # pings outside the reader's working hours, per case
    seconds: float
    steps: int
    hours: tuple[float, ...]


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.proof.simulate", description=__doc__)
    parser.add_argument("--concerns", type=int, default=CONCERNS)
    parser.add_argument("--out", type=Path, default=HERE)
    given = parser.parse_args()
    entries = tuple(starter())
    rows = [year(rules, entries, given.concerns) for rules in VARIANTS]
    costs = [(size, year(Rules(), entries, given.concerns // 3, size)) for size in SIZES]
    text = report(rows, costs, given.concerns)
    (given.out / "RESULTS.md").write_text(text, encoding="utf-8")
    drawn = curves({row.name: row.hours for row in rows}, "Hours from the question to a yes", 240)
    (given.out / "accept.svg").write_text(drawn, encoding="utf-8")
    sys.stdout.write(text)
    return 0


def year(rules: Rules, entries: Sequence[Entry], many: int, copies: int = 1) -> Row:
    """One year under these rules; the same concerns and the same people each time."""
    town = municipality(random.Random(SEED), copies)
    asked = concerns(random.Random(SEED + 1), town, entries, many, copies)
    lived = Year(town, rules, random.Random(SEED + 2))
    began = time.process_time()
    lived.live(asked)
    seconds = time.process_time() - began
    return _row(rules.name, lived, list(lived.outcomes.values()), seconds)


def _row(name: str, lived: Year, all_: list[Outcome], seconds: float) -> Row:
    hours = sorted(o.accepted for o in all_ if o.accepted is not None)
    school = sorted(o.in_school_hours for o in all_ if o.in_school_hours is not None)
    helped = [o.by_step for o in all_ if o.by_step is not None]
    helpers = [p.id for p in lived.town.people if not p.coordinator and p.reachable]
    return Row(
        name=name,
        reached_median=statistics.median(o.reached for o in all_),
        reached_p95=_p95(sorted(o.reached for o in all_)),
        hours_median=statistics.median(hours),
        hours_p95=_p95(hours),
        school_hours_median=statistics.median(school),
        school_hours_p95=_p95(school),
        never_taken=len(all_) - len(hours),
        asked_mean=statistics.mean(o.asked for o in all_),
        lowest_step=sum(step <= 1 for step in helped) / max(1, len(helped)),
        stranded=sum(o.stranded for o in all_) / len(all_),
        gini=gini([lived.taken.get(id_, 0) / lived.people[id_].capacity for id_ in helpers]),
        at_night=sum(o.at_night for o in all_) / len(all_),
        seconds=seconds,
        steps=lived.steps,
        hours=tuple(hours),
    )


def gini(values: Sequence[float]) -> float:
    """How unevenly something is shared: 0 is even, 1 is all with one."""
    ordered, total = sorted(values), sum(values)
    if not total:
        return 0.0
    weighted = sum(rank * value for rank, value in enumerate(ordered, 1))
    return 2 * weighted / (len(ordered) * total) - (len(ordered) + 1) / len(ordered)


def report(rows: Sequence[Row], costs: Sequence[tuple[int, Row]], many: int) -> str:
    """The figures as Markdown."""
    lines = [
        "# A simulated school year",
        "",
        f"`python -m tests.proof.simulate`: {UNITS} units, {STAFF:,} staff, {HELPERS} helpers, {many:,} concerns,",
        "on the rules of `knowledge/` itself and a simulated clock. How people behave is assumed in",
        "`municipality.py` and `life.py`; so compare the rows with each other, not with a real municipality.",
        "",
        f"| {' | '.join(COLUMNS)} |",
        "|---" * len(COLUMNS) + "|",
        *map(_line, rows),
        "",
        "In every row the asker is told at once, by name, who is asked and by when; the offer reaches that person when",
        "they are at work and not teaching. Load is cases taken per place of capacity, over the helpers the bot can",
        "reach. Lowest step: helped by a colleague on the spot (steps 0 and 1), of all who said that it helped.",
        "",
        "![Hours to a yes](accept.svg)",
        "",
        "## Many municipalities in one directory",
        "",
        "| Municipalities | Helpers | Concerns | CPU seconds | ms per concern | ms per step |",
        "|---|---|---|---|---|---|",
        *(_cost(size, row, many // 3) for size, row in costs),
    ]
    return "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    hours = (row.reached_median, row.reached_p95, row.hours_median, row.hours_p95)
    cells = [*hours, row.school_hours_median, row.school_hours_p95]
    shares = [f"{row.lowest_step:.0%}", f"{row.stranded:.1%}", f"{row.gini:.2f}", f"{row.at_night:.2f}"]
    told = [row.name, *(f"{cell:.1f}" for cell in cells), str(row.never_taken), f"{row.asked_mean:.2f}", *shares]
    return f"| {' | '.join(told)} |"


def _cost(size: int, row: Row, many: int) -> str:
    return (
        f"| {size} | {size * HELPERS:,} | {many:,} | {row.seconds:.1f} | {1000 * row.seconds / many:.1f} "
        f"| {1000 * row.seconds / row.steps:.2f} |"
    )


def _p95(ordered: Sequence[float]) -> float:
    return ordered[int(0.95 * (len(ordered) - 1))]


if __name__ == "__main__":
    sys.exit(main())
