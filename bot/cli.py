"""The commands of `python app.py`."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from bot import askline, exchange_cli
from bot.bootstrap import HOUSE
from bot.log import set_up
from bot.settings import Settings, read_settings
from handlers import retention
from handlers.network import Network
from knowledge.store import people
from knowledge.store.datamap import datamap

CreateApp = Callable[[Settings], web.Application]
OpenNetwork = Callable[[Settings], Awaitable[Network]]
LOOSE_OBJECTS = 10_000
"""New objects after which rubbish is looked for. After the usual 700 it takes up to a twentieth of a turn."""


def run(arguments: list[str], create_app: CreateApp, open_network: OpenNetwork) -> int:
    """Runs one command; its exit code."""
    options = _parser().parse_args(arguments)
    match options.command:
        case "ask":
            return askline.run(options)
        case "try":
            from bot import tryout  # the try-out's code is never loaded in production

            return tryout.run(options, create_app)
        case "package":
            from bot.package.build import build

            sys.stdout.write(f"{build(options.app_id, options.domain, Path(options.out))}\n")
            return 0
        case "migrate":
            return _migrate(open_network)
        case "datamap":
            sys.stdout.write(datamap())
            return 0
        case "export" | "erase":
            return asyncio.run(_person(options, open_network))
        case name if name in exchange_cli.COMMANDS:
            return asyncio.run(exchange_cli.run(options, open_network))
        case "test":
            return _test(options.rest)
        case _:
            return serve(read_settings(), create_app)


def serve(settings: Settings, create_app: CreateApp) -> int:
    """Serves until it is told to stop."""
    set_up(settings.log_level)
    where = f"http://{settings.bind}:{settings.port}/api/messages"
    sys.stderr.write(f"Aldrig alene listens on {where}{' (local try-out, no credentials)' if settings.local else ''}\n")
    app = create_app(settings)
    app.on_startup.append(_settle)
    web.run_app(app, host=settings.bind, port=settings.port, print=None, access_log=None)
    return 0


async def _settle(app: web.Application) -> None:
    """What start-up has built stays as long as the program: nobody's turn waits for a search through it for rubbish.

    What turns leave is looked through seldom: most of it is gone by itself by then.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(LOOSE_OBJECTS)


async def _person(options: argparse.Namespace, open_network: OpenNetwork) -> int:
    """GDPR art. 15 and 17 for one person, named by Entra object id. Exit code 1: nobody has that id."""
    network = await open_network(read_settings())
    try:
        async with network.store.read() as tx:
            member = await people.by_aad(tx, options.aad_id)
        if member is None:
            sys.stderr.write("Nobody with that Entra object id is known.\n")
            return 1
        if options.command == "export":
            found: object = await retention.export(network, member.id, datetime.now(UTC))
        else:
            found = await retention.erase(network, member.id, datetime.now(UTC))
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    finally:
        await network.store.close()
    return 0


def _test(rest: list[str]) -> int:
    """Style, types and tests, in this order; the first that fails ends it."""
    os.chdir(HOUSE)
    steps = [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"], ["pytest", *rest]]
    for step in steps[-1:] if rest else steps:
        sys.stderr.write(f"$ {' '.join(step)}\n")
        code = subprocess.run([sys.executable, "-m", *step], check=False).returncode  # noqa: S603
        if code:
            return code
    return 0


def _migrate(open_network: OpenNetwork) -> int:
    async def once() -> None:
        network = await open_network(read_settings())
        await network.store.close()

    asyncio.run(once())
    sys.stdout.write("The database is up to date.\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="app.py", description="Aldrig alene – altid kompetent")
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("serve", help="serve the bot (the default)")
    commands.add_parser("migrate", help="bring the database up to date and stop")
    commands.add_parser("datamap", help="print what is stored where, why and how long")
    for name, what in (("export", "print everything kept about a person"), ("erase", "remove a person, with a proof")):
        commands.add_parser(name, help=what).add_argument("aad_id", help="Entra object id")
    exchange_cli.add_to(commands)
    ask = commands.add_parser("ask", help="ask the catalogue without Teams: one question a line on standard input")
    ask.add_argument("--json", action="store_true", help="one JSON object a line")
    ask.add_argument("--age", help="0-2, 3-5, 6-9, 10-12, 13-16 or 16-18")
    ask.add_argument("--setting", help="dagtilbud, skole or sfo/fritid")
    ask.add_argument("--catalogue", help="another catalogue: a JSON list of slug, title, purpose, phrases")
    trying = commands.add_parser("try", help="try the whole journey on this machine with invented people")
    trying.add_argument("--browser", action="store_true", help="the built-in chat, also when Node.js is there")
    trying.add_argument("--people", default="anna,eva,kim", help="whose windows to open")
    package = commands.add_parser("package", help="build the Teams app package")
    package.add_argument("--app-id", required=True)
    package.add_argument("--domain", required=True, help="the bot's public host name")
    package.add_argument("--out", default="aldrig-alene.zip")
    test = commands.add_parser("test", help="run all tests; further words go to pytest alone")
    test.add_argument("rest", nargs=argparse.REMAINDER)
    return parser
