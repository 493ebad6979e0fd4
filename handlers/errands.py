"""Longer work is set going here and carried out beside the letters (`work.py`); its outcome comes as a letter."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.network import Network
from handlers.views_errands import Working
from knowledge.store import errands
from knowledge.store.errands import Errand, Kind, State
from knowledge.store.people import Member


class FileTrouble(Exception):
    """A file that is of no use. `why` is a word of the texts, `said` a Danish sentence that belongs to it.

    `again`: it may work in a moment.
    """

    def __init__(self, why: str, *, again: bool = False, said: str = "") -> None:
        super().__init__(why)
        self.why, self.again, self.said = why, again, said


@dataclass(frozen=True, slots=True)
class Hands:
    """What reaches outside the house. Both raise FileTrouble."""

    fetch: Callable[[str], Awaitable[bytes]]
    put: Callable[[str, bytes], Awaitable[None]]


@dataclass(slots=True)
class Progress:
    """How far an errand has come; written from whatever thread does the work, read by the one who tells of it."""

    step: str = ""
    done: int = 0
    of: int = 0

    def begin(self, step: str) -> None:
        """The next step begins."""
        self.step, self.done, self.of = step, 0, 0

    def told(self, done: int, of: int) -> None:
        """So much of the step is done."""
        self.done, self.of = done, of


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an errand. `also` is written in the same transaction; False from it means: look again."""

    data: Mapping[str, Any]
    state: State = State.ASKING
    file: bytes | None = None
    also: Callable[[AsyncConnection], Awaitable[bool]] | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One errand as it is carried out: `keep` puts a fetched file aside, so that nobody need fetch it again."""

    network: Network
    errand: Errand
    hands: Hands
    now: datetime
    keep: Callable[[bytes, Mapping[str, Any]], Awaitable[None]]
    progress: Progress = field(default_factory=Progress)


async def set_going(
    network: Network,
    tx: AsyncConnection,
    who: Member,
    errand: tuple[Kind, str, Mapping[str, Any]],
    now: datetime,
    file: bytes | None = None,
) -> Working:
    """Writes an errand of (kind, about, data) and shows that it is under way."""
    kind, about, data = errand
    written = Errand(network.new_id(), kind, who.id, about[:120], data)
    await errands.insert(tx, written, now, file)
    return working(written)


def working(errand: Errand) -> Working:
    """How far it has come."""
    return Working(errand.id, errand.kind.value, errand.about, errand.step, errand.done, errand.of)


async def asking(tx: AsyncConnection, who: Member, id_: str, version: int, kind: Kind) -> Errand | None:
    """The errand that asks this person, if it still does and the card they pressed is the newest."""
    errand = await errands.load(tx, id_)
    if errand is None or (errand.by, errand.kind) != (who.id, kind):
        return None
    return errand if (errand.state, errand.version) == (State.ASKING, version) else None
