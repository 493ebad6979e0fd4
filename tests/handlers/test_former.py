"""Whoever has left, was never asked, or asks for themselves: forged buttons and late letters give them nothing."""

from __future__ import annotations

import pytest

from bot.buttons import Press, Verb, unpack
from bot.press import HANDLERS, Pressed
from handlers.post import letter_to_show
from handlers.views import Connect, Said, Status
from handlers.views_desk import DraftCard
from knowledge.letters import Letter
from knowledge.referral import State
from knowledge.store import people, questions
from knowledge.store.letters import Leased
from tests.handlers.conftest import House
from tests.handlers.errand_help import outcome
from tests.handlers.test_ask import say
from tests.handlers.test_drafts import BALL
from tests.handlers.test_rights import SECRET, in_state

THROWS = "en dreng kaster med stole når vi skifter lokale"


async def press(house: House, who: str, verb: Verb, id_: str = "", n: int = 0, **inputs: str) -> object:
    """A forged press, as it comes over the wire."""
    async with house.network.store.write() as tx:
        member = await people.load(tx, who)
        assert member is not None
        pressed = Pressed(house.network, tx, member, Press(verb, id_, n, inputs), house.now, "da", "chat", "activity")
        return await HANDLERS[verb](pressed)


@pytest.mark.parametrize("verb", [Verb.TAKE, Verb.DECLINE, Verb.SUGGEST, Verb.STATUS])
async def test_a_coordinator_who_has_left_catches_nothing(house: House, verb: Verb) -> None:
    case, _ = await in_state(house, State.STRANDED)
    await house.change("ulla", active=False)
    await house.change("kim", active=False)
    for who in ("ulla", "kim"):
        view = await press(house, who, verb, case.id, case.version, to="bo")
        assert await house.case(case.id) == case
        assert SECRET not in repr(view)


@pytest.mark.parametrize("verb", [Verb.TAKE, Verb.DECLINE, Verb.SUGGEST, Verb.STATUS])
async def test_a_helper_who_has_left_answers_nothing(house: House, verb: Verb) -> None:
    case, cast = await in_state(house, State.OFFERED)
    await house.change(cast["asked"], active=False)
    view = await press(house, cast["asked"], verb, case.id, case.version, to="kim")
    assert await house.case(case.id) == case
    assert SECRET not in repr(view)


async def test_nobody_takes_their_own_case(house: House) -> None:
    """With nobody there to catch it a case waits for its own asker: who is told so, and cannot be their own help."""
    for who in ("kim", "ulla"):
        await house.change(who, coordinator=False, roles=())
    for who in ("bo", "rikke", "eva", "leo"):
        await house.change(who, active=False)
    case = await house.refer()
    assert case.waits_for == "anna"
    await press(house, "anna", Verb.TAKE, case.id, case.version)
    assert await house.case(case.id) == case


async def test_a_coordinator_does_not_take_their_own_case(house: House) -> None:
    case = await house.refer("kim", see=SECRET, role="akt-vejleder")
    while case.state is State.OFFERED:
        await house.do(case.waits_for, "decline", case)
        case = await house.case(case.id)
    await press(house, "kim", Verb.TAKE, case.id, case.version)
    assert (await house.case(case.id)).owner == ""


@pytest.mark.parametrize("verb", [Verb.HOME, Verb.CASES, Verb.DRAFTS, Verb.MISSED, Verb.PERSON_NEW, Verb.AVAILABILITY])
async def test_the_desk_is_closed_to_whoever_has_left(house: House, verb: Verb) -> None:
    await house.change("kim", active=False)
    assert isinstance(await press(house, "kim", verb), Said)


async def test_letters_of_the_desk_do_not_reach_a_former_editor(house: House) -> None:
    await say(house, "hvordan bygger man en raket af pap til månen")
    view = await press(house, "kim", Verb.ENTRY_KEEP, title="Nyt opslag", purpose="For at prøve det")
    draft = str(getattr(view, "id", ""))
    assert draft
    going = await press(house, "kim", Verb.ENTRY_SAVE, "", 0, **BALL)
    errand = str(getattr(going, "id", ""))
    assert isinstance(await outcome(house.network), DraftCard)
    await house.change("kim", active=False)
    for kind, about in ((Letter.MISSED, "missed"), (Letter.REVIEW, draft), (Letter.ERRAND, errand)):
        assert await shown(house, kind, about, "kim") is None, kind


