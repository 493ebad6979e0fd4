"""The life of a referral, one step at a time: every pair of state and event, and what follows from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime

import pytest

from knowledge.letters import QUIET, Letter
from knowledge.referral import HELD, OPEN, STEPS, Did, Event, Note, Place, Referral, Refused, State, holds
from knowledge.steps import Change, begin, step
from tests.knowledge.cases import ASKER, COORDINATORS, HELPERS, NOW, referral, world

PAIRS = [(did, state) for did in Did for state in State]
UNDERSTOOD = [(did, state) for did, state in PAIRS if state in STEPS.get(did, ())]


def event(did: Did, case: Referral) -> Event:
    """An event by whoever would ordinarily cause it."""
    match did:
        case Did.ACCEPT | Did.DECLINE | Did.UNAVAILABLE | Did.HAND_BACK:
            return Event(did, case.owner or case.waits_for, "no_time")
        case Did.SUGGEST:
            return Event(did, case.waits_for, to="rikke")
        case Did.REASSIGN:
            return Event(did, "kim", to="eva")
        case Did.TIMEOUT | Did.REPAIR:
            return Event(did)
        case Did.CLOSE:
            return Event(did, "kim", "duplicate")
        case _:
            return Event(did, case.asker, note=Note(see="rettet") if did is Did.EDIT else None)


def told(change: Change, kind: Letter) -> list[str]:
    """Who gets a letter of this kind."""
    return [draft.to for draft in change.letters if draft.kind is kind]


def kept(change: Change, now: datetime = NOW) -> bool:
    """The invariant, with everything an open referral must have; each letter's key is its own."""
    case = change.referral
    keys = [draft.key for draft in change.letters]
    assert len(keys) == len(set(keys))
    assert all(draft.to and draft.about == case.id for draft in change.letters)
    assert holds(case) is None
    if case.open:
        assert case.due_at > now
        assert case.owner == "" or case.state in HELD
        assert case.closed_at is None
    else:
        assert case.closed_at == now
        assert case.waits_for == ""
    return True


@pytest.mark.parametrize(("did", "state"), PAIRS)
def test_every_event_in_every_state_is_kept_or_refused(did: Did, state: State) -> None:
    case = referral(state)
    if state not in STEPS.get(did, ()):
        with pytest.raises(Refused):
            step(case, event(did, case), world())
        return
    now = NOW if did in (Did.EDIT, Did.MERGE, Did.ASKER_GONE) else case.due_at
    change = step(case, event(did, case), world(now))
    assert kept(change, now)
    assert change.referral.version == case.version + 1
    assert change.told


@pytest.mark.parametrize(("did", "state"), UNDERSTOOD)
@pytest.mark.parametrize("lacking", ["coordinators", "helpers", "everybody", "deadlines"])
def test_the_promise_holds_where_people_or_times_are_lacking(did: Did, state: State, lacking: str) -> None:
    case = referral(state)
    nobody = dict.fromkeys(HELPERS, "away")
    around = world(
        can_take=nobody if lacking in ("helpers", "everybody") else None,
        coordinators=() if lacking in ("coordinators", "everybody") else COORDINATORS,
    )
    if lacking == "deadlines":
        around = replace(around, answer_by={}, contact_by={}, ping_at={})
    assert kept(step(case, event(did, case), around))


@pytest.mark.parametrize(("did", "state"), UNDERSTOOD)
def test_whoever_is_waited_for_anew_is_told(did: Did, state: State) -> None:
    case = referral(state)
    change = step(case, event(did, case), world())
    after = change.referral
    if after.open and after.waits_for != case.waits_for:
        heard = [draft.to for draft in change.letters if draft.kind not in QUIET]
        assert after.waits_for in heard or after.state is State.IN_CONTACT


@pytest.mark.parametrize(("did", "state"), UNDERSTOOD)
def test_whoever_is_out_sees_it_on_the_old_card(did: Did, state: State) -> None:
    case = referral(state)
    if state not in (State.OFFERED, State.ACCEPTED) or did in (Did.EDIT, Did.MERGE):
        return
    change = step(case, event(did, case), world())
    if "bo" not in (change.referral.waits_for, change.referral.owner):
        assert "bo" in told(change, Letter.OFFER_CLOSED)


def test_two_accepts_the_second_is_refused() -> None:
    taken = step(referral(), Event(Did.ACCEPT, "bo"), world()).referral
    with pytest.raises(Refused):
        step(taken, Event(Did.ACCEPT, "eva"), world())


def test_an_accept_connects_both_and_closes_the_card() -> None:
    change = step(referral(), Event(Did.ACCEPT, "bo"), world())
    assert (change.referral.state, change.referral.owner, change.referral.waits_for) == (State.ACCEPTED, "bo", "bo")
    assert sorted(told(change, Letter.CONNECT)) == ["anna", "bo"]
    assert change.referral.due_at == world().contact_by["bo"]


