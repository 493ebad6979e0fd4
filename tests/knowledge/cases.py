"""Builders of referrals and of the world around them, for the tests of their life."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from knowledge.referral import HELD, Note, Place, Referral, State
from knowledge.steps import World

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ASKER, HELPERS, COORDINATORS = "anna", ("bo", "eva", "rikke"), ("kim", "leo")


def world(
    now: datetime = NOW,
    *,
    can_take: Mapping[str, str | None] | None = None,
    coordinators: tuple[str, ...] = COORDINATORS,
) -> World:
    """A world in which everybody can take a case, unless `can_take` says otherwise."""
    people = (*HELPERS, *COORDINATORS)
    return World(
        now=now,
        can_take=dict.fromkeys(people) | {ASKER: "is_asker"} | dict(can_take or {}),
        answer_by={person: now + timedelta(days=2) for person in people},
        contact_by={person: now + timedelta(days=5) for person in people},
        ping_at=dict.fromkeys((ASKER, *people), now),
        coordinators=coordinators,
        follow_up_at=now + timedelta(days=14),
        reply_by=now + timedelta(days=7),
        soon=now + timedelta(hours=4),
    )


def referral(state: State = State.OFFERED, **changes: Any) -> Referral:
    """A referral that stands in `state` in the ordinary way: Bo was asked first."""
    case = Referral(
        id="r1",
        asker=ASKER,
        note=Note(see="uro efter frikvarter"),
        need={"role": "akt-vejleder", "topics": ["uro"]},
        order=tuple(Place(helper, "akt-vejleder", ({"key": "nearest"},)) for helper in HELPERS),
        created_at=NOW,
        due_at=LATER,
        waits_for="bo",
        state=state,
    )
    return replace(case, **(_usual(state) | changes))


def _usual(state: State) -> dict[str, Any]:
    if state in HELD:
        return {"owner": "bo", "waits_for": ASKER if state is State.FOLLOW_UP else "bo"}
    if state is State.STRANDED:
        return {"waits_for": "kim", "position": len(HELPERS), "declined": tuple((who, "no_time") for who in HELPERS)}
    if state is State.CLOSED:
        return {"waits_for": "", "outcome": "withdrawn", "closed_at": NOW}
    return {}
