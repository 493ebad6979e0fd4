"""How well `scrub` and `alarm` do on sentences written by another hand: `python -m tests.sentences.safety [--misses]`.

Every second line of each file is the half to learn from; the other half is only ever counted, never read.
"""

from __future__ import annotations

import csv
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from handlers.shelves import build_shelf
from handlers.understand import understand
from knowledge.catalogue import starter
from knowledge.privacy import scrub

HERE = Path(__file__).parent
Row = dict[str, str]
NUMBERS = ("cpr", "phone", "email")


@dataclass
class Figures:
    """Counts: of each kind how many there were and how many were found, and what was missed."""

    total: Counter[str] = field(default_factory=Counter)
    good: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def add(self, kind: str, good: bool, what: str) -> None:
        """Counts one case."""
        self.total[kind] += 1
        self.good[kind] += good
        if not good:
            self.misses.append(f"{kind}\t{what}")

    def shares(self) -> dict[str, float]:
        """Of each kind the share that went well; no sentences, so that a failing test shows none of the sealed half."""
        return {kind: self.good[kind] / total for kind, total in self.total.items()}


def rows(name: str) -> list[Row]:
    """The lines of a set; [] while it is not there."""
    path = HERE / name
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def personal(sentences: Iterable[Row]) -> Figures:
    """Each secret must be gone; an ordinary message must stay as it is ("ordinary")."""
    figures = Figures()
    for row in sentences:
        found = scrub(row["text"])
        shown = f"{row['id']}\t{row['text']}\t->\t{found.text}"
        if not row["secrets"]:
            figures.add("ordinary", found.clean, shown)
        for secret, kind in zip(row["secrets"].split("|"), row["kinds"].split("|"), strict=False):
            if secret:
                figures.add(kind, not _survives(secret, found.text), f"{secret}\t{shown}")
    return figures


def _survives(secret: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", text) is not None


def acute(sentences: Iterable[Row]) -> Figures:
    """An acute message must raise an alarm (per tone too), of the right guideline ("right"); a harmless one none."""
    figures, shelf = Figures(), build_shelf(starter())
    for row in sentences:
        raised = understand(scrub(row["text"]), shelf).alarm
        shown = f"{row['id']}\t{row['guideline']}\t{row['text']}\t->\t{raised}"
        if row["acute"] != "yes":
            figures.add("harmless", raised is None, shown)
            continue
        figures.add("acute", raised is not None, shown)
        figures.add("acute." + row["tone"], raised is not None, shown)
        figures.add("right", raised is not None and raised.slug == row["guideline"], shown)
        figures.add("certain", raised is not None and raised.certain, shown)
    return figures


def report(name: str, measure: Callable[[Iterable[Row]], Figures], *, misses: bool) -> str:
    """The figures of both halves, and what was missed of the half that may be read."""
    sentences = rows(name)
    halves = {"to learn from": sentences[::2], "sealed": sentences[1::2]}
    out = [f"{name}: {len(sentences)} sentences"]
    for half, lines in halves.items():
        started = time.perf_counter()
        figures = measure(lines)
        spent = (time.perf_counter() - started) * 1000 / max(1, len(lines))
        out.append(f"  {half} ({spent:.2f} ms each)")
        out += [
            f"    {kind:16} {figures.good[kind]:4} of {n:4}  {figures.shares()[kind]:.3f}"
            for kind, n in sorted(figures.total.items())
        ]
        if misses and half != "sealed":
            out += ["      " + miss for miss in figures.misses if not miss.startswith(("acute.", "right", "certain"))]
    return "\n".join(out)


def main() -> None:
    """Prints the report."""
    misses = "--misses" in sys.argv
    for name, measure in (("personal.tsv", personal), ("acute.tsv", acute)):
        sys.stdout.write(report(name, measure, misses=misses) + "\n")


if __name__ == "__main__":
    main()
