"""Asks OSV whether a pinned package has a known vulnerability: `python3 -m tests.advisories`. Needs Python alone.

Every name and version of both locks is asked about at once (https://google.github.io/osv.dev/post-v1-querybatch/).
Exit code 1: something is known. Where the source cannot be reached that is said, and the floors of
`test_dependencies.py` are all that was looked at; a machine without a network must not fail for it.
"""

from __future__ import annotations

import http.client
import json
import re
import sys
import urllib.request
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", ".ci/test.lock")
SOURCE = "https://api.osv.dev/v1/querybatch"
PATIENCE_SECONDS = 20.0
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)


class Unreachable(Exception):
    """The source did not answer, or not as it should; the message says how."""


def pins(lock: str) -> dict[str, tuple[str, str]]:
    """Name -> (version, the rest of its entry), of a lock file by its path in the project."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {plain(name): (version, rest) for name, version, rest in _PINNED.findall(text)}


def plain(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned() -> list[tuple[str, str]]:
    """Every name and version that a lock pins."""
    return sorted({(name, version) for lock in LOCKS for name, (version, _) in pins(lock).items()})


def known(packages: Iterable[tuple[str, str]], source: str = SOURCE) -> dict[str, list[str]]:
    """What is known against these packages: "name==version" -> ids of advisories. Unreachable when nobody answers."""
    asked = list(packages)
    queries = [{"package": {"name": n, "ecosystem": "PyPI"}, "version": v} for n, v in asked]
    results = _asked(source, {"queries": queries}).get("results")
    if not isinstance(results, list) or len(results) != len(asked):
        raise Unreachable("the answer does not fit the question")
    found = {f"{n}=={v}": _ids(result) for (n, v), result in zip(asked, results, strict=True)}
    return {package: ids for package, ids in found.items() if ids}


def _ids(result: object) -> list[str]:
    held = result.get("vulns") if isinstance(result, Mapping) else None
    return sorted(str(one.get("id")) for one in held or () if isinstance(one, Mapping))


def _asked(source: str, question: object) -> Mapping[str, object]:
    body, headers = json.dumps(question).encode(), {"Content-Type": "application/json"}
    request = urllib.request.Request(source, data=body, headers=headers)  # noqa: S310 - our own address
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
            said = json.load(answer)
    except (OSError, ValueError, http.client.HTTPException) as failed:
        raise Unreachable(f"{type(failed).__name__}: {failed}") from failed
    if not isinstance(said, dict):
        raise Unreachable("the answer is no object")
    return said


def main(source: str = SOURCE) -> int:
    """The command."""
    packages = pinned()
    try:
        found = known(packages, source)
    except Unreachable as why:
        print(f"{source} cannot be reached ({why}): the floors of tests/test_dependencies.py hold.")  # noqa: T201
        return 0
    for package, ids in found.items():
        print(f"{package}: {', '.join(ids)}")  # noqa: T201
    print(f"{len(packages)} packages asked about, {len(found)} with known vulnerabilities.")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
