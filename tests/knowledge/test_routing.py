"""The order in which helpers are asked, the reasons told, and who is passed over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from knowledge.calendar import SchoolTime
from knowledge.catalogue import AgeBand
from knowledge.people import Absence, Person, demo
from knowledge.routing import (
    Because,
    Candidate,
    Load,
    Need,
    Order,
    Reason,
    Skipped,
    Why,
    can_take,
    candidates,
    coordinators,
)
from tests.knowledge.network import USUAL, WEDNESDAY, at, somebody

AKT = ("akt-vejleder",)


def ask(need: Need, *people: Person, load: Load = Load(), time: SchoolTime = USUAL) -> Order:  # noqa: B008
    return candidates(need, people, load, WEDNESDAY, time)


def ids(order: Order) -> list[str]:
    return [candidate.person_id for candidate in order.candidates]


def told(candidate: Candidate) -> dict[Because, str]:
    return {reason.key: reason.value for reason in candidate.reasons}


def away(substitute: str | None = None) -> tuple[Absence, ...]:
    return (Absence(date(2026, 11, 16), date(2026, 11, 27), substitute),)


def test_the_staircase_comes_before_nearness() -> None:
    need = Need(roles=("ppr-psykolog", "akt-vejleder"), unit="A")
    assert ids(ask(need, somebody("eva", "ppr-psykolog", unit="A"), somebody("bo", unit="B"))) == ["bo", "eva"]


def test_nearest_first() -> None:
    people = [
        somebody("far"),
        somebody("district", district="Nord"),
        somebody("served", units=("A",)),
        somebody("here", unit="A"),
    ]
    assert ids(ask(Need(roles=AKT, unit="A", district="Nord"), *people)) == ["here", "served", "district", "far"]


def test_soon_back_at_work_comes_before_skilled() -> None:
    skilled = somebody("skilled", hours="tir 09:00-10:00", competences=("low-arousal",))
    assert ids(ask(Need(roles=AKT, slugs=("low-arousal",)), skilled, somebody("zoe"))) == ["zoe", "skilled"]


def test_two_school_days_are_soon_enough() -> None:
    skilled = somebody("skilled", hours="fre 09:00-10:00", competences=("low-arousal",))
    assert ids(ask(Need(roles=AKT, slugs=("low-arousal",)), skilled, somebody("zoe"))) == ["skilled", "zoe"]


def test_what_a_helper_does_not_know_is_not_told() -> None:
    need = Need(roles=AKT, slugs=("a",), subject="dansk", year=3, age=AgeBand.YOUTH, language="ar")
    assert set(told(ask(need, somebody()).candidates[0])) == {Because.ROLE, Because.FREE}


def test_knowing_many_of_the_methods_weighs_no_more_than_knowing_one() -> None:
    need = Need(roles=AKT, slugs=("a", "b"))
    people = [somebody("all", competences=("a", "b")), somebody("one", competences=("b",))]
    assert ids(ask(need, *people, load=Load({"all": 1}))) == ["one", "all"]


@pytest.mark.parametrize(
    ("where", "told_as"),
    [
        ({"unit": "A"}, Reason(Because.SAME_UNIT, "A")),
        ({"units": ("A",)}, Reason(Because.NEAREST, "A")),
        ({"district": "Nord"}, Reason(Because.NEAREST, "Nord")),
    ],
)
def test_nearness_is_told(where: dict[str, Any], told_as: Reason) -> None:
    order = ask(Need(roles=AKT, unit="A", district="Nord"), somebody(**where))
    assert told_as in order.candidates[0].reasons


def test_skilled_in_just_this_comes_before_idle() -> None:
    skilled = somebody("skilled", competences=("low-arousal",), ages=(AgeBand.EARLY_SCHOOL,), languages=("ar",))
    need = Need(roles=AKT, slugs=("low-arousal",), age=AgeBand.EARLY_SCHOOL, language="ar")
    order = ask(need, somebody("anna"), skilled, load=Load({"skilled": 1}))
    assert ids(order) == ["skilled", "anna"]
    assert told(order.candidates[0]) == {
        Because.ROLE: "akt-vejleder",
        Because.METHOD: "low-arousal",
        Because.AGE: "6-9",
        Because.LANGUAGE: "ar",
        Because.FREE: "1",
    }


def test_work_is_shared_by_open_cases_and_then_by_turn() -> None:
    people = [somebody("a"), somebody("b"), somebody("c"), somebody("big", capacity=10)]
    load = Load({"a": 2, "b": 1, "c": 1, "big": 2}, {"b": WEDNESDAY, "c": WEDNESDAY - timedelta(days=1)})
    assert ids(ask(Need(roles=AKT), *people, load=load)) == ["big", "c", "b", "a"]


def test_whoever_was_never_asked_comes_first() -> None:
    load = Load(last={"a": WEDNESDAY - timedelta(days=900)})
    assert ids(ask(Need(roles=AKT), somebody("a"), somebody("b"), load=load)) == ["b", "a"]


def test_the_groups_earlier_helper_goes_first() -> None:
    need = Need(roles=("akt-vejleder", "ppr-psykolog"), continuity="eva")
    order = ask(need, somebody("bo"), somebody("eva", "ppr-psykolog"))
    assert ids(order) == ["eva", "bo"]
    assert order.candidates[0].reasons[0] == Reason(Because.CONTINUITY)


def test_continuity_yields_to_a_wish_and_to_a_no() -> None:
    people = [somebody("bo"), somebody("eva", "ppr-psykolog")]
    need = Need(roles=AKT, continuity="bo", wish="ppr-psykolog")
    order = ask(need, *people)
    assert ids(order) == ["eva", "bo"]
    assert told(order.candidates[0])[Because.WISH] == "ppr-psykolog"
    assert ids(ask(Need(roles=AKT, continuity="bo", not_for=frozenset({"bo"})), *people)) == []


def test_one_person_with_several_roles_is_asked_once_in_the_nearest() -> None:
    both = somebody("eva", "ppr-psykolog", "akt-vejleder")
    order = ask(Need(roles=("ppr-psykolog", "akt-vejleder")), both)
    assert [(c.person_id, c.role) for c in order.candidates] == [("eva", "akt-vejleder")]


def test_a_role_that_does_not_fit_leaves_the_other() -> None:
    both = somebody("eva", "ungevejleder", "ppr-psykolog")
    order = ask(Need(roles=("ungevejleder", "ppr-psykolog"), age=AgeBand.NURSERY), both)
    assert [c.role for c in order.candidates] == ["ppr-psykolog"]


def test_another_unit_when_anonymity_asks_for_it() -> None:
    order = ask(Need(roles=AKT, unit="A", anonymous=True), somebody("here", unit="A"), somebody("there", unit="B"))
    assert ids(order) == ["there"]
    assert order.skipped == (Skipped("here", Why.SAME_UNIT),)


def test_people_without_a_fitting_role_are_not_mentioned() -> None:
    assert ask(Need(roles=AKT), somebody("eva", "ppr-psykolog"), somebody("kim", "koordinator")) == Order((), ())


def test_everybody_passed_over_has_a_reason() -> None:
    people = [
        somebody("anna"),
        somebody("full", capacity=1),
        somebody("gone", active=False),
        somebody("ill", absences=away()),
        somebody("new", reachable=False),
        somebody("rest", paused=True),
        somebody("unit", units=("B",)),
    ]
    order = ask(Need(roles=AKT, asker="anna", unit="A"), *people, load=Load({"full": 1}))
    assert not order.candidates
    assert {skipped.person_id: skipped.why for skipped in order.skipped} == {
        "anna": Why.IS_ASKER,
        "full": Why.FULL,
        "gone": Why.LEFT,
        "ill": Why.AWAY,
        "new": Why.NEVER_INSTALLED,
        "rest": Why.PAUSED,
        "unit": Why.WRONG_PLACE,
    }


def test_urgent_goes_to_someone_at_work_now_and_not_teaching_if_possible() -> None:
    people = [somebody("home", hours="tor 08:00-15:00"), somebody("busy", teaching="ons 09:00-11:00"), somebody("zoe")]
    order = ask(Need(roles=AKT, urgent=True), *people)
    assert ids(order) == ["zoe", "busy"]
    assert Because.AT_WORK in told(order.candidates[0])
    assert order.skipped == (Skipped("home", Why.OUTSIDE_HOURS),)


def test_at_night_nobody_is_at_work_for_an_urgent_need_unless_always_open() -> None:
    need, night = Need(roles=AKT, urgent=True), at("2026-11-18 03:00")
    assert candidates(need, [somebody()], Load(), night, USUAL).candidates == ()
    assert candidates(need, [somebody()], Load(), night, SchoolTime(always_open=True)).candidates


def test_a_substitute_stands_in() -> None:
    order = ask(Need(roles=AKT), somebody("bo", absences=away("eva")), somebody("eva", "ppr-psykolog"))
    assert [(c.person_id, c.role) for c in order.candidates] == [("eva", "akt-vejleder")]
    assert told(order.candidates[0])[Because.SUBSTITUTE_FOR] == "bo"
    assert order.skipped == (Skipped("bo", Why.AWAY),)


def test_the_substitute_of_a_substitute_stands_in() -> None:
    people = [somebody("a", absences=away("b")), somebody("b", "viso", absences=away("c")), somebody("c", "viso")]
    assert ids(ask(Need(roles=AKT), *people)) == ["c"]


def test_of_two_absences_the_one_with_a_substitute_counts() -> None:
    bo = somebody("bo", absences=(*away(), *away("eva"), *away()))
    assert ids(ask(Need(roles=AKT), bo, somebody("eva", "viso"))) == ["eva"]


@pytest.mark.parametrize("circle", [["a"], ["b", "a"], ["b", "c", "a"], ["b", "c", "b"], ["nobody"], ["b", "nobody"]])
def test_circles_and_dead_ends_of_substitutes_end(circle: list[str]) -> None:
    people = [somebody(key, absences=away(following)) for key, following in zip("abc", circle, strict=False)]
    assert ids(ask(Need(roles=AKT), *people)) == []


def test_a_substitute_who_is_in_the_order_anyway_stands_there_once_at_the_better_place() -> None:
    need = Need(roles=("akt-vejleder", "ppr-psykolog"))
    order = ask(need, somebody("bo", absences=away("eva")), somebody("eva", "ppr-psykolog"))
    assert [(c.person_id, c.role) for c in order.candidates] == [("eva", "akt-vejleder")]


def test_a_substitute_who_cannot_is_passed_over_with_the_reason() -> None:
    order = ask(Need(roles=AKT, asker="eva"), somebody("bo", absences=away("eva")), somebody("eva", "ppr-psykolog"))
    assert order.skipped == (Skipped("bo", Why.AWAY), Skipped("eva", Why.IS_ASKER))


def test_a_substitute_whose_own_field_it_is_not_is_not_also_passed_over() -> None:
    eva = somebody("eva", "akt-vejleder", units=("B",))
    order = ask(Need(roles=AKT, unit="A"), somebody("bo", absences=away("eva")), eva)
    assert ids(order) == ["eva"]
    assert [skipped.person_id for skipped in order.skipped] == ["bo"]


def test_somebody_away_and_out_of_reach_still_has_a_substitute() -> None:
    bo = somebody("bo", absences=away("eva"), reachable=False)
    assert ids(ask(Need(roles=AKT), bo, somebody("eva", "ppr-psykolog"))) == ["eva"]


def test_a_substitute_for_two_stands_in_once_and_for_the_same_one_always() -> None:
    people = [somebody("b", absences=away("eva")), somebody("a", absences=away("eva")), somebody("eva", "viso")]
    for directory in (people, people[::-1]):
        order = ask(Need(roles=AKT), *directory)
        assert [told(candidate)[Because.SUBSTITUTE_FOR] for candidate in order.candidates] == ["a"]


def test_an_empty_directory_gives_an_empty_order() -> None:
    assert ask(Need(roles=AKT)) == Order((), ())


def test_when_the_turn_comes_only_the_moment_counts() -> None:
    bo = somebody("bo", ages=(AgeBand.NURSERY,))
    assert can_take(bo, Need(age=AgeBand.YOUTH), Load(), WEDNESDAY, USUAL) is None
    assert can_take(bo, Need(), Load({"bo": 3}), WEDNESDAY, USUAL) is Why.FULL


def test_the_last_resort_is_a_coordinator_who_can_answer() -> None:
    people = [
        somebody("ill", "koordinator", coordinator=True, absences=away()),
        somebody("new", "koordinator", coordinator=True, reachable=False),
        somebody("busy", "koordinator", coordinator=True, capacity=9),
        somebody("zoe", "koordinator", coordinator=True),
        somebody("left", "koordinator", coordinator=True, active=False),
        somebody("bo"),
    ]
    assert coordinators(people, Load({"busy": 2}), WEDNESDAY, USUAL) == ("zoe", "busy", "ill", "new")


def test_the_cast_plays_its_parts() -> None:
    need = Need(
        roles=("ppr-psykolog", "co-teaching-partner", "ressourcepaedagog", "akt-vejleder"),
        unit="Skovbakkeskolen",
        district="Nord",
        asker="anna",
        age=AgeBand.EARLY_SCHOOL,
        anonymous=True,
    )
    assert ids(candidates(need, demo(), Load(), WEDNESDAY, USUAL)) == ["bo", "rikke", "eva"]
    assert coordinators(demo(), Load(), WEDNESDAY, USUAL)[0] == "kim"
