"""How people behave: they ask, answer cards as people do, or do not; each with a chat of their own."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.proof.servers import Servers
from tests.teams_wire import activities
from tests.teams_wire.activities import Body, Somebody
from tests.teams_wire.connector import FakeTeams, Message

SENTENCES = (
    "Et barn slår de andre i frikvarteret",
    "Min elev kommer aldrig i skole om mandagen",
    "Han kaster med stole, når vi skifter lokale",
    "To piger holder en tredje ude af legen",
    "Hun vil ikke læse højt og gemmer sig under bordet",
)
REASONS = ("no_time", "not_my_field", "knows_family", "away")
FIRST = 3_000
"""The first case's number in its sentence: number 112 is a call for help, and answered as one."""
LOOK = 0.1
PATIENCE = 120.0
LONGEST_CASE = 900.0
"""Nobody begins the next before the last has ended: on a slow machine everything at once, at deadlines that come a
thousand times as soon, would only overtake itself."""
OFTEN = ("take", "talked", "out_helped")


@dataclass(slots=True)
class World:
    """Where everybody meets, and what they have been promised: case number -> referral id."""

    servers: Servers
    teams: FakeTeams
    service_url: str
    luck: random.Random
    promised: dict[int, str] = field(default_factory=dict)
    presses: int = 0

    async def press(self, who: Somebody, card: str, verb: str, data: Body) -> Body | None:
        """Presses a button; a hint to slow down is heeded as a person would."""
        while True:
            self.presses += 1
            body = activities.press(who, card, verb, data, serviceUrl=self.service_url)
            answer = await self.servers.deliver(body)
            if answer is None or answer.get("statusCode") not in (429, 503):
                return answer
            await asyncio.sleep(self.luck.uniform(1, 3))


async def ask(world: World, who: Somebody, numbers: list[int]) -> None:
    """One asker's cases, one after the other: a question, the form, and the promise on the card."""
    for number in numbers:
        text = f"{world.luck.choice(SENTENCES)}, nummer {FIRST + number}"
        while number not in world.promised:
            seen = len(world.teams.seen(who))
            await world.servers.deliver(activities.message(who, text, serviceUrl=world.service_url))
            question = await _question(world, who, seen)
            if question is None:
                continue  # nothing came: asked again, as people do
            form = {"id": question, "see": text, "wish": "et godt råd", "role": "any", "urgent": "week"}
            answer = await world.press(who, "", "refer", form)
            if referral := _referral(answer):
                world.promised[number] = referral
        await _over(world, who, world.promised[number])


async def _over(world: World, who: Somebody, referral: str) -> None:
    """Returns when the asker's card says that the case has ended, or when they have waited long enough."""
    for _ in range(int(LONGEST_CASE / LOOK / 4)):
        cards = (message.card for message in reversed(world.teams.seen(who)))
        if any(verb == "reopen" and data.get("id") == referral for card in cards for verb, data in buttons(card)):
            return
        await asyncio.sleep(4 * LOOK)


async def _question(world: World, who: Somebody, seen: int) -> str | None:
    """The id of the question on the answer's card, when it has come."""
    for _ in range(int(PATIENCE / LOOK)):
        for message in world.teams.seen(who)[seen:]:
            for verb, data in buttons(message.card):
                if verb == "find" and data.get("id"):
                    return str(data["id"])
        await asyncio.sleep(LOOK)
    return None


def _referral(answer: Body | None) -> str | None:
    card = (answer or {}).get("value")
    return next((str(data["id"]) for verb, data in buttons(card) if verb in ("status", "withdraw")), None)


async def live(world: World, who: Somebody, moods: Moods) -> None:
    """Looks at the chat again and again, and answers what is new there."""
    luck = random.Random(who.key)
    answered: set[tuple[str, int]] = set()
    while True:
        for message in world.teams.seen(who):
            state = (message.id, len(message.states))
            if state not in answered:
                answered.add(state)
                await _answer(world, who, message, moods, luck)
        await asyncio.sleep(LOOK * luck.uniform(1, 3))


@dataclass(frozen=True, slots=True)
class Moods:
    """How often something is done: shares of all cards of that kind; the rest is silence."""

    take: float = 0.65
    decline: float = 0.2
    suggest: float = 0.05
    talk: float = 0.9
    hand_back: float = 0.06
    outcome: float = 0.9
    withdraw: float = 0.03


async def _answer(world: World, who: Somebody, message: Message, moods: Moods, luck: random.Random) -> None:
    shown = list(buttons(message.card))
    verbs = {verb for verb, _ in shown}
    await asyncio.sleep(luck.uniform(0, 0.3))
    if "take" in verbs:
        await _offer(world, who, message, moods, luck)
    elif "talked" in verbs and luck.random() < moods.talk:
        handing = "hand_back" in verbs and luck.random() < moods.hand_back
        await _press(world, who, message, "hand_back" if handing else "talked")
    elif "withdraw" in verbs and luck.random() < moods.withdraw:
        await _press(world, who, message, "withdraw")
    elif "out_helped" in verbs and luck.random() < (moods.outcome if "status" in verbs else 0.9):
        await _press(world, who, message, luck.choices(["out_helped", "out_partly", "out_not"], [8, 1, 1])[0])


async def _offer(world: World, who: Somebody, message: Message, moods: Moods, luck: random.Random) -> None:
    draw = luck.random()
    if draw < moods.take or who.key.startswith("coordinator"):
        await _press(world, who, message, "take")
    elif draw < moods.take + moods.decline:
        await _press(world, who, message, "decline", reason=luck.choice(REASONS))
    elif draw < moods.take + moods.decline + moods.suggest and (others := choices(message.card, "to")):
        await _press(world, who, message, "suggest", to=luck.choice(others))


async def _press(world: World, who: Somebody, message: Message, verb: str, **inputs: str) -> None:
    data = next((data for name, data in buttons(message.card) if name == verb), None)
    if data is not None:
        await world.press(who, message.id, verb, {**data, **inputs})


def buttons(card: Any) -> Iterator[tuple[str, Body]]:
    """Every button of a card with its payload, also the folded ones."""
    for node in _nodes(card):
        if isinstance(node.get("verb"), str) and isinstance(node.get("data"), dict):
            yield node["verb"], node["data"]


def choices(card: Any, name: str) -> list[str]:
    """What a choice on a card offers."""
    return [
        str(choice["value"])
        for node in _nodes(card)
        if node.get("id") == name and isinstance(node.get("choices"), list)
        for choice in node["choices"]
    ]


def _nodes(value: Any) -> Iterator[Body]:
    if isinstance(value, dict):
        yield value
        for child in value.values():
            yield from _nodes(child)
    elif isinstance(value, list):
        for child in value:
            yield from _nodes(child)
