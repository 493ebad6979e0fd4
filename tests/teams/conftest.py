"""Tools of the client tests: Node.js with the pinned npm packages, Chromium, and the try-out as people start it.

What is missing skips a test with its name; with `CI=true` nothing may be missing.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

HERE = Path(__file__).parent
HOUSE = HERE.parents[1]
SCREENS = HOUSE / "build" / "screens"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
START_SECONDS = 180
JOURNEY_SECONDS = 300

RunNode = Callable[..., str]


def missing(what: str) -> NoReturn:
    """Skips the test, or fails it where everything must be there."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def node() -> RunNode:
    """Runs a script of this folder with Node.js; gives what it printed, fails when it fails."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if program is None or npm is None:
        missing("Node.js with npm is not installed")
    install = [npm, "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"]
    done = subprocess.run(install, cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode:
        missing(f"npm could not fetch the tools: {done.stderr.strip()[-200:]}")

    def run(script: str, *arguments: str, seconds: int = 60) -> str:
        command = [program, str(HERE / script), *arguments]
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds)
        assert ended.returncode == 0, f"{script}:\n{ended.stdout}\n{ended.stderr}"
        return ended.stdout

    return run


@pytest.fixture(scope="session")
def clicking(node: RunNode) -> RunNode:
    """Runs a script that drives Chromium."""
    if not os.environ.get("CHROMIUM") and not any(map(shutil.which, BROWSERS)):
        missing("Chromium is not installed")
    SCREENS.mkdir(parents=True, exist_ok=True)
    return node


@contextmanager
def tryout(home: Path, *options: str) -> Iterator[str]:
    """`python app.py try` in a folder of its own; gives what it told, and ends it as Ctrl-C does."""
    home.mkdir(exist_ok=True)
    (home / "node_modules").symlink_to(HERE / "node_modules")  # already fetched: not once more from npm
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MicrosoftApp")}
    log = home / "try.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "app.py", "try", *options],
            cwd=HOUSE,
            env=clean | {"TRYOUT_HOME": str(home), "PORT": "0"},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            yield _told(process, log)
        finally:
            process.send_signal(signal.SIGINT)
            code = process.wait(timeout=30)
    assert code == 0, log.read_text()


def _told(process: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if re.search("Ctrl-C", told := log.read_text()):
            return told
        time.sleep(0.2)
    raise AssertionError(f"the try-out did not start:\n{log.read_text()}")
