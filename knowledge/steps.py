"""The rules of a referral's life: `step(referral, event, world)` is the only way from one state to the next.

Pure: everything the rules may know of the world outside stands in `World`, so every path can be tried in a test.
"""

from __future__ import annotations

from dataclasses import replace

from knowledge.letters import PATIENT, Letter
from knowledge.moves import (
    Change,
    World,
    closed,
    insert_next,
    lose_owner,
    next_coordinator,
    offer,
    offer_next,
    refused_by,
    role_of,
    told_to,
    with_closed_card,
)
from knowledge.referral import HELD, STEPS, Did, Event, Place, Referral, Refused, State

__all__ = ["Change", "World", "begin", "step"]

MAX_REMINDERS = 1
LONGEST_REASON = 32  # a word to tap; PostgreSQL refuses what is longer than its column


def begin(referral: Referral, world: World) -> Change:
    """Starts a new referral: the first in the order who can take it is asked, or a coordinator at once."""
    return _patient(offer_next(replace(referral, position=-1), world, "created"), world)


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
    stale = told_to(after, Letter.CONNECT_CHANGED, before.asker, before.owner) if before.owner else ()
    if before.state is State.FOLLOW_UP and after.state is not State.FOLLOW_UP:
        stale = (*stale, *told_to(after, Letter.FOLLOW_UP_CHANGED, before.asker))
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
            *told_to(taken, Letter.CONNECT, taken.asker, owner),
            *told_to(taken, Letter.STATUS, taken.asker),
            *told_to(taken, Letter.OFFER_CLOSED, owner, *sorted(asked - {owner})),
        ),
        "accepted",
    )


def _decline(case: Referral, event: Event, world: World) -> Change:
    refuser = event.by or case.waits_for
    if case.state is State.STRANDED:
        return next_coordinator(refused_by(case, refuser, event.reason), world, "declined")
    return with_closed_card(offer_next(refused_by(case, refuser, event.reason), world, "declined"), refuser)


def _suggest(case: Referral, event: Event, world: World) -> Change:
    refused = refused_by(case, event.by, event.reason or "suggested")
    if event.to in refused.refusers() or event.to in (case.asker, event.by) or event.to not in world.can_take:
        return with_closed_card(offer_next(refused, world, "declined"), event.by)
    place = Place(event.to, role_of(case), ({"key": "suggested", "by": event.by},))
    return with_closed_card(offer_next(insert_next(refused, place), world, "suggested"), event.by)


def _timeout(case: Referral, event: Event, world: World) -> Change:
    match case.state:
        case State.OFFERED:
            return with_closed_card(
                offer_next(refused_by(case, case.waits_for, "timeout"), world, "timeout"), case.waits_for
            )
        case State.STRANDED:
            return next_coordinator(case, world, "timeout")
        case State.ACCEPTED:
            return _no_contact_yet(case, world)
        case _ if world.asker_gone:
            return closed(case, world, "asker_gone")
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
        return Change(reminded, told_to(reminded, Letter.REMIND_CONTACT, case.owner), "reminded")
    return lose_owner(case, world, "no_contact")


def _ask_how_it_went(case: Referral, world: World) -> Change:
    asked = replace(case, state=State.FOLLOW_UP, waits_for=case.asker, due_at=world.reply_by, reminders=0)
    letters = (*told_to(asked, Letter.FOLLOW_UP, case.asker), *told_to(asked, Letter.STATUS, case.asker))
    return Change(asked, letters, "asked")


def _no_answer_to_follow_up(case: Referral, world: World) -> Change:
    if case.reminders < MAX_REMINDERS:
        again = replace(case, reminders=case.reminders + 1, due_at=world.reply_by)
        return Change(again, told_to(again, Letter.FOLLOW_UP, case.asker), "reminded")
    return closed(case, world, "no_answer")


def _unavailable(case: Referral, event: Event, world: World) -> Change:
    gone = event.by or case.waits_for
    if case.state in HELD and gone == case.owner:
        return lose_owner(case, world, event.reason or "unavailable")
    if case.state is State.OFFERED and gone == case.waits_for:
        refused = refused_by(case, gone, event.reason or "unavailable")
        return with_closed_card(offer_next(refused, world, "unavailable"), gone)
    if case.state is State.STRANDED and gone == case.waits_for:
        return next_coordinator(case, world, "unavailable")
    raise Refused("the one who is gone does not hold this referral")


