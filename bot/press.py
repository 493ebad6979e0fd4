"""From a press of a button to the handler that answers it: one table, checked for completeness by a test."""

from __future__ import annotations

from bot import press_case, press_desk
from bot.buttons import Verb
from bot.pressed import Handler, Pressed
from handlers import ask, availability, coordinate, edit, imports, read, refer, respond, tried
from handlers.rights import may_edit
from handlers.views import Said, View
from knowledge.privacy import scrub
from knowledge.referral import Did

__all__ = ["HANDLERS", "Pressed"]
LONGEST_QUERY = 200


async def _say(p: Pressed) -> View:
    text = scrub(p.press.inputs.get("text", "")[: p.network.policy.max_text])
    asked = ask.Asked(text, p.private, conversation=p.conversation, activity=p.activity, language=p.language)
    return await ask.ask(p.network, p.tx, p.who, asked, p.now)


async def _welcome(p: Pressed) -> View:
    return ask.welcome(p.who)


async def _open(p: Pressed) -> View:
    question = p.press.inputs.get("q", "")
    await tried.used(p.network, p.tx, p.who, question, p.press.id, p.now)
    today = p.network.time.today(p.now)
    return await read.open_entry(p.network, p.tx, p.press.id, question, p.private, today, p.who)


async def _helped(p: Pressed) -> View:
    await tried.used(p.network, p.tx, p.who, p.press.id, "", p.now)
    return await ask.helped(p.tx, p.who, p.press.id)


async def _entry_search(p: Pressed) -> View:
    return await edit.search(p.network, p.tx, p.who, scrub(p.press.inputs.get("query", "")[:LONGEST_QUERY]).text)


async def _file(p: Pressed) -> View:
    """A file that is no coordinator's does not keep the words beside it from being answered."""
    given = p.press.inputs
    if given.get("text") and not may_edit(p.who):
        return await _say(p)
    if given.get("count") != "1":
        return Said("file_one", coordinator=True)
    file = (given.get("name", ""), given.get("url", ""))
    return await imports.received(p.network, p.tx, p.who, file, p.now)


async def _person_save(p: Pressed) -> View:
    return await coordinate.save_person(p.network, p.tx, p.who, p.press.id, p.press.version, p.press.inputs, p.now)


async def _availability_save(p: Pressed) -> View:
    return await availability.save(p.network, p.tx, p.who, p.press.version, p.press.inputs, p.now)


HANDLERS: dict[Verb, Handler] = {
    Verb.SAY: _say,
    Verb.WELCOME: _welcome,
    Verb.FILE: _file,
    Verb.OPEN: _open,
    Verb.HELPED: _helped,
    Verb.UNFIT: lambda p: ask.not_that(p.network, p.tx, p.who, p.press.id, p.language, private=p.private),
    Verb.FIND: lambda p: refer.open_form(p.network, p.tx, p.who, p.press.id),
    Verb.REFER: lambda p: refer.submit(p.network, p.tx, p.who, p.press.id, p.press.inputs, p.now),
    Verb.URGENT: lambda p: refer.urgent(p.network, p.tx, p.who, p.press.id, p.now),
    Verb.STATUS: lambda p: respond.truth(p.network, p.tx, p.who, p.press.id, p.now),
    Verb.EDIT_NOTE: lambda p: refer.correct_form(p.tx, p.who, p.press.id),
    Verb.SAVE_NOTE: lambda p: refer.correct(p.network, p.tx, p.who, p.press.id, p.press.inputs, p.now),
    Verb.WITHDRAW: lambda p: respond.withdraw(p.network, p.tx, p.who, p.answered, p.now),
    Verb.REOPEN: lambda p: respond.reopen(p.network, p.tx, p.who, p.answered, p.now),
    Verb.TAKE: lambda p: respond.take(p.network, p.tx, p.who, p.answered, p.now),
    Verb.DECLINE: lambda p: respond.decline(p.network, p.tx, p.who, p.answered, p.now),
    Verb.SUGGEST: lambda p: respond.suggest(p.network, p.tx, p.who, p.answered, p.now),
    Verb.TALKED: lambda p: respond.talked(p.network, p.tx, p.who, p.answered, p.now),
    Verb.HAND_BACK: lambda p: respond.hand_back(p.network, p.tx, p.who, p.answered, p.now),
    Verb.OUT_HELPED: lambda p: respond.outcome(p.network, p.tx, p.who, p.answered, Did.HELPED, p.now),
    Verb.OUT_PARTLY: lambda p: respond.outcome(p.network, p.tx, p.who, p.answered, Did.PARTLY, p.now),
    Verb.OUT_NOT: lambda p: respond.outcome(p.network, p.tx, p.who, p.answered, Did.NOT_HELPED, p.now),
    Verb.HOME: lambda p: coordinate.home(p.tx, p.who, p.now),
    Verb.CASES: lambda p: coordinate.cases(p.tx, p.who, p.now),
    Verb.ENTRY_FIND: _entry_search,
    Verb.ENTRY_NEW: lambda p: edit.form(p.tx, p.who),
    Verb.ENTRY_EDIT: lambda p: edit.form(p.tx, p.who, p.press.id),
    Verb.PERSON_NEW: lambda p: coordinate.person_form(p.tx, p.who, p.press.id),
    Verb.PERSON_SAVE: _person_save,
    Verb.AVAILABILITY: lambda p: availability.open_form(p.network, p.tx, p.who, p.now),
    Verb.AVAILABILITY_SAVE: _availability_save,
    **press_desk.HANDLERS,
    **press_case.HANDLERS,
}
