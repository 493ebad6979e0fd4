"""The rules of a referral's life: `step(referral, event, world)` is the only way from one state to the next.

Pure: everything the rules may know of the world outside stands in `World`, so every path can be tried in a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from knowledge.letters import PATIENT, Draft, Letter
from knowledge.referral import HELD, STEPS, Did, Event, Place, Referral, Refused, State


@dataclass(frozen=True, slots=True)
class World:
    """What `step` may ask of the world outside, at the moment `now`. All of it is pure."""

    now: datetime
    can_take: Mapping[str, str | None]  # person -> why not, or None; a person who is missing cannot
    answer_by: Mapping[str, datetime]  # person -> when an answer is due, in that person's working time
    contact_by: Mapping[str, datetime]  # person -> when the first contact is due
    ping_at: Mapping[str, datetime]  # person -> the next moment that is not quiet for them
    coordinators: tuple[str, ...]  # who is asked when the order is used up, first one first
    follow_up_at: datetime
    reply_by: datetime  # when an unanswered follow-up is taken up again
    soon: datetime  # the shortest sensible wait, for whoever has no deadline of their own


@dataclass(frozen=True, slots=True)
class Change:
    """What `step` makes of an event: the referral as it is now, and the letters that go out with it."""

    referral: Referral
    letters: tuple[Draft, ...] = ()
    told: str = ""  # a word on how it went on, for the history ("next", "stranded", "reminded" …)


MAX_REMINDERS = 1
LONGEST_REASON = 32  # a word to tap; PostgreSQL refuses what is longer than its column
QUIETLY = frozenset({"created", "declined", "suggested", "reopened", "reassigned"})
"""Ways on that keep the promised time or that the asker made: the card is brought up to date without a ping."""


def begin(referral: Referral, world: World) -> Change:
    """Starts a new referral: the first in the order who can take it is asked, or a coordinator at once."""
    return _patient(_offer_next(replace(referral, position=-1), world, "created"), world)


def step(referral: Referral, event: Event, world: World) -> Change:
    """The one way on. Refused when `STEPS` does not know the event in this state; the version goes up by one."""
    if referral.state not in STEPS.get(event.did, ()):
        raise Refused(f"{event.did} in {referral.state}")
    moved = replace(referral, version=referral.version + 1)
    said = replace(event, reason=event.reason[:LONGEST_REASON])
    return _patient(_truthful(referral, _RULES[event.did](moved, said, world)), world)


def _truthful(before: Referral, change: Change) -> Change:
    """The cards that brought two together, and the one that asked how it went, tell the truth after every step."""
    after = change.referral
    stale = _told(after, Letter.CONNECT_CHANGED, before.asker, before.owner) if before.owner else ()
    if before.state is State.FOLLOW_UP and after.state is not State.FOLLOW_UP:
        stale = (*stale, *_told(after, Letter.FOLLOW_UP_CHANGED, before.asker))
    return replace(change, letters=(*change.letters, *stale))


def _patient(change: Change, world: World) -> Change:
    """Nobody is pinged at night or while teaching, unless it is urgent."""
    if change.referral.urgent:
        return change
    letters = tuple(
        replace(draft, not_before=world.ping_at.get(draft.to)) if draft.kind in PATIENT else draft
        for draft in change.letters
    )
    return replace(change, letters=letters)


def _accept(case: Referral, event: Event, world: World) -> Change:
    owner = event.by
    taken = replace(
        case,
        state=State.ACCEPTED,
        owner=owner,
        waits_for=owner,
        due_at=world.contact_by.get(owner, world.soon),
        reminders=0,
    )
    asked = {case.waits_for, *(world.coordinators if case.state is State.STRANDED else ())}
    return Change(
        taken,
        (
            *_told(taken, Letter.CONNECT, taken.asker, owner),
            *_told(taken, Letter.STATUS, taken.asker),
            *_told(taken, Letter.OFFER_CLOSED, owner, *sorted(asked - {owner})),
        ),
        "accepted",
    )


def _decline(case: Referral, event: Event, world: World) -> Change:
    refuser = event.by or case.waits_for
    if case.state is State.STRANDED:
        return _next_coordinator(_refused_by(case, refuser, event.reason), world, "declined")
    return _with_closed_card(_offer_next(_refused_by(case, refuser, event.reason), world, "declined"), refuser)


def _suggest(case: Referral, event: Event, world: World) -> Change:
    refused = _refused_by(case, event.by, event.reason or "suggested")
    if event.to in refused.refusers() or event.to in (case.asker, event.by) or event.to not in world.can_take:
        return _with_closed_card(_offer_next(refused, world, "declined"), event.by)
    place = Place(event.to, _role_of(case), ({"key": "suggested", "by": event.by},))
    return _with_closed_card(_offer_next(_insert(refused, place), world, "suggested"), event.by)


def _timeout(case: Referral, event: Event, world: World) -> Change:
    match case.state:
        case State.OFFERED:
            return _with_closed_card(
                _offer_next(_refused_by(case, case.waits_for, "timeout"), world, "timeout"), case.waits_for
            )
        case State.STRANDED:
            return _next_coordinator(case, world, "timeout")
        case State.ACCEPTED:
            return _no_contact_yet(case, world)
        case State.IN_CONTACT:
            return _ask_how_it_went(case, world)
        case _:
            return _no_answer_to_follow_up(case, world)


def _no_contact_yet(case: Referral, world: World) -> Change:
    if case.reminders < MAX_REMINDERS:
        reminded = replace(
            case,
            reminders=case.reminders + 1,
            due_at=world.contact_by.get(case.owner, world.soon),
            waits_for=case.owner,
        )
        return Change(reminded, _told(reminded, Letter.REMIND_CONTACT, case.owner), "reminded")
    return _lose_owner(case, world, "no_contact")


def _ask_how_it_went(case: Referral, world: World) -> Change:
    asked = replace(case, state=State.FOLLOW_UP, waits_for=case.asker, due_at=world.reply_by, reminders=0)
    letters = (*_told(asked, Letter.FOLLOW_UP, case.asker), *_told(asked, Letter.STATUS, case.asker))
    return Change(asked, letters, "asked")


def _no_answer_to_follow_up(case: Referral, world: World) -> Change:
    if case.reminders < MAX_REMINDERS:
        again = replace(case, reminders=case.reminders + 1, due_at=world.reply_by)
        return Change(again, _told(again, Letter.FOLLOW_UP, case.asker), "reminded")
    return _closed(case, world, "no_answer")


def _unavailable(case: Referral, event: Event, world: World) -> Change:
    gone = event.by or case.waits_for
    if case.state in HELD and gone == case.owner:
        return _lose_owner(case, world, event.reason or "unavailable")
    if case.state is State.OFFERED and gone == case.waits_for:
        refused = _refused_by(case, gone, event.reason or "unavailable")
        return _with_closed_card(_offer_next(refused, world, "unavailable"), gone)
    if case.state is State.STRANDED and gone == case.waits_for:
        return _next_coordinator(case, world, "unavailable")
    raise Refused("the one who is gone does not hold this referral")


def _contact(case: Referral, event: Event, world: World) -> Change:
    return _in_contact(case, world, "in_contact")


def _in_contact(case: Referral, world: World, told: str) -> Change:
    talking = replace(case, state=State.IN_CONTACT, waits_for=case.owner, due_at=world.follow_up_at, reminders=0)
    return Change(talking, _told(talking, Letter.STATUS, case.asker), told)


def _hand_back(case: Referral, event: Event, world: World) -> Change:
    return _lose_owner(case, world, event.reason or "hand_back")


def _outcome(case: Referral, event: Event, world: World) -> Change:
    match event.did:
        case Did.HELPED:
            return _closed(case, world, "helped")
        case Did.PARTLY:
            more = replace(
                case,
                state=State.IN_CONTACT,
                waits_for=case.owner,
                due_at=world.follow_up_at,
                reminders=0,
                outcome="partly",
            )
            return Change(more, _told(more, Letter.STATUS, case.asker, case.owner), "partly")
        case _:
            return _lose_owner(replace(case, outcome="not_helped"), world, "not_helped")


def _withdraw(case: Referral, event: Event, world: World) -> Change:
    return _closed(case, world, "withdrawn")


def _close(case: Referral, event: Event, world: World) -> Change:
    return _closed(case, world, event.reason or "closed")


def _edit(case: Referral, event: Event, world: World) -> Change:
    edited = replace(case, note=event.note or case.note)
    return Change(
        edited,
        (*_told(edited, Letter.STATUS, case.asker), *_told(edited, Letter.OFFER_CHANGED, case.waits_for)),
        "edited",
    )


def _merge(case: Referral, event: Event, world: World) -> Change:
    """Another case of the same asker was joined into this one: whoever has it reads the words of both."""
    joined = replace(case, note=event.note or case.note)
    reader = () if case.owner else _told(joined, Letter.OFFER_CHANGED, case.waits_for)
    return Change(joined, (*_told(joined, Letter.STATUS, case.asker), *reader), "merged")


def _reopen(case: Referral, event: Event, world: World) -> Change:
    # Whoever had it when it was closed knows it and comes first, unless they said no.
    again = replace(case, outcome="", owner="", closed_at=None, position=case.position - 1)
    return _offer_next(again, world, "reopened")


def _reassign(case: Referral, event: Event, world: World) -> Change:
    if world.can_take.get(event.to, "unknown") in ("unknown", "is_asker") or event.to == case.asker:
        raise Refused("that person cannot take it")
    before = case.owner or case.waits_for
    freed = replace(
        case, owner="", declined=tuple((person, why) for person, why in case.declined if person != event.to)
    )
    placed = _insert(freed, Place(event.to, _role_of(case), ({"key": "reassigned", "by": event.by},)))
    return _with_closed_card(_offer(placed, placed.position + 1, world, "reassigned"), before)


def _repair(case: Referral, event: Event, world: World) -> Change:
    """Puts a referral that lost its person or its time back: the holder gets a new time, or the next one is asked."""
    if case.state in HELD and case.owner:
        person = case.asker if case.state is State.FOLLOW_UP else case.owner
        return Change(replace(case, waits_for=person, due_at=world.soon), (), "repaired")
    return _with_closed_card(_offer_next(replace(case, owner=""), world, "repaired"), case.waits_for)


_RULES = {
    Did.ACCEPT: _accept,
    Did.DECLINE: _decline,
    Did.SUGGEST: _suggest,
    Did.TIMEOUT: _timeout,
    Did.UNAVAILABLE: _unavailable,
    Did.CONTACT: _contact,
    Did.HAND_BACK: _hand_back,
    Did.HELPED: _outcome,
    Did.PARTLY: _outcome,
    Did.NOT_HELPED: _outcome,
    Did.WITHDRAW: _withdraw,
    Did.EDIT: _edit,
    Did.REOPEN: _reopen,
    Did.REASSIGN: _reassign,
    Did.CLOSE: _close,
    Did.MERGE: _merge,
    Did.REPAIR: _repair,
}


def _refused_by(case: Referral, person: str, reason: str) -> Referral:
    return replace(case, declined=(*case.declined, (person, reason or "no_reason")))


def _role_of(case: Referral) -> str:
    return case.place.role if case.place else (case.order[-1].role if case.order else "")


def _insert(case: Referral, place: Place) -> Referral:
    at = min(case.position, len(case.order) - 1) + 1
    return replace(case, order=(*case.order[:at], place, *case.order[at:]), position=at - 1)


def _offer_next(case: Referral, world: World, told: str) -> Change:
    """Asks the next in the frozen order who can take it at this moment; at the end of it, a coordinator."""
    refusers = case.refusers()
    for at in range(case.position + 1, len(case.order)):
        person = case.order[at].person
        if person not in refusers and world.can_take.get(person, "unknown") is None:
            return _offer(case, at, world, told)
    return _strand(replace(case, position=len(case.order)), world, told)


def _offer(case: Referral, at: int, world: World, told: str) -> Change:
    person = case.order[at].person
    offered = replace(
        case,
        state=State.OFFERED,
        position=at,
        owner="",
        waits_for=person,
        due_at=world.answer_by.get(person, world.soon),
        reminders=0,
    )
    return Change(offered, (*_told(offered, Letter.OFFER, person), *_told(offered, _news(told), case.asker)), told)


def _news(told: str) -> Letter:
    return Letter.STATUS if told in QUIETLY else Letter.PASSED_ON


def _strand(case: Referral, world: World, told: str) -> Change:
    stranded = replace(case, state=State.STRANDED, owner="", waits_for="", reminders=0)
    return _next_coordinator(stranded, world, told)


def _next_coordinator(case: Referral, world: World, told: str) -> Change:
    """Coordinators are asked in turn, round and round, until one takes it or says who does."""
    turn = world.coordinators
    if not turn:
        # Nobody is set up to catch it. The asker is told so at once; the auditor shouts until somebody is.
        alone = replace(case, waits_for=case.asker, due_at=world.soon, reminders=case.reminders + 1)
        return Change(alone, _told(alone, Letter.NOBODY, case.asker) if alone.reminders == 1 else (), "nobody")
    at = (turn.index(case.waits_for) + 1) % len(turn) if case.waits_for in turn else 0
    asked = replace(
        case,
        waits_for=turn[at],
        due_at=world.answer_by.get(turn[at], world.soon),
        reminders=case.reminders + 1,
    )
    return Change(
        asked, (*_told(asked, Letter.STRANDED, turn[at]), *_told(asked, _news(told), case.asker)), f"{told}_stranded"
    )


def _lose_owner(case: Referral, world: World, reason: str) -> Change:
    loser = case.owner
    freed = replace(_refused_by(case, loser, reason), owner="")
    return _with_closed_card(_offer_next(freed, world, reason), loser)


def _closed(case: Referral, world: World, outcome: str) -> Change:
    others = tuple(sorted({case.owner, case.waits_for} - {case.asker, ""}))
    closed = replace(
        case, state=State.CLOSED, outcome=outcome, waits_for="", closed_at=world.now, due_at=world.now, reminders=0
    )
    thanks = _told(closed, Letter.THANKS, case.owner) if case.owner else ()
    return Change(
        closed,
        (*_told(closed, Letter.STATUS, case.asker), *_told(closed, Letter.OFFER_CLOSED, *others), *thanks),
        outcome,
    )


def _with_closed_card(change: Change, person: str) -> Change:
    """The one who is out sees on the old card what has happened since."""
    if person in ("", change.referral.waits_for):
        return change
    return replace(change, letters=(*change.letters, *_told(change.referral, Letter.OFFER_CLOSED, person)))


def _told(case: Referral, kind: Letter, *people: str) -> tuple[Draft, ...]:
    return tuple(
        Draft(kind, person, case.id, f"{case.id}:{case.version}:{kind}:{person}") for person in people if person
    )
