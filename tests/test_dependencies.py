"""What we depend on: nothing below a version with a known hole, every line with hashes, licences we may use.

No advisory source is asked here, so that the tests need no network: the floors are the fixes known when the lock was
made. `python3 -m tests.advisories` asks, and CI does so after the tests.
"""

from __future__ import annotations

import re
from importlib import metadata

import pytest

from tests.advisories import LOCKS, ROOT, pins, plain

FLOORS = {
    "aiohttp": "3.14.5",  # CVE-2026-59881, -69243 (smuggling, fixed 3.14.3), -111750
    "pyjwt": "2.13",  # CVE-2026-32597 (unknown `crit` accepted, fixed 2.12), -48526
    "botframework-connector": "4.10.1",  # CVE-2021-1725
    "sqlalchemy": "2.1.9",
    "psycopg": "3.3.9",
}
FREE = frozenset(
    {
        *("0BSD", "Apache Software License", "Apache-2.0", "BSD License", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0"),
        *("CNRI-Python", "MIT", "MIT License", "MIT-0", "PSF-2.0", "Python Software Foundation License", "Zlib"),
    }
)
AS_THEY_ARE = {
    "psycopg": "LGPL-3.0-only",
    "psycopg-binary": "LGPL-3.0-only",
    "certifi": "Mozilla Public License 2.0 (MPL 2.0)",
}
"""Used as they are installed, never changed and never passed on with the bot: their licences ask no more than that."""


@pytest.mark.parametrize("lock", LOCKS)
def test_nothing_stands_below_a_version_with_a_known_hole(lock: str) -> None:
    found = pins(lock)
    below = {name: found[name][0] for name, floor in FLOORS.items() if _numbers(found[name][0]) < _numbers(floor)}
    assert below == {}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_hashes(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    starts = [line for line in lines if line and not line.startswith((" ", "#"))]
    found = pins(lock)
    assert len(starts) == len(found) > 30, "only name==version lines: no option, no address, no folder"
    assert [name for name, (_, rest) in found.items() if "--hash=sha256:" not in rest] == []


def test_both_locks_run_the_same_bot() -> None:
    run, test = pins("requirements.lock"), pins(".ci/test.lock")
    assert {name: (version, test[name][0]) for name, (version, _) in run.items() if test[name][0] != version} == {}


def test_what_is_installed_stands_above_the_floors_too() -> None:
    assert [name for name, floor in FLOORS.items() if _numbers(metadata.version(name)) < _numbers(floor)] == []


def test_licences_are_ours_to_use() -> None:
    here = {plain(found.name): found for found in metadata.distributions()}
    strange = {name: licences(here[name]) for name in pins("requirements.lock") if name in here}
    strange = {name: found for name, found in strange.items() if not found or not found <= FREE}
    assert {name: " ".join(found) for name, found in strange.items()} == AS_THEY_ARE


def licences(found: metadata.Distribution) -> set[str]:
    """Every licence a package names, as an expression or by its classifiers."""
    lines = found.metadata.get_all("Classifier") or []
    told = {line.rsplit("::", 1)[1].strip() for line in lines if line.startswith("License ::")}
    for field in ("License-Expression", "License"):
        if not told:
            told = {word for line in found.metadata.get_all(field) or [] for word in re.split(r" (?:AND|OR) ", line)}
    return told


def _numbers(version: str) -> tuple[int, ...]:
    """A version as numbers, as far as it goes; a release candidate stands below its release nowhere here."""
    return tuple(map(int, re.match(r"\d+(?:\.\d+)*", version)[0].split(".")))  # type: ignore[index]
