"""The life of a referral (henvendelse): what it is, what can happen to it, and what happens then.

The promise of the whole project is kept here: a referral that is not closed always names the person it waits for
and a time at which something happens (`Referral.waits_for`, `Referral.due_at`). `STEPS` says which event is
understood in which state; `knowledge.steps.step` is the only way from one to the next, and it is pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """Where a referral stands, and so whom it waits for."""

    OFFERED = "offered"  # a helper has been asked and may say yes or no
    STRANDED = "stranded"  # nobody left in the order: a coordinator is asked
    ACCEPTED = "accepted"  # somebody took it: waits for the first contact
    IN_CONTACT = "in_contact"  # they have talked: rests until the follow-up day
    FOLLOW_UP = "follow_up"  # the asker has been asked whether it helped
    CLOSED = "closed"


class Did(StrEnum):
    """What happened. The same words stand in the history."""

    ACCEPT = "accept"
    DECLINE = "decline"
    SUGGEST = "suggest"  # decline, and name a colleague who is asked next
    TIMEOUT = "timeout"  # `due_at` has passed
    UNAVAILABLE = "unavailable"  # the one it waits for went away, was disabled or cannot be reached
    ASKER_GONE = "asker_gone"  # whoever asked cannot be told anything any more: has removed the bot, or left
    CONTACT = "contact"  # asker or helper says that they have talked
    HAND_BACK = "hand_back"  # the helper cannot go on after all
    HELPED = "helped"
    PARTLY = "partly"
    NOT_HELPED = "not_helped"
    WITHDRAW = "withdraw"
    EDIT = "edit"
    REOPEN = "reopen"
    REASSIGN = "reassign"  # a coordinator names the next helper
    CLOSE = "close"  # a coordinator closes with a reason
    MERGE = "merge"  # a coordinator joined another case of the same asker into this one
    CREATE = "create"  # history only
    REPAIR = "repair"  # the auditor put a broken referral back on its feet


class Refused(Exception):
    """The event is not understood in the referral's present state: the card was stale, or the right is missing."""


@dataclass(frozen=True, slots=True)
class Note:
    """What the asker wrote for the helper, scrubbed; each field at most 600 characters (domain report, C3)."""

    see: str = ""
    when: str = ""
    tried: str = ""
    wish: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """One place in the order of helpers, frozen when the referral is made."""

    person: str
    role: str
    reasons: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a referral. `by` is a person id or "" for the clock."""

    did: Did
    by: str = ""
    reason: str = ""
    to: str = ""
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class Referral:
    """One person's request for a colleague. Person ids throughout; the child is nowhere in it."""

    id: str
    asker: str
    note: Note
    need: Mapping[str, Any]
    order: tuple[Place, ...]
    created_at: datetime
    due_at: datetime
    waits_for: str
    state: State = State.OFFERED
    version: int = 1
    position: int = 0
    owner: str = ""
    urgent: bool = False
    reminders: int = 0
    declined: tuple[tuple[str, str], ...] = ()  # (person, reason)
    outcome: str = ""
    question: str = ""  # id of the question it grew from
    bridge: str = ""  # slug of the one small thing to try meanwhile
    closed_at: datetime | None = None
    emptied: bool = False  # the note has been removed (retention)

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state is not State.CLOSED

    @property
    def place(self) -> Place | None:
        """The place in the order whose turn it is."""
        return self.order[self.position] if self.position < len(self.order) else None

    def refusers(self) -> frozenset[str]:
        """Everybody who has said no or let the time pass: never asked twice."""
        return frozenset(person for person, _ in self.declined)


OPEN = (State.OFFERED, State.STRANDED, State.ACCEPTED, State.IN_CONTACT, State.FOLLOW_UP)
HELD = (State.ACCEPTED, State.IN_CONTACT, State.FOLLOW_UP)
WAITING = (State.OFFERED, State.STRANDED)

STEPS: Mapping[Did, tuple[State, ...]] = {
    Did.ACCEPT: WAITING,
    Did.DECLINE: WAITING,
    Did.SUGGEST: WAITING,
    Did.TIMEOUT: OPEN,
    Did.UNAVAILABLE: OPEN,
    Did.ASKER_GONE: OPEN,
    Did.CONTACT: (State.ACCEPTED,),
    Did.HAND_BACK: HELD,
    Did.HELPED: HELD,
    Did.PARTLY: HELD,
    Did.NOT_HELPED: HELD,
    Did.WITHDRAW: OPEN,
    Did.EDIT: WAITING,
    Did.REOPEN: (State.CLOSED,),
    Did.REASSIGN: OPEN,
    Did.CLOSE: OPEN,
    Did.MERGE: OPEN,
    Did.REPAIR: OPEN,
}


def holds(referral: Referral) -> str | None:
    """The invariant in words: None, or what an open referral lacks."""
    if not referral.open:
        return None
    if not referral.waits_for:
        return "waits for nobody"
    if referral.state in HELD and not referral.owner:
        return "held by nobody"
    return None