def test_a_stranded_case_taken_by_one_coordinator_is_closed_for_the_others() -> None:
    change = step(referral(State.STRANDED), Event(Did.ACCEPT, "leo"), world())
    assert change.referral.owner == "leo"
    assert {"kim", "leo"} <= set(told(change, Letter.OFFER_CLOSED))


def test_the_whole_order_and_then_each_coordinator_in_turn_for_ever() -> None:
    case, asked = begin(referral(), world()).referral, []
    for _ in range(9):
        asked.append(case.waits_for)
        case = step(case, Event(Did.TIMEOUT), world()).referral
    assert asked == [*HELPERS, "kim", "leo", "kim", "leo", "kim", "leo"]


def test_a_coordinator_who_declines_is_followed_by_the_next() -> None:
    change = step(referral(State.STRANDED), Event(Did.DECLINE, "kim"), world())
    assert (change.referral.state, change.referral.waits_for) == (State.STRANDED, "leo")


def test_without_coordinators_the_asker_is_told_once_and_the_clock_goes_on() -> None:
    case = referral(position=2, waits_for="rikke", declined=(("bo", "no_time"), ("eva", "no_time")))
    alone = world(coordinators=())
    first = step(case, Event(Did.TIMEOUT), alone)
    assert (first.referral.state, first.referral.waits_for) == (State.STRANDED, ASKER)
    assert told(first, Letter.NOBODY) == [ASKER]
    second = step(first.referral, Event(Did.TIMEOUT), alone)
    assert told(second, Letter.NOBODY) == []
    third = step(second.referral, Event(Did.TIMEOUT), world())
    assert told(third, Letter.STRANDED) == ["kim"]


@pytest.mark.parametrize("why", ["away", "full", "unreachable", "unknown"])
def test_who_cannot_take_it_now_is_skipped_at_once(why: str) -> None:
    change = begin(referral(), world(can_take={"bo": why}))
    assert change.referral.waits_for == "eva"
    assert "bo" not in change.referral.refusers()


def test_an_empty_order_goes_straight_to_a_coordinator() -> None:
    change = begin(referral(order=()), world())
    assert (change.referral.state, change.referral.waits_for) == (State.STRANDED, "kim")


def test_a_suggested_colleague_is_asked_next_and_the_order_goes_on_after() -> None:
    around = world(can_take={"sofie": None})
    change = step(referral(), Event(Did.SUGGEST, "bo", to="sofie"), around)
    assert change.referral.waits_for == "sofie"
    assert change.referral.due_at > NOW
    assert step(change.referral, Event(Did.DECLINE, "sofie"), around).referral.waits_for == "eva"


@pytest.mark.parametrize("to", ["", "bo", ASKER, "nobody-knows"])
def test_a_suggestion_that_cannot_be_asked_is_a_plain_no(to: str) -> None:
    assert step(referral(), Event(Did.SUGGEST, "bo", to=to), world()).referral.waits_for == "eva"


def test_a_suggestion_of_somebody_who_said_no_does_not_ask_them_again() -> None:
    case = step(referral(), Event(Did.DECLINE, "bo"), world()).referral
    assert step(case, Event(Did.SUGGEST, "eva", to="bo"), world()).referral.waits_for == "rikke"


def test_who_said_no_when_suggested_is_not_asked_again_in_their_own_turn() -> None:
    case = step(referral(), Event(Did.SUGGEST, "bo", to="rikke"), world()).referral
    case = step(case, Event(Did.DECLINE, "rikke"), world()).referral
    assert case.waits_for == "eva"
    assert step(case, Event(Did.DECLINE, "eva"), world()).referral.waits_for == "kim"


def test_a_coordinator_may_suggest_from_a_stranded_case() -> None:
    case = referral(State.STRANDED)
    change = step(case, Event(Did.SUGGEST, "kim", to="sofie"), world(can_take={"sofie": None}))
    assert (change.referral.state, change.referral.waits_for) == (State.OFFERED, "sofie")


def test_a_yes_without_a_talk_is_reminded_once_and_then_handed_on() -> None:
    reminded = step(referral(State.ACCEPTED), Event(Did.TIMEOUT), world())
    assert told(reminded, Letter.REMIND_CONTACT) == ["bo"]
    assert reminded.referral.owner == "bo"
    handed_on = step(reminded.referral, Event(Did.TIMEOUT), world())
    assert handed_on.referral.waits_for == "eva"
    assert told(handed_on, Letter.OFFER_CLOSED) == ["bo"]


def test_an_unanswered_follow_up_is_asked_again_once_and_then_closed() -> None:
    asked = step(referral(State.IN_CONTACT), Event(Did.TIMEOUT), world())
    assert (asked.referral.state, asked.referral.waits_for) == (State.FOLLOW_UP, ASKER)
    again = step(asked.referral, Event(Did.TIMEOUT), world())
    assert told(asked, Letter.FOLLOW_UP) == told(again, Letter.FOLLOW_UP) == [ASKER]
    closed = step(again.referral, Event(Did.TIMEOUT), world())
    assert (closed.referral.state, closed.referral.outcome) == (State.CLOSED, "no_answer")


