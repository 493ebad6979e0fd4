"""What holds for every order, whatever the directory looks like."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from knowledge.calendar import SchoolTime
from knowledge.catalogue import AgeBand, Setting
from knowledge.hours import to_hours, to_slots
from knowledge.people import Absence, Person, roles
from knowledge.routing import Because, Load, Need, Why, answer_by, can_take, candidates
from tests.knowledge.network import USUAL

KEYS = [f"p{number}" for number in range(8)]
keys = st.sampled_from(KEYS)
held = st.lists(st.sampled_from(["akt-vejleder", "ppr-psykolog", "co-teaching-partner", "leder", "bup"]), max_size=3)
units = st.sampled_from(["", "A", "B"])
weeks = st.sampled_from([(), to_hours("man-fre 08:00-15:00"), to_hours("tir 10:00-11:00"), to_hours("lør 00:00-24:00")])
moments = st.datetimes(min_value=datetime(2026, 11, 1), max_value=datetime(2027, 1, 20), timezones=st.just(UTC))  # noqa: DTZ001
absences = st.builds(
    lambda start, days, substitute: Absence(start, start + timedelta(days=days), substitute),
    st.dates(date(2026, 10, 20), date(2027, 1, 20)),
    st.integers(0, 60),
    st.none() | keys,
)
lessons = st.sampled_from([(), to_slots("tir 10:00-10:45"), to_slots("tir 10:00-10:45, ons 08:00-08:45")])


def few(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(values, max_size=2, unique=True).map(tuple)


people = st.builds(
    Person,
    id=keys,
    aad_id=keys.map("aad-{}".format),
    name=keys,
    roles=held.map(tuple),
    unit=units,
    units=few(st.sampled_from(["A", "B"])),
    district=st.sampled_from(["", "N", "S"]),
    ages=st.sampled_from([(), (AgeBand.EARLY_SCHOOL,)]),
    settings=st.sampled_from([(), (Setting.SCHOOL,)]),
    competences=few(st.sampled_from(["x", "y"])),
    declines=few(st.sampled_from(["x", "z"])),
    hours=weeks,
    teaching=weeks,
    slots=lessons,
    capacity=st.integers(0, 3),
    absences=st.lists(absences, max_size=2).map(tuple),
    reachable=st.booleans(),
    paused=st.booleans(),
    active=st.booleans(),
)
directories = st.lists(people, max_size=8, unique_by=lambda person: person.id)
needs = st.builds(
    Need,
    roles=held.map(tuple),
    wish=st.none() | st.sampled_from(["ppr-psykolog", "leder", "bup"]),
    slugs=few(st.sampled_from(["x", "z"])),
    age=st.none() | st.sampled_from(AgeBand),
    setting=st.none() | st.sampled_from(Setting),
    unit=units,
    district=st.sampled_from(["", "N", "S"]),
    urgent=st.booleans(),
    anonymous=st.booleans(),
    wished_slots=lessons,
    asker=keys,
    not_for=st.frozensets(keys, max_size=2),
    continuity=st.none() | keys,
    from_step=st.integers(0, 3),
)
loads = st.builds(Load, st.dictionaries(keys, st.integers(0, 3)), st.dictionaries(keys, moments))


@given(needs, directories, loads, moments, st.booleans())
def test_every_order_is_sound(need: Need, directory: list[Person], load: Load, now: datetime, ever: bool) -> None:
    time = SchoolTime(always_open=ever)
    order = candidates(need, directory, load, now, time)
    known = {person.id: person for person in directory}
    asked = [candidate.person_id for candidate in order.candidates]
    passed = [skipped.person_id for skipped in order.skipped]
    assert len(set(asked + passed)) == len(asked) + len(passed), "nobody twice, nobody both asked and passed over"
    assert set(asked + passed) <= set(known)
    for candidate in order.candidates:
        person = known[candidate.person_id]
        assert can_take(person, need, load, now, time) is None
        assert candidate.role in roles()
        assert answer_by(person, candidate.role, need.urgent, now, time) > now
        assert candidate.reasons
        stands_in = any(reason.key is Because.SUBSTITUTE_FOR for reason in candidate.reasons)
        assert stands_in or candidate.role in person.roles


@given(needs, directories, loads, moments, st.randoms())
def test_the_order_does_not_depend_on_that_of_the_directory(
    need: Need, directory: list[Person], load: Load, now: datetime, chance: Random
) -> None:
    shuffled = list(directory)
    chance.shuffle(shuffled)
    first, second = (candidates(need, people, load, now, USUAL) for people in (directory, shuffled))
    assert first.candidates == second.candidates
    assert set(first.skipped) == set(second.skipped)


@given(needs, directories, loads, moments)
def test_whoever_can_and_suits_is_asked(need: Need, directory: list[Person], load: Load, now: datetime) -> None:
    open_need = replace(need, age=None, setting=None, slugs=(), unit="", district="")
    anywhere = replace(open_need, roles=("akt-vejleder",), from_step=0)
    able = {p.id for p in directory if "akt-vejleder" in p.roles and can_take(p, anywhere, load, now, USUAL) is None}
    assert able <= {candidate.person_id for candidate in candidates(anywhere, directory, load, now, USUAL).candidates}


@given(needs, directories, loads, moments)
def test_whoever_said_no_is_never_asked_again(need: Need, directory: list[Person], load: Load, now: datetime) -> None:
    first = candidates(need, directory, load, now, USUAL).candidates
    for candidate in first[:1]:
        said_no = replace(need, not_for=need.not_for | {candidate.person_id})
        second = candidates(said_no, directory, load, now, USUAL)
        assert candidate.person_id not in {other.person_id for other in second.candidates}
        assert {s.why for s in second.skipped if s.person_id == candidate.person_id} <= {Why.KNOWS_FAMILY, Why.IS_ASKER}
