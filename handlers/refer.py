"""Find a colleague: the short form, and the referral that grows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.cases import COORDINATOR, happen, look_around, need_data, world
from handlers.network import Network
from handlers.show import status_view
from handlers.views import ReferForm, Said, View
from knowledge import routing
from knowledge.catalogue import AgeBand, Kind, Setting
from knowledge.hours import Slot, to_slots
from knowledge.people import Offered, roles
from knowledge.privacy import scrub
from knowledge.referral import Did, Event, Note, Place, Referral, Refused
from knowledge.steps import begin
from knowledge.store import people, questions, referrals
from knowledge.store.people import Member
from knowledge.store.questions import Question
from knowledge.suitability import Need

KindT = TypeVar("KindT", AgeBand, Setting)
FIELDS = ("see", "when", "tried", "wish")
SHORTEST = 8
LONGEST_SLOTS = 300
MOST_ASKED = 10
"""Helpers in an order: whoever has had ten say no needs a coordinator, not an eleventh."""
SAME_FORM = timedelta(minutes=2)
"""A form with the same note within this time is the same form, sent twice."""
ON_CALL = ("leder", "ppr-psykolog", "fremskudt-socialraadgiver", "akt-vejleder", "inklusionsvejleder")
"""Who is asked in danger, the leader on the spot first; then whoever is at work."""


def choosable(first: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Roles the form offers: those of the entries first, then the rest of the staircase."""
    known = roles()
    fit = [role for role in (*first, *known) if role in known and known[role].offered is not Offered.NEVER]
    return tuple(role for role in dict.fromkeys(fit) if role not in (COORDINATOR, "leder", "myndighed"))


def blank_form(question: str, text: str, role: str = "", *, masked: tuple[str, ...] = ()) -> ReferForm:
    """A form that holds what was already written."""
    return ReferForm(question, Note(see=text[:600]), role, choosable((role,) if role else ()), masked=masked)


async def open_form(network: Network, tx: AsyncConnection, who: Member, question_id: str) -> View:
    """The form for a question; an unknown or foreign question gives an empty form rather than a dead end."""
    question = await _own(tx, who, question_id)
    if question is None:
        return blank_form("", "")
    shelf = network.shelves.shelf
    found = _shown(question)
    wanted = tuple(role for slug in found[:3] if slug in shelf.entries for role in shelf.entries[slug].roles)
    form = blank_form(question.id, question.text, str(question.answer.get("role", "")))
    return replace(form, roles=choosable((*filter(None, [form.role]), *wanted)))


async def submit(
    network: Network, tx: AsyncConnection, who: Member, question_id: str, inputs: Mapping[str, str], now: datetime
) -> View:
    """Makes the referral and asks the first in the order. A form sent twice makes one referral."""
    form = await open_form(network, tx, who, question_id)
    note, masked = scrubbed_note(inputs, network.policy.max_field)
    if (wrong := _wrong(note) | _wrong_slots(inputs)) and isinstance(form, ReferForm):
        form = replace(form, note=note, wrong=wrong, masked=masked, urgent=inputs.get("urgent") == "now")
        age, setting = inputs.get("age", ""), inputs.get("setting", "")
        slots = str(inputs.get("slots", ""))[:LONGEST_SLOTS]
        return replace(form, role=inputs.get("role", ""), age=age, setting=setting, slots=slots)
    if same := await _already(tx, who, question_id, note, now):
        return await status_view(network, tx, same, masked)
    change = await _begin(network, tx, who, question_id, note, inputs, now)
    return await status_view(network, tx, change, masked)


async def urgent(network: Network, tx: AsyncConnection, who: Member, question_id: str, now: datetime) -> View:
    """One tap from the action card: a person with priority is asked at once, and the next after minutes.

    Nothing more is asked of the asker, no name and no detail: only the guideline's title goes along.
    """
    if same := await _already(tx, who, question_id, Note(), now):
        return await status_view(network, tx, same)
    question = await _own(tx, who, question_id)
    slug = str(question.answer.get("acute", "")) if question else ""
    entry = network.shelves.shelf.entries.get(slug)
    note = Note(see=entry.title if entry else "")
    inputs = {"urgent": "now", "acute": "true"}
    case = await _begin(network, tx, who, question_id, note, inputs, now)
    return await status_view(network, tx, case)


async def correct_form(tx: AsyncConnection, who: Member, id_: str) -> View:
    """The note of one's own referral, to be corrected while it waits."""
    case = await referrals.load(tx, id_)
    if case is None or case.asker != who.id or case.emptied:
        return Said("gone", find_colleague="")
    return ReferForm("", case.note, referral=case.id, version=case.version)


async def correct(
    network: Network, tx: AsyncConnection, who: Member, id_: str, inputs: Mapping[str, str], now: datetime
) -> View:
    """Writes the corrected note; helpers see it on the card they have."""
    case = await referrals.load(tx, id_)
    if case is None or case.asker != who.id:
        return Said("gone", find_colleague="")
    note, masked = scrubbed_note(inputs, network.policy.max_field)
    if wrong := _wrong(note):
        return ReferForm("", note, referral=case.id, version=case.version, wrong=wrong, masked=masked)
    try:
        change, _ = await happen(network, tx, case, Event(Did.EDIT, who.id, note=note), now)
    except Refused:
        return await status_view(network, tx, case)
    return await status_view(network, tx, await referrals.load(tx, id_) or change.referral, masked)


