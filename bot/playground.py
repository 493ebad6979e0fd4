"""Microsoft 365 Agents Playground, one for each person of the try-out.

It is installed from npm when it is used, pinned, and never copied: its licence lets anybody try it out, not pass it on.
It listens on all network interfaces and has no option against that; whoever starts it must say so.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.people import Person

VERSION = "0.2.28"
PACKAGE = "@microsoft/m365agentsplayground"
WANTED = {PACKAGE: VERSION, "adaptivecards": "3.0.6"}
FIRST_PORT = 56150
OLDEST_NODE = 18
START_SECONDS = 60
STOP_SECONDS = 5
SETTLE_SECONDS = 1
BOT_ID = "00000000-0000-0000-0000-000000000011"
TENANT = "00000000-0000-0000-0000-000000000001"
OTHERS = 5
"""The Playground wants exactly five people beside the one in front of it."""


class NotPossible(Exception):
    """The Playground cannot be used here; the text says why."""


@dataclass(slots=True)
class Playground:
    """One running Playground with one person in front of it."""

    person: Person
    process: asyncio.subprocess.Process
    address: str
    reader: asyncio.Task[None]

    async def stop(self) -> None:
        """Ends it."""
        self.reader.cancel()
        if self.process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), STOP_SECONDS)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()


def find_node() -> tuple[str, str]:
    """Paths of Node.js and npm. NotPossible when they are missing or too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise NotPossible("Node.js and npm were not found")
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    major = re.match(r"v(\d+)", said)
    if major is None or int(major[1]) < OLDEST_NODE:
        raise NotPossible(f"Node.js {said.strip() or '?'} is too old: {OLDEST_NODE} or later is needed")
    return node, npm


def installed(folder: Path) -> bool:
    """Whether the folder holds the pinned packages already."""
    return all(_version(folder / "node_modules" / name) == version for name, version in WANTED.items())


def install(npm: str, folder: Path) -> None:
    """Fetches the pinned packages from npm into the folder. NotPossible with npm's last line when it fails."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": WANTED}), encoding="utf-8")
    command = [npm, "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode or not installed(folder):
        last = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise NotPossible(f"npm could not fetch the Playground: {last[0]}")


async def start(node: str, home: Path, person: Person, everybody: Iterable[Person], bot: str, port: int) -> Playground:
    """Starts a Playground for a person against the bot's address and waits until it listens.

    The port is a wish: when it is taken the Playground takes another one.
    """
    folder = home / person.id
    folder.mkdir(parents=True, exist_ok=True)
    others = [other for other in everybody if other.id != person.id][:OTHERS]
    settings = json.dumps(config(person, others), ensure_ascii=False, indent=2)  # JSON is YAML
    (folder / ".m365agentsplayground.yml").write_text(settings, encoding="utf-8")
    script = home / "node_modules" / PACKAGE / "cli.js"
    process = await asyncio.create_subprocess_exec(
        node,
        *(str(script), "start", "-e", f"{bot}/api/messages", "-c", "msteams", "-p", str(port), "--disable-telemetry"),
        cwd=folder,
        env={**os.environ, "BROWSER": "none"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        port = await asyncio.wait_for(_listening(process), START_SECONDS)
        await asyncio.wait_for(_answering(process, port), START_SECONDS)
    except (TimeoutError, NotPossible):
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        raise NotPossible(f"the Playground for {person.name} did not start; {folder / 'devTools'} says why") from None
    return Playground(person, process, f"http://localhost:{port}/", asyncio.create_task(_drain(process)))


def config(person: Person, others: Sequence[Person]) -> dict[str, Any]:
    """What the Playground is told: who is in front, who else there is, and a few places to talk."""
    if len(others) != OTHERS:
        raise ValueError(f"the Playground needs exactly {OTHERS} other people, not {len(others)}")
    return {
        "version": "0.1.1",
        "tenantId": TENANT,
        "bot": {"id": BOT_ID, "name": "Aldrig alene"},
        "currentUser": _user(person),
        "users": [_user(other) for other in others],
        "personalChat": {"id": f"personal-{person.id}"},
        "groupChat": {"id": "group-laererne", "name": "Lærerværelset"},
        "team": {
            "id": "team-skole",
            "name": "Skovbakkeskolen",
            "aadGroupId": "00000000-0000-0000-0000-000000000031",
            "channels": [{"id": "channel-3b", "name": "3.b"}],
        },
    }


def _user(person: Person) -> dict[str, str]:
    first, _, last = person.name.partition(" ")
    address = f"{person.id}@demo.example"
    return {
        "id": f"29-{person.id}",
        "name": person.name,
        "userPrincipleName": address,  # the Playground's own spelling
        "aadObjectId": person.aad_id,
        "givenName": first,
        "surname": last,
        "email": address,
    }


async def _listening(process: asyncio.subprocess.Process) -> int:
    while line := await _line(process):
        if found := re.search(r"Listening on (\d+)", line):
            return int(found[1])
    raise NotPossible


async def _answering(process: asyncio.subprocess.Process, port: int) -> None:
    """It says that it listens before it has read its settings, and ends without a word when it dislikes them."""
    while process.returncode is None:
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            await asyncio.sleep(SETTLE_SECONDS)
            if process.returncode is None:
                return
        await asyncio.sleep(0.1)
    raise NotPossible


async def _drain(process: asyncio.subprocess.Process) -> None:
    while await _line(process):
        pass  # a full pipe would stop the Playground


async def _line(process: asyncio.subprocess.Process) -> str:
    if process.stdout is None:
        return ""
    try:
        return (await process.stdout.readline()).decode(errors="replace")
    except ValueError:
        return "\n"  # a line too long to be kept; it is not the one we wait for


def _version(package: Path) -> str:
    try:
        return str(json.loads((package / "package.json").read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError):
        return ""
