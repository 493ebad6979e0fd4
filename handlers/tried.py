""" "Did you try it?": asked some school days after an answer was used, and remembered without a name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.network import Network
from handlers.views import Said, View
from handlers.views_desk import TriedAsk
from knowledge.catalogue import Kind
from knowledge.hints import hints
from knowledge.letters import Draft, Letter
from knowledge.store import letters, questions, trials
from knowledge.store.people import Member
from knowledge.store.trials import Trial
from knowledge.tried import Outcome

AFTER_DAYS = 7
"""School days after which people are asked."""
BATCH = 50


async def used(network: Network, tx: AsyncConnection, who: Member, id_: str, slug: str, now: datetime) -> None:
    """An answer was used: a method was opened from it, or it was said to help. Asked about once a question."""
    question = await questions.load(tx, id_) if id_ else None
    if question is None or question.asker != who.id:
        return
    hits = [str(hit["slug"]) for hit in question.answer.get("hits", ())]
    chosen = slug or next(iter(hits), "")
    entry = network.shelves.shelf.entries.get(chosen)
    if entry is None or entry.kind is not Kind.METHOD or chosen not in hits:
        return
    told = hints(question.text)
    age, setting = (told.age.value if told.age else ""), (told.setting.value if told.setting else "")
    due = network.time.add_school_days(now, AFTER_DAYS)
    await trials.insert(tx, Trial(id_, chosen, who.id, due, age, setting))


async def ask_due(network: Network, now: datetime) -> int:
    """Writes the letters that are due; returns how many."""
    async with network.store.read() as tx:
        if not await trials.due(tx, now, 1):
            return 0
    async with network.store.write() as tx:
        due = await trials.due(tx, now, BATCH)
        for trial in due:
            await trials.asked(tx, trial, now)
        drafts = [Draft(Letter.TRIED, t.person, t.question, f"tried:{t.question}") for t in due]
        await letters.write(tx, drafts, now)
    return len(due)


async def letter(network: Network, tx: AsyncConnection, id_: str, to: str) -> TriedAsk | None:
    """The question as it stands now; None when it was answered or the entry is gone."""
    trial = await trials.load(tx, id_)
    entry = network.shelves.shelf.entries.get(trial.slug) if trial else None
    return TriedAsk(id_, entry.title, entry.slug) if trial and entry and trial.person == to else None


async def answer(tx: AsyncConnection, who: Member, id_: str, word: str, now: datetime) -> View:
    """Keeps what came of it; who said so is forgotten at once."""
    trial = await trials.load(tx, id_)
    if trial is None or trial.person != who.id or word not in set(Outcome):
        return Said("gone", find_colleague="")
    await trials.answer(tx, trial, Outcome(word), now)
    return Said("tried_thanks", find_colleague=id_ if word == Outcome.NOT else None)
