"""Imported first by `app.py`: on a machine with Python alone it sets up `.venv` once and goes on inside it.

Only the standard library is used here. What is installed is pinned with hashes in `requirements.lock`.
Set `ALDRIG_ALENE_SETUP=0` to be told what is missing instead.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import venv
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
NEEDED = ("aiohttp", "alembic", "botbuilder", "numpy", "pydantic_settings", "rapidfuzz", "sqlalchemy", "structlog")


def missing() -> list[str]:
    """The packages that cannot be found."""
    return [name for name in NEEDED if importlib.util.find_spec(name) is None]


def go_on_inside_venv() -> None:
    """Makes `.venv` if need be and replaces this process by the same command inside it."""
    home = HOUSE / ".venv"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if Path(sys.prefix).resolve() == home.resolve() or os.environ.get("ALDRIG_ALENE_SETUP") == "0":
        sys.exit(f"Missing: {', '.join(missing())}. Run: {python} -m pip install --require-hashes -r requirements.lock")
    if not (home / "ready").exists():
        _tell("First start: setting up .venv with the pinned packages; this takes a minute …")
        venv.create(home, with_pip=True, clear=False)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*install, "-r", str(HOUSE / "requirements.lock")], check=True, stdout=sys.stderr)  # noqa: S603
        (home / "ready").touch()
        _tell("Ready.")
    os.execv(python, [str(python), *sys.argv])  # noqa: S606 - our own interpreter, our own arguments


def _tell(text: str) -> None:
    sys.stderr.write(text + "\n")


if Path(sys.argv[0]).name == "app.py" and missing():
    go_on_inside_venv()
