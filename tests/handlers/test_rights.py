"""Who may do what with whose referral: action x relation x state, each cell tried with a real click.

A card's payload can be forged by anybody who writes to the bot, so every cell is clicked by everybody: what is not
allowed changes nothing, and nobody reads a note that is not theirs to read.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.buttons import Press, Verb
from bot.press import HANDLERS, Pressed
from knowledge.referral import HELD, Referral, State
from knowledge.store import people
from tests.handlers.conftest import House

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


def test_every_verb_about_a_referral_is_in_the_table() -> None:
    other = {
        Verb.SAY, Verb.OPEN, Verb.HELPED, Verb.UNFIT, Verb.FIND, Verb.REFER, Verb.URGENT, Verb.HOME, Verb.CASES,
        Verb.ENTRY_FIND, Verb.ENTRY_NEW, Verb.ENTRY_EDIT, Verb.ENTRY_SAVE, Verb.ENTRY_RETIRE, Verb.PERSON_NEW,
        Verb.PERSON_SAVE, Verb.AVAILABILITY, Verb.AVAILABILITY_SAVE, Verb.WELCOME,
    }  # fmt: skip
    assert set(HANDLERS) == set(Verb)
    assert {verb for verb in Verb if verb not in MAY} >= other
