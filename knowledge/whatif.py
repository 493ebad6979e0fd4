"""What a change of the catalogue would do: the same questions, answered before and after, and whether that is better.

A question whose right answer is known (the golden set, or one that helped) is judged; all others are only shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from knowledge.language import rows

SHOWN = 3
"""How many entries of an answer a colleague sees."""


class Verdict(StrEnum):
    """What a change means for one question."""

    BETTER = "better"
    WORSE = "worse"
    OTHER = "other"  # nobody has said what would be right


@dataclass(frozen=True, slots=True)
class Asked:
    """A scrubbed question. `right`: slugs known to answer it; `unfit`: slugs refused; `outside`: not ours at all.

    `id` is that of the past question, "" for one of the golden set.
    """

    text: str
    right: frozenset[str] = frozenset()
    unfit: frozenset[str] = frozenset()
    outside: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a colleague sees: slugs in order (none: "I do not know"), and whether the bot is sure."""

    slugs: tuple[str, ...] = ()
    sure: bool = False

    @property
    def first(self) -> str:
        """The first entry, or ""."""
        return self.slugs[0] if self.slugs else ""


@dataclass(frozen=True, slots=True)
class Change:
    """One question that would be answered otherwise."""

    text: str
    before: Shown
    after: Shown
    verdict: Verdict
    id: str = ""


def changes(asked: Sequence[Asked], before: Iterable[Shown], after: Iterable[Shown]) -> tuple[Change, ...]:
    """The questions whose answer changes in a way a colleague would notice, in the order they were given."""
    pairs = zip(asked, before, after, strict=True)
    found = ((one, old, new, verdict(one, old, new)) for one, old, new in pairs)
    return tuple(Change(one.text, old, new, told, one.id) for one, old, new, told in found if told)


def verdict(asked: Asked, before: Shown, after: Shown) -> Verdict | None:
    """Better or worse by what is known of the question; None when nobody would notice a difference."""
    old, new = worth(asked, before), worth(asked, after)
    if new != old:
        return Verdict.BETTER if new > old else Verdict.WORSE
    if asked.right or asked.outside or before.first == after.first:
        return None
    return Verdict.OTHER


def worth(asked: Asked, shown: Shown) -> int:
    """How good an answer is: the right entry and its place, then an honest "I do not know", then a wrong answer."""
    if asked.outside:
        return -1 - shown.sure if shown.slugs else 0
    if asked.right:
        place = next((at for at, slug in enumerate(shown.slugs[:SHOWN]) if slug in asked.right), None)
        if place is not None:
            return 10 - 2 * place + (shown.sure and place == 0)
        return -int(shown.sure) if shown.slugs else 1
    return -1 if shown.first in asked.unfit else 0


@cache
def golden() -> tuple[Asked, ...]:
    """The questions kept in the product with the entry that answers each: `content/golden.tsv`."""
    return tuple(Asked(question, frozenset(slugs.split(","))) for question, slugs in rows("golden.tsv"))
