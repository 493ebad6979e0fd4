"""What coordinators and editors are shown at their desk, as records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from knowledge.catalogue import Entry, Status
from knowledge.coverage import Line
from knowledge.exchange import Problem
from knowledge.figures import Figures
from knowledge.tried import Standing
from knowledge.whatif import Change


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry, a draft or a person in a list to choose from; `state` of an entry that answers nobody, else ""."""

    id: str
    title: str
    detail: str = ""
    version: int = 0
    state: str = ""


@dataclass(frozen=True, slots=True)
class EntryList:
    """Entries that fit a search, to be edited."""

    query: str
    found: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class EntryForm:
    """The form for one entry. `entry.slug` is empty for a new one; `version` is the version of the entry it grew from.

    `draft` is the id of the draft it shows ("" before it was kept once), `others` who else is at the same entry.
    """

    entry: Entry
    version: int
    new: bool
    wrong: Mapping[str, str] = field(default_factory=dict)
    draft: str = ""
    draft_version: int = 0
    why: str = ""
    remark: str = ""
    others: tuple[str, ...] = ()
    reviewers: tuple[tuple[str, str], ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a change would do to `asked` questions that were asked before. `titles`: the entries that are named.

    `id` is that of the errand that found it, under which all of it can be read.
    """

    asked: int
    better: tuple[Change, ...] = ()
    worse: tuple[Change, ...] = ()
    other: tuple[Change, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    id: str = ""


@dataclass(frozen=True, slots=True)
class DraftCard:
    """A draft as staff would see it; `whatif` once the change was replayed; `asked_of_you` to its reviewer."""

    id: str
    version: int
    entry: Entry
    status: Status
    author: str
    why: str = ""
    remark: str = ""
    whatif: WhatIf | None = None
    asked_of_you: bool = False


@dataclass(frozen=True, slots=True)
class Drafts:
    """What is being worked on."""

    lines: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Editions:
    """Entries changed here that have a new text in this release, `found` in all; `detail` names the fields."""

    lines: tuple[Choice, ...]
    found: int


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an entry: who changed it, when and why."""

    number: int
    status: Status
    at: datetime
    by: str
    why: str
    fields: tuple[str, ...] = ()  # which fields differ from the version before


@dataclass(frozen=True, slots=True)
class EntryHistory:
    """The versions of an entry, the newest first."""

    slug: str
    title: str
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class MissedGroup:
    """Questions that ask the same: `id` of the middle one, some wordings, how many, how many were answered unfit."""

    id: str
    texts: tuple[str, ...]
    count: int
    refused: int
    nearest: tuple[tuple[str, str], ...] = ()  # (slug, title)


@dataclass(frozen=True, slots=True)
class Missed:
    """The unanswered, the most asked first; `questions` in `groups` in all, of which `at` stand before these."""

    lines: tuple[MissedGroup, ...]
    questions: int
    groups: int
    at: int = 0


@dataclass(frozen=True, slots=True)
class DeskForm:
    """When the weekly card comes: weekday "0" (Monday) to "4" or "off", and the clock."""

    weekday: str
    clock: str
    saved: bool = False


@dataclass(frozen=True, slots=True)
class ImportForm:
    """Rows pasted from Excel and, once `looked` at, what reading them in would do. `wrong`: no table at all."""

    text: str = ""
    looked: bool = False
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    problems: tuple[Problem, ...] = ()
    wrong: str = ""
    overtaken: bool = False
    answers: bool = False  # whether it touches entries, so that answers may change


@dataclass(frozen=True, slots=True)
class OverviewCard:
    """The counts. `titles`: the entries that are named; `coordinator`: whether the reader may do more than read."""

    figures: Figures
    titles: Mapping[str, str] = field(default_factory=dict)
    coordinator: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """Somebody the bot cannot write to, and Teams' word for why ("never": they have not opened it)."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class CoverageCard:
    """Who is there in the next four weeks; who cannot be reached, who has too much, who is paused."""

    lines: tuple[Line, ...]
    lost: tuple[Lost, ...] = ()
    over: tuple[str, ...] = ()
    paused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Who:
    """One person of the directory in a list."""

    id: str
    name: str
    roles: tuple[str, ...]
    unit: str
    paused: bool
    reachable: bool
    version: int


@dataclass(frozen=True, slots=True)
class PeopleList:
    """People that fit a search, `found` in all."""

    query: str
    lines: tuple[Who, ...]
    found: int


@dataclass(frozen=True, slots=True)
class TriedAsk:
    """Did you try it? `id` is the question's."""

    id: str
    title: str
    slug: str


@dataclass(frozen=True, slots=True)
class LessonForm:
    """May this become knowledge? `asker`: whether the reader is the one who asked, and may offer to be asked."""

    id: str
    version: int
    title: str
    did: str = ""
    place: str = ""
    happened: str = ""
    asker: bool = False
    wrong: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LessonLine:
    """One experience that waits for an editor."""

    id: str
    version: int
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lessons:
    """The editors' queue of local experience."""

    lines: tuple[LessonLine, ...]


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One entry to look at; `legal_late`: its law was last checked more than a year ago.

    `used`: how often it stood first in an answer in the last 90 days, from five on.
    """

    slug: str
    title: str
    owner: str
    reviewed: date | None
    legal_late: bool = False
    standing: Standing | None = None
    due_on: date | None = None
    overdue: bool = False
    used: int | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """The next few entries to look at, `left` in all."""

    lines: tuple[RevisionLine, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Guide:
    """The steps of a first hour with whether they are done; `coordinator`: whether the reader sees cases and people."""

    steps: tuple[tuple[str, bool], ...]
    coordinator: bool
