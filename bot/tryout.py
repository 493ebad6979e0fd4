"""`python app.py try`: the whole journey on this machine, with invented people and nothing sent anywhere."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from aiohttp import web
from pydantic import SecretStr

from bot import playground, relay
from bot.log import set_up
from bot.playground import FIRST_PORT, NotPossible
from bot.settings import Settings
from knowledge.people import Person, demo

HOME = Path(os.environ.get("TRYOUT_HOME") or Path(__file__).resolve().parent.parent / ".tryout")
"""What the try-out keeps: its database and the Playground. Delete it to begin afresh."""
DEFAULT_PORT = 3978
HOST = "127.0.0.1"
QUESTION = "en dreng i 3.b kaster med stole når vi skifter lokale, hvad gør vi"

CreateApp = Callable[[Settings], web.Application]


def run(options: argparse.Namespace, create_app: CreateApp) -> int:
    """Runs the try-out until Ctrl-C. `options.people` are ids of the cast; `options.browser` leaves Node.js aside."""
    cast = [person for person in demo() if person.reachable]
    chosen = [person for person in cast if person.id in options.people.replace(" ", "").split(",")]
    if not chosen:
        sys.stderr.write(f"Nobody to play: choose --people from {','.join(person.id for person in cast)}\n")
        return 2
    node = None if options.browser else _node()
    set_up("WARNING")
    HOME.mkdir(parents=True, exist_ok=True)
    try:
        asyncio.run(_run(create_app, node, chosen, cast))
    except NotPossible as why:
        sys.stderr.write(f"{why}. Try: python app.py try --browser\n")
        return 1
    except KeyboardInterrupt:
        pass
    _say("Ended.")
    return 0


def settings(port: int) -> Settings:
    """Settings of the try-out: its own database, and no credentials whatever the environment holds."""
    return Settings(
        app_id="",
        app_password=SecretStr(""),
        app_tenant="",
        host=HOST,
        port=port,
        database_url=f"sqlite:///{(HOME / 'try.sqlite3').as_posix()}",
        demo=True,
        always_open=True,
    )


async def _run(create_app: CreateApp, node: str | None, chosen: list[Person], cast: list[Person]) -> None:
    end = _told_to_end()
    async with AsyncExitStack() as stack:
        bot = await stack.enter_async_context(_bot(create_app))
        windows = []
        for number, person in enumerate(chosen if node else ()):
            started = await playground.start(node or "", HOME, person, cast, bot + relay.PATH, FIRST_PORT + number)
            stack.push_async_callback(started.stop)
            windows.append((person, started.address))
        _say(_with_playground(windows) if windows else _with_browser(bot))
        await end.wait()
        _say("\nEnding …")


@asynccontextmanager
async def _bot(create_app: CreateApp) -> AsyncIterator[str]:
    """The bot, serving; gives its address."""
    port = _free_port(int(os.environ.get("PORT") or DEFAULT_PORT))
    app = create_app(settings(port))
    relay.mount(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
        yield f"http://{HOST}:{port}"
    finally:
        await runner.cleanup()


def _node() -> str | None:
    """Node.js with the Playground installed, or None after having said why not."""
    try:
        node, npm = playground.find_node()
        if not playground.installed(HOME):
            _say(f"Fetching Microsoft 365 Agents Playground {playground.VERSION} from npm into {HOME.name}/ …")
            playground.install(npm, HOME)
    except NotPossible as why:
        _say(f"{why}, so the built-in chat is used instead.")
        return None
    return node


def _free_port(wish: int) -> int:
    """The port wished for, or any other when it is taken."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, wish))
        except OSError:
            trial.bind((HOST, 0))
        return int(trial.getsockname()[1])


def _told_to_end() -> asyncio.Event:
    end = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt instead
            asyncio.get_running_loop().add_signal_handler(name, end.set)
    return end


def _with_browser(bot: str) -> str:
    return f"""
Aldrig alene is running. Open

    {bot}/

Choose who you are at the top: each tab is one invented person. Nothing leaves this machine.
{_ideas()}"""


def _with_playground(windows: list[tuple[Person, str]]) -> str:
    lines = "\n".join(f"    {address}   {person.name}, {person.title}" for person, address in windows)
    return f"""
Aldrig alene is running. Open each of these in a tab of its own (the bot can only reach those who are open):

{lines}

The Playground listens on all network interfaces of this machine: others on your network could open it too.
Use invented names only. Telemetry is switched off.
{_ideas()}"""


def _ideas() -> str:
    return f"""
As Anna, who teaches, write:

    {QUESTION}

then press "Find en kollega" and send the form. The next person in the order gets a card in their own window.
As Kim, who coordinates, write: koordinator. As a helper, write: min tid. Ctrl-C ends everything.
"""


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
