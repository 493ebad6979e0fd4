"""What people are shown, as records. `bot/cards/` makes cards of them; nothing here knows Teams or a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from handlers import views_case as case
from handlers import views_desk as desk
from handlers import views_errands as errands
from knowledge.catalogue import Entry
from knowledge.referral import Note, State
from knowledge.tried import Group, Standing


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry of an answer, with why it was found."""

    entry: Entry
    because: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Said:
    """A short sentence by text key, with its values; `choices` are texts to tap and send."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    find_colleague: str | None = None  # a question id ("" for none): offers the way to a person
    coordinator: bool = False


@dataclass(frozen=True, slots=True)
class Welcome:
    """Who the bot is, what it can do and what it never wants to know."""

    name: str
    helper: bool
    coordinator: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """At most three entries. `sure` is False when it asks "did you mean"."""

    question: str
    hits: tuple[Hit, ...]
    sure: bool
    masked: tuple[str, ...] = ()
    text: str = ""  # the question as it was understood (scrubbed)
    private: bool = True
    acute: Hit | None = None  # in doubt: the guideline as an offer beside the answer


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Nothing fits well enough; a colleague is offered at once."""

    question: str
    masked: tuple[str, ...] = ()
    text: str = ""
    private: bool = True


@dataclass(frozen=True, slots=True)
class Acute:
    """The approved action card: it comes before any search."""

    question: str
    entry: Entry
    advice: tuple[str, ...]
    masked: tuple[str, ...] = ()
    private: bool = True
    legal_late: bool = False


@dataclass(frozen=True, slots=True)
class FullEntry:
    """An entry in full."""

    entry: Entry
    question: str = ""
    private: bool = True
    related: tuple[tuple[str, str], ...] = ()  # (slug, title)
    standing: Standing | None = None
    groups: tuple[Group, ...] = ()  # the same by age and setting, as far as it concerns the reader
    lessons: tuple[str, ...] = ()
    legal_late: bool = False


@dataclass(frozen=True, slots=True)
class ReferForm:
    """The short form for a colleague, filled from what was already written. `wrong` is field -> text key."""

    question: str
    note: Note
    role: str = ""
    roles: tuple[str, ...] = ()
    age: str = ""
    setting: str = ""
    urgent: bool = False
    referral: str = ""  # set when a note is corrected
    version: int = 0
    wrong: Mapping[str, str] = field(default_factory=dict)
    masked: tuple[str, ...] = ()
    slots: str = ""  # lessons in which a co-teaching partner could come, as typed


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody is asked: a key of the texts with its values."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One person in the order as the asker sees it."""

    name: str
    role: str
    reasons: tuple[Reason, ...] = ()
    said: str = ""  # "", "declined", "late", "asked" …


@dataclass(frozen=True, slots=True)
class Status:
    """The asker's own view of a referral: always the present truth."""

    id: str
    version: int
    state: State
    note: Note
    waits_for: str
    role: str
    due_at: datetime
    steps: tuple[Step, ...] = ()
    bridge: Entry | None = None
    outcome: str = ""
    urgent: bool = False
    masked: tuple[str, ...] = ()
    emptied: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """What a helper (or, when it is stranded, a coordinator) is asked."""

    id: str
    version: int
    note: Note
    asker_role: str
    unit: str
    age: str
    setting: str
    role: str
    due_at: datetime
    urgent: bool
    topics: tuple[str, ...] = ()  # titles of the entries the asker was shown
    reasons: tuple[Reason, ...] = ()
    colleagues: tuple[tuple[str, str], ...] = ()  # (person id, name and role) to suggest
    stranded: bool = False
    asker_gone: bool = False  # whether the asker can be told nothing from here


@dataclass(frozen=True, slots=True)
class OfferClosed:
    """What has happened to an offer since: taken by you, by somebody else, withdrawn, passed on, ended."""

    id: str
    what: str


@dataclass(frozen=True, slots=True)
class Connect:
    """Asker and helper are brought together. `other` is the one the reader should talk to."""

    id: str
    version: int
    state: State
    other: str
    other_role: str
    upns: tuple[str, ...]
    note: Note
    first_step: Entry | None
    helper: bool  # whether the reader is the helper
    due_at: datetime
    outcome: str = ""
    gone: bool = False  # whether the other can be told nothing from here


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Did it help?"""

    id: str
    version: int
    helper: str
    wish: str


@dataclass(frozen=True, slots=True)
class CoordinatorHome:
    """The coordinator's front page: counts and ways in."""

    open_cases: int
    stranded: int
    unanswered: int
    helpers: int
    unreachable: int
    editions: int = 0  # entries changed here that have a new text in this release


@dataclass(frozen=True, slots=True)
class CaseLine:
    """An open case without its text."""

    id: str
    version: int
    state: State
    role: str
    waits_for: str
    due_at: datetime
    created_at: datetime
    urgent: bool
    can_take: bool


@dataclass(frozen=True, slots=True)
class Cases:
    """Open cases, the most urgent first."""

    lines: tuple[CaseLine, ...]


@dataclass(frozen=True, slots=True)
class PersonForm:
    """A person of the directory. Values are as typed, so that a mistake can be shown beside its field."""

    values: Mapping[str, str]
    version: int
    new: bool
    wrong: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AvailabilityForm:
    """A resource person's own hours, capacity and absence, as typed."""

    values: Mapping[str, str]
    version: int
    colleagues: tuple[tuple[str, str], ...] = ()
    wrong: Mapping[str, str] = field(default_factory=dict)
    saved: bool = False


View = (
    Said
    | Welcome
    | Answer
    | NoAnswer
    | Acute
    | FullEntry
    | ReferForm
    | Status
    | Offer
    | OfferClosed
    | Connect
    | FollowUp
    | CoordinatorHome
    | Cases
    | desk.EntryForm
    | desk.EntryList
    | desk.DraftCard
    | desk.Drafts
    | desk.Editions
    | desk.EntryHistory
    | desk.Missed
    | desk.DeskForm
    | desk.ImportForm
    | desk.OverviewCard
    | desk.CoverageCard
    | desk.PeopleList
    | desk.TriedAsk
    | desk.LessonForm
    | desk.Lessons
    | desk.Revision
    | desk.Guide
    | PersonForm
    | AvailabilityForm
    | case.CaseCard
    | case.Story
    | case.Proposal
    | errands.Errand
)