def scrubbed_note(inputs: Mapping[str, str], longest: int) -> tuple[Note, tuple[str, ...]]:
    """The four fields, scrubbed and cut, and the kinds of personal data that were masked."""
    cleaned = {name: scrub(str(inputs.get(name, ""))[: longest * 2]) for name in FIELDS}
    kinds = tuple(dict.fromkeys(kind for field in cleaned.values() for kind in field.found))
    return Note(**{name: field.text.strip()[:longest] for name, field in cleaned.items()}), kinds


async def _begin(
    network: Network,
    tx: AsyncConnection,
    who: Member,
    question_id: str,
    note: Note,
    inputs: Mapping[str, str],
    now: datetime,
) -> Referral:
    question = await _own(tx, who, question_id)
    found = _shown(question) if question else []
    need = _need(network, who, inputs, tuple(found))
    acute = inputs.get("acute") == "true"
    if acute:
        need = replace(need, roles=ON_CALL, wish=ON_CALL[0])
    around = await look_around(tx, who.id)
    helpers = [member.person for member in around.people.values() if member.person.roles]
    order = routing.candidates(need, helpers, around.load, now, network.time)
    fresh = Referral(
        id=network.new_id(),
        asker=who.id,
        note=note,
        need=need_data(need) | ({"acute": True} if acute else {}),
        order=tuple(
            Place(c.person_id, c.role, tuple({"key": r.key.value, "value": r.value} for r in c.reasons))
            for c in order.candidates[:MOST_ASKED]
        ),
        created_at=now,
        due_at=now,
        waits_for="",
        urgent=need.urgent,
        question=question_id if question else "",
        bridge="" if acute else _bridge(network, found),
    )
    change = begin(fresh, world(network, around, fresh, now))
    await referrals.insert(tx, change, Event(Did.CREATE, who.id), now)
    return change.referral


async def _own(tx: AsyncConnection, who: Member, question_id: str) -> Question | None:
    """The question if this person asked it: somebody else's lends nothing to a case."""
    question = await questions.load(tx, question_id) if question_id else None
    return question if question and question.asker == who.id else None


def _need(network: Network, who: Member, inputs: Mapping[str, str], slugs: tuple[str, ...]) -> Need:
    wish = inputs.get("role", "")
    return Need(
        roles=_roles_of(network, slugs),
        wish=wish if wish in roles() else None,
        slugs=slugs,
        age=_one_of(AgeBand, inputs.get("age", "")),
        setting=_one_of(Setting, inputs.get("setting", "")),
        unit=who.person.unit,
        district=who.person.district,
        urgent=inputs.get("urgent") == "now",
        anonymous=inputs.get("anonymous") == "true",
        subject=next(iter(who.person.subjects), ""),
        year=next(iter(who.person.years), None),
        wished_slots=_slots(inputs) or (),
        asker=who.id,
    )


def _roles_of(network: Network, slugs: tuple[str, ...]) -> tuple[str, ...]:
    """The roles of the entries shown; of the first alone when it is a guideline: that says who must be asked."""
    shelf = network.shelves.shelf.entries
    shown = [shelf[slug] for slug in slugs if slug in shelf]
    if shown and shown[0].kind is Kind.GUIDELINE:
        shown = shown[:1]
    return tuple(dict.fromkeys(role for entry in shown for role in entry.roles))


def _slots(inputs: Mapping[str, str]) -> tuple[Slot, ...] | None:
    """Lessons in which a co-teaching partner could come; None when they cannot be read."""
    try:
        return to_slots(str(inputs.get("slots", ""))[:LONGEST_SLOTS])
    except ValueError:
        return None


def _shown(question: Question) -> list[str]:
    """What the asker saw: the entries on the answer's card, in their order."""
    hits = [str(hit["slug"]) for hit in question.answer.get("hits", ())]
    return hits[: int(question.answer.get("shown") or 3)]


def _one_of(kind: type[KindT], value: str) -> KindT | None:
    try:
        return kind(value)
    except ValueError:
        return None


def _bridge(network: Network, found: list[str]) -> str:
    """One small thing to try meanwhile: the best entry's, else a calm one that fits anybody."""
    shelf = network.shelves.shelf.entries
    fitting = (slug for slug in (*found, "setup-for-succes", "kollegial-sparring") if slug in shelf)
    return next((slug for slug in fitting if shelf[slug].small_step and shelf[slug].kind == "method"), "")


def _wrong(note: Note) -> dict[str, str]:
    return {"see": "write_what_you_see"} if len(note.see) < SHORTEST else {}


def _wrong_slots(inputs: Mapping[str, str]) -> dict[str, str]:
    return {} if _slots(inputs) is not None else {"slots": "hours_unreadable"}


async def _already(tx: AsyncConnection, who: Member, question_id: str, note: Note, now: datetime) -> Referral | None:
    """The referral this form has made before: of the same question, or just now with the same words."""
    await people.lock(tx, who.id)
    mine = [case for case in await referrals.of_person(tx, who.id) if case.asker == who.id]
    if question_id:
        return next((case for case in mine if case.question == question_id), None)
    return next((case for case in mine if case.note == note and now - case.created_at < SAME_FORM), None)
