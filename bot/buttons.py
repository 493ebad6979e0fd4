"""Typed card actions. A payload carries a verb, an opaque id and a version: anyone who writes to us can forge it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

LONGEST_VALUE = 40_000
LONGEST_ID = 120
LISTS, MOST_LISTS = "lists", 20
"""Names a form's lists: clients leave out one in which nothing is chosen, and that must not mean "as before"."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Verb(StrEnum):
    """Everything a button can say."""

    SAY = "say"
    OPEN = "open"
    HELPED = "helped"
    UNFIT = "unfit"
    FIND = "find"
    REFER = "refer"
    URGENT = "urgent"
    STATUS = "status"
    EDIT_NOTE = "edit_note"
    SAVE_NOTE = "save_note"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    TAKE = "take"
    DECLINE = "decline"
    SUGGEST = "suggest"
    TALKED = "talked"
    HAND_BACK = "hand_back"
    OUT_HELPED = "out_helped"
    OUT_PARTLY = "out_partly"
    OUT_NOT = "out_not"
    HOME = "home"
    CASES = "cases"
    ENTRY_FIND = "entry_find"
    ENTRY_NEW = "entry_new"
    ENTRY_EDIT = "entry_edit"
    ENTRY_SAVE = "entry_save"
    ENTRY_RETIRE = "entry_retire"
    RETIRE_DO = "retire_do"
    WHATIF_MORE = "whatif_more"
    ENTRY_KEEP = "entry_keep"
    ENTRY_SEND = "entry_send"
    ENTRY_HISTORY = "entry_history"
    ENTRY_RESTORE = "entry_restore"
    DRAFTS = "drafts"
    DRAFT_SHOW = "draft_show"
    DRAFT_EDIT = "draft_edit"
    DRAFT_TRY = "draft_try"
    DRAFT_PUBLISH = "draft_publish"
    DRAFT_BACK = "draft_back"
    DRAFT_DROP = "draft_drop"
    EDITIONS = "editions"
    EDITION_SEE = "edition_see"
    EDITION_KEEP = "edition_keep"
    MISSED = "missed"
    MISSED_NEW = "missed_new"
    MISSED_ADD = "missed_add"
    MISSED_NOT = "missed_not"
    TRIED = "tried"
    LESSON_SAVE = "lesson_save"
    LESSON_NOT = "lesson_not"
    LESSONS = "lessons"
    LESSON_APPROVE = "lesson_approve"
    LESSON_REFUSE = "lesson_refuse"
    REVISION = "revision"
    ENTRY_CONFIRM = "entry_confirm"
    GUIDE = "guide"
    IMPORT = "import"
    IMPORT_TRY = "import_try"
    IMPORT_DO = "import_do"
    FILE = "file"
    FILE_GO = "file_go"
    FILE_DROP = "file_drop"
    EXPORT = "export"
    EXPORT_DO = "export_do"
    FILE_PUT = "file_put"
    FILE_LEAVE = "file_leave"
    DIGEST = "digest"
    DIGEST_SAVE = "digest_save"
    PERSON_NEW = "person_new"
    PERSON_SAVE = "person_save"
    PEOPLE = "people"
    PERSON_PAUSE = "person_pause"
    PERSON_BACK = "person_back"
    PERSON_REMOVE = "person_remove"
    OVERVIEW = "overview"
    COVERAGE = "coverage"
    AVAILABILITY = "availability"
    AVAILABILITY_SAVE = "availability_save"
    WELCOME = "welcome"
    STORY = "story"
    CASE = "case"
    CASE_GIVE = "case_give"
    CASE_CLOSE = "case_close"
    CASE_MERGE = "case_merge"
    CORRECT = "correct"


# These leave the card they stand on as it is and answer with a new message; all others replace their card.
FRESH = frozenset(
    {
        Verb.SAY,
        Verb.OPEN,
        Verb.HELPED,
        Verb.UNFIT,
        Verb.FIND,
        Verb.URGENT,
        Verb.HOME,
        Verb.CASES,
        Verb.ENTRY_NEW,
        Verb.ENTRY_EDIT,
        Verb.ENTRY_HISTORY,
        Verb.WHATIF_MORE,
        Verb.DRAFTS,
        Verb.DRAFT_SHOW,
        Verb.DRAFT_EDIT,
        Verb.EDITIONS,
        Verb.EDITION_SEE,
        Verb.MISSED,
        Verb.MISSED_NEW,
        Verb.MISSED_ADD,
        Verb.DIGEST,
        Verb.IMPORT,
        Verb.EXPORT,
        Verb.FILE,
        Verb.EXPORT_DO,
        Verb.GUIDE,
        Verb.LESSONS,
        Verb.REVISION,
        Verb.ENTRY_CONFIRM,
        Verb.PERSON_NEW,
        Verb.PEOPLE,
        Verb.OVERVIEW,
        Verb.COVERAGE,
        Verb.AVAILABILITY,
        Verb.WELCOME,
        Verb.STORY,
        Verb.CASE,
    }
)


@dataclass(frozen=True, slots=True)
class Press:
    """One press of a button, with what stood in the card's inputs."""

    verb: Verb
    id: str = ""
    version: int = 0
    inputs: Mapping[str, str] = field(default_factory=dict)


def pack(verb: Verb, id_: str = "", version: int = 0, **extra: str) -> dict[str, Any]:
    """The payload of a button."""
    return {"verb": verb.value, "id": id_, "n": version, **extra}


def unpack(verb: object, data: object) -> Press | None:
    """A press from what came over the wire, or None when it is no button of ours. Never raises."""
    given = data if isinstance(data, dict) else {}
    name = verb if isinstance(verb, str) and verb else given.get("verb")
    if not isinstance(name, str) or name not in set(Verb):
        return None
    id_, version = given.get("id", ""), given.get("n", 0)
    if not isinstance(id_, str) or len(id_) > LONGEST_ID or id_ != _plain(id_):
        return None
    number = version if isinstance(version, int) and not isinstance(version, bool) and 0 <= version < 2**31 else 0
    inputs = {
        str(key)[:64]: _plain(value[:LONGEST_VALUE])
        for key, value in given.items()
        if key not in ("verb", "id", "n", "msteams") and isinstance(value, str)
    }
    for unchosen in filter(None, inputs.pop(LISTS, "").split(",")[:MOST_LISTS]):
        inputs.setdefault(unchosen[:64], "")
    return Press(Verb(name), id_, number, inputs)


def _plain(text: str) -> str:
    """Without control characters: PostgreSQL takes no NUL, and nobody types the others."""
    return CONTROL.sub("", text)
