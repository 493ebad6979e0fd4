"""What was tried, what may become knowledge, and what must be looked at again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from handlers import ask, lessons, read, retention, revision, tried
from handlers.ask import Asked
from handlers.post import letter_to_show
from handlers.views import Answer, FullEntry, Said
from handlers.views_desk import LessonForm, Lessons, Revision, TriedAsk
from knowledge.matching import Match
from knowledge.privacy import scrub
from knowledge.referral import Referral
from knowledge.store import desks, drafts, entries, letters, trials
from knowledge.store import lessons as stored
from knowledge.store.drafts import Draft
from knowledge.store.trials import Trial
from knowledge.tried import Outcome, Standing, nudged
from tests.handlers.conftest import WEDNESDAY, House, catalogue, written

QUESTION = "en dreng i 3. klasse kaster med stole når vi skifter lokale"


async def answered(house: House) -> Answer:
    async with house.network.store.write() as tx:
        asked = Asked(scrub(QUESTION), private=True, conversation="c", activity="a")
        view = await ask.ask(house.network, tx, await house.member("anna"), asked, house.now)
    assert isinstance(view, Answer)
    return view


async def test_who_used_an_answer_is_asked_after_some_school_days_and_forgotten(house: House) -> None:
    view = await answered(house)
    slug, anna, bo = view.hits[0].entry.slug, await house.member("anna"), await house.member("bo")
    async with house.network.store.write() as tx:
        await tried.used(house.network, tx, bo, view.question, slug, house.now)  # somebody else's question
        await tried.used(house.network, tx, anna, view.question, "selvmordstanker", house.now)  # not in the answer
        await tried.used(house.network, tx, anna, view.question, slug, house.now)
        await tried.used(house.network, tx, anna, view.question, "", house.now)
        trial = await trials.load(tx, view.question)
    assert trial is not None
    assert (trial.slug, trial.age, trial.setting) == (slug, "6-9", "skole")
    assert timedelta(days=5) <= trial.due_at - house.now <= timedelta(days=14)
    assert await tried.ask_due(house.network, house.now) == 0
    assert await tried.ask_due(house.network, trial.due_at) == 1
    assert await tried.ask_due(house.network, trial.due_at) == 0
    async with house.network.store.write() as tx:
        assert await written(tx, "anna") == ["tried"]
        card = await letter_to_show(house.network, tx, (await letters.lease(tx, "me", trial.due_at, 5))[0], "da")
        assert isinstance(card, TriedAsk)
        assert card.slug == slug
        assert await tried.answer(tx, bo, card.id, "helped", house.now) == Said("gone", find_colleague="")
        assert await tried.answer(tx, anna, card.id, "nonsense", house.now) == Said("gone", find_colleague="")
        assert await tried.answer(tx, anna, card.id, "helped", house.now) == Said("tried_thanks")
        assert await tried.answer(tx, anna, card.id, "not", house.now) == Said("gone", find_colleague="")
        assert await trials.due(tx, house.now + timedelta(days=99), 5) == []


async def outcomes(house: House, slug: str, *told: Outcome, age: str = "") -> None:
    async with house.network.store.write() as tx:
        for n, outcome in enumerate(told):
            trial = Trial(f"{slug}-{age}-{n}"[:32], slug, "anna", WEDNESDAY, age)
            await trials.insert(tx, trial)
            await trials.answer(tx, trial, outcome, WEDNESDAY)


async def test_outcomes_are_told_from_five_on_by_age(house: House) -> None:
    await outcomes(house, "low-arousal", *[Outcome.HELPED] * 3, Outcome.NOT, age="6-9")
    await outcomes(house, "low-arousal", Outcome.UNTRIED, age="3-5")
    async with house.network.store.read() as tx:
        assert await trials.standing(tx) == {}
    await outcomes(house, "low-arousal", Outcome.PARTLY, Outcome.PARTLY, age="0-2")
    async with house.network.store.read() as tx:
        assert await trials.standing(tx) == {"low-arousal": Standing(6, 3, 2)}
        assert await trials.standing(tx, age="6-9") == {}
    await house.network.shelves.current(house.network.store, at_once=True)
    async with house.network.store.read() as tx:
        view = await read.open_entry(house.network, tx, "low-arousal")
    assert isinstance(view, FullEntry)
    assert view.standing == Standing(6, 3, 2)


def test_what_helped_wins_among_near_equals_only() -> None:
    known = {"b": Standing(50, 50), "c": Standing(50, 0), "d": Standing(4, 4)}
    near = [Match("a", 0.60, ()), Match("b", 0.58, ()), Match("c", 0.57, ()), Match("d", 0.565, ())]
    assert [m.slug for m in nudged(near, known)] == ["b", "a", "d", "c"]
    assert {m.slug: m.confidence for m in nudged(near, known)} == {m.slug: m.confidence for m in near}
    far = [Match("c", 0.60, ()), Match("b", 0.54, ())]
    assert [m.slug for m in nudged(far, known)] == ["c", "b"]
    assert nudged(near, {}) == tuple(near)


async def ended(house: House) -> Referral:
    case = await house.refer()
    await house.do(case.waits_for, "take", case)
    case = await house.case(case.id)
    await house.do("anna", "helped", case)
    return await house.case(case.id)


async def test_a_good_ending_becomes_local_experience(house: House) -> None:
    case = await ended(house)
    async with house.network.store.write() as tx:
        lesson = stored.Lesson(case.id, "low-arousal", "anna", case.owner)
        await stored.insert(tx, lesson, house.now)
        anna, kim, eva = await house.member("anna"), await house.member("kim"), await house.member("eva")
        assert await lessons.write(house.network, tx, eva, case.id, 1, {}, house.now) == Said("gone")
        missing = await lessons.write(house.network, tx, anna, case.id, 1, {"did": "Vi gik"}, house.now)
        assert isinstance(missing, LessonForm)
        assert set(missing.wrong) == {"place", "happened"}
        lines = {
            "did": "Vi gik i små hold",
            "place": "3. klasse",
            "happened": "Ring 28 91 22 34 for mere",
            "open": "true",
        }
        assert await lessons.write(house.network, tx, anna, case.id, 1, lines, house.now) == Said("lesson_sent")
        assert isinstance(await lessons.write(house.network, tx, anna, case.id, 1, lines, house.now), LessonForm)
        view = await lessons.queue(house.network, tx, kim)
        assert isinstance(view, Lessons)
        assert "28 91" not in repr(view)
        assert await lessons.queue(house.network, tx, anna) == Said("not_allowed")
        one = view.lines[0]
        assert await lessons.judge(house.network, tx, kim, one.id, one.version, house.now, fine=True) == Lessons(())
        kept = await stored.load(tx, case.id)
        assert await lessons.of_entry(tx, "low-arousal") != ()
    assert kept is not None
    assert (kept.asker, kept.helper, kept.by) == ("", "", "kim")
    assert "low-arousal" in (await house.member("anna")).person.competences


async def test_both_are_asked_once_and_may_say_no(house: House) -> None:
    case = await ended(house)
    assert case.need.get("slugs") or case.bridge
    assert await lessons.ask_due(house.network, house.now) == 1
    assert await lessons.ask_due(house.network, house.now) == 0
    async with house.network.store.write() as tx:
        assert (await written(tx, "anna")).count("lesson") == (await written(tx, case.owner)).count("lesson") == 1
        leased = [one for one in await letters.lease(tx, "me", house.now, 20) if one.kind == "lesson"]
        assert isinstance(await letter_to_show(house.network, tx, leased[0], "da"), LessonForm)
        assert await lessons.refuse(tx, await house.member("anna"), case.id, house.now) == Said("lesson_not")
        assert await letter_to_show(house.network, tx, leased[1], "da") is None


async def test_august_brings_what_is_a_year_old_a_few_at_a_time(house: House) -> None:
    august, kim = datetime(2027, 8, 9, 9, tzinfo=UTC), await house.member("kim")
    late = [replace(entry, reviewed=WEDNESDAY.date() - timedelta(days=200)) for entry in catalogue()]
    async with house.network.store.write() as tx:
        await entries.seed(tx, late, WEDNESDAY)
    await house.network.shelves.current(house.network.store, at_once=True)
    assert await revision.ask_due(house.network, WEDNESDAY) == 0
    assert await revision.ask_due(house.network, august) == 2
    await revision.ask_due(house.network, august + timedelta(hours=1))
    async with house.network.store.write() as tx:
        assert await written(tx, "kim") == ["revision"]
        view = await revision.listed(house.network, tx, kim, august)
        assert isinstance(view, Revision)
        assert (view.left, view.lines[0].slug, view.lines[0].legal_late) == (5, "selvmordstanker", False)
        assert isinstance(await revision.confirm(house.network, tx, kim, "low-arousal", august), Said)
    await house.network.shelves.current(house.network.store, at_once=True)
    async with house.network.store.read() as tx:
        view = await revision.listed(house.network, tx, kim, august)
    assert isinstance(view, Revision)
    assert view.left == 4


async def test_a_guideline_whose_law_was_not_checked_for_a_year_says_so(house: House) -> None:
    async with house.network.store.read() as tx:
        for years, late in ((0, False), (2, True)):
            today = WEDNESDAY.date() + timedelta(days=400 * years)
            view = await read.open_entry(house.network, tx, "selvmordstanker", today=today)
            assert isinstance(view, FullEntry)
            assert view.legal_late is late


async def test_who_is_erased_leaves_no_name_at_the_desk(house: House) -> None:
    case = await ended(house)
    await lessons.ask_due(house.network, house.now)
    async with house.network.store.write() as tx:
        await trials.insert(tx, Trial("q", "low-arousal", "anna", WEDNESDAY))
        await drafts.insert(tx, Draft("d", catalogue()[0], 0, "kim", reviewer="anna"), WEDNESDAY)
        await entries.save(tx, catalogue()[0], 0, "kim", "why", WEDNESDAY)
        await desks.choose(tx, "kim", "0 09:00")
    for who in ("anna", "kim"):
        assert not any((await retention.erase(house.network, who, house.now)).values())
    async with house.network.store.read() as tx:
        kept = await stored.load(tx, case.id)
    assert kept is not None
    assert kept.asker == ""


async def test_what_nobody_answers_is_not_kept(house: House) -> None:
    await ended(house)
    await lessons.ask_due(house.network, house.now)
    async with house.network.store.write() as tx:
        await trials.insert(tx, Trial("q", "low-arousal", "anna", WEDNESDAY))
    cleaned = await retention.clean(house.network, house.network.policy.kept, house.now + timedelta(days=100))
    assert cleaned.desk == 2
