"""Weekly hours as people write them."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.hours import Slot, WeeklyHours, hours_text, slots_text, to_hours, to_slots


def test_a_run_of_days_is_read() -> None:
    assert to_hours("man-tor 08:00-15:00, fre 08:00-14:00")[4] == ((time(8), time(14)),)


@pytest.mark.parametrize(
    "typed",
    ["mandag kl. 8-15:30", "Man 08.00-15.30", "ma 8 – 15:30", " man. 8 - 12 ; man 12-15.30 ", "man 8-13,man 9-15:30"],
)
def test_people_write_in_many_ways(typed: str) -> None:
    assert hours_text(to_hours(typed)) == "man 08:00-15:30"


def test_days_may_run_over_the_weekend() -> None:
    assert hours_text(to_hours("fre-man 08:00-10:00")) == "man 08:00-10:00, fre-søn 08:00-10:00"


@pytest.mark.parametrize("day", range(7))
def test_each_day_stands_in_its_place(day: int) -> None:
    name = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")[day]
    week = to_hours(f"{name} 08:00-15:00")
    assert [number for number, spans in enumerate(week) if spans] == [day]
    assert len(week) == 7


def test_the_whole_day_ends_at_midnight() -> None:
    assert hours_text(to_hours("man-søn 0-24")) == hours_text(to_hours("man-søn 00:00-24:00")) == "man-søn 00:00-24:00"


def test_nothing_told_is_nothing() -> None:
    assert to_hours("") == to_hours(" , ") == ()
    assert hours_text(()) == ""


@pytest.mark.parametrize(
    "wrong",
    ["man", "man 8", "xyz 8-15", "man 15-8", "man 8-8", "man 25-26", "man 8:99-9", "8-15", "man 24-24", "man 24-08"],
)
def test_what_cannot_be_read_is_said(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"tid|ugedag|klokkeslæt"):
        to_hours(wrong)


def test_lessons_meet_when_they_share_time() -> None:
    lesson = Slot(1, time(10), time(10, 45))
    assert lesson.meets(Slot(1, time(10, 30), time(11, 30)))
    assert not lesson.meets(Slot(1, time(10, 45), time(11, 30)))
    assert not Slot(1, time(10, 45), time(11, 30)).meets(lesson)
    assert Slot(1, time(22), time()).meets(Slot(1, time(23), time()))
    assert not lesson.meets(Slot(2, time(10), time(10, 45)))


def test_lessons_stand_in_the_order_of_the_week() -> None:
    assert slots_text(to_slots("tor 08:00-08:45, tir 10:00-10:45")) == "tir 10:00-10:45, tor 08:00-08:45"


minutes = st.integers(0, 24 * 60)


@st.composite
def weeks(draw: st.DrawFn) -> WeeklyHours:
    """Any week at all, whole minutes, already tidy."""
    pieces = []
    for day in draw(st.lists(st.sampled_from(["man", "tir", "ons", "tor", "fre", "lør", "søn"]), max_size=6)):
        start, end = sorted(draw(st.lists(minutes, min_size=2, max_size=2, unique=True)))
        pieces.append(f"{day} {start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}")
    return to_hours(", ".join(pieces))


@given(weeks())
def test_a_week_survives_being_written(week: WeeklyHours) -> None:
    assert to_hours(hours_text(week)) == week
