"""A thousand messages full of personal data through the real server; then a search for any of it where it must not be.

`python -m tests.proof.leak --count 1000` searches the database file and its log, the bot's own log, its metrics, and
everything the connector was asked to show to anybody. The names and numbers are invented here, not taken from the
product's lists.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import random
import tempfile
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import structlog

from tests.proof.fuzz import bot
from tests.teams_wire import activities as teams
from tests.teams_wire.activities import CAST, Somebody

FIRST = (
    *("Mikkel", "Frederikke", "Sofie", "Noah", "Yusuf", "Fatima", "Emil", "Clara", "Mohammed", "Aaliyah", "Viggo"),
    *("Karla", "Mathilde", "Oskar", "Zainab", "Malthe", "Signe", "Hassan", "Josefine", "Villads", "Amina", "Rasmus"),
)
LAST = ("Sørensen", "Kjærgaard", "Al-Hassan", "Østergaard", "Mikkelsen", "Yilmaz", "Thorup", "Nygaard", "Ibrahim")
STREETS = ("Birkevænget", "Skovvej", "Ternevej", "Møllegade", "Kastanjeallé", "Engparken")
SAYINGS = (
    "{name} i 3.b kaster med stole, hans mor {other} kan træffes på {phone}",
    "drengen hedder {name} og bor {street} {number}, {town}",
    "jeg er bekymret for {name}, cpr {cpr}, skriv til {mail}",
    "vi har talt med {name} og forældrene ({mail}) om at {first} ikke vil i skole",
    "eleven {name}, {cpr}, er ked af det hver morgen",
    "{first} og {second} slås i hvert frikvarter, ring {phone}",
)


@dataclass(frozen=True, slots=True)
class Saying:
    """A message and what in it must be found nowhere."""

    text: str
    secrets: tuple[str, ...]


def saying(rng: random.Random) -> Saying:
    """One message with personal data of nobody."""
    first, second, other = rng.sample(FIRST, 3)
    last = rng.choice(LAST)
    cpr = f"{rng.randint(1, 28):02}{rng.randint(1, 12):02}{rng.randint(8, 20):02}-{rng.randint(1000, 9999)}"
    phone = " ".join(f"{rng.randint(20, 99)}" for _ in range(4))
    mail = f"{other.lower()}.{rng.randint(100, 999)}@hjem.example"
    number, street = str(rng.randint(1, 98)), rng.choice(STREETS)
    values = {"name": f"{first} {last}", "first": first, "second": second, "other": other, "cpr": cpr, "mail": mail}
    values |= {"phone": phone, "street": street, "number": number, "town": "4660 Store Heddinge"}
    template = rng.choice(SAYINGS)
    parts = {"cpr": cpr, "phone": phone, "mail": mail, "street": f"{street} {number}", "name": f"{first} {last}"}
    parts |= {"first": first, "second": second, "other": other}
    used = tuple(secret for key, secret in parts.items() if "{" + key + "}" in template)
    return Saying(template.format(**values), used)


async def run(count: int, seed: int, folder: Path) -> dict[str, list[str]]:
    """Says it all, to the chat and in the form; gives place -> what was found there that must not be."""
    rng = random.Random(seed)
    said = [saying(rng) for _ in range(count)]
    heard = io.StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(heard), cache_logger_on_first_use=False)
    async with bot(folder) as (url, fake), aiohttp.ClientSession() as session:
        for who in CAST:
            await _deliver(session, url, fake.url, teams.installed(who))
        for number, one in enumerate(said):
            who = _somebody(number // 10)
            fake.conversations.setdefault(who.chat, [])
            await _deliver(session, url, fake.url, teams.message(who, one.text))
            if number % 10 == 0:
                form = {"verb": "refer", "id": "", "n": 0, "see": one.text, "tried": one.text, "wish": "ro"}
                await _deliver(session, url, fake.url, teams.press(who, "1:1", "refer", form))
        async with session.get(f"{url}/metrics") as answer:
            metrics = await answer.text()
        shown = json.dumps([message.states for chat in fake.conversations.values() for message in chat])
    stored = await asyncio.to_thread(_bytes, folder)
    secrets = sorted({secret for one in said for secret in one.secrets})
    places = {"database": stored + _unescaped(stored), "log": heard.getvalue(), "metrics": metrics}
    places["cards"] = json.dumps(json.loads(shown), ensure_ascii=False)
    return {place: [secret for secret in secrets if secret in text] for place, text in places.items()}


def _somebody(number: int) -> Somebody:
    """One of many: nobody types as fast as a thousand messages."""
    return Somebody(f"u{number}", "Vikar", f"00000000-0000-0000-0000-{number:012}")


def _bytes(folder: Path) -> str:
    return b"".join(file.read_bytes() for file in folder.iterdir()).decode("utf-8", "replace")


def _unescaped(text: str) -> str:
    """JSON columns hold æøå as escapes."""
    for letter in "æøåÆØÅ":
        text = text.replace(f"\\u{ord(letter):04x}", letter)
    return text


async def _deliver(session: aiohttp.ClientSession, url: str, service_url: str, body: teams.Body) -> None:
    body["serviceUrl"] = service_url
    async with session.post(f"{url}/api/messages", json=body) as answer:
        assert answer.status == 200


def main() -> None:
    """The thousand, by hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(run(options.count, options.seed, Path(folder)))
    for place, secrets in found.items():
        print(f"{place}: {len(secrets)} found {secrets[:8]}")  # noqa: T201
    raise SystemExit(1 if any(found.values()) else 0)


if __name__ == "__main__":
    main()
