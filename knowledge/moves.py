"""The moves that the rules of a referral are made of: asking the next, stranding, losing the helper, closing.

Pure, like the rules: what they may know of the world outside stands in `World`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from knowledge.letters import Draft, Letter
from knowledge.referral import Place, Referral, State


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
    asker_gone: bool = False  # whether the asker cannot be told anything


@dataclass(frozen=True, slots=True)
class Change:
    """What `step` makes of an event: the referral as it is now, and the letters that go out with it."""

    referral: Referral
    letters: tuple[Draft, ...] = ()
    told: str = ""  # a word on how it went on, for the history ("next", "stranded", "reminded" …)


QUIETLY = frozenset({"created", "declined", "suggested", "reopened", "reassigned"})
"""Ways on that keep the promised time or that the asker made: the card is brought up to date without a ping."""


def refused_by(case: Referral, person: str, reason: str) -> Referral:
    """The case with one more who has said no, let the time pass or gone."""
    return replace(case, declined=(*case.declined, (person, reason or "no_reason")))


def role_of(case: Referral) -> str:
    """The role the case is about at this moment."""
    return case.place.role if case.place else (case.order[-1].role if case.order else "")


def insert_next(case: Referral, place: Place) -> Referral:
    """The case with a place put in as the next in the order."""
    at = min(case.position, len(case.order) - 1) + 1
    return replace(case, order=(*case.order[:at], place, *case.order[at:]), position=at - 1)


def offer_next(case: Referral, world: World, told: str) -> Change:
    """Asks the next in the frozen order who can take it at this moment; at the end of it, a coordinator."""
    refusers = case.refusers()
    for at in range(case.position + 1, len(case.order)):
        person = case.order[at].person
        if person not in refusers and world.can_take.get(person, "unknown") is None:
            return offer(case, at, world, told)
    return _strand(replace(case, position=len(case.order)), world, told)


def offer(case: Referral, at: int, world: World, told: str) -> Change:
    """Asks the person at this place of the order."""
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
    return Change(offered, (*told_to(offered, Letter.OFFER, person), *told_to(offered, _news(told), case.asker)), told)


def _news(told: str) -> Letter:
    return Letter.STATUS if told in QUIETLY else Letter.PASSED_ON


def _strand(case: Referral, world: World, told: str) -> Change:
    stranded = replace(case, state=State.STRANDED, owner="", waits_for="", reminders=0)
    return next_coordinator(stranded, world, told)


def next_coordinator(case: Referral, world: World, told: str) -> Change:
    """Coordinators are asked in turn, round and round, until one takes it or says who does."""
    turn = world.coordinators
    if not turn:
        # Nobody is set up to catch it. The asker is told so at once; the auditor shouts until somebody is.
        alone = replace(case, waits_for=case.asker, due_at=world.soon, reminders=case.reminders + 1)
        return Change(alone, told_to(alone, Letter.NOBODY, case.asker) if alone.reminders == 1 else (), "nobody")
    at = (turn.index(case.waits_for) + 1) % len(turn) if case.waits_for in turn else 0
    asked = replace(
        case,
        waits_for=turn[at],
        due_at=world.answer_by.get(turn[at], world.soon),
        reminders=case.reminders + 1,
    )
    return Change(
        asked,
        (*told_to(asked, Letter.STRANDED, turn[at]), *told_to(asked, _news(told), case.asker)),
        f"{told}_stranded",
    )


def lose_owner(case: Referral, world: World, reason: str) -> Change:
    """The helper is out; the next one is asked."""
    loser = case.owner
    freed = replace(refused_by(case, loser, reason), owner="")
    return with_closed_card(offer_next(freed, world, reason), loser)


def closed(case: Referral, world: World, outcome: str) -> Change:
    """The end: everybody concerned is told, and nobody is waited for."""
    others = tuple(sorted({case.owner, case.waits_for} - {case.asker, ""}))
    closed = replace(
        case, state=State.CLOSED, outcome=outcome, waits_for="", closed_at=world.now, due_at=world.now, reminders=0
    )
    thanks = told_to(closed, Letter.THANKS, case.owner) if case.owner else ()
    return Change(
        closed,
        (*told_to(closed, Letter.STATUS, case.asker), *told_to(closed, Letter.OFFER_CLOSED, *others), *thanks),
        outcome,
    )


def with_closed_card(change: Change, person: str) -> Change:
    """The one who is out sees on the old card what has happened since."""
    if person in ("", change.referral.waits_for):
        return change
    return replace(change, letters=(*change.letters, *told_to(change.referral, Letter.OFFER_CLOSED, person)))


def told_to(case: Referral, kind: Letter, *people: str) -> tuple[Draft, ...]:
    """A letter of this kind to each of these people."""
    return tuple(
        Draft(kind, person, case.id, f"{case.id}:{case.version}:{kind}:{person}") for person in people if person
    )
