"""School time: holidays, closing periods, daylight saving and each person's own hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calendar import Closing, SchoolTime, danish_holidays, to_closing
from knowledge.people import Absence, Person
from tests.knowledge.network import USUAL, WEDNESDAY, at, somebody, wall

AUTUMN = Closing(date(2026, 10, 12), date(2026, 10, 16), "Efterårsferie", ("school",))
SUMMER = Closing(date(2026, 6, 29), date(2026, 8, 9), "Sommerferie")
LOCAL = SchoolTime(closings=(AUTUMN, SUMMER))


@pytest.mark.parametrize("day", ["2026-05-01", "2026-06-05", "2026-12-24", "2026-12-31", "2026-04-02", "2027-05-17"])
def test_schools_are_closed_on_public_and_optional_holidays(day: str) -> None:
    assert not USUAL.is_open(date.fromisoformat(day))


@pytest.mark.parametrize("day", [date(2024, 4, 26), date(2025, 5, 16), date(2026, 4, 29)])
def test_great_prayer_day_is_a_school_day_since_2024(day: date) -> None:
    assert USUAL.is_open(day)


def test_a_closed_day_has_a_danish_name() -> None:
    assert USUAL.closed(date(2026, 12, 24)) == "Juleaftensdag"
    assert LOCAL.closed(date(2026, 10, 14)) == "Efterårsferie"
    nameless = SchoolTime(closings=(Closing(date(2026, 10, 14), date(2026, 10, 14)),))
    assert nameless.closed(date(2026, 10, 14)) == "lukket"


def test_day_care_is_open_in_the_autumn_holiday_and_closed_in_summer() -> None:
    assert not LOCAL.is_open(date(2026, 10, 14), "school")
    assert LOCAL.is_open(date(2026, 10, 14), "daycare")
    assert not LOCAL.is_open(date(2026, 7, 15), "daycare")


def test_a_closing_period_is_read() -> None:
    data = {"start": "2026-10-12", "end": date(2026, 10, 16), "name": "Efterårsferie", "calendars": ["school"]}
    assert to_closing(data) == AUTUMN
    assert to_closing({"start": "2026-05-15", "end": "2026-05-15"}).covers(date(2026, 5, 15), "daycare")
    with pytest.raises(ValueError, match="Efterårsferie"):
        to_closing(data | {"start": "2026-11-12"})


def test_every_year_has_its_holidays() -> None:
    assert all(len(danish_holidays(year)) >= 13 for year in range(2024, 2040))


@pytest.mark.parametrize(
    ("moment", "working"),
    [
        ("2026-11-18 08:00", True),
        ("2026-11-18 07:59", False),
        ("2026-11-18 14:59", True),
        ("2026-11-18 15:00", False),
        ("2026-11-18 03:00", False),
        ("2026-11-21 10:00", False),
        ("2026-12-24 10:00", False),
    ],
)
def test_at_work_only_in_ones_hours(moment: str, working: bool) -> None:
    assert USUAL.working(somebody(), at(moment)) is working


def test_whoever_told_no_hours_works_the_usual_ones() -> None:
    assert USUAL.working(somebody(hours=""), at("2026-11-20 13:59"))
    assert not USUAL.working(somebody(hours=""), at("2026-11-20 14:00"))


def test_nobody_works_while_away() -> None:
    away = somebody(absences=(Absence(date(2026, 11, 18), date(2026, 11, 19)),))
    assert not USUAL.working(away, WEDNESDAY)
    assert wall(USUAL.next_working(away, WEDNESDAY) or WEDNESDAY) == "2026-11-20 08:00"


def test_weekend_hours_count_for_those_who_have_them() -> None:
    assert USUAL.working(somebody(hours="fre-lør 18:00-24:00"), at("2026-11-21 23:59"))


def test_a_night_message_waits_for_the_morning() -> None:
    bo = somebody()
    assert USUAL.quiet(bo, at("2026-11-18 22:00"))
    assert wall(USUAL.next_ping(bo, at("2026-11-18 22:00")) or WEDNESDAY) == "2026-11-19 08:00"


def test_nobody_is_pinged_while_teaching() -> None:
    bo = somebody(teaching="ons 09:30-10:15, ons 10:15-11:00")
    assert USUAL.working(bo, WEDNESDAY)
    assert USUAL.quiet(bo, WEDNESDAY)
    assert wall(USUAL.next_ping(bo, WEDNESDAY) or WEDNESDAY) == "2026-11-18 11:00"


def test_a_lesson_is_quiet_from_its_first_minute_to_its_last() -> None:
    bo = somebody(teaching="ons 10:00-10:45")
    assert not USUAL.quiet(bo, at("2026-11-18 09:59"))
    assert USUAL.quiet(bo, at("2026-11-18 10:00"))
    assert USUAL.quiet(bo, at("2026-11-18 10:44"))
    assert not USUAL.quiet(bo, at("2026-11-18 10:45"))


def test_whoever_teaches_to_the_last_minute_is_pinged_the_next_day() -> None:
    bo = somebody(teaching="ons 09:00-15:00")
    assert wall(USUAL.next_ping(bo, WEDNESDAY) or WEDNESDAY) == "2026-11-19 08:00"


def test_whoever_teaches_every_hour_is_pinged_all_the_same() -> None:
    bo = somebody(teaching="man-fre 07:00-16:00")
    assert wall(USUAL.next_ping(bo, at("2026-11-18 20:00")) or WEDNESDAY) == "2026-11-19 08:00"


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-18 10:00", 2, "2026-11-18 12:00"),
        ("2026-11-18 14:00", 7, "2026-11-19 14:00"),
        ("2026-11-20 14:00", 2, "2026-11-23 09:00"),  # over a weekend
        ("2026-11-18 22:30", 1, "2026-11-19 09:00"),  # asked at night
        ("2026-12-23 14:00", 7, "2026-12-28 14:00"),  # over Christmas
        ("2026-12-30 14:00", 7, "2027-01-04 14:00"),  # 2026 has a week 53
        ("2026-03-27 14:00", 2, "2026-03-30 09:00"),  # clocks forward on the Sunday
        ("2026-10-23 14:00", 2, "2026-10-26 09:00"),  # clocks back on the Sunday
        ("2026-04-01 14:00", 2, "2026-04-07 09:00"),  # over Easter
        ("2026-11-18 10:00", 0.5, "2026-11-18 10:30"),
        ("2026-11-21 10:00", 0, "2026-11-23 08:00"),
    ],
)
def test_deadlines_count_in_working_hours(start: str, hours: float, end: str) -> None:
    assert wall(USUAL.add_working_hours(somebody(), at(start), hours)) == end


def test_school_and_day_care_count_the_autumn_holiday_differently() -> None:
    friday = at("2026-10-09 14:00")
    assert wall(LOCAL.add_working_hours(somebody(), friday, 2)) == "2026-10-19 09:00"
    assert wall(LOCAL.add_working_hours(somebody(calendar="daycare"), friday, 2)) == "2026-10-12 09:00"


def test_night_work_over_both_clock_changes_counts_real_hours() -> None:
    night = somebody(hours="man-søn 00:00-24:00")
    assert wall(USUAL.add_working_hours(night, at("2026-03-29 00:00"), 23)) == "2026-03-30 00:00"
    assert wall(USUAL.add_working_hours(night, at("2026-10-25 00:00"), 25)) == "2026-10-26 00:00"


def test_hours_inside_the_hour_that_is_skipped_or_doubled_do_no_harm() -> None:
    odd = somebody(hours="søn 02:15-02:45")
    spring, autumn = at("2026-03-28 12:00"), at("2026-10-24 12:00")
    assert wall(USUAL.add_working_hours(odd, spring, 0.25)) > "2026-03-29"
    assert USUAL.add_working_hours(odd, autumn, 1.5) > autumn


def test_a_search_for_working_time_always_ends() -> None:
    gone = somebody(absences=(Absence(date(2026, 1, 1), date.max),))
    assert USUAL.next_working(gone, WEDNESDAY) is None
    assert USUAL.next_ping(gone, WEDNESDAY) is None
    assert USUAL.add_working_hours(gone, WEDNESDAY, 7) > WEDNESDAY


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-18 10:00", 1, "2026-11-19 10:00"),
        ("2026-11-18 10:00", 10, "2026-12-02 10:00"),
        ("2026-12-22 10:00", 3, "2026-12-29 10:00"),
        ("2026-11-21 10:00", 0, "2026-11-23 10:00"),
        ("2026-11-21 10:00", 1, "2026-11-23 10:00"),
        ("2026-10-22 10:00", 2, "2026-10-26 10:00"),  # the same wall clock after the clocks go back
    ],
)
def test_school_days_keep_the_time_of_day(start: str, days: int, end: str) -> None:
    assert wall(USUAL.add_school_days(at(start), days)) == end


def test_follow_up_comes_after_the_summer() -> None:
    assert wall(LOCAL.add_school_days(at("2026-06-25 10:00"), 5)) == "2026-08-13 10:00"


def test_always_open_lets_a_trial_run_at_night_but_keeps_absences() -> None:
    ever, night = SchoolTime(always_open=True), at("2026-12-24 03:00")
    bo = somebody(teaching="man-søn 00:00-24:00")
    assert ever.working(bo, night)
    assert not ever.quiet(bo, night)
    assert ever.next_working(bo, night) == ever.next_ping(bo, night) == night
    assert wall(ever.add_working_hours(bo, night, 2)) == "2026-12-24 05:00"
    assert wall(ever.add_school_days(night, 1)) == "2026-12-25 03:00"
    assert not ever.working(somebody(absences=(Absence(date(2026, 12, 24), date(2026, 12, 24)),)), night)


moments = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
weeks = st.sampled_from(["", "man-fre 08:00-15:00", "tir 10:00-11:00", "man-søn 00:00-24:00", "fre-lør 16:00-24:00"])


@given(moments, weeks, st.floats(0.1, 40))
def test_working_hours_end_in_working_time_and_add_up(now: datetime, hours: str, amount: float) -> None:
    person = somebody(hours=hours)
    end = LOCAL.add_working_hours(person, now, amount)
    assert end > now
    assert LOCAL.working(person, end - timedelta(microseconds=1))
    assert _worked(person, now, end) == pytest.approx(amount, abs=1e-5)


@given(moments, weeks, weeks)
def test_the_next_ping_is_in_working_time(now: datetime, hours: str, teaching: str) -> None:
    person = somebody(hours=hours, teaching=teaching)
    ping = LOCAL.next_ping(person, now)
    assert ping is not None
    assert ping >= now
    assert LOCAL.working(person, ping)


@given(moments, st.integers(1, 30))
def test_school_days_end_on_a_school_day(now: datetime, days: int) -> None:
    end = LOCAL.add_school_days(now, days)
    passed = (LOCAL.today(now) + timedelta(days=n) for n in range(1, (LOCAL.today(end) - LOCAL.today(now)).days + 1))
    assert end > now
    assert sum(LOCAL.is_open(day) for day in passed) == days


def _worked(person: Person, now: datetime, end: datetime) -> float:
    spans = ((start, min(stop, end)) for start, stop in LOCAL.windows(person, now) if start < end)
    return sum((stop - start).total_seconds() for start, stop in spans) / 3600
