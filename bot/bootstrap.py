"""Imported first by `app.py`: on a machine with Python alone it sets up `.venv` once and goes on inside it.

Only the standard library is used here. What is installed is pinned with hashes in `requirements.lock`, and for
`python app.py test` in `.ci/test.lock`. Set `ALDRIG_ALENE_SETUP=0` to be told what is missing instead.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import venv
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
HOME = HOUSE / ".venv"
PYTHON = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
NEEDED = ("aiohttp", "alembic", "botbuilder", "numpy", "pydantic_settings", "rapidfuzz", "sqlalchemy", "structlog")
NEEDED_TO_TEST = (*NEEDED, "pytest", "hypothesis", "mypy", "ruff")


def set_up(lock: Path) -> None:
    """Makes `.venv` and installs what the lock file pins, unless that has been done for just this lock file."""
    done = HOME / f"installed-{lock.name}"
    if done.exists() and done.read_bytes() == lock.read_bytes():
        return
    _tell("Setting up .venv with the pinned packages; the first time this takes a minute or two …")
    if not PYTHON.exists():
        venv.create(HOME, with_pip=True)
    install = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    if subprocess.run([*install, "-r", str(lock)], stdout=sys.stderr, check=False).returncode:  # noqa: S603
        sys.exit("The packages could not be installed: see above. Is the machine online?")
    done.write_bytes(lock.read_bytes())


def go_on_inside(*command: str) -> None:
    """Replaces this process by a command of the venv's Python."""
    if os.name == "nt":  # execv returns at once there, and the shell would not wait
        sys.exit(subprocess.run([str(PYTHON), *command], check=False).returncode)  # noqa: S603
    os.execv(PYTHON, [str(PYTHON), *command])  # noqa: S606 - our own interpreter


def missing(needed: tuple[str, ...] = NEEDED) -> list[str]:
    """The packages that cannot be found."""
    return [name for name in needed if importlib.util.find_spec(name) is None]


def _tell(text: str) -> None:
    sys.stderr.write(text + "\n")


def _run() -> None:
    testing = sys.argv[1:2] == ["test"]
    lacking = missing(NEEDED_TO_TEST if testing else NEEDED)
    if lacking and os.environ.get("ALDRIG_ALENE_SETUP") == "0":
        sys.exit(f"Missing: {', '.join(lacking)}. Install what requirements.lock pins, with --require-hashes.")
    if lacking:
        set_up(HOUSE / (".ci/test.lock" if testing else "requirements.lock"))
        go_on_inside(*sys.argv)


if Path(sys.argv[0]).name == "app.py":
    _run()
