"""Who may do what with whose referral: action x relation x state, each cell tried with a real click.

A card's payload can be forged by anybody who writes to the bot, so every cell is clicked by everybody: what is not
allowed changes nothing, and nobody reads a note that is not theirs to read.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

import pytest

from bot.buttons import Press, Verb
from bot.press import HANDLERS, Pressed
from handlers.views import Said
from knowledge.referral import HELD, Referral, State
from knowledge.store import drafts, entries, people
from knowledge.store.drafts import Draft
from tests.handlers.conftest import House, catalogue

SECRET = "stolene flyver i musiklokalet"
WAITING = frozenset({State.OFFERED, State.STRANDED})
OPEN = frozenset(set(State) - {State.CLOSED})

# Relations to the referral, and who of the cast stands in them.
ASKER, ASKED, REFUSER, OWNER, LATER, COORDINATOR, LEADER, STRANGER = (
    "asker",
    "asked",
    "refuser",
    "owner",
    "later",
    "coordinator",
    "leader",
    "stranger",
)

MAY: Mapping[Verb, Mapping[State, frozenset[str]]] = {
    Verb.TAKE: {State.OFFERED: frozenset({ASKED}), State.STRANDED: frozenset({COORDINATOR})},
    Verb.DECLINE: {State.OFFERED: frozenset({ASKED}), State.STRANDED: frozenset({COORDINATOR})},
    Verb.SUGGEST: {State.OFFERED: frozenset({ASKED}), State.STRANDED: frozenset({COORDINATOR})},
    Verb.TALKED: {State.ACCEPTED: frozenset({ASKER, OWNER})},
    Verb.HAND_BACK: dict.fromkeys(HELD, frozenset({OWNER})),
    Verb.OUT_HELPED: dict.fromkeys(HELD, frozenset({ASKER})),
    Verb.OUT_PARTLY: dict.fromkeys(HELD, frozenset({ASKER})),
    Verb.OUT_NOT: dict.fromkeys(HELD, frozenset({ASKER})),
    Verb.WITHDRAW: dict.fromkeys(OPEN, frozenset({ASKER})),
    Verb.REOPEN: {State.CLOSED: frozenset({ASKER})},
    Verb.SAVE_NOTE: dict.fromkeys(WAITING, frozenset({ASKER})),
    Verb.EDIT_NOTE: {},
    Verb.STATUS: {},
}
"""What changes a referral: by whom, and when. Everybody else, at every other time, changes nothing."""

READS: Mapping[str, frozenset[State]] = {
    ASKER: frozenset(State),
    ASKED: frozenset({State.OFFERED}),
    OWNER: frozenset(HELD),
    COORDINATOR: frozenset({State.STRANDED}),
}
"""Who may read the note, and when."""


async def in_state(house: House, state: State) -> tuple[Referral, dict[str, str]]:
    """A referral in a state, and who stands where: relation -> person id."""
    case = await house.refer(see=SECRET, role="akt-vejleder")
    await house.do("bo", "decline", case, reason="no_time")
    case = await house.case(case.id)
    asked = case.waits_for
    later = next(place.person for place in reversed(case.order) if place.person != asked)
    if state is State.STRANDED:
        while case.state is State.OFFERED:
            await house.do(case.waits_for, "decline", case, reason="no_time")
            case = await house.case(case.id)
    if state in (*HELD, State.CLOSED):
        await house.do(asked, "take", case)
    if state in (State.IN_CONTACT, State.FOLLOW_UP):
        await house.do("anna", "talked", case)
    if state is State.FOLLOW_UP:
        await house.wait(days=30)
    if state is State.CLOSED:
        await house.do("anna", "helped", case)
    case = await house.case(case.id)
    assert case.state is state
    cast = {ASKER: "anna", REFUSER: "bo", LEADER: "leo", STRANGER: "per", COORDINATOR: "kim"}
    cast |= {ASKED: asked} if state is State.OFFERED else {}
    cast |= {OWNER: asked} if state in HELD else {}
    cast |= {LATER: later} if later not in cast.values() else {}
    return case, cast


async def click(house: House, verb: Verb, who: str, case: Referral) -> object:
    """A press as it comes over the wire, with every input an attacker could think of."""
    inputs = {"reason": "no_time", "to": "kim", "see": "noget helt andet end før", "wish": "x"}
    press = Press(verb, case.id, case.version, inputs)
    async with house.network.store.write() as tx:
        member = await people.load(tx, who)
        assert member is not None
        pressed = Pressed(house.network, tx, member, press, house.now, "da", "chat", "activity")
        return await HANDLERS[verb](pressed)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("verb", list(MAY))
async def test_each_cell(house: House, verb: Verb, state: State) -> None:
    for relation in (ASKER, ASKED, REFUSER, OWNER, LATER, COORDINATOR, LEADER, STRANGER):
        case, cast = await in_state(house, state)
        if relation not in cast:
            await house.do("anna", "withdraw", case)
            continue
        view = await click(house, verb, cast[relation], case)
        after = await house.case(case.id)
        allowed = relation in MAY[verb].get(state, frozenset())
        assert (after != case) is allowed, f"{relation} {verb} in {state}"
        if state not in READS.get(relation, frozenset()) and not allowed:
            assert SECRET not in repr(view), f"{relation} reads the note by {verb} in {state}"
        if after.open:
            await house.do("anna", "withdraw", after)


ELSEWHERE: Mapping[str, frozenset[Verb]] = {
    "their own questions, and what the catalogue says to everybody": frozenset(
        {Verb.SAY, Verb.OPEN, Verb.HELPED, Verb.UNFIT, Verb.FIND, Verb.REFER, Verb.URGENT, Verb.WELCOME, Verb.TRIED}
    ),
    "their own part of a case (test_story, test_learning)": frozenset({Verb.STORY, Verb.LESSON_SAVE, Verb.LESSON_NOT}),
    "an errand they set going themselves (test_work, test_files)": frozenset(
        {Verb.RETIRE_DO, Verb.WHATIF_MORE, Verb.FILE_GO, Verb.FILE_DROP, Verb.FILE_PUT, Verb.FILE_LEAVE}
    ),
    "a file, which is read in for editors alone (test_files)": frozenset({Verb.FILE}),
    "a file of what they may read (test_files)": frozenset({Verb.EXPORT_DO}),
    "their own time (test_coordinate)": frozenset({Verb.AVAILABILITY, Verb.AVAILABILITY_SAVE}),
}
"""Verbs that anybody may press; each looks only at what is the presser's own."""

