"""The support staircase, and whom a need suits."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.catalogue import AgeBand, Setting
from knowledge.outlook import Outlook
from knowledge.people import Absence, Person, roles
from knowledge.suitability import Load, Need, Why, ladder, unavailable, unsuited
from tests.knowledge.network import USUAL, WEDNESDAY, at, somebody

NOW = Outlook(WEDNESDAY, USUAL)
ALONE = Load()


def climb(*asked: str, **more: object) -> list[str]:
    return list(ladder(Need(roles=asked, **more)))  # type: ignore[arg-type]


def test_a_colleague_on_the_spot_comes_before_ppr() -> None:
    assert climb("ppr-psykolog", "ssp", "akt-vejleder", "co-teaching-partner") == [
        "akt-vejleder",
        "co-teaching-partner",
        "ppr-psykolog",
        "ssp",
    ]


def test_the_specialist_an_entry_names_first_is_the_nearest_help() -> None:
    assert climb("tale-hoerekonsulent", "ppr-psykolog", "akt-vejleder")[0] == "tale-hoerekonsulent"


def test_only_the_first_named_may_lead() -> None:
    assert climb("ppr-psykolog", "tale-hoerekonsulent", "akt-vejleder")[0] == "akt-vejleder"


def test_the_wish_goes_first_whatever_its_step() -> None:
    assert climb("akt-vejleder", "ressourcepaedagog", wish="ppr-psykolog")[0] == "ppr-psykolog"
    assert climb("akt-vejleder", "ppr-psykolog", wish="ppr-psykolog") == ["ppr-psykolog", "akt-vejleder"]


@pytest.mark.parametrize("wish", ["bup", "koordinator", "heks"])
def test_a_wish_that_cannot_be_met_here_leaves_the_rest(wish: str) -> None:
    assert climb("akt-vejleder", wish=wish) == ["akt-vejleder"]


def test_leader_and_authority_are_asked_only_when_wished_or_urgent() -> None:
    assert climb("leder", "myndighed", "akt-vejleder") == ["akt-vejleder"]
    assert climb("leder", "akt-vejleder", wish="leder")[0] == "leder"
    assert climb("akt-vejleder", "leder", "myndighed", urgent=True) == ["akt-vejleder", "leder", "myndighed"]


def test_the_next_step_opens_when_help_did_not_help() -> None:
    assert climb("akt-vejleder", "ppr-psykolog", from_step=2) == ["ppr-psykolog"]


def test_no_role_at_all_means_the_general_ones() -> None:
    assert climb() == climb("heks") == [key for key, info in roles().items() if info.general]
    assert climb()[-1] == "ppr-psykolog"


def test_ppr_takes_over_where_the_named_roles_end() -> None:
    assert climb("akt-vejleder", from_step=2) == ["ppr-psykolog"]


def test_what_only_leader_and_authority_take_never_goes_to_the_general_roles() -> None:
    assert climb("leder", "myndighed", "bup") == ["leder", "myndighed"]
    assert climb("leder", "myndighed", from_step=1) == ["myndighed"]
    assert climb("leder", "myndighed", anonymous=True) == []


def test_where_the_way_goes_another_place_nobody_is_asked() -> None:
    assert climb("bup") == []


def test_roles_that_need_the_family_are_not_asked_anonymously() -> None:
    assert climb("familiebehandler", "akt-vejleder", anonymous=True) == ["akt-vejleder"]


@pytest.mark.parametrize(
    ("person", "need", "why"),
    [
        (somebody(ages=(AgeBand.NURSERY,)), Need(age=AgeBand.YOUTH), Why.WRONG_AGE),
        (somebody(ages=(AgeBand.NURSERY,)), Need(), None),
        (somebody(), Need(age=AgeBand.YOUTH), None),
        (somebody("eva", "ungevejleder"), Need(age=AgeBand.KINDERGARTEN), Why.WRONG_AGE),
        (somebody("eva", "laesevejleder"), Need(setting=Setting.DAY_CARE), Why.WRONG_SETTING),
        (somebody(settings=(Setting.SCHOOL,)), Need(setting=Setting.LEISURE), Why.WRONG_SETTING),
        (somebody(declines=("low-arousal",)), Need(slugs=("low-arousal", "klassemoede")), Why.DOES_NOT_TAKE),
        (somebody(declines=("low-arousal",)), Need(slugs=("klassemoede", "low-arousal")), None),
        (somebody(units=("A",)), Need(unit="B"), Why.WRONG_PLACE),
        (somebody(units=("A",), unit="B"), Need(unit="B"), None),
        (somebody(units=("A",)), Need(unit="A", district="Syd"), None),
        (somebody(units=("A",)), Need(), None),
        (somebody(district="Nord"), Need(unit="A", district="Syd"), Why.WRONG_PLACE),
        (somebody(district="Nord"), Need(unit="A"), None),
        (somebody(), Need(unit="A", district="Syd"), None),
        (somebody("leo", "leder", unit="A"), Need(unit="B"), Why.WRONG_PLACE),
        (somebody("leo", "leder", unit="A"), Need(unit="A"), None),
        (somebody("leo", "leder"), Need(), Why.WRONG_PLACE),
    ],
)
def test_who_suits_a_need(person: Person, need: Need, why: Why | None) -> None:
    assert unsuited(person, roles()[person.roles[0]], need) is why


@pytest.mark.parametrize(
    ("person", "need", "why"),
    [
        (somebody(), Need(), None),
        (somebody(), Need(asker="bo"), Why.IS_ASKER),
        (somebody(), Need(asker="aad-bo"), Why.IS_ASKER),
        (somebody(), Need(not_for=frozenset({"bo"})), Why.KNOWS_FAMILY),
        (somebody(unit="A"), Need(unit="A", anonymous=True), Why.SAME_UNIT),
        (somebody(unit="A"), Need(unit="A"), None),
        (somebody(), Need(anonymous=True), None),
        (somebody(active=False), Need(), Why.LEFT),
        (somebody(reachable=False), Need(), Why.NEVER_INSTALLED),
        (somebody(paused=True), Need(), Why.PAUSED),
        (somebody(capacity=0), Need(), Why.FULL),
        (somebody(hours="tor 08:00-15:00"), Need(), None),
        (somebody(hours="tor 08:00-15:00"), Need(urgent=True), Why.OUTSIDE_HOURS),
        (somebody(), Need(urgent=True), None),
    ],
)
def test_who_can_be_asked_now(person: Person, need: Need, why: Why | None) -> None:
    assert unavailable(person, need, ALONE, NOW) is why


def test_whoever_has_all_hands_full_is_not_asked() -> None:
    assert unavailable(somebody(capacity=2), Need(), Load({"bo": 1}), NOW) is None
    assert unavailable(somebody(capacity=2), Need(), Load({"bo": 2}), NOW) is Why.FULL


def test_whoever_has_nothing_open_has_a_hand_free() -> None:
    assert unavailable(somebody(capacity=1), Need(), ALONE, NOW) is None


def test_school_days_until_someone_is_back() -> None:
    friday = Outlook(at("2026-11-20 16:00"), USUAL)
    assert friday.school_days_until(somebody(hours="lør 08:00-10:00")) == 1
    assert friday.school_days_until(somebody(hours="ons 08:00-10:00")) == 3
    assert NOW.school_days_until(somebody()) == 0
    assert Outlook(at("2026-11-18 15:00"), USUAL).school_days_until(somebody()) == 1
    assert Outlook(at("2026-12-23 16:00"), USUAL).school_days_until(somebody()) == 1


@pytest.mark.parametrize(
    ("moment", "start", "end", "urgent", "why"),
    [
        ("2026-11-18 10:00", "2026-11-18", "2026-11-18", False, Why.AWAY),  # ill today
        ("2026-11-18 10:00", "2026-11-19", "2026-11-30", False, None),  # at work today
        ("2026-11-20 20:00", "2026-11-23", "2026-12-04", False, Why.AWAY),  # asked on Friday night, away from Monday
        ("2026-11-21 20:00", "2026-11-16", "2026-11-22", False, None),  # back on Monday
        ("2026-12-23 16:00", "2026-12-28", "2026-12-30", False, Why.AWAY),  # the next day at work is after Christmas
        ("2026-11-18 10:00", "2026-11-18", "2026-11-18", True, Why.AWAY),
        ("2026-11-18 10:00", "2026-11-19", "2026-11-19", True, None),
    ],
)
def test_away_means_away_when_next_at_work(moment: str, start: str, end: str, urgent: bool, why: Why | None) -> None:
    person = somebody(absences=(Absence(date.fromisoformat(start), date.fromisoformat(end)),))
    assert unavailable(person, Need(urgent=urgent), ALONE, Outlook(at(moment), USUAL)) is why
