"""The buttons of coordinators and editors: one table, part of the one in `press.py`."""

from __future__ import annotations

from bot.buttons import Verb
from bot.pressed import Handler, Pressed
from handlers import (
    coordinate,
    digest,
    drafts,
    exports,
    guide,
    import_form,
    imports,
    lessons,
    missed,
    overview,
    release,
    revision,
    tried,
    trying,
)
from handlers.drafts import Filled
from handlers.exports import Place
from handlers.views import View


def _filled(p: Pressed) -> Filled:
    return Filled(p.press.id, p.press.version, p.press.inputs)


def _remark(p: Pressed) -> str:
    return p.press.inputs.get("remark", "")


def _rows(p: Pressed) -> str:
    return p.press.inputs.get("rows", "")


def _place(p: Pressed) -> Place:
    return Place(*(p.press.inputs.get(name, "") for name in ("upload", "url", "unique", "ending")))


async def _retire(p: Pressed) -> View:
    why = p.press.inputs.get("why", "")
    return await trying.propose_retiring(p.network, p.tx, p.who, p.press.id, p.press.version, why, p.now)


async def _judged(p: Pressed, *, fine: bool) -> View:
    return await lessons.judge(p.network, p.tx, p.who, p.press.id, p.press.version, p.now, fine=fine)


HANDLERS: dict[Verb, Handler] = {
    Verb.ENTRY_SAVE: lambda p: drafts.propose(p.network, p.tx, p.who, _filled(p), p.now),
    Verb.ENTRY_KEEP: lambda p: drafts.keep(p.network, p.tx, p.who, _filled(p), p.now),
    Verb.ENTRY_SEND: lambda p: drafts.send(p.network, p.tx, p.who, _filled(p), p.now),
    Verb.ENTRY_HISTORY: lambda p: drafts.history(p.tx, p.who, p.press.id),
    Verb.ENTRY_RESTORE: lambda p: drafts.restore(p.network, p.tx, p.who, p.press.id, p.press.version, p.now),
    Verb.ENTRY_RETIRE: _retire,
    Verb.RETIRE_DO: lambda p: trying.retire(p.tx, p.who, p.press.id, p.press.version, p.now),
    Verb.WHATIF_MORE: lambda p: trying.more(p.tx, p.who, p.press.id, p.press.version),
    Verb.DRAFTS: lambda p: drafts.listed(p.tx, p.who),
    Verb.DRAFT_SHOW: lambda p: drafts.show(p.tx, p.who, p.press.id),
    Verb.DRAFT_EDIT: lambda p: drafts.open_form(p.tx, p.who, p.press.id),
    Verb.DRAFT_TRY: lambda p: drafts.attempt(p.network, p.tx, p.who, p.press.id, p.now),
    Verb.DRAFT_PUBLISH: lambda p: drafts.publish(p.tx, p.who, p.press.id, p.press.version, p.now),
    Verb.DRAFT_BACK: lambda p: drafts.give_back(p.tx, p.who, p.press.id, p.press.version, _remark(p), p.now),
    Verb.EDITIONS: lambda p: release.listed(p.tx, p.who),
    Verb.EDITION_SEE: lambda p: release.see(p.network, p.tx, p.who, p.press.id, p.now),
    Verb.EDITION_KEEP: lambda p: release.keep_ours(p.tx, p.who, p.press.id, p.now),
    Verb.MISSED: lambda p: missed.listed(p.network, p.tx, p.who, p.now, p.press.version),
    Verb.MISSED_NEW: lambda p: missed.new_entry(p.tx, p.who, p.press.id, p.now),
    Verb.MISSED_ADD: lambda p: missed.add_phrases(p.tx, p.who, p.press.id, p.press.inputs.get("slug", ""), p.now),
    Verb.MISSED_NOT: lambda p: missed.not_ours(p.network, p.tx, p.who, p.press.id, p.now),
    Verb.OVERVIEW: lambda p: overview.overview(p.network, p.tx, p.who, p.now),
    Verb.COVERAGE: lambda p: overview.cover(p.network, p.tx, p.who, p.now),
    Verb.PEOPLE: lambda p: overview.find(p.network, p.tx, p.who, p.press.inputs.get("query", "")),
    Verb.PERSON_PAUSE: lambda p: coordinate.pause_person(p.tx, p.who, p.press.id, p.now, paused=True),
    Verb.PERSON_BACK: lambda p: coordinate.pause_person(p.tx, p.who, p.press.id, p.now, paused=False),
    Verb.PERSON_REMOVE: lambda p: overview.remove(p.network, p.tx, p.who, p.press.id, p.now),
    Verb.TRIED: lambda p: tried.answer(p.tx, p.who, p.press.id, p.press.inputs.get("outcome", ""), p.now),
    Verb.LESSON_SAVE: lambda p: lessons.write(
        p.network, p.tx, p.who, p.press.id, p.press.version, p.press.inputs, p.now
    ),
    Verb.LESSON_NOT: lambda p: lessons.refuse(p.tx, p.who, p.press.id, p.now),
    Verb.LESSONS: lambda p: lessons.queue(p.network, p.tx, p.who),
    Verb.LESSON_APPROVE: lambda p: _judged(p, fine=True),
    Verb.LESSON_REFUSE: lambda p: _judged(p, fine=False),
    Verb.REVISION: lambda p: revision.listed(p.network, p.tx, p.who, p.now),
    Verb.ENTRY_CONFIRM: lambda p: revision.confirm(p.network, p.tx, p.who, p.press.id, p.now),
    Verb.GUIDE: lambda p: guide.guide(p.tx, p.who),
    Verb.IMPORT: lambda p: import_form.open_form(p.who),
    Verb.IMPORT_TRY: lambda p: import_form.attempt(p.network, p.who, _rows(p)),
    Verb.IMPORT_DO: lambda p: import_form.read_in(p.network, p.tx, p.who, _rows(p), p.now),
    Verb.FILE_GO: lambda p: imports.go(p.tx, p.who, p.press.id, p.press.version, p.now),
    Verb.FILE_DROP: lambda p: imports.drop(p.tx, p.who, p.press.id, p.press.version),
    Verb.FILE_PUT: lambda p: exports.accepted(p.tx, p.who, p.press.id, p.press.version, _place(p), p.now),
    Verb.FILE_LEAVE: lambda p: exports.declined(p.tx, p.who, p.press.id, p.press.version),
    Verb.EXPORT: lambda p: exports.menu(p.who),
    Verb.EXPORT_DO: lambda p: exports.ask(p.network, p.tx, p.who, p.press.id, p.now),
    Verb.DIGEST: lambda p: digest.open_form(p.tx, p.who),
    Verb.DIGEST_SAVE: lambda p: digest.choose(p.tx, p.who, p.press.inputs),
    Verb.DRAFT_DROP: lambda p: drafts.drop(p.tx, p.who, p.press.id, p.now),
}