def _asker_gone(case: Referral, event: Event, world: World) -> Change:
    """The child is still there: the case goes on with whoever has it. Only the question how it went has no reader."""
    if case.state is State.FOLLOW_UP:
        return closed(case, world, "asker_gone")
    if case.owner:
        return Change(case, told_to(case, Letter.ASKER_GONE, case.owner), "asker_gone")
    asked = case.waits_for if case.waits_for != case.asker else ""
    return Change(case, told_to(case, Letter.OFFER_CHANGED, asked), "asker_gone")


def _contact(case: Referral, event: Event, world: World) -> Change:
    return _in_contact(case, world, "in_contact")


def _in_contact(case: Referral, world: World, told: str) -> Change:
    talking = replace(case, state=State.IN_CONTACT, waits_for=case.owner, due_at=world.follow_up_at, reminders=0)
    return Change(talking, told_to(talking, Letter.STATUS, case.asker), told)


def _hand_back(case: Referral, event: Event, world: World) -> Change:
    return lose_owner(case, world, event.reason or "hand_back")


def _outcome(case: Referral, event: Event, world: World) -> Change:
    match event.did:
        case Did.HELPED:
            return closed(case, world, "helped")
        case Did.PARTLY:
            more = replace(
                case,
                state=State.IN_CONTACT,
                waits_for=case.owner,
                due_at=world.follow_up_at,
                reminders=0,
                outcome="partly",
            )
            return Change(more, told_to(more, Letter.STATUS, case.asker, case.owner), "partly")
        case _:
            return lose_owner(replace(case, outcome="not_helped"), world, "not_helped")


def _withdraw(case: Referral, event: Event, world: World) -> Change:
    return closed(case, world, "withdrawn")


def _close(case: Referral, event: Event, world: World) -> Change:
    return closed(case, world, event.reason or "closed")


def _edit(case: Referral, event: Event, world: World) -> Change:
    edited = replace(case, note=event.note or case.note)
    return Change(
        edited,
        (*told_to(edited, Letter.STATUS, case.asker), *told_to(edited, Letter.OFFER_CHANGED, case.waits_for)),
        "edited",
    )


def _merge(case: Referral, event: Event, world: World) -> Change:
    """Another case of the same asker was joined into this one: whoever has it reads the words of both."""
    joined = replace(case, note=event.note or case.note)
    reader = () if case.owner else told_to(joined, Letter.OFFER_CHANGED, case.waits_for)
    return Change(joined, (*told_to(joined, Letter.STATUS, case.asker), *reader), "merged")


def _reopen(case: Referral, event: Event, world: World) -> Change:
    # Whoever had it when it was closed knows it and comes first, unless they said no.
    again = replace(case, outcome="", owner="", closed_at=None, position=case.position - 1)
    return offer_next(again, world, "reopened")


def _reassign(case: Referral, event: Event, world: World) -> Change:
    if world.can_take.get(event.to, "unknown") in ("unknown", "is_asker") or event.to == case.asker:
        raise Refused("that person cannot take it")
    before = case.owner or case.waits_for
    freed = replace(
        case, owner="", declined=tuple((person, why) for person, why in case.declined if person != event.to)
    )
    placed = insert_next(freed, Place(event.to, role_of(case), ({"key": "reassigned", "by": event.by},)))
    return with_closed_card(offer(placed, placed.position + 1, world, "reassigned"), before)


def _repair(case: Referral, event: Event, world: World) -> Change:
    """Puts a referral that lost its person or its time back: the holder gets a new time, or the next one is asked."""
    if case.state in HELD and case.owner:
        person = case.asker if case.state is State.FOLLOW_UP else case.owner
        return Change(replace(case, waits_for=person, due_at=world.soon), (), "repaired")
    return with_closed_card(offer_next(replace(case, owner=""), world, "repaired"), case.waits_for)


_RULES = {
    Did.ACCEPT: _accept,
    Did.DECLINE: _decline,
    Did.SUGGEST: _suggest,
    Did.TIMEOUT: _timeout,
    Did.UNAVAILABLE: _unavailable,
    Did.ASKER_GONE: _asker_gone,
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
