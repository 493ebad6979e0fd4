"""The one who is asked answers: takes it, says no without shame, suggests another, has talked, or hands it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.cases import happen, who_is_who
from handlers.network import Network
from handlers.rights import tends, tends_case
from handlers.show import letter_view, offer_view, status_view
from handlers.teach import propose
from handlers.views import Connect, Offer, OfferClosed, Said, View
from knowledge.letters import Letter
from knowledge.referral import Did, Event, Referral, Refused, State
from knowledge.store import audit, referrals
from knowledge.store.people import Member

REASONS = ("no_time", "not_my_field", "knows_family", "away")


@dataclass(frozen=True, slots=True)
class Answered:
    """A click on an offer: which referral, at which version, and what was tapped or chosen."""

    referral: str
    version: int
    reason: str = ""
    to: str = ""


async def take(network: Network, tx: AsyncConnection, who: Member, click: Answered, now: datetime) -> View:
    """ "Jeg tager den": exactly one wins; everybody else is thanked and told."""
    case = await referrals.load(tx, click.referral)
    if case is None or not await _asked(tx, case, who):
        return await _not_yours(tx, case, who)
    await _respond(network, tx, case, Event(Did.ACCEPT, who.id), now)
    await audit.note(tx, who.id, "take", case.id, now)
    taken = await referrals.load(tx, case.id)
    return OfferClosed(case.id, "yours") if taken and taken.owner == who.id else await _now(network, tx, case.id, who)


async def decline(network: Network, tx: AsyncConnection, who: Member, click: Answered, now: datetime) -> View:
    """ "Ikke mig", with a reason in one tap: passed on at once."""
    case = await referrals.load(tx, click.referral)
    if case is None or not await _asked(tx, case, who):
        return await _not_yours(tx, case, who)
    reason = click.reason if click.reason in REASONS else "no_reason"
    await _respond(network, tx, case, Event(Did.DECLINE, who.id, reason), now)
    if reason == "not_my_field":
        await propose(tx, who, case, now)
    return OfferClosed(case.id, "declined")


async def suggest(network: Network, tx: AsyncConnection, who: Member, click: Answered, now: datetime) -> View:
    """ "Foreslå en anden": the colleague named is asked next."""
    case = await referrals.load(tx, click.referral)
    if case is None or not await _asked(tx, case, who):
        return await _not_yours(tx, case, who)
    around = await who_is_who(tx)
    if click.to not in around.people:
        return offer_view(network, around, case, who.id, fresh=False) or OfferClosed(case.id, "passed_on")
    await _respond(network, tx, case, Event(Did.SUGGEST, who.id, "suggested", click.to), now)
    return OfferClosed(case.id, "suggested")


async def talked(network: Network, tx: AsyncConnection, who: Member, click: Answered, now: datetime) -> View:
    """Asker or helper says that they have talked: the follow-up is set."""
    case = await referrals.load(tx, click.referral)
    if case is None or who.id not in (case.asker, case.owner):
        return await _not_yours(tx, case, who)
    await _respond(network, tx, case, Event(Did.CONTACT, who.id), now)
    return await _now(network, tx, case.id, who)


async def hand_back(network: Network, tx: AsyncConnection, who: Member, click: Answered, now: datetime) -> View:
    """The helper cannot go on after all: the next one is asked at once."""
    case = await referrals.load(tx, click.referral)
    if case is None or who.id != case.owner:
        return await _not_yours(tx, case, who)
    reason = click.reason if click.reason in REASONS else "hand_back"
    await _respond(network, tx, case, Event(Did.HAND_BACK, who.id, reason), now)
    return OfferClosed(case.id, "handed_back")


async def outcome(network: Network, tx: AsyncConnection, who: Member, click: Answered, did: Did, now: datetime) -> View:
    """The asker's answer to "did it help?": closes the case or opens the next step."""
    case = await referrals.load(tx, click.referral)
    if case is None or who.id != case.asker:
        return await _not_yours(tx, case, who)
    await _respond(network, tx, case, Event(did, who.id), now)
    return await status_view(network, tx, await referrals.load(tx, case.id) or case)


async def withdraw(network: Network, tx: AsyncConnection, who: Member, click: Answered, now: datetime) -> View:
    """The asker takes the referral back; whoever has it is told."""
    return await outcome(network, tx, who, click, Did.WITHDRAW, now)


async def reopen(network: Network, tx: AsyncConnection, who: Member, click: Answered, now: datetime) -> View:
    """The asker opens a closed referral again, as long as its note is kept."""
    case = await referrals.load(tx, click.referral)
    if case is not None and case.emptied:
        return Said("gone", find_colleague="")
    return await outcome(network, tx, who, click, Did.REOPEN, now)


async def truth(network: Network, tx: AsyncConnection, who: Member, id_: str, now: datetime) -> View:
    """The present state of a referral as this person may see it; that a note was read is itself noted."""
    view = await _now(network, tx, id_, who)
    if isinstance(view, Offer | Connect):
        await audit.note(tx, who.id, "read_case", id_, now)
    return view


async def _respond(network: Network, tx: AsyncConnection, case: Referral, event: Event, now: datetime) -> None:
    """Tries the event; a stale click changes nothing, and its clicker sees the present truth."""
    try:
        await happen(network, tx, case, event, now)
    except Refused:
        return


async def _now(network: Network, tx: AsyncConnection, id_: str, who: Member) -> View:
    case = await referrals.load(tx, id_)
    if case is None:
        return Said("gone", find_colleague="")
    if who.id == case.asker:
        return await status_view(network, tx, case)
    if case.owner == who.id:
        return await letter_view(network, tx, case, Letter.CONNECT, who.id) or OfferClosed(case.id, "yours")
    if not who.person.active:
        return OfferClosed(case.id, "passed_on")
    around = await who_is_who(tx, case.asker, case.waits_for)
    if who.id in (*(place.person for place in case.order), case.waits_for) or tends(around.people, who, case):
        return offer_view(network, around, case, who.id, fresh=False) or OfferClosed(case.id, "passed_on")
    return Said("not_yours")


async def _asked(tx: AsyncConnection, case: Referral, who: Member) -> bool:
    """Whether it is this person's turn. A coordinator may take any stranded case of theirs; nobody takes their own."""
    if case.asker == who.id or not who.person.active:
        return False
    if case.state is State.STRANDED and await tends_case(tx, who, case):
        return True
    return case.state in (State.OFFERED, State.STRANDED) and case.waits_for == who.id


async def _not_yours(tx: AsyncConnection, case: Referral | None, who: Member) -> View:
    if case is None:
        return Said("gone", find_colleague="")
    known = {case.asker, case.owner, case.waits_for, *(place.person for place in case.order)}
    if who.id not in known and not await tends_case(tx, who, case):
        return Said("not_yours")
    if case.owner == who.id:
        return OfferClosed(case.id, "yours")
    what = "closed" if case.state is State.CLOSED else "taken" if case.owner else "passed_on"
    return OfferClosed(case.id, "withdrawn" if case.outcome == "withdrawn" else what)
