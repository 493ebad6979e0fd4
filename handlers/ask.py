"""The first step of the journey: a colleague says something, and the network answers or offers a person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.network import Network, dated
from handlers.refer import blank_form
from handlers.shelves import Shelf
from handlers.understand import Reading, carried, understand
from handlers.views import Acute, Answer, Hit, NoAnswer, Said, View, Welcome
from knowledge.acute import alarm
from knowledge.catalogue import legal_late
from knowledge.emergency import advice
from knowledge.matching import Band, Intent
from knowledge.privacy import Scrubbed
from knowledge.store import questions
from knowledge.store.people import Member
from knowledge.store.questions import Question

MOST = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """One message, already scrubbed. `private` is False in channels and group chats."""

    scrubbed: Scrubbed
    private: bool
    conversation: str
    activity: str
    language: str = "da"


async def ask(network: Network, tx: AsyncConnection, who: Member, asked: Asked, now: datetime) -> View:
    """Answers a message and remembers the question. Follow-ups lean on the last question for a while."""
    shelf = await network.shelves.current(network.store)
    last = await questions.latest(tx, who.id, now, network.policy.follow_up_window)
    shown = (*last.tried, *(hit["slug"] for hit in last.answer.get("hits", ()))) if last else ()
    reading = understand(asked.scrubbed, shelf, before=last.text if last else None, shown=shown)
    if (small := _small_talk(reading, who)) is not None:
        return small
    question = Question(
        id=dated(network.new_id(), now),
        asker=who.id,
        text=_topic(reading, last),
        answered=reading.answered,
        asked_at=now,
        answer=_remembered(reading, len(_hits(reading, shelf))),
        masked=reading.scrubbed.found,
        activity=asked.activity,
        conversation=asked.conversation,
    )
    await questions.insert(tx, question)
    view = reply(reading, shelf, asked, question.id)
    if isinstance(view, Acute):
        return replace(view, legal_late=legal_late(view.entry, network.time.today(now)))
    return view


def answer_without_store(asked: Asked, shelf: Shelf) -> View:
    """The answer when the database is down: the action card and the catalogue still work, cases do not."""
    reading = understand(asked.scrubbed, shelf)
    if reading.found.intent in (Intent.QUESTION, Intent.FOLLOW_UP) or reading.acute:
        return reply(reading, shelf, replace(asked, private=False), "")
    return Said("store_down")


def danger(asked: Asked, shelf: Shelf) -> View | None:
    """The answer if there may be danger: whoever writes too fast gets that as well, and nothing is kept."""
    return answer_without_store(asked, shelf) if alarm(asked.scrubbed.text) else None


def reply(reading: Reading, shelf: Shelf, asked: Asked, question: str) -> View:
    """What is shown for a reading; pure."""
    masked = reading.scrubbed.found
    if reading.alarm and reading.alarm.certain and reading.alarm.slug in shelf.entries:
        lines = advice(reading.alarm.slug, asked.language).lines
        return Acute(question, shelf.entries[reading.alarm.slug], lines, masked, asked.private)
    if reading.found.intent is Intent.PERSON:
        return _person_wished(reading, question, asked)
    if reading.found.intent is Intent.OUT_OF_SCOPE and reading.alarm is None:
        return Said("out_of_scope", find_colleague=question if asked.private else None)
    hits = _hits(reading, shelf)
    offered = _offered_guideline(reading, shelf)
    if not hits and offered is None:
        return NoAnswer(question, masked, reading.scrubbed.text, asked.private)
    sure = reading.found.band is Band.ANSWER and bool(hits)
    return Answer(question, hits, sure, masked, reading.scrubbed.text, asked.private, offered)


async def stored_answer(network: Network, question: Question, language: str) -> View:
    """The answer to a question again, for a letter: delivered later than in its own turn."""
    shelf = await network.shelves.current(network.store)
    slug = str(question.answer.get("acute", ""))
    if slug in shelf.entries and question.answer.get("certain"):
        return Acute(question.id, shelf.entries[slug], advice(slug, language).lines, question.masked)
    if question.answer.get("intent") == Intent.PERSON:
        return blank_form(question.id, question.text, str(question.answer.get("role", "")), masked=question.masked)
    hits = tuple(_hit(shelf, hit) for hit in question.answer.get("hits", ())[:MOST] if hit["slug"] in shelf.entries)
    if not hits:
        return NoAnswer(question.id, question.masked, question.text)
    sure = question.answer.get("band") == Band.ANSWER
    return Answer(question.id, hits, sure, question.masked, question.text)


async def not_that(
    network: Network, tx: AsyncConnection, who: Member, id_: str, language: str, *, private: bool = True
) -> View:
    """ "Det passer ikke": the next best entries, never the same again; after that a colleague."""
    question = await questions.load(tx, id_)
    if question is None or question.asker != who.id:
        return Said("gone", find_colleague="")
    shelf = await network.shelves.current(network.store)
    tried = {*question.tried, *(hit["slug"] for hit in question.answer.get("hits", ())[:MOST])}
    rest = [hit for hit in question.answer.get("hits", ()) if hit["slug"] not in tried]
    await questions.update(tx, id_, tried=sorted(tried), outcome="unfit", answer={**question.answer, "hits": rest})
    hits = tuple(_hit(shelf, hit) for hit in rest[:MOST] if hit["slug"] in shelf.entries)
    if not hits or len(question.tried) >= 2 * MOST:
        return NoAnswer(id_, (), question.text, private)
    return Answer(id_, hits, sure=False, text=question.text, private=private)


async def helped(tx: AsyncConnection, who: Member, id_: str) -> View:
    """ "Det hjalp": remembered with the question."""
    question = await questions.load(tx, id_)
    if question is None or question.asker != who.id:
        return Said("gone", find_colleague="")
    await questions.update(tx, id_, outcome="helped")
    return Said("glad_it_helped")


def welcome(who: Member) -> Welcome:
    """The greeting, with what this person may do."""
    person = who.person
    return Welcome(person.name, helper=bool(person.roles), coordinator=person.coordinator or person.editor)


def _small_talk(reading: Reading, who: Member) -> View | None:
    if reading.alarm is not None:
        return None
    match reading.found.intent:
        case Intent.GREETING | Intent.HELP:
            return welcome(who)
        case Intent.THANKS:
            return Said("thanks")
        case _:
            return None


def _person_wished(reading: Reading, question: str, asked: Asked) -> View:
    if not asked.private:
        return Said("come_to_personal_chat")
    return blank_form(question, reading.scrubbed.text, reading.found.role or "", masked=reading.scrubbed.found)


def _topic(reading: Reading, last: Question | None) -> str:
    if reading.found.intent is Intent.FOLLOW_UP and last:
        return carried(last.text, reading)
    return reading.scrubbed.text


def _remembered(reading: Reading, shown: int) -> dict[str, object]:
    hits = [
        {"slug": match.slug, "confidence": round(match.confidence, 4), "because": list(match.because)}
        for match in reading.found.matches
        if reading.found_well
    ]
    return {
        "band": reading.found.band.value,
        "intent": reading.found.intent.value,
        "acute": reading.alarm.slug if reading.alarm else "",
        "certain": reading.acute,
        "role": reading.found.role or "",
        "shown": shown,
        "hits": hits,
    }


def _hits(reading: Reading, shelf: Shelf) -> tuple[Hit, ...]:
    if not reading.found_well:
        return ()
    offered = reading.alarm.slug if reading.alarm else ""  # it stands by itself, above the others
    shown = [match for match in reading.found.matches if match.slug != offered][:MOST]
    if reading.found.band is Band.ANSWER and shown:
        floor = shown[0].confidence * 0.2  # a clear first answer is not crowded by poor ones
        shown = [match for match in shown if match.confidence >= floor]
    return tuple(Hit(shelf.entries[m.slug], m.because, m.confidence) for m in shown if m.slug in shelf.entries)


def _offered_guideline(reading: Reading, shelf: Shelf) -> Hit | None:
    danger = reading.alarm
    if danger is None or danger.certain or danger.slug not in shelf.entries:
        return None
    return Hit(shelf.entries[danger.slug], (), 0.0)


def _hit(shelf: Shelf, stored: dict[str, object]) -> Hit:
    because = stored.get("because")
    words = tuple(str(word) for word in because) if isinstance(because, list) else ()
    return Hit(shelf.entries[str(stored["slug"])], words, float(str(stored["confidence"])))
