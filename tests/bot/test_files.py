"""Fetching and putting files: from the known hosts only, with nothing of ours, within limits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest

from bot.files import Files
from bot.settings import FILE_HOSTS
from handlers.errands import FileTrouble
from tests.teams_wire.files import FakeFiles


@pytest.fixture
async def files() -> AsyncIterator[Files]:
    """As in the try-out: this machine may be asked; small and impatient."""
    async with aiohttp.ClientSession() as session:
        yield Files(session, FILE_HOSTS, local=True, most=1_000, timeout=aiohttp.ClientTimeout(total=0.5))


async def trouble(files: Files, url: str) -> tuple[str, bool]:
    with pytest.raises(FileTrouble) as caught:
        await files.fetch(url)
    return caught.value.why, caught.value.again


async def test_a_file_comes_whole_and_nothing_of_ours_goes_along(host: FakeFiles, files: Files) -> None:
    host.held["a.xlsx"] = b"x" * 1_000
    assert await files.fetch(host.place("a.xlsx")) == b"x" * 1_000
    ((_, headers),) = host.asked
    assert not {"Authorization", "Cookie"} & set(headers)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("gone.xlsx", ("gone", False)),  # 403: signed for somebody else, or no more
        ("half.xlsx", ("broken", True)),
        ("slow.xlsx", ("slow", True)),
        ("big.xlsx", ("big", False)),
        ("endless.xlsx", ("big", False)),
        ("404.xlsx", ("gone", False)),
        ("410.xlsx", ("gone", False)),
        ("429.xlsx", ("busy", True)),
        ("503.xlsx", ("busy", True)),
    ],
)
async def test_what_goes_wrong_is_told_in_one_word(
    host: FakeFiles, files: Files, name: str, told: tuple[str, bool]
) -> None:
    host.held |= {"half.xlsx": b"x" * 900, "slow.xlsx": b"x", "big.xlsx": b"x" * 1_001, "endless.xlsx": b"x" * 5_000}
    if name[:3].isdigit():
        host.status[name] = [int(name[:3])]
    assert await trouble(files, host.place(name)) == told


async def test_a_host_that_does_not_answer_is_busy(files: Files) -> None:
    assert await trouble(files, "http://127.0.0.1:9/x") == ("busy", True)


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/a.xlsx",
        "https://kommune.sharepoint.com.elsewhere.example/a.xlsx",
        "http://kommune.sharepoint.com/a.xlsx",
        "https://kommune.sharepoint.com:8443/a.xlsx",
        "https://name:secret@kommune.sharepoint.com/a.xlsx",
        "https://kommune.sharepoint.com@elsewhere.example/a.xlsx",
        "https://sharepoint.com/a.xlsx",
        "https://169.254.169.254/latest/meta-data",
        "http://127.0.0.1/a.xlsx",
        "http://[::1]/a.xlsx",
        "file:///etc/passwd",
        "https://[broken/a.xlsx",
        "",
    ],
)
async def test_only_known_hosts_over_https_are_asked(files: Files, url: str) -> None:
    strict = replace(files, local=False)
    assert await trouble(strict, url) == ("host", False)
    with pytest.raises(FileTrouble):
        await strict.put(url, b"x")


def test_the_municipality_s_own_onedrive_is_known(files: Files) -> None:
    strict = replace(files, local=False)
    assert strict.known(
        "https://kommune-my.sharepoint.com/personal/kim/_layouts/15/download.aspx?UniqueId=1&tempauth=x"
    )
    assert strict.known("https://KOMMUNE.sharepoint.com:443/a.xlsx")


@pytest.mark.parametrize(
    "inside", ["http://169.254.169.254/", "https://elsewhere.example/a.xlsx", "file:///etc/passwd"]
)
async def test_a_redirect_does_not_lead_off_the_list(host: FakeFiles, files: Files, inside: str) -> None:
    host.leads_to["a.xlsx"] = inside
    assert await trouble(files, host.place("a.xlsx")) == ("host", False)


async def test_a_redirect_on_the_list_is_followed_and_a_circle_left(host: FakeFiles, files: Files) -> None:
    host.held["b.xlsx"] = b"x"
    host.leads_to |= {"a.xlsx": host.place("b.xlsx"), "round.xlsx": "round.xlsx"}
    assert await files.fetch(host.place("a.xlsx")) == b"x"
    assert await trouble(files, host.place("round.xlsx")) == ("gone", False)


async def test_a_file_is_put_with_its_span(host: FakeFiles, files: Files) -> None:
    await files.put(host.place("out.xlsx"), b"x" * 300)
    assert host.put["out.xlsx"] == b"x" * 300
    ((_, headers),) = host.asked
    assert headers["Content-Range"] == "bytes 0-299/300"
    assert "Authorization" not in headers


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (401, ("place_gone", False)),
        (404, ("place_gone", False)),
        (302, ("place_gone", False)),
        (503, ("place_busy", True)),
    ],
)
async def test_a_place_that_takes_nothing(host: FakeFiles, files: Files, status: int, told: tuple[str, bool]) -> None:
    host.status["out.xlsx"] = [status]
    with pytest.raises(FileTrouble) as caught:
        await files.put(host.place("out.xlsx"), b"x")
    assert (caught.value.why, caught.value.again) == told