DESK: Mapping[str, frozenset[Verb]] = {
    "coordinator": frozenset(
        {
            *(Verb.CASES, Verb.CASE, Verb.CASE_GIVE, Verb.CASE_CLOSE, Verb.CASE_MERGE, Verb.CORRECT),
            *(Verb.PERSON_NEW, Verb.PERSON_SAVE, Verb.PEOPLE, Verb.PERSON_PAUSE, Verb.PERSON_BACK),
            *(Verb.PERSON_REMOVE, Verb.COVERAGE),
        }
    ),
    "coordinator, leader": frozenset({Verb.OVERVIEW}),
    "coordinator, leader, editor": frozenset({Verb.EXPORT}),
    "coordinator, editor": frozenset(
        {
            *(Verb.HOME, Verb.GUIDE, Verb.DIGEST, Verb.DIGEST_SAVE, Verb.IMPORT, Verb.IMPORT_TRY, Verb.IMPORT_DO),
            *(Verb.ENTRY_FIND, Verb.ENTRY_NEW, Verb.ENTRY_EDIT, Verb.ENTRY_SAVE, Verb.ENTRY_KEEP, Verb.ENTRY_SEND),
            *(
                Verb.ENTRY_RETIRE,
                Verb.ENTRY_HISTORY,
                Verb.ENTRY_RESTORE,
                Verb.ENTRY_CONFIRM,
                Verb.REVISION,
            ),
            *(Verb.DRAFTS, Verb.DRAFT_SHOW, Verb.DRAFT_EDIT, Verb.DRAFT_TRY, Verb.DRAFT_PUBLISH, Verb.DRAFT_BACK),
            *(Verb.EDITIONS, Verb.EDITION_SEE, Verb.EDITION_KEEP),
            *(Verb.DRAFT_DROP, Verb.MISSED, Verb.MISSED_NEW, Verb.MISSED_ADD, Verb.MISSED_NOT),
            *(Verb.LESSONS, Verb.LESSON_APPROVE, Verb.LESSON_REFUSE),
        }
    ),
}
"""The desk: which right opens which button. Everybody else is told so, whatever stands on the card."""

RIGHTS: Mapping[str, frozenset[str]] = {
    "kim": frozenset({"coordinator", "editor"}),
    "ulla": frozenset({"coordinator"}),
    "eva": frozenset({"editor"}),
    "leo": frozenset({"leader"}),
    "bo": frozenset(),
    "anna": frozenset(),
}


@pytest.mark.parametrize("verb", sorted(verb for verbs in DESK.values() for verb in verbs))
async def test_each_button_of_the_desk(house: House, verb: Verb) -> None:
    await house.change("eva", editor=True)
    case = await house.refer(see=SECRET)
    async with house.network.store.write() as tx:
        await entries.seed(tx, catalogue(), house.now)
        await drafts.insert(tx, Draft("d1", catalogue()[0], 1, "kim"), house.now)
    may = next(who for who, verbs in DESK.items() if verb in verbs).split(", ")
    about = {"case": case.id, "draft": "d1", "person": "bo", "entry": catalogue()[0].slug}
    for who, has in RIGHTS.items():
        for id_ in about.values():
            view = await desk_press(house, verb, who, id_)
            refused = view == Said("not_allowed")
            assert refused is not any(right in has for right in may), f"{who} {verb} {id_}: {view}"
            assert SECRET not in repr(view)


async def desk_press(house: House, verb: Verb, who: str, id_: str) -> object:
    """A press that leaves no trace, so that the next finds everything as it was."""
    inputs = {
        "reason": "no_longer",
        "to": "bo",
        "slug": "low-arousal",
        "query": "bo",
        "name": "x",
        "why": "x",
        "rows": "x",
    }
    with contextlib.suppress(_Undo):
        async with house.network.store.write() as tx:
            member = await people.load(tx, who)
            assert member is not None
            press = Press(verb, id_, 1, inputs)
            pressed = Pressed(house.network, tx, member, press, house.now, "da", "chat", "activity")
            view = await HANDLERS[verb](pressed)
            raise _Undo
    return view


class _Undo(Exception):
    """Rolls the press back."""


def test_every_verb_stands_in_one_table() -> None:
    """A new button is listed with its right before anybody can press it."""
    assert set(HANDLERS) == set(Verb)
    listed = [verb for table in (*ELSEWHERE.values(), *DESK.values()) for verb in table] + list(MAY)
    assert sorted(listed) == sorted(Verb)
