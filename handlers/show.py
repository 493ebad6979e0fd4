"""The present truth about a referral, as each of its people may see it. Cards are made of it when they are sent."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.cases import Around, who_is_who
from handlers.network import Network
from handlers.views import Connect, FollowUp, Offer, OfferClosed, Reason, Said, Status, Step, View
from knowledge.letters import Letter, Slot
from knowledge.referral import HELD, Note, Place, Referral, State
from knowledge.store import letters, referrals
from knowledge.store.people import Member


async def status_view(network: Network, tx: AsyncConnection, case: Referral, masked: tuple[str, ...] = ()) -> Status:
    """The asker's card: who is asked, why, by when, and who was asked before."""
    around = await who_is_who(tx, case.waits_for, case.owner)
    return _status(network, around, case, masked)


async def on_same_card(network: Network, tx: AsyncConnection, view: View, who: str, card: str) -> View:
    """The truth in the form of the card that was pressed: the one that brought two together stays that."""
    if not isinstance(view, Status) or await letters.slot_of(tx, view.id, who, card) is not Slot.CONNECT:
        return view
    case = await referrals.load(tx, view.id)
    joined = await letter_view(network, tx, case, Letter.CONNECT_CHANGED, who) if case else None
    return joined or view


async def letter_view(network: Network, tx: AsyncConnection, case: Referral, kind: Letter, to: str) -> View | None:
    """What a letter shows its reader now; None when it has nothing to say any more."""
    around = await who_is_who(tx, case.asker, case.waits_for, case.owner, to)
    match kind:
        case Letter.OFFER | Letter.OFFER_CHANGED | Letter.STRANDED | Letter.OFFER_CLOSED:
            return offer_view(network, around, case, to, fresh=kind in (Letter.OFFER, Letter.STRANDED))
        case Letter.STATUS | Letter.PASSED_ON:
            return _status(network, around, case) if to == case.asker else None
        case Letter.CONNECT:
            return _connect(network, around, case, to)
        case Letter.CONNECT_CHANGED:
            return _connect(network, around, case, to) or _apart(network, around, case, to)
        case Letter.FOLLOW_UP_CHANGED:
            return _status(network, around, case)
        case Letter.REMIND_CONTACT:
            return _reminder(around, case, to)
        case Letter.FOLLOW_UP:
            return _follow_up(around, case)
        case Letter.ASKER_GONE:
            return _asker_gone(around, case, to)
        case Letter.THANKS:
            return Said("thanks_helper", {"outcome": case.outcome})
        case Letter.EMPTIED:
            return Said("case_emptied")
        case Letter.NOBODY:
            return Said("nobody_set_up") if case.state is State.STRANDED else None
        case _:
            return None


FOR_THE_ASKER = frozenset({"same_unit", "nearest", "free", "at_work"})
"""Reasons that say something to the asker alone: the helper knows where they work and how busy they are."""


def offer_view(network: Network, around: Around, case: Referral, to: str, *, fresh: bool) -> View | None:
    """The question to a helper while it is theirs to answer, else what has happened since."""
    if case.state in (State.OFFERED, State.STRANDED) and case.waits_for == to:
        return _offer(network, around, case, to)
    return None if fresh else OfferClosed(case.id, _since(case, to))


def _since(case: Referral, to: str) -> str:
    if case.state is State.CLOSED:
        return "withdrawn" if case.outcome == "withdrawn" else "closed"
    if case.owner == to:
        return "yours"
    if case.owner:
        return "taken"
    return {None: "passed_on", "timeout": "late", "suggested": "suggested"}.get(dict(case.declined).get(to), "declined")


def _offer(network: Network, around: Around, case: Referral, to: str) -> Offer:
    asker = around.people[case.asker].person if case.asker in around.people else None
    shelf = network.shelves.shelf.entries
    hidden = bool(case.need.get("anonymous"))
    return Offer(
        id=case.id,
        version=case.version,
        note=case.note,
        asker_role=(asker.title if asker else ""),
        unit="" if hidden or asker is None else asker.unit,
        age=str(case.need.get("age") or ""),
        setting=str(case.need.get("setting") or ""),
        role=case.place.role if case.place else "koordinator",
        due_at=case.due_at,
        urgent=case.urgent,
        topics=tuple(shelf[slug].title for slug in case.need.get("slugs", ()) if slug in shelf),
        reasons=tuple(r for r in _reasons(around, case.place) if r.key not in FOR_THE_ASKER) if case.place else (),
        colleagues=_colleagues(around, case, to),
        stranded=case.state is State.STRANDED,
        asker_gone=asker is not None and not asker.reachable,
    )


