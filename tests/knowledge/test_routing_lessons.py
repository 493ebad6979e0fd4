"""Co-teaching partners are matched on lessons, subject, year and method."""

from __future__ import annotations

from knowledge.hours import to_slots
from knowledge.routing import (
    Because,
    Load,
    Need,
)
from tests.knowledge.network import somebody
from tests.knowledge.test_routing import AKT, ask, ids, told

CO = ("co-teaching-partner",)
LESSONS = to_slots("tir 10:00-10:45, tor 08:10-08:55")


def test_co_teaching_is_matched_on_two_lessons_subject_year_and_method() -> None:
    people = [
        somebody("none", *CO, slots=to_slots("fre 12:00-12:45"), subjects=("dansk",)),
        somebody("one", *CO, slots=to_slots("tir 10:00-10:45, fre 12:00-12:45"), subjects=("dansk",), years=(3,)),
        somebody("two", *CO, slots=LESSONS),
        somebody("zoe", *CO, slots=LESSONS, subjects=("dansk",), years=(3,), competences=("klassemoede",)),
    ]
    need = Need(roles=CO, subject="dansk", year=3, slugs=("klassemoede",), wished_slots=LESSONS)
    order = ask(need, *people)
    assert ids(order) == ["zoe", "two", "one", "none"]
    assert told(order.candidates[0]) == {
        Because.ROLE: "co-teaching-partner",
        Because.METHOD: "klassemoede",
        Because.SUBJECT: "dansk",
        Because.YEAR: "3",
        Because.SLOTS: "tir 10:00-10:45, tor 08:10-08:55",
        Because.FREE: "0",
    }
    assert told(order.candidates[2])[Because.SLOTS] == "tir 10:00-10:45"


def test_two_lessons_are_enough_and_count_for_co_teaching_only() -> None:
    three = to_slots("tir 10:00-10:45, tor 08:10-08:55, fre 08:10-08:55")
    busy = Load({"three": 1})
    both = [somebody("three", *CO, slots=three), somebody("two", *CO, slots=LESSONS)]
    assert ids(ask(Need(roles=CO, wished_slots=three), *both, load=busy)) == ["two", "three"]
    visitors = [somebody("three", slots=three), somebody("none")]
    order = ask(Need(roles=AKT, wished_slots=three), *visitors, load=busy)
    assert ids(order) == ["none", "three"]
    assert Because.SLOTS not in told(order.candidates[1])


def test_co_teaching_prefers_the_same_unit() -> None:
    people = [somebody("far", *CO, slots=LESSONS), somebody("near", *CO, unit="A")]
    assert ids(ask(Need(roles=CO, unit="A", wished_slots=LESSONS), *people)) == ["near", "far"]


def test_the_offer_carries_the_partners_lessons_when_none_were_wished() -> None:
    order = ask(Need(roles=CO), somebody("bo", *CO, slots=LESSONS))
    assert told(order.candidates[0])[Because.SLOTS] == "tir 10:00-10:45, tor 08:10-08:55"
