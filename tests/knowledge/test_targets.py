"""How long somebody has to answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calendar import Closing, SchoolTime
from knowledge.people import Absence, roles
from knowledge.routing import answer_by, contact_by
from tests.knowledge.network import USUAL, WEDNESDAY, at, somebody, wall

SUMMER, CHRISTMAS = Closing(date(2026, 6, 29), date(2026, 8, 9)), Closing(date(2026, 12, 21), date(2027, 1, 3))
HOLIDAYS = SchoolTime(closings=(SUMMER, CHRISTMAS))


@pytest.mark.parametrize(
    ("role", "urgent", "due"),
    [
        ("akt-vejleder", False, "2026-11-20 10:00"),
        ("akt-vejleder", True, "2026-11-18 12:00"),
        ("myndighed", True, "2026-11-18 11:00"),
        ("ppr-psykolog", False, "2026-11-25 10:00"),
    ],
)
def test_each_role_has_its_own_target(role: str, urgent: bool, due: str) -> None:
    assert wall(answer_by(somebody(), role, urgent, WEDNESDAY, USUAL)) == due


def test_first_contact_has_longer_than_the_answer() -> None:
    assert wall(contact_by(somebody(), "akt-vejleder", False, WEDNESDAY, USUAL)) == "2026-11-23 10:00"


def test_part_time_helpers_answer_in_their_own_time() -> None:
    part_time = somebody(hours="man 08:00-15:00, ons 08:00-15:00")
    assert wall(answer_by(part_time, "akt-vejleder", False, WEDNESDAY, USUAL)) == "2026-11-23 15:00"


def test_nobody_waits_months_for_one_hour_a_week() -> None:
    seldom = somebody(hours="tir 10:00-11:00")
    assert wall(answer_by(seldom, "akt-vejleder", False, WEDNESDAY, USUAL)) == "2026-11-24 11:00"
    assert wall(answer_by(seldom, "ppr-psykolog", False, WEDNESDAY, USUAL)) == "2026-12-01 11:00"


def test_over_christmas_the_clock_stands_still() -> None:
    assert wall(answer_by(somebody(), "akt-vejleder", False, at("2026-12-18 14:00"), HOLIDAYS)) == "2027-01-05 14:00"


def test_whoever_never_works_still_gets_a_time() -> None:
    gone = somebody(absences=(Absence(date(2026, 1, 1), date.max),))
    assert WEDNESDAY < answer_by(gone, "akt-vejleder", False, WEDNESDAY, USUAL) < WEDNESDAY + timedelta(days=10)


moments = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
weeks = st.sampled_from(["", "man-fre 08:00-15:00", "tir 10:00-11:00", "man-søn 00:00-24:00", "fre-lør 16:00-24:00"])
absences = st.builds(
    lambda start, days: Absence(start, start + timedelta(days=days)),
    st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    st.integers(0, 60),
)


@given(moments, weeks, st.lists(absences, max_size=3), st.sampled_from(sorted(roles())), st.booleans())
def test_an_answer_is_due_in_working_time_and_later_than_now(
    now: datetime, hours: str, away: list[Absence], role: str, urgent: bool
) -> None:
    person = somebody(hours=hours, absences=tuple(away))
    due = answer_by(person, role, urgent, now, HOLIDAYS)
    assert due > now
    assert HOLIDAYS.working(person, due - timedelta(microseconds=1))
    assert due <= contact_by(person, role, urgent, now, HOLIDAYS)
