"""Gaps are seen before they hurt, people are found although misspelt, and few are never counted aloud."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from knowledge.calendar import SchoolTime
from knowledge.coverage import coverage, find
from knowledge.figures import Asked, Case, figures
from knowledge.hours import to_hours
from knowledge.people import Absence, Person, demo

WEDNESDAY = datetime(2026, 11, 18, 9, tzinfo=UTC)
TIME = SchoolTime()
EVA = Person("eva", name="Eva Lind", roles=("ppr-psykolog",), district="Nord", hours=to_hours("man-fre 08:00-12:00"))
IDA = replace(EVA, id="ida", name="Ida Syd", district="Syd", capacity=1)


def test_a_gap_stands_in_the_week_it_comes_in() -> None:
    away = replace(EVA, absences=(Absence(date(2026, 11, 30), date(2026, 12, 4)),))
    north, south = sorted(coverage([away, IDA], {"ida": 1}, WEDNESDAY, TIME), key=lambda line: line.district)
    assert [week.gap for week in north.weeks] == [False, False, True, False]
    assert [week.hours for week in north.weeks] == [10.0, 20.0, 0.0, 20.0]  # it is Wednesday at ten
    assert all(week.full for week in south.weeks)
    assert north.thin
    assert south.thin


def test_who_is_paused_unreachable_or_gone_does_not_count_and_who_serves_all_counts_everywhere() -> None:
    everywhere = replace(EVA, id="alle", district="")
    gone = [replace(IDA, paused=True), replace(EVA, reachable=False), replace(EVA, id="x", active=False)]
    lines = coverage([everywhere, *gone], {}, WEDNESDAY, TIME)
    assert {line.district: line.weeks[1].people for line in lines} == {"Nord": 1, "Syd": 1}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("eva", "Eva Lind"),
        ("Eva Lnd", "Eva Lind"),
        ("psykolg", "Eva Lind"),
        ("co techning", "Bo Krogh"),
        ("low arrousal", "Eva Lind"),
    ],
)
def test_people_are_found_misspelt(words: str, name: str) -> None:
    titles = {"low-arousal": "Low Arousal: dæmp før du lærer fra dig"}
    assert name in [person.name for person in find(demo(), words, titles)]


def test_a_search_that_fits_nobody_finds_nobody_and_none_finds_all() -> None:
    assert find(demo(), "blikkenslager", {}) == ()
    assert len(find(demo(), "", {})) == len(demo())


def case(hours: float, role: str = "ppr-psykolog", outcome: str = "helped") -> Case:
    taken = WEDNESDAY + timedelta(hours=hours)
    return Case(WEDNESDAY, role, outcome == "", False, outcome, WEDNESDAY + timedelta(hours=hours / 2), taken)


def test_no_figure_that_fewer_than_five_stand_behind() -> None:
    few = figures([Asked(WEDNESDAY, True, "a")] * 4, [], WEDNESDAY.date())
    assert (few.weeks, few.hours_to_helper, few.lowest_step, few.topics) == ((), None, None, {})
    cases = [case(hours) for hours in (1, 2, 4, 8)]
    assert figures([], cases, WEDNESDAY.date()).hours_to_helper is None


def test_the_figures_are_what_happened() -> None:
    asked = [Asked(WEDNESDAY, True, "a")] * 5 + [Asked(WEDNESDAY, False)] * 2
    cases = [case(hours) for hours in (1, 2, 4, 8, 100)] + [case(1, "co-teaching-partner", "")]
    found = figures(asked, cases, WEDNESDAY.date())
    assert [(w.monday, w.answered, w.unanswered, w.referred) for w in found.weeks] == [(date(2026, 11, 16), 5, 2, 6)]
    assert (found.hours_to_helper, found.hours_to_yes) == (3.0, 1.5)
    assert found.topics == {"a": 5}
    assert (found.open, found.per_role, found.lowest_step) == (1, {"co-teaching-partner": 1}, 0)
