"""What people do with files in the chat, and what they then see."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.buttons import Verb
from knowledge import exchange as plain
from knowledge.columns import PERSON
from knowledge.exchange import Listed
from knowledge.people import Person
from knowledge.sheets import write_xlsx
from tests.bot.wire import Wire
from tests.teams_wire import activities
from tests.teams_wire.activities import Body, Somebody


def persons(many: int, faulty: Sequence[int] = ()) -> bytes:
    """A workbook with new persons; those with these numbers have a faulty capacity."""
    rows = plain.person_rows(
        Listed(Person("", "", f"Ny Hjælper {n}", roles=("akt-vejleder",)), f"ny{n}@kommune.example")
        for n in range(many)
    )
    at = [column.name for column in PERSON].index("capacity")
    for number in faulty:
        rows[number][at] = "mange"
    return write_xlsx({"personer": (PERSON, rows)})


def buttons(card: Body) -> dict[str, Body]:
    """The buttons at the foot of a card, by verb."""
    return {button["verb"]: button["data"] for button in card.get("actions", ()) if "verb" in button}


async def drop(wire: Wire, who: Somebody, url: str, name: str, text: str = "") -> None:
    """Somebody drops a file; everything that follows from it."""
    await wire.deliver(activities.dropped(who, url, name, text))
    await wire.work()


async def push(wire: Wire, who: Somebody, card: Body, verb: Verb) -> Any:
    """Presses a button as it stands on a card."""
    data = buttons(card)[verb]
    return (await wire.deliver(activities.press(who, "1:1", verb.value, data)))[1]


def last(wire: Wire, who: Somebody) -> Body:
    return wire.teams.cards(who)[-1]


def said(card: Body) -> str:
    return json.dumps(card, ensure_ascii=False)
