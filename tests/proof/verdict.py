"""What became of the cases, as the database and the chats tell it; nothing the program says of itself counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from knowledge.letters import QUIET
from knowledge.referral import State
from knowledge.store.engine import Store
from knowledge.store.tables import history, letters, referrals
from tests.proof.folk import World, buttons
from tests.proof.town import Town

KEEPS_OWNER = frozenset({"reminded", "asked", "partly", "in_contact", "edited", "accepted", "repaired"})
LOUD = frozenset({"offer", "connect", "stranded", "follow_up", "passed_on", "remind_contact", "thanks", "nobody"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """The figures of the proof; the first five must be 0."""

    lost: int
    two_owners: int
    stuck: int
    uninformed: tuple[tuple[str, str], ...]  # (person, letter's key or case)
    doubled_cases: int
    cases: int
    closed: Mapping[str, int]
    letters: Mapping[str, int]
    posts: int
    loud_letters: int
    handed_on: int
    stranded: int
    repaired: int

    @property
    def kept(self) -> bool:
        """Whether the promise was kept."""
        return not (self.lost or self.two_owners or self.stuck or self.uninformed or self.doubled_cases)


async def judge(url: str, world: World, town: Town) -> Verdict:
    """Reads the database and the chats."""
    store = Store(url)
    async with store.read() as tx:
        cases = (await tx.execute(sa.select(referrals))).mappings().all()
        lines = (await tx.execute(sa.select(history).order_by(history.c.id))).mappings().all()
        written = (await tx.execute(sa.select(letters))).mappings().all()
    await store.close()
    known = {case["id"] for case in cases}
    stories: dict[str, list[Mapping[Any, Any]]] = defaultdict(list)
    for line in lines:
        stories[line["referral"]].append(line)
    told = _told(world, town)
    sent = [letter for letter in written if letter["kind"] in LOUD and letter["state"] == "sent"]
    return Verdict(
        lost=len(set(world.promised.values()) - known),
        two_owners=sum(_two_owners(story) for story in stories.values()),
        stuck=sum(case["state"] != State.CLOSED.value for case in cases),
        uninformed=tuple(sorted(_uninformed(cases, written, told))),
        doubled_cases=len(cases) - len({case["note"]["see"] for case in cases}),
        cases=len(cases),
        closed=dict(Counter(case["outcome"] for case in cases)),
        letters=dict(Counter(letter["state"] for letter in written)),
        posts=sum(len(messages) for messages in world.teams.conversations.values()),
        loud_letters=len(sent),
        handed_on=sum(line["told"] in ("declined", "timeout", "unavailable", "hand_back") for line in lines),
        stranded=sum(str(line["told"]).endswith("_stranded") for line in lines),
        repaired=sum(line["did"] == "repair" for line in lines),
    )


def _two_owners(story: Sequence[Mapping[Any, Any]]) -> bool:
    """Whether a case was taken while somebody had it, or two events won the same version of it."""
    versions = [line["version"] for line in story]
    if len(versions) != len(set(versions)):
        return True
    owner = ""
    for line in story:
        if line["did"] == "accept":
            if owner:
                return True
            owner = line["by"]
        elif line["told"] not in KEEPS_OWNER:
            owner = ""
    return False


Told = dict[tuple[str, str], set[str]]
"""(person, referral) -> every button that person was ever shown about it."""


def _told(world: World, town: Town) -> Told:
    told: Told = defaultdict(set)
    for who in town.everybody:
        for message in world.teams.conversations[who.chat]:
            for state in message.states:
                for attachment in state.get("attachments") or []:
                    for verb, data in buttons(attachment["content"]):
                        told[who.key, str(data.get("id", ""))].add(verb)
    return told


def _uninformed(
    cases: Sequence[Mapping[Any, Any]], written: Sequence[Mapping[Any, Any]], told: Told
) -> set[tuple[str, str]]:
    """Who never got what they had to know: a letter that waits, or a card that no chat has ever shown."""
    missing = {(letter["to"], letter["key"]) for letter in written if letter["state"] == "waiting"}
    for letter in written:
        shown = told[letter["to"], letter["about"]]
        if letter["state"] == "sent" and letter["kind"] == "offer" and "take" not in shown:
            missing.add((letter["to"], letter["key"]))
        if letter["state"] == "failed" and letter["kind"] not in QUIET and not shown:
            missing.add((letter["to"], letter["key"]))
    missing |= {(case["asker"], case["id"]) for case in cases if not _knows_the_end(case, told)}
    return missing


def _knows_the_end(case: Mapping[Any, Any], told: Told) -> bool:
    """A closed case offers its asker to open it again."""
    return case["state"] != State.CLOSED.value or "reopen" in told[case["asker"], case["id"]]
