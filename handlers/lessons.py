"""After a good ending: "may this become knowledge?" Three scrubbed lines, judged by an editor, shown without names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.network import Network
from handlers.rights import may_edit
from handlers.views import Said, View
from handlers.views_desk import LessonForm, LessonLine, Lessons
from knowledge.letters import Draft, Letter
from knowledge.privacy import scrub
from knowledge.store import audit, lessons, letters, people
from knowledge.store.lessons import APPROVED, ASKED, REFUSED, WAITING, Lesson
from knowledge.store.people import Member

FIELDS = ("did", "place", "happened")
LONGEST = 300
BACK = timedelta(days=7)
BATCH, SHOWN = 20, 6


async def ask_due(network: Network, now: datetime) -> int:
    """Asks the two people of each case that has just ended well; returns how many cases."""
    async with network.store.read() as tx:
        if not await lessons.ended_well(tx, now - BACK, 1):
            return 0
    async with network.store.write() as tx:
        found = [one for one in await lessons.ended_well(tx, now - BACK, BATCH) if await lessons.insert(tx, one, now)]
        both = [(one.id, who) for one in found for who in (one.asker, one.helper) if who]
        await letters.write(tx, [Draft(Letter.LESSON, who, id_, f"{id_}:lesson:{who}") for id_, who in both], now)
    return len(found)


async def letter(network: Network, tx: AsyncConnection, id_: str, to: str) -> LessonForm | None:
    """The form as it stands now; None once it has been judged."""
    lesson = await lessons.load(tx, id_)
    return _form(network, lesson, to) if lesson and _theirs(lesson, to) else None


async def write(
    network: Network, tx: AsyncConnection, who: Member, id_: str, version: int, inputs: Mapping[str, str], now: datetime
) -> View:
    """Puts the three lines into the editors' queue; either of the two may write or put right what the other wrote."""
    lesson = await lessons.load(tx, id_)
    if lesson is None or not _theirs(lesson, who.id):
        return Said("gone")
    given = {name: scrub(inputs.get(name, "")[:LONGEST]).text.strip() for name in FIELDS}
    changed = replace(lesson, did=given["did"], place=given["place"], happened=given["happened"], status=WAITING)
    if missing := {name: "line_missing" for name in FIELDS if len(given[name]) < 3}:
        return replace(_form(network, changed, who.id), wrong=missing)
    if lesson.version != version or not await lessons.save(tx, changed, now):
        return replace(_form(network, lesson, who.id), wrong={"did": "changed_meanwhile"})
    if inputs.get("open") == "true" and who.id == lesson.asker:
        await _opt_in(tx, who, lesson.slug, now)
    return Said("lesson_sent")


async def refuse(tx: AsyncConnection, who: Member, id_: str, now: datetime) -> View:
    """One of the two would rather not: nothing is kept."""
    lesson = await lessons.load(tx, id_)
    if lesson is None or not _theirs(lesson, who.id):
        return Said("gone")
    await lessons.save(tx, Lesson(id_, lesson.slug, status=REFUSED, version=lesson.version), now)
    return Said("lesson_not")


async def queue(network: Network, tx: AsyncConnection, who: Member) -> View:
    """What waits for an editor."""
    if not may_edit(who):
        return Said("not_allowed")
    shelf = network.shelves.shelf.entries
    found = await lessons.waiting(tx, SHOWN)
    return Lessons(
        tuple(
            LessonLine(one.id, one.version, shelf[one.slug].title if one.slug in shelf else one.slug, _lines(one))
            for one in found
        )
    )


async def judge(
    network: Network, tx: AsyncConnection, who: Member, id_: str, version: int, now: datetime, *, fine: bool
) -> View:
    """Approved it stands under the entry; refused its words are removed. Either way nobody's id is kept with it."""
    lesson = await lessons.load(tx, id_)
    if not may_edit(who) or lesson is None or lesson.status != WAITING:
        return Said("gone" if may_edit(who) else "not_allowed")
    judged = replace(lesson, status=APPROVED, version=version) if fine else Lesson(id_, lesson.slug, status=REFUSED)
    if not await lessons.save(tx, replace(judged, asker="", helper="", by=who.id, version=version), now):
        return Said("gone")
    await audit.note(tx, who.id, "approve_lesson" if fine else "refuse_lesson", id_, now)
    return await queue(network, tx, who)


async def of_entry(tx: AsyncConnection, slug: str) -> tuple[str, ...]:
    """The local experience with an entry, a paragraph each."""
    return tuple(" ".join(_lines(one)) for one in await lessons.approved(tx, slug, 3))


async def _opt_in(tx: AsyncConnection, who: Member, slug: str, now: datetime) -> None:
    """From asker to helper: a colleague may ask about just this; a coordinator gives the role."""
    if slug not in who.person.competences:
        wider = replace(who.person, competences=(*who.person.competences, slug))
        await people.save(tx, who, wider, now)


def _theirs(lesson: Lesson, who: str) -> bool:
    return lesson.status in (ASKED, WAITING) and who in (lesson.asker, lesson.helper)


def _form(network: Network, lesson: Lesson, to: str) -> LessonForm:
    entry = network.shelves.shelf.entries.get(lesson.slug)
    title = entry.title if entry else ""
    return LessonForm(lesson.id, lesson.version, title, lesson.did, lesson.place, lesson.happened, to == lesson.asker)


def _lines(lesson: Lesson) -> tuple[str, ...]:
    return tuple(
        line if line.endswith((".", "!", "?")) else f"{line}." for line in (lesson.did, lesson.place, lesson.happened)
    )
