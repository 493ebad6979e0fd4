"""What nobody could answer is seen together, mended in a minute, and told of once a week."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.buttons import Verb
from bot.cards import Ink, render
from bot.texts import texts
from handlers import digest, drafts, missed
from handlers.drafts import Filled
from handlers.post import letter_to_show
from handlers.views import Said
from handlers.views_desk import DeskForm, DraftCard, EntryForm, Missed
from knowledge.catalogue import starter
from knowledge.store import entries, letters, questions
from knowledge.store.questions import Question
from tests.bot.reading import presses
from tests.handlers.conftest import WEDNESDAY, House, catalogue, written
from tests.handlers.test_drafts import BALL
from tests.knowledge.test_likeness import RATS

INK = Ink(texts("da"))
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)  # 8.30 in Copenhagen


async def ask(house: House, *texts: str, **more: object) -> None:
    async with house.network.store.write() as tx:
        for n, text in enumerate(texts):
            one = Question(f"q-{abs(hash(text))}-{n}"[:32], "anna", text, False, house.now)
            await questions.insert(tx, replace(one, **more))  # type: ignore[arg-type]


async def listed(house: House, who: str = "kim") -> Missed:
    kim = await house.member(who)
    async with house.network.store.write() as tx:
        view = await missed.listed(house.network, tx, kim, house.now)
    assert isinstance(view, Missed)
    return view


async def test_ten_wordings_are_one_line_with_its_nearest_entries(house: House) -> None:
    await ask(house, *RATS)
    await ask(house, "kan du finde en kollega", answer={"intent": "person"})
    await ask(house, "skift af lokale går galt", answered=True, outcome="unfit")
    await ask(house, "det her blev besvaret", answered=True)
    view = await listed(house)
    assert (view.questions, view.groups, [line.count for line in view.lines]) == (11, 2, [10, 1])
    assert view.lines[1].refused == 1
    assert view.lines[1].nearest[0][0] == "forberedte-skift"


async def test_a_new_entry_starts_from_the_wordings_and_mends_them(house: House) -> None:
    await ask(house, *RATS)
    kim = await house.member("kim")
    first = (await listed(house)).lines[0]
    async with house.network.store.write() as tx:
        form = await missed.new_entry(tx, kim, first.id, house.now)
        assert isinstance(form, EntryForm)
        assert set(form.entry.phrases) == set(RATS)
        inputs = {**BALL, "phrases": "\n".join(form.entry.phrases), "questions": ",".join(form.questions)}
        card = await drafts.keep(house.network, tx, kim, Filled("", 0, inputs), house.now)
        assert isinstance(card, DraftCard)
        await drafts.publish(tx, kim, card.id, card.version, house.now)
    assert (await listed(house)).questions == 0


async def test_words_are_added_to_an_entry_and_tried_like_any_change(house: House) -> None:
    await ask(house, "formiddagen er et rod", "rod hele formiddagen")
    kim = await house.member("kim")
    async with house.network.store.write() as tx:
        await entries.seed(tx, catalogue(), WEDNESDAY)
    first = (await listed(house)).lines[0]
    async with house.network.store.write() as tx:
        form = await missed.add_phrases(tx, kim, first.id, "setup-for-succes", house.now)
        assert isinstance(form, EntryForm)
        before = next(entry for entry in starter() if entry.slug == "setup-for-succes")
        assert form.entry.phrases[: len(before.phrases)] == before.phrases
        assert set(form.entry.phrases) - set(before.phrases) == {"formiddagen er et rod", "rod hele formiddagen"}
        assert await missed.add_phrases(tx, kim, "unknown", "setup-for-succes", house.now) == Said("gone")


async def test_not_ours_is_not_shown_again(house: House) -> None:
    await ask(house, *RATS)
    kim = await house.member("kim")
    async with house.network.store.write() as tx:
        view = await missed.not_ours(house.network, tx, kim, (await questions.newest(tx, 1))[0].id, house.now)
        assert await questions.count_unanswered(tx, house.now - timedelta(days=30)) == 0
    assert view == Missed((), 0, 0)


async def test_only_editors_see_what_was_asked(house: House) -> None:
    anna = await house.member("anna")
    async with house.network.store.write() as tx:
        tries = [
            await missed.listed(house.network, tx, anna, house.now),
            await missed.new_entry(tx, anna, "q", house.now),
            await missed.add_phrases(tx, anna, "q", "low-arousal", house.now),
            await missed.not_ours(house.network, tx, anna, "q", house.now),
            await digest.open_form(tx, anna),
            await digest.choose(tx, anna, {}),
        ]
    assert tries == [Said("not_allowed")] * 6


async def test_the_weekly_card_comes_monday_at_half_past_eight_once(house: House) -> None:
    await ask(house, *RATS)
    kim = await house.member("kim")
    async with house.network.store.write() as tx:
        await digest.choose(tx, await house.member("ulla"), {"weekday": "off", "clock": "08:30"})
    assert await digest.send(house.network, MONDAY - timedelta(minutes=1)) == 0
    assert await digest.send(house.network, MONDAY) == 1
    assert await digest.send(house.network, MONDAY + timedelta(hours=1)) == 0
    async with house.network.store.write() as tx:
        assert (await written(tx, "kim"), await written(tx, "ulla")) == (["missed"], [])
        view = await letter_to_show(house.network, tx, (await letters.lease(tx, "me", MONDAY, 5))[0], "da")
        chosen = await digest.choose(tx, kim, {"weekday": "3", "clock": "14:00"})
        nonsense = await digest.choose(tx, kim, {"weekday": "x", "clock": "25:99"})
    assert isinstance(view, Missed)
    assert view.lines[0].count == 10
    assert chosen == DeskForm("3", "14:00", saved=True)
    assert nonsense == DeskForm("0", "08:30", saved=True)
    assert await digest.send(house.network, MONDAY + timedelta(days=7)) == 1


async def test_no_card_when_nothing_is_missing(house: House) -> None:
    assert await digest.send(house.network, MONDAY) == 2
    async with house.network.store.read() as tx:
        assert await written(tx, "kim") == []


async def test_the_rest_of_a_long_list_can_be_read(house: House) -> None:
    topics = (
        *("rotter i skolegården", "chatgpt i dansk stil", "bussen kommer for sent", "taget på hallen drypper"),
        *("printeren på kontoret", "vikarens nøgle mangler", "kantinen lukker tidligt", "cykler spærrer porten"),
    )
    await ask(house, *topics)
    first = await listed(house)
    assert (len(first.lines), first.groups) == (6, 8)
    kim = await house.member("kim")
    async with house.network.store.write() as tx:
        rest = await missed.listed(house.network, tx, kim, house.now, len(first.lines))
        assert isinstance(rest, Missed)
        assert await missed.listed(house.network, tx, kim, house.now, 99) == first
    assert {text for group in (*first.lines, *rest.lines) for text in group.texts} == set(topics)
    assert [press.version for press in presses(render(first, INK)) if press.verb is Verb.MISSED] == [6]
    assert not [press for press in presses(render(rest, INK)) if press.verb is Verb.MISSED]
