"""The advisory source is asked about every pin; silence is said, a finding fails."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from tests import advisories
from tests.teams_wire.serving import served


class Osv:
    """A stand-in for the source. `against` is what it knows; `instead` is answered as it stands."""

    def __init__(self) -> None:
        self.url, self.against, self.asked = "", dict[str, list[str]](), list[dict[str, Any]]()
        self.instead: tuple[int, str] | None = None

    async def answer(self, request: web.Request) -> web.Response:
        """As documented: one result a query, in their order, with the ids alone."""
        self.asked = (await request.json())["queries"]
        if self.instead is not None:
            return web.Response(status=self.instead[0], text=self.instead[1])
        ids = [self.against.get(query["package"]["name"], []) for query in self.asked]
        return web.json_response(
            {"results": [{"vulns": [{"id": id_} for id_ in some]} if some else {} for some in ids]}
        )


@pytest.fixture
async def osv(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Osv]:
    """The stand-in on loopback."""
    monkeypatch.setenv("no_proxy", "*")
    source, app = Osv(), web.Application()
    app.router.add_post("/v1/querybatch", source.answer)
    async with served(app) as url:
        source.url = f"{url}/v1/querybatch"
        yield source


async def test_every_pin_is_asked_about_and_nothing_known_is_fine(osv: Osv, capsys: pytest.CaptureFixture[str]) -> None:
    assert await asyncio.to_thread(advisories.main, osv.url) == 0
    asked = {(query["package"]["name"], query["version"]) for query in osv.asked}
    assert asked == set(advisories.pinned())
    assert {"aiohttp", "pyjwt", "pytest"} <= {name for name, _ in asked}
    assert {query["package"]["ecosystem"] for query in osv.asked} == {"PyPI"}
    assert "0 with known vulnerabilities" in capsys.readouterr().out


async def test_something_known_fails_and_is_named(osv: Osv, capsys: pytest.CaptureFixture[str]) -> None:
    osv.against = {"pyjwt": ["PYSEC-2", "GHSA-1"]}
    assert await asyncio.to_thread(advisories.main, osv.url) == 1
    version = advisories.pins("requirements.lock")["pyjwt"][0]
    assert f"pyjwt=={version}: GHSA-1, PYSEC-2" in capsys.readouterr().out


@pytest.mark.parametrize(
    "instead",
    [(503, ""), (403, "blocked"), (200, "<html>log in</html>"), (200, "[]"), (200, json.dumps({"results": [{}]}))],
)
async def test_a_source_that_does_not_answer_fails_nobody_and_says_so(
    osv: Osv, instead: tuple[int, str], capsys: pytest.CaptureFixture[str]
) -> None:
    osv.instead = instead
    assert await asyncio.to_thread(advisories.main, osv.url) == 0
    said = capsys.readouterr().out
    assert "cannot be reached" in said
    assert "floors" in said
    assert "0 with known" not in said


async def test_a_source_that_is_not_there_fails_nobody(osv: Osv, capsys: pytest.CaptureFixture[str]) -> None:
    assert await asyncio.to_thread(advisories.main, "http://127.0.0.1:1/v1/querybatch") == 0
    assert "cannot be reached" in capsys.readouterr().out
