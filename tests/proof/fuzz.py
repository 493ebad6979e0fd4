"""Every kind of activity, valid and mutated, through the real server: no 5xx, nothing unhandled, no hang, no growth.

`python -m tests.proof.fuzz --count 100000 --seed 7` prints what was sent and what came back.
"""

from __future__ import annotations

import argparse
import asyncio
import copy
import gc
import random
import resource
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import structlog

from app import create_app
from bot.buttons import Verb
from bot.settings import Settings
from tests.teams_wire import activities as teams
from tests.teams_wire.activities import CAST, Body
from tests.teams_wire.connector import FakeTeams
from tests.teams_wire.serving import served

HANG_SECONDS = 30
SIDE_BY_SIDE = 8
JUNK: tuple[Any, ...] = (
    *(None, True, -1, 1e308, 2**63, 0.1, "", " ", "x" * 5_000, "\x00\x07", "\u202e\u2066 gab", "\ud83d"),
    *("{{DATE(2020-01-01)}}", "<at>bot</at>" * 400, "[klik](https://evil.example)", "'; DROP TABLE referrals; --"),
    *([], {}, [[[[]]]], {"a": {"b": []}}, ["x"] * 300, {"verb": "take"}, "29:anna", "2026-99-99", "Ａ" * 50, "𝕏" * 50),
)
TEXTS = (
    "en dreng kaster med stole", "hej", "tak", "hun vil dø", "find en kollega", "koordinator", "min tid", "nyt opslag",
    "🙂", "", "Ich habe eine Frage", "010115-1234", "?" * 300, "ny person", "sager",
)  # fmt: skip


@dataclass
class Outcome:
    """What came back."""

    statuses: Counter[int] = field(default_factory=Counter)
    hung: int = 0
    unhandled: list[str] = field(default_factory=list)
    grown_mb: float = 0.0

    @property
    def clean(self) -> bool:
        """Whether everything was answered as it should be."""
        return not (self.hung or self.unhandled or any(status >= 500 for status in self.statuses))


def some_activity(rng: random.Random) -> Body:
    """A valid activity of any kind by anybody, with ids that may or may not exist."""
    who = rng.choice(CAST)
    verb = rng.choice(list(Verb))
    data = {"verb": verb.value, "id": rng.choice(["", "f" * 24, "low-arousal", "x"]), "n": rng.choice([0, 1, 99])}
    data |= {"see": rng.choice(TEXTS), "to": "eva", "reason": "no_time", "query": "bider", "title": "x", "q": "y"}
    makers: tuple[Callable[[], Body], ...] = (
        lambda: teams.message(who, rng.choice(TEXTS)),
        lambda: teams.press(who, "1:1", verb.value, data),
        lambda: teams.submit(who, "1:1", data),
        lambda: teams.search(who, rng.choice(TEXTS)),
        lambda: teams.invoke(who, rng.choice(["task/fetch", "task/submit", "signin/verifyState", "x"]), {"data": data}),
        lambda: teams.installed(who, rng.choice(["add", "remove", "add-upgrade"])),
        lambda: teams.joined(who),
        lambda: teams.edited(who, "1", rng.choice(TEXTS)),
        lambda: teams.deleted(who, "1"),
        lambda: teams.activity(rng.choice(["typing", "event", "messageReaction", "endOfConversation", "trace"]), who),
    )
    return rng.choice(makers)()


def mutated(body: Body, rng: random.Random) -> Body:
    """The activity with a few of its values replaced, removed or doubled, wherever they stand."""
    changed = copy.deepcopy(body)
    for _ in range(rng.choice([0, 0, 1, 1, 2, 3, 6])):
        place, key = _somewhere(changed, rng)
        if place is None:
            continue
        if rng.random() < 0.25:
            del place[key]
        elif rng.random() < 0.2 and isinstance(place, dict):
            place[rng.choice(["x", "aadObjectId", "value", "text", "id"])] = rng.choice(JUNK)
        else:
            place[key] = copy.deepcopy(rng.choice(JUNK))
    return changed


def _somewhere(body: Any, rng: random.Random) -> tuple[Any, Any]:
    place, key, node = None, None, body
    while isinstance(node, (dict, list)) and node and (place is None or rng.random() < 0.7):
        place = node
        key = rng.choice(list(node)) if isinstance(node, dict) else rng.randrange(len(node))
        node = node[key]
    return place, key


@asynccontextmanager
async def bot(folder: Path) -> AsyncIterator[tuple[str, FakeTeams]]:
    """The real server in local mode beside a fake connector."""
    settings = Settings(DATABASE_URL=f"sqlite:///{folder / 'fuzz.sqlite3'}", DEMO=True, ALWAYS_OPEN=True)
    async with FakeTeams.running() as teams_there, served(create_app(settings)) as url:
        yield url, teams_there


async def run(count: int, seed: int, folder: Path) -> Outcome:
    """Sends so many activities, a few side by side."""
    rng, outcome = random.Random(seed), Outcome()
    with structlog.testing.capture_logs() as logs:
        async with bot(folder) as (url, fake), aiohttp.ClientSession() as session:
            before = _memory_mb()
            for start in range(0, count, SIDE_BY_SIDE):
                bodies = [mutated(some_activity(rng), rng) for _ in range(min(SIDE_BY_SIDE, count - start))]
                await asyncio.gather(*(_one(session, url, fake, body, outcome) for body in bodies))
                _forget(fake)
                if start == SIDE_BY_SIDE * 50:
                    before = _memory_mb()  # word lists, caches and pools are filled by now
            outcome.grown_mb = _memory_mb() - before
    outcome.unhandled = [f"{e['event']} {e.get('where')}" for e in logs if e["event"] in BROKEN]
    return outcome


BROKEN = ("turn_failed", "beat_failed", "letter_broken", "case_failed", "store_down")


async def _one(session: aiohttp.ClientSession, url: str, fake: FakeTeams, body: Body, outcome: Outcome) -> None:
    if isinstance(body.get("serviceUrl"), str) and body["serviceUrl"] == teams.SERVICE_URL:
        body["serviceUrl"] = fake.url
    try:
        limit = aiohttp.ClientTimeout(total=HANG_SECONDS)
        async with session.post(f"{url}/api/messages", json=body, timeout=limit) as answer:
            text = await answer.text()
            outcome.statuses[answer.status] += 1
            if "Traceback" in text:
                outcome.unhandled.append("a stack trace was shown")
    except TimeoutError:
        outcome.hung += 1


def _forget(fake: FakeTeams) -> None:
    fake.calls.clear()
    for messages in fake.conversations.values():
        del messages[:-20]


def _memory_mb() -> float:
    gc.collect()
    with Path("/proc/self/statm").open() as statm:
        return int(statm.read().split()[1]) * resource.getpagesize() / 1e6


def main() -> None:
    """The long run, by hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(run(options.count, options.seed, Path(folder)))
    print(f"sent {options.count}, statuses {dict(outcome.statuses)}, hung {outcome.hung}")  # noqa: T201
    print(f"unhandled {Counter(outcome.unhandled).most_common(10)}, grown {outcome.grown_mb:.0f} MB")  # noqa: T201
    raise SystemExit(0 if outcome.clean else 1)


if __name__ == "__main__":
    main()
