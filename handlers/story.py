"""What happened to a case, told to each of its people as far as it is their part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.cases import Around, who_is_who
from handlers.views import Said, View
from handlers.views_case import Story, StoryLine
from knowledge.referral import Referral
from knowledge.store import referrals
from knowledge.store.people import Member

BY_EVENT = {
    "create": "created",
    "accept": "accepted",
    "contact": "in_contact",
    "helped": "helped",
    "partly": "partly",
    "not_helped": "not_helped",
    "withdraw": "withdrawn",
    "edit": "edited",
    "reopen": "reopened",
    "reassign": "reassigned",
    "close": "closed",
    "merge": "merged",
    "repair": "mended",
    "asker_gone": "asker_gone",
}
STILL_THEIRS = frozenset({"reminded", "asked", "partly", "in_contact", "edited", "merged", "asker_gone"})
"""Ways on that leave the helper who has a case in charge of it."""
KEPT_BACK = frozenset({"reminded"})
"""A helper's reminder is between the network and the helper."""

Line = Mapping[str, Any]


async def story(tx: AsyncConnection, who: Member, id_: str) -> View:
    """The reader's part: all of it for the asker, a helper's own time with it; nothing for anybody else."""
    case = await referrals.load(tx, id_)
    if case is None:
        return Said("gone", find_colleague="")
    lines = await referrals.story(tx, id_)
    mine = lines if who.id == case.asker else list(_part(lines, who.id))
    if not mine:
        return Said("not_yours")
    around = await who_is_who(tx, *{str(line["by"]) for line in mine})
    return Story(case.id, tuple(told(around, case, mine, who.id)))


def told(around: Around, case: Referral, lines: Iterable[Line], reader: str) -> Iterable[StoryLine]:
    """The lines in keys of the texts. Who said no is not told: only that it went on to the next."""
    for line in lines:
        what = _what(line, reader)
        if what:
            named = line["did"] == "accept" or (line["by"] == reader != case.asker)
            yield StoryLine(line["at"], what, around.names(line["by"]) if named else "")


def _what(line: Line, reader: str) -> str:
    if line["did"] in BY_EVENT:
        return BY_EVENT[line["did"]]
    if line["told"] in KEPT_BACK:
        return "reminded" if reader != "" and line["by"] == reader else ""
    if line["did"] in ("decline", "suggest", "hand_back") and line["by"] == reader:
        return "declined"
    if line["told"] == "asked":
        return "asked"
    if line["told"] in ("no_answer", "asker_gone"):
        return "closed"
    return "coordinator" if str(line["told"]).endswith("stranded") or line["told"] == "nobody" else "passed_on"


def _part(lines: Iterable[Line], helper: str) -> Iterable[Line]:
    """What a helper did, and what happened while it was theirs."""
    theirs = False
    for line in lines:
        if line["by"] == helper or theirs:
            yield line
        if line["did"] == "accept":
            theirs = line["by"] == helper
        elif theirs and line["told"] not in STILL_THEIRS:
            theirs = False