async def test_a_helper_sees_the_note_no_longer_when_the_case_is_closed(house: House) -> None:
    case, _ = await in_state(house, State.CLOSED)
    assert case.note.see == SECRET
    assert SECRET not in repr(await press(house, case.owner, Verb.STATUS, case.id, case.version))
    view = await shown(house, Letter.CONNECT_CHANGED, case.id, "anna")
    assert isinstance(view, Connect)
    assert view.note.see == SECRET, "the asker keeps it"


@pytest.mark.parametrize("state", [State.ACCEPTED, State.IN_CONTACT])
async def test_whoever_lost_a_case_loses_its_card(house: House, state: State) -> None:
    """The card that connects holds the note, the unit and the asker's name: it is theirs only while the case is."""
    case, cast = await in_state(house, state)
    owner = cast["owner"]
    await house.change(owner, active=False)
    await house.wait(minutes=1)
    assert (await house.case(case.id)).owner != owner
    assert "connect_changed" in await house.letters(owner)
    view = await shown(house, Letter.CONNECT_CHANGED, case.id, owner)
    assert view is not None
    assert SECRET not in repr(view)


async def test_being_away_to_the_end_of_time_stops_no_clock(house: House) -> None:
    case = await house.refer(role="ressourcepaedagog")
    view = await press(
        house,
        case.waits_for,
        Verb.AVAILABILITY_SAVE,
        n=1,
        hours="",
        capacity="3",
        away_to="9999-12-31",
        away_from="0001-01-01",
    )
    assert getattr(view, "saved", False)
    beat = await house.wait(minutes=1)
    assert beat.clean or beat.moved or beat.rehomed
    assert (await house.case(case.id)).waits_for != case.waits_for


async def test_somebody_elses_question_lends_nothing_to_a_case(house: House) -> None:
    """A coordinator sees ids of questions on the list of the unanswered: a forged form must not open them."""
    await say(house, THROWS)
    async with house.network.store.read() as tx:
        asked = await questions.latest(tx, "anna", house.now, house.network.policy.follow_up_window)
    assert asked is not None
    for verb in (Verb.REFER, Verb.URGENT):
        view = await press(house, "kim", verb, asked.id, see="noget helt andet er på færde")
        assert isinstance(view, Status)
        case = await house.case(view.id)
        assert case.question == ""
        assert case.need.get("slugs") == []
    for verb in (Verb.FIND, Verb.UNFIT, Verb.HELPED):
        assert "kaster" not in repr(await press(house, "kim", verb, asked.id))


JUNK = ("²", "9" * 300, "a\x00b", "\ud83d", "x" * 5_000, "9999-12-31", "-1", "'; DROP TABLE people; --", "2 08:30")
FIELDS = (
    *("see", "when", "tried", "wish", "slots", "age", "setting", "role", "to", "reason", "q", "slug", "query", "title"),
    *("why", "remark", "draft", "dn", "questions", "reviewer", "capacity", "hours", "away_from", "away_to", "unit"),
    *("substitute", "weekday", "clock", "competences", "phrases", "steps", "approved_on", "kind", "source", "file"),
)


@pytest.mark.parametrize("verb", list(Verb))
async def test_every_verb_with_junk(house: House, verb: Verb) -> None:
    """Anna, a helper and a coordinator press every button with junk: an answer, no error, on both databases."""
    for junk in JUNK:
        inputs = dict.fromkeys(FIELDS, junk) | {"upn": f"{junk}@x", "name": junk, "roles": "koordinator"}
        for id_ in ("", "low-arousal", "f" * 24, junk):
            given = unpack(verb.value, {"id": id_, "n": 2**31 - 1, **inputs})
            for who in ("anna", "bo", "kim") if given else ():
                assert given is not None
                assert await press(house, who, verb, given.id, given.version, **given.inputs) is not None


async def shown(house: House, kind: Letter, about: str, to: str) -> object:
    """What a letter of this kind would show now."""
    letter = Leased("key", kind, to, about, 1, house.now)
    async with house.network.store.write() as tx:
        return await letter_to_show(house.network, tx, letter, "da")
