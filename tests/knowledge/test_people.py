"""The directory: roles, people, and the invented cast."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from knowledge.catalogue import AgeBand, Setting
from knowledge.hours import to_slots
from knowledge.people import Absence, Person, demo, problems, roles, to_data, to_person
from tests.knowledge.network import somebody

CAST = {
    "anna": ("Anna Holm", "200", ()),
    "eva": ("Eva Lind", "210", ("ppr-psykolog",)),
    "bo": ("Bo Krogh", "220", ("co-teaching-partner",)),
    "rikke": ("Rikke Dam", "230", ("ressourcepaedagog",)),
    "kim": ("Kim Vang", "240", ("koordinator",)),
    "leo": ("Leo Friis", "250", ("leder",)),
}


def test_every_role_says_what_it_takes_and_how_soon() -> None:
    assert len(roles()) == 24
    for key, info in roles().items():
        assert info.key == key
        assert all((info.title_da, info.title_en, info.takes, info.takes_en, info.does_not_take)), key
        assert 0 < info.urgent_target_hours <= info.target_hours <= info.contact_hours, key
        assert 0 <= info.step <= 5, key


def test_colleagues_come_before_ppr_and_ppr_before_the_authority() -> None:
    climb = ("co-teaching-partner", "sundhedsplejerske", "ppr-psykolog", "myndighed", "viso")
    steps = [roles()[key].step for key in climb]
    assert steps == sorted(steps)
    assert len(set(steps)) == len(steps)


@pytest.mark.parametrize("person", demo(), ids=lambda person: person.id)
def test_a_person_survives_being_written(person: Person) -> None:
    assert to_person(json.loads(json.dumps(to_data(person)))) == person


def test_a_full_person_survives_being_written() -> None:
    person = somebody(
        teaching="man 08:00-08:45",
        ages=(AgeBand.NURSERY,),
        settings=(Setting.LEISURE,),
        slots=to_slots("tir 10-11"),
        absences=(Absence(date(2026, 7, 1), date(2026, 7, 31), "eva"), Absence(date(2026, 9, 1), date(2026, 9, 1))),
        years=(0, 9),
        declines=("low-arousal",),
        paused=True,
        leader=True,
    )
    assert to_person(json.loads(json.dumps(to_data(person)))) == person


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""),
        ("roles", "akt-vejleder"),
        ("ages", ["7-8"]),
        ("settings", ["hjem"]),
        ("hours", "hele dagen"),
        ("slots", "tirsdag"),
        ("capacity", "mange"),
        ("paused", "nej"),
        ("years", ["tredje"]),
        ("absences", [{"start": "2026-07-02", "end": "2026-07-01"}]),
        ("absences", [{"start": "2026-07-02"}]),
        ("absences", [{"start": "snart", "end": "2026-07-01"}]),
    ],
)
def test_the_wrong_field_is_named(field: str, value: Any) -> None:
    with pytest.raises(ValueError, match=field):
        to_person(to_data(somebody()) | {field: value})


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("name", {"name": " "}),
        ("roles", {"roles": ["akt-vejleder", "trylleslag"]}),
        ("capacity", {"capacity": -1}),
        ("absences", {"absences": [{"start": "2026-07-01", "end": "2026-07-02", "substitute": "bo"}]}),
    ],
)
def test_what_does_not_belong_in_the_directory_can_still_be_read(field: str, changes: dict[str, Any]) -> None:
    assert set(problems(to_person(to_data(somebody("bo")) | changes))) == {field}


def test_the_invented_people_belong_in_the_directory() -> None:
    assert not any(problems(person) for person in demo())


def test_unknown_fields_are_left_alone() -> None:
    assert to_person(to_data(somebody()) | {"shoe_size": 42}) == somebody()


@pytest.mark.parametrize("key", CAST)
def test_the_cast_is_complete(key: str) -> None:
    name, number, held = CAST[key]
    person = next(person for person in demo() if person.id == key)
    assert (person.name, person.aad_id, person.roles) == (name, f"00000000-0000-0000-0000-000000000{number}", held)
    assert person.reachable


def test_the_cast_has_its_rights() -> None:
    people = {person.id: person for person in demo()}
    assert people["kim"].coordinator
    assert people["kim"].editor
    assert people["leo"].leader
    assert people["leo"].unit == people["anna"].unit == "Skovbakkeskolen"


def test_every_role_is_filled_and_only_the_cast_can_be_reached() -> None:
    assert {role for person in demo() for role in person.roles} == set(roles())
    assert {person.id for person in demo() if person.reachable} == set(CAST)
    others = [person.aad_id for person in demo() if person.id not in CAST]
    assert all(aad.startswith("00000000-0000-0000-0000-0000000003") and len(aad) == 36 for aad in others)


def test_nobody_is_there_twice_and_every_substitute_exists() -> None:
    people = demo()
    known = {person.id for person in people}
    assert len(known) == len({person.aad_id for person in people}) == len(people)
    assert {a.substitute for person in people for a in person.absences} <= known | {None}
