"""What somebody at the desk is shown of longer work: how far it has come, what came of it, and files out and in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.views_desk import WhatIf
from knowledge.exchange import Problem
from knowledge.whatif import Change


@dataclass(frozen=True, slots=True)
class Working:
    """An errand under way. `step` is what is being done ("" before it began), `done` of `of` how far that has come."""

    id: str
    kind: str
    about: str
    step: str = ""
    done: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class RetireCard:
    """What taking an entry out of use would change; nothing has happened yet."""

    id: str
    version: int
    title: str
    why: str
    whatif: WhatIf


@dataclass(frozen=True, slots=True)
class ImportCard:
    """A file that was looked at: what reading it in would do. `overtaken`: somebody changed something meanwhile."""

    id: str
    version: int
    name: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    problems: tuple[Problem, ...] = ()
    overtaken: bool = False
    whatif: WhatIf | None = None


@dataclass(frozen=True, slots=True)
class WhatIfList:
    """All answers that would change, some at a time: `at` have been shown before, of `count`."""

    id: str
    lines: tuple[Change, ...]
    at: int
    count: int
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExportMenu:
    """What can be had as a file: names of the export."""

    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileOffer:
    """A file that is ready; Teams asks its reader where to put it."""

    id: str
    version: int
    what: str
    name: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class FileSent:
    """A file that has been put there; the card opens it."""

    name: str
    url: str
    unique: str  # Teams' id of the file
    kind: str  # its ending, without the dot


Errand = Working | RetireCard | ImportCard | WhatIfList | ExportMenu | FileOffer | FileSent