def _colleagues(around: Around, case: Referral, to: str) -> tuple[tuple[str, str], ...]:
    """Whom a helper may suggest: everybody in the directory who can be reached and has not said no."""
    out = {to, case.asker, *case.refusers()}
    fit: Iterable[Member] = (m for m in around.people.values() if m.person.roles and m.person.reachable)
    return tuple((m.id, f"{m.person.name}|{m.person.roles[0]}") for m in fit if m.id not in out)[:50]


def _status(network: Network, around: Around, case: Referral, masked: tuple[str, ...] = ()) -> Status:
    waits_for = case.owner if case.state in HELD else case.waits_for
    role = case.place.role if case.place and case.place.person == waits_for else "koordinator"
    return Status(
        id=case.id,
        version=case.version,
        state=case.state,
        note=case.note,
        waits_for="" if waits_for == case.asker and case.state is State.STRANDED else around.names(waits_for),
        role=role,
        due_at=case.due_at,
        steps=tuple(_step(around, case, at, place) for at, place in enumerate(case.order)),
        bridge=network.shelves.shelf.entries.get(case.bridge),
        outcome=case.outcome,
        urgent=case.urgent,
        masked=masked,
        emptied=case.emptied,
    )


def _step(around: Around, case: Referral, at: int, place: Place) -> Step:
    refused = dict(case.declined)
    if place.person in refused:
        said = "late" if refused[place.person] == "timeout" else "no"
    elif case.owner == place.person:
        said = "yes"
    elif case.state is State.OFFERED and at == case.position:
        said = "asked"
    else:
        said = "skipped" if at < case.position else ""
    return Step(around.names(place.person), place.role, _reasons(around, place), said)


def _reasons(around: Around, place: Place) -> tuple[Reason, ...]:
    return tuple(
        Reason(reason["key"], {"value": reason.get("value", ""), "by": around.names(reason.get("by", ""))})
        for reason in place.reasons
    )


def _apart(network: Network, around: Around, case: Referral, to: str) -> View:
    """What stands on the card that brought two together when they no longer are."""
    return _status(network, around, case) if to == case.asker else OfferClosed(case.id, _since(case, to))


def _connect(network: Network, around: Around, case: Referral, to: str) -> Connect | None:
    if not case.owner or to not in (case.asker, case.owner):
        return None
    helper = to == case.owner
    other = case.asker if helper else case.owner
    asker, owner = around.people.get(case.asker), around.people.get(case.owner)
    role = (asker.person.title if asker else "") if helper else (case.place.role if case.place else "koordinator")
    return Connect(
        id=case.id,
        version=case.version,
        state=case.state,
        other=around.names(other),
        other_role=role,
        upns=tuple(member.upn for member in (asker, owner) if member and member.upn),
        note=case.note if case.open or not helper else Note(),
        first_step=network.shelves.shelf.entries.get(case.bridge),
        helper=helper,
        due_at=case.due_at,
        outcome=case.outcome,
        gone=helper and asker is not None and not asker.person.reachable,
    )


def _asker_gone(around: Around, case: Referral, to: str) -> Said | None:
    if not case.open or case.owner != to:
        return None
    return Said("asker_gone", {"name": around.names(case.asker), "referral": case.id})


def _reminder(around: Around, case: Referral, to: str) -> Said | None:
    if case.state is not State.ACCEPTED or case.owner != to:
        return None
    return Said("remind_contact", {"name": around.names(case.asker), "referral": case.id})


def _follow_up(around: Around, case: Referral) -> FollowUp | None:
    if case.state is not State.FOLLOW_UP:
        return None
    return FollowUp(case.id, case.version, around.names(case.owner), case.note.wish)
