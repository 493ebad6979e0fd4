"""`export-…` and `import-…`: the catalogue and the directory as files, from the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.package.build import Organisation
from bot.settings import Settings, read_settings
from handlers import exchange
from handlers.counts import workbook
from handlers.exchange import Coming
from handlers.network import Network
from knowledge.sheets import Unreadable

COMMANDS = ("export-catalogue", "import-catalogue", "export-people", "import-people", "export-overview", "template")
MOST_PROBLEMS = 50


def add_to(commands: Any) -> None:
    """Adds the commands to the parser of `python app.py`."""
    helps = {
        "export-catalogue": "write the catalogue to FILE.xlsx, FILE.csv or FILE.json (a package to share)",
        "import-catalogue": "read entries and everyday words from FILE.xlsx, FILE.csv or FILE.json, all or nothing",
        "export-people": "write the directory to FILE.xlsx or FILE.csv",
        "import-people": "read people from FILE.xlsx or FILE.csv, all or nothing",
        "export-overview": "write the counts of the last weeks to FILE.xlsx",
        "template": "write an empty FILE.xlsx with drop-downs",
    }
    for name, what in helps.items():
        command = commands.add_parser(name, help=what)
        command.add_argument("file", type=Path)
        if name.startswith("import"):
            command.add_argument("--dry-run", action="store_true", help="only say what would change")


async def run(options: argparse.Namespace, open_network: Callable[[Settings], Awaitable[Network]]) -> int:
    """Runs one of the commands; its exit code: 0, or 1 when nothing was read in."""
    network = await open_network(read_settings())
    try:
        if options.command == "template":
            options.file.write_bytes(await exchange.template())
            return _say(f"Skrevet: {options.file}")
        if options.command == "export-overview":
            options.file.write_bytes(await workbook(network, datetime.now(UTC)))
            return _say(f"Skrevet: {options.file}")
        if options.command.startswith("export"):
            return await _export(network, options.command, options.file)
        return await _import(network, options.file, dry=options.dry_run)
    except Unreadable as wrong:
        _say(str(wrong))
        return 1
    finally:
        await network.store.close()


async def _export(network: Network, command: str, file: Path) -> int:
    kind = file.suffix.lstrip(".").lower()
    if kind not in (("xlsx", "csv", "json") if command == "export-catalogue" else ("xlsx", "csv")):
        return _say(f"Ukendt filtype: {file.name}") or 1
    if command == "export-catalogue":
        found = await exchange.export_catalogue(network, kind, Organisation().name, datetime.now(UTC))
    else:
        found = await exchange.export_people(network, kind)
    for ending, data in found.items():
        path = file.with_name(file.stem + ending)
        path.write_bytes(data)
        _say(f"Skrevet: {path}")
    return 0


async def _import(network: Network, file: Path, *, dry: bool) -> int:
    coming = await _look(network, file)
    _tell(coming)
    if dry or coming.refused:
        _say("Intet er indlæst." if coming.refused else "Prøvekørsel: intet er indlæst.")
        return 1 if coming.refused else 0
    done = await exchange.read_in(network, coming, "cli", datetime.now(UTC))
    _say("Indlæst." if done else "En anden rettede noget imens. Intet er indlæst; prøv igen.")
    return 0 if done else 1


async def _look(network: Network, file: Path) -> Coming:
    data = file.read_bytes()  # noqa: ASYNC240 - one file, before anything else runs
    if file.suffix.lower() == ".json":
        return await exchange.look_package(network, data)
    found = exchange.read_file(file.name, data)
    beside = file.with_name(f"{file.stem}-hverdagsord.csv")
    if file.suffix.lower() == ".csv" and beside.exists():
        found |= exchange.read_file(beside.name, beside.read_bytes())
    return await exchange.look(network, found, _progress, who=None)


def _progress(done: int, of: int) -> None:
    if done % 1000 == 0:
        _say(f"  {done} af {of} rækker læst")


def _tell(coming: Coming) -> None:
    for what, plan in (("Opslag", coming.entries), ("Personer", coming.people)):
        if plan.added or plan.changed or plan.unchanged:
            _say(f"{what}: {len(plan.added)} nye, {len(plan.changed)} rettede, {plan.unchanged} uændrede")
    for problem in coming.refused[:MOST_PROBLEMS]:
        _say(f"  Afvist: ark {problem.sheet}, række {problem.row}, {problem.column}: {problem.reason}")
    if (more := len(coming.refused) - MOST_PROBLEMS) > 0:
        _say(f"  … og {more} til")


def _say(text: str) -> int:
    sys.stdout.write(text + "\n")
    return 0
