"""Who looks after which district: always somebody, and nobody more than they must."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import routing
from knowledge.calendar import SchoolTime
from knowledge.oversight import district_of, in_charge, looks_after, overreach
from knowledge.people import Absence, Person
from knowledge.routing import Load

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
TIME = SchoolTime(always_open=True)
ALL = Person("all", coordinator=True, capacity=9)
NORD = Person("nord", coordinator=True, oversees=("Nord",), capacity=9)
SYD = Person("syd", coordinator=True, oversees=("Syd",), capacity=9)

districts = st.sampled_from(["Nord", "Syd", "Øst", ""])
coordinators = st.builds(
    Person,
    id=st.uuids().map(str),
    coordinator=st.just(True),
    oversees=st.lists(districts.filter(bool), max_size=2).map(tuple),
    reachable=st.booleans(),
    paused=st.booleans(),
    capacity=st.integers(0, 2),
)


@given(st.lists(coordinators, min_size=1, max_size=6), districts)
def test_whatever_the_limits_somebody_is_asked(people: list[Person], district: str) -> None:
    asked = routing.coordinators(people, Load(), NOW, TIME, district)
    assert asked
    by_id = {person.id: person for person in people}
    there = [p for p in people if looks_after(p, district) and p.reachable and not p.paused]
    if there:
        assert all(looks_after(by_id[id_], district) for id_ in asked)
        assert {person.id for person in there} <= set(asked)
    if any(person.reachable and not person.paused for person in people):
        assert by_id[asked[0]].reachable
        assert not by_id[asked[0]].paused


@pytest.mark.parametrize(
    ("people", "district", "asked"),
    [
        ((ALL, NORD, SYD), "Nord", {"all", "nord"}),
        ((NORD, SYD), "  nord ", {"nord"}),
        ((NORD, SYD), "Øst", {"nord", "syd"}),
        ((NORD, SYD), "", {"nord", "syd"}),
        ((ALL, NORD), "", {"all"}),
        ((), "Nord", set()),
    ],
)
def test_the_districts_own_are_in_charge(people: tuple[Person, ...], district: str, asked: set[str]) -> None:
    assert in_charge(people, district) == asked
    assert set(routing.coordinators(people, Load(), NOW, TIME, district)) == asked


def test_a_district_whose_only_coordinator_is_away_is_everybodys() -> None:
    away = replace(NORD, absences=(Absence(date(2026, 11, 1), date(2026, 12, 1)),))
    assert routing.coordinators((away, SYD), Load(), NOW, TIME, "Nord") == ("syd", "nord")
    full = Load(open={"nord": 9})
    assert routing.coordinators((NORD, SYD), full, NOW, TIME, "Nord") == ("nord",)


def test_a_place_tells_the_district_of_who_works_there() -> None:
    people = [Person("a", unit="Åskolen", district="Nord"), Person("b", unit="Åskolen"), Person("c", unit="Mosen")]
    assert district_of({"unit": "Åskolen"}, people) == "Nord"
    assert district_of({"unit": "Åskolen", "district": "Syd"}, people) == "Syd"
    assert district_of({"unit": "Mosen"}, people) == district_of({}, people) == ""


@pytest.mark.parametrize(
    ("before", "after", "wrong"),
    [
        (None, Person("x", district="Nord"), set()),
        (None, Person("x", district="Syd"), {"district"}),
        (None, Person("x"), {"district"}),
        (None, Person("x", district="Nord", editor=True), {"rights"}),
        (None, Person("x", district="Nord", coordinator=True), {"oversees"}),
        (None, Person("x", district="Nord", coordinator=True, oversees=("Nord",)), set()),
        (None, Person("x", district="Nord", coordinator=True, oversees=("Nord", "Syd")), {"oversees"}),
        (replace(ALL, district="Nord"), Person("all", district="Nord"), {"oversees"}),
        (replace(NORD, district="Nord"), replace(NORD, district="Nord", oversees=()), {"oversees"}),
    ],
)
def test_a_limited_coordinator_gives_no_more_than_they_have(
    before: Person | None, after: Person, wrong: set[str]
) -> None:
    assert set(overreach(NORD, [ALL, NORD], before, after)) == wrong
    assert overreach(ALL, [ALL, NORD], before, after) == {}
    assert overreach(NORD, [NORD, SYD], before, after) == {}, "where nobody coordinates all, somebody must"
