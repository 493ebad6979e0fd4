"""What the network does, in counts: no figure is told that fewer than five stand behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from knowledge.people import roles

FEWEST = 5
WEEKS = 8
HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: when, whether it was answered well, what was shown first."""

    at: datetime
    answered: bool
    first: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One referral: `asked` when its present or last helper was asked, `taken` when somebody said yes."""

    created: datetime
    role: str
    open: bool
    overdue: bool
    outcome: str = ""
    asked: datetime | None = None
    taken: datetime | None = None
    district: str = ""


@dataclass(frozen=True, slots=True)
class District:
    """One district's figures, each only where at least five stand behind it. `answered` in per cent, time in hours."""

    name: str
    questions: int | None
    answered: int | None
    cases: int | None
    open: int | None
    hours_to_helper: float | None

    @property
    def told(self) -> bool:
        """Whether there is any figure to tell."""
        return self.questions is not None or self.cases is not None


@dataclass(frozen=True, slots=True)
class Weekly:
    """One week's questions; `monday` names it."""

    monday: date
    answered: int
    unanswered: int
    referred: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The overview. None: fewer than five stand behind it. Times are in hours on the clock."""

    weeks: tuple[Weekly, ...]
    open: int
    overdue: int
    hours_to_helper: float | None
    hours_to_yes: float | None
    lowest_step: int | None  # per cent of what helped
    per_role: Mapping[str, int]  # open cases
    topics: Mapping[str, int]  # slug -> how often it was the first answer
    districts: tuple[District, ...] = ()


def figures(asked: Sequence[Asked], cases: Sequence[Case], today: date) -> Figures:
    """The counts of the last weeks. Pure."""
    start = _monday(today) - timedelta(weeks=WEEKS - 1)
    weeks = tuple(_week(start + timedelta(weeks=n), asked, cases) for n in range(WEEKS))
    helped = [case for case in cases if case.outcome in ("helped", "partly") and case.role in roles()]
    topics = Counter(one.first for one in asked if one.answered and one.first)
    return Figures(
        weeks=tuple(week for week in weeks if _enough(week)),
        open=sum(case.open for case in cases),
        overdue=sum(case.overdue for case in cases),
        hours_to_helper=_median(case.taken - case.created for case in cases if case.taken),
        hours_to_yes=_median(case.taken - case.asked for case in cases if case.taken and case.asked),
        lowest_step=_share([roles()[case.role].step <= _lowest() for case in helped]),
        per_role=dict(Counter(case.role for case in cases if case.open).most_common()),
        topics={slug: count for slug, count in topics.most_common(8) if count >= FEWEST},
        districts=_districts(asked, cases),
    )


def _districts(asked: Sequence[Asked], cases: Sequence[Case]) -> tuple[District, ...]:
    """The districts that have enough to tell, by name. What nobody knows the district of is in none."""
    names = sorted({*(one.district for one in asked), *(case.district for case in cases)} - {""})
    found = (
        _district(name, [one for one in asked if one.district == name], [one for one in cases if one.district == name])
        for name in names
    )
    return tuple(one for one in found if one.told)


def _district(name: str, asked: Sequence[Asked], cases: Sequence[Case]) -> District:
    return District(
        name=name,
        questions=_at_least(len(asked)),
        answered=_share([one.answered for one in asked]),
        cases=_at_least(len(cases)),
        open=_at_least(sum(case.open for case in cases)),
        hours_to_helper=_median(case.taken - case.created for case in cases if case.taken),
    )


def _at_least(count: int) -> int | None:
    return count if count >= FEWEST else None


def _enough(week: Weekly) -> bool:
    return week.answered + week.unanswered + week.referred >= FEWEST


def _week(monday: date, asked: Iterable[Asked], cases: Iterable[Case]) -> Weekly:
    mine = [one.answered for one in asked if _monday(one.at.date()) == monday]
    referred = sum(_monday(case.created.date()) == monday for case in cases)
    return Weekly(monday, sum(mine), len(mine) - sum(mine), referred)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _median(waits: Iterable[timedelta]) -> float | None:
    known = [wait.total_seconds() / HOUR for wait in waits]
    return round(median(known), 1) if len(known) >= FEWEST else None


def _share(hits: Sequence[bool]) -> int | None:
    return round(100 * sum(hits) / len(hits)) if len(hits) >= FEWEST else None


def _lowest() -> int:
    return min(role.step for role in roles().values())
