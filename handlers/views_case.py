"""What is shown of a case beside itself: what happened, the coordinator's hand on it, what declines teach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from knowledge.referral import State


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One thing that happened: when, what (a key of the texts `story.…`) and who, where the reader may know."""

    at: datetime
    what: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """A person's own part of a case's history, oldest first."""

    id: str
    lines: tuple[StoryLine, ...]


@dataclass(frozen=True, slots=True)
class CaseCard:
    """One open case at the coordinator's desk, without its text. `wrong` is a key of the texts."""

    id: str
    version: int
    state: State
    role: str
    waits_for: str
    due_at: datetime
    created_at: datetime
    urgent: bool
    lines: tuple[StoryLine, ...] = ()
    colleagues: tuple[tuple[str, str], ...] = ()  # (person id, "name|role") to give it to
    duplicates: tuple[tuple[str, datetime], ...] = ()  # other open cases of the same asker, and when they began
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody has said "not my field" more than once about the same entry: shall they no longer be asked?"""

    person: str
    name: str
    slug: str
    title: str
    times: int
