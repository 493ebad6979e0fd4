"""Asking: an answer with reasons, honesty, danger first, follow-ups, and nothing personal kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.cards import Ink, render
from bot.texts import texts
from handlers import ask, follow, refer
from handlers.ask import Asked
from handlers.network import dated, new_id
from handlers.views import Acute, Answer, NoAnswer, ReferForm, Said, View, Welcome
from knowledge.privacy import scrub
from knowledge.store import questions
from knowledge.store.traces import found
from tests.handlers.conftest import House

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
THROWS = "en dreng kaster med stole når vi skifter lokale, hvad gør vi"


async def say(house: House, text: str, who: str = "anna", *, private: bool = True) -> View:
    """Somebody writes a message."""
    asked = Asked(scrub(text), private, f"chat-{who}", f"m-{len(text)}")
    member = await house.member(who)
    async with house.network.store.write() as tx:
        return await ask.ask(house.network, tx, member, asked, house.now)


async def test_an_answer_has_reasons_and_at_most_three(house: House) -> None:
    view = await say(house, THROWS)
    assert isinstance(view, Answer)
    assert 1 <= len(view.hits) <= 3
    assert view.hits[0].entry.slug in ("forberedte-skift", "low-arousal")
    assert view.hits[0].because
    assert all(word in THROWS for word in " ".join(view.hits[0].because).split())


async def test_danger_comes_before_any_search(house: House) -> None:
    view = await say(house, "en pige i 7. klasse siger at hun ikke gider leve mere og vil tage sit eget liv")
    assert isinstance(view, Acute)
    assert view.entry.slug == "selvmordstanker"
    assert any("112" in line for line in view.advice)


async def test_an_action_card_whose_law_was_not_checked_for_a_year_says_so(house: House) -> None:
    text = "en pige i 7. klasse siger at hun ikke gider leve mere og vil tage sit eget liv"
    for late in (False, True):
        view = await say(house, text)
        assert isinstance(view, Acute)
        assert view.legal_late is late
        told = "Juraen er ikke kontrolleret"
        assert (told in str(render(view, Ink(texts("da"))))) is late
        house.now += timedelta(days=800)


async def test_danger_is_shown_with_the_database_down(house: House) -> None:
    asked = Asked(scrub("hun vil tage sit eget liv, hun har skrevet et afskedsbrev"), True, "c", "m")
    view = ask.answer_without_store(asked, house.network.shelves.shelf)
    assert isinstance(view, Acute)
    assert view.question == ""


async def test_what_nobody_can_answer_is_said_and_a_person_offered(house: House) -> None:
    view = await say(house, "hvornår får vi løn i december")
    assert isinstance(view, (NoAnswer, Said))
    if isinstance(view, Said):
        assert view.find_colleague is not None


async def test_hello_thanks_and_help_get_what_a_person_expects(house: House) -> None:
    assert isinstance(await say(house, "hej"), Welcome)
    assert await say(house, "tak") == Said("thanks")


async def test_a_wish_for_a_person_goes_straight_to_the_form(house: House) -> None:
    view = await say(house, "kan jeg komme til at tale med en psykolog fra ppr")
    assert isinstance(view, ReferForm)
    assert view.role == "ppr-psykolog"
    group = await say(house, "kan jeg komme til at tale med en psykolog", private=False)
    assert group == Said("come_to_personal_chat")


async def test_not_that_gives_the_next_and_never_the_same_again(house: House) -> None:
    view = await say(house, THROWS)
    assert isinstance(view, Answer)
    seen = {hit.entry.slug for hit in view.hits}
    for _ in range(4):
        async with house.network.store.write() as tx:
            view = await ask.not_that(house.network, tx, await house.member("anna"), view.question, "da")
        if isinstance(view, NoAnswer):
            break
        assert isinstance(view, Answer)
        fresh = {hit.entry.slug for hit in view.hits}
        assert not fresh & seen
        seen |= fresh
    assert isinstance(view, NoAnswer)


async def test_somebody_elses_question_is_not_shown(house: House) -> None:
    view = await say(house, THROWS)
    assert isinstance(view, Answer)
    async with house.network.store.write() as tx:
        bo = await house.member("bo")
        assert await ask.helped(tx, bo, view.question) == Said("gone", find_colleague="")
        form = await refer.open_form(house.network, tx, bo, view.question)
    assert isinstance(form, ReferForm)
    assert form.note.see == ""


async def test_names_and_numbers_are_kept_nowhere(house: House) -> None:
    text = "Mikkel i 3.b hedder Mikkel Sørensen, cpr 010115-1234, ring 22 33 44 55 eller lone@hjem.dk"
    await say(house, text)
    case = await house.refer(see=text, tried="talte med Mikkel Sørensen", when="hver dag kl. 10")
    assert "[navn]" in case.note.see
    async with house.network.store.read() as tx:
        counts = await found(tx, "mikkel", "sørensen", "010115-1234", "22 33 44", "lone@")
    assert not any(counts.values()), counts


async def test_a_deleted_message_takes_its_question_along(house: House) -> None:
    await say(house, THROWS)
    async with house.network.store.write() as tx:
        await follow.taken_back(tx, await house.member("anna"), "chat-anna", f"m-{len(THROWS)}", house.now)
        assert await questions.latest(tx, "anna", house.now, house.network.policy.follow_up_window) is None


async def test_the_form_is_filled_from_what_was_written(house: House) -> None:
    view = await say(house, THROWS)
    assert isinstance(view, Answer)
    async with house.network.store.read() as tx:
        form = await refer.open_form(house.network, tx, await house.member("anna"), view.question)
    assert isinstance(form, ReferForm)
    assert form.note.see == THROWS
    assert form.roles


async def test_an_empty_form_is_sent_back_with_the_reason(house: House) -> None:
    async with house.network.store.write() as tx:
        view = await refer.submit(house.network, tx, await house.member("anna"), "", {"see": " "}, house.now)
    assert isinstance(view, ReferForm)
    assert "see" in view.wrong


def test_ids_with_the_moment_stand_in_its_order_and_none_is_like_another() -> None:
    moments = [NOON + timedelta(milliseconds=ms) for ms in (0, 1, 999, 86_400_000, 10**11)]
    ids = [dated(new_id(), moment) for moment in moments for _ in range(3)]
    assert [id_[:12] for id_ in ids] == sorted(id_[:12] for id_ in ids)
    assert len(set(ids)) == len(ids)
    assert {len(id_) for id_ in ids} == {32}