@pytest.mark.parametrize("state", HELD)
@pytest.mark.parametrize("did", [Did.HAND_BACK, Did.NOT_HELPED, Did.UNAVAILABLE])
def test_a_case_that_is_let_go_goes_on_to_the_next(state: State, did: Did) -> None:
    case = referral(state)
    change = step(case, event(did, case), world())
    assert (change.referral.state, change.referral.waits_for, change.referral.owner) == (State.OFFERED, "eva", "")
    assert "bo" in change.referral.refusers()


def test_helped_closes_and_thanks_partly_goes_on_with_the_same_helper() -> None:
    helped = step(referral(State.FOLLOW_UP), Event(Did.HELPED, ASKER), world())
    assert (helped.referral.state, helped.referral.outcome) == (State.CLOSED, "helped")
    assert told(helped, Letter.THANKS) == ["bo"]
    partly = step(referral(State.FOLLOW_UP), Event(Did.PARTLY, ASKER), world())
    assert (partly.referral.state, partly.referral.waits_for) == (State.IN_CONTACT, "bo")


def test_who_does_not_hold_the_case_cannot_let_it_go() -> None:
    with pytest.raises(Refused):
        step(referral(State.ACCEPTED), Event(Did.UNAVAILABLE, "eva"), world())


def test_a_coordinator_names_the_next_also_one_who_said_no() -> None:
    case = referral(State.STRANDED)
    change = step(case, Event(Did.REASSIGN, "kim", to="bo"), world())
    assert (change.referral.waits_for, told(change, Letter.OFFER)) == ("bo", ["bo"])
    assert "bo" not in change.referral.refusers()
    for impossible in (ASKER, "nobody-knows", ""):
        with pytest.raises(Refused):
            step(case, Event(Did.REASSIGN, "kim", to=impossible), world())


def test_an_edit_changes_the_note_and_neither_the_person_nor_the_time() -> None:
    case = referral()
    change = step(case, Event(Did.EDIT, ASKER, note=Note(see="nyt")), world())
    assert change.referral == replace(case, note=Note(see="nyt"), version=2)
    assert told(change, Letter.OFFER_CHANGED) == ["bo"]


def test_a_reopened_case_does_not_pass_over_who_was_being_asked() -> None:
    withdrawn = step(referral(), Event(Did.WITHDRAW, ASKER), world()).referral
    assert step(withdrawn, Event(Did.REOPEN, ASKER), world()).referral.waits_for == "bo"


def test_a_reopened_case_goes_back_to_the_helper_who_knows_it() -> None:
    closed = step(referral(State.FOLLOW_UP), Event(Did.HELPED, ASKER), world()).referral
    assert step(closed, Event(Did.REOPEN, ASKER), world()).referral.waits_for == "bo"


@pytest.mark.parametrize("state", OPEN)
def test_the_auditor_puts_a_broken_case_back_on_its_feet(state: State) -> None:
    repaired = step(referral(state, waits_for=""), Event(Did.REPAIR), world())
    assert kept(repaired)
    if state is State.FOLLOW_UP:
        assert repaired.referral.waits_for == ASKER


def test_a_case_held_by_nobody_goes_to_the_next() -> None:
    repaired = step(referral(State.IN_CONTACT, owner="", waits_for=""), Event(Did.REPAIR), world())
    assert kept(repaired)
    assert repaired.referral.state is State.OFFERED


def test_nobody_is_pinged_in_a_quiet_hour_unless_it_is_urgent() -> None:
    later = world().soon
    quiet = replace(world(), ping_at=dict.fromkeys((ASKER, *HELPERS), later))
    offer = next(draft for draft in begin(referral(), quiet).letters if draft.kind is Letter.OFFER)
    assert offer.not_before == later
    urgent = next(draft for draft in begin(referral(urgent=True), quiet).letters if draft.kind is Letter.OFFER)
    assert urgent.not_before is None


def test_the_asker_hears_when_a_promised_time_slips_and_only_then() -> None:
    assert told(step(referral(), Event(Did.TIMEOUT), world()), Letter.PASSED_ON) == [ASKER]
    assert told(step(referral(), Event(Did.DECLINE, "bo"), world()), Letter.PASSED_ON) == []


def test_the_same_event_told_twice_writes_letters_with_the_same_keys() -> None:
    case = referral()
    once, twice = (step(case, Event(Did.ACCEPT, "bo"), world()) for _ in range(2))
    assert Counter(draft.key for draft in once.letters) == Counter(draft.key for draft in twice.letters)


def test_a_role_is_known_also_for_who_is_added_to_an_order() -> None:
    change = step(referral(), Event(Did.REASSIGN, "kim", to="eva"), world())
    place = change.referral.place
    assert isinstance(place, Place)
    assert (place.person, place.role) == ("eva", "akt-vejleder")
