"""The programs that the benchmark compares, each with a connector of its own, with and without authentication."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from tests.proof.servers import HOUSE, Server, free_port
from tests.proof.town import Town, settle
from tests.teams_wire import activities, openid

ECHOES = Path(__file__).with_name("echoes.py")
BARE, CLOUD, OURS = "bare aiohttp", "CloudAdapter as shipped", "Aldrig alene"
TENANTS = tuple(f"aaaaaaaa-0000-4000-8000-{number:012}" for number in range(1, 41))
"""Teams takes fifty requests a second for each tenant, and the bot keeps to that; so many municipalities write."""


@dataclass(frozen=True, slots=True)
class Side:
    """A program that runs: its address, its connector's, and what its callers must show."""

    url: str
    service_url: str
    headers: Mapping[str, str]
    pid: int

    def busy(self) -> float:
        """Seconds of processor time it has used so far: unlike a rate, that says the same on a busy machine."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        except OSError:  # not on Linux
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def running(name: str, cloud: str, people: Town, *, delay: float, guarded: bool) -> AsyncIterator[Side]:
    """One of the programs. `cloud` is the SDK's Python, `delay` what the connector takes for an answer in seconds."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="bench-")))
        port, mine, issuer = free_port(), free_port(), free_port()
        service_url = f"http://127.0.0.1:{port}/"
        await stack.enter_async_context(
            _program([sys.executable, str(ECHOES), "connector", str(port)], port, {"DELAY": str(delay)})
        )
        headers, known = {}, {}
        if guarded:
            command = [sys.executable, "-m", "tests.proof.issuer", str(folder), str(issuer), service_url]
            await stack.enter_async_context(_program(command, issuer, {}))
            headers = {"Authorization": f"Bearer {(folder / 'token').read_text(encoding='utf-8')}"}
            known = _credentials(folder, issuer)
        if name == OURS:
            pid = await stack.enter_async_context(_product(mine, service_url, people, folder, known))
        else:
            python, kind = (cloud, "cloud") if name == CLOUD else (sys.executable, "bare")
            pid = await stack.enter_async_context(_program([python, str(ECHOES), kind, str(mine)], mine, known))
        yield Side(f"http://127.0.0.1:{mine}/", service_url, headers, pid)


def _credentials(folder: Path, issuer: int) -> dict[str, str]:
    """What a registered bot knows: under the SDK's names, and under ours."""
    trust = str(folder / "ca.pem")
    sdk = {"APP_ID": openid.APP_ID, "APP_PASSWORD": "secret", "APP_TENANTID": TENANTS[0], "ISSUER_PORT": str(issuer)}
    ours = {
        "MicrosoftAppId": openid.APP_ID,
        "MicrosoftAppPassword": "secret",
        "MicrosoftAppTenantId": TENANTS[0],
        "ALLOWED_TENANTS": ",".join(TENANTS),
        "SERVICE_HOSTS": "127.0.0.1",
        "HOST": "127.0.0.1",
        "LOGIN_URL": f"https://localhost:{issuer}",
        "OPENID_METADATA": f"https://localhost:{issuer}{openid.METADATA}",
    }
    return {**sdk, **ours, "REQUESTS_CA_BUNDLE": trust, "SSL_CERT_FILE": trust}


@asynccontextmanager
async def _program(command: list[str], port: int, environment: Mapping[str, str]) -> AsyncIterator[int]:
    running = await asyncio.create_subprocess_exec(*command, cwd=HOUSE, env={**os.environ, **environment})
    try:
        await _until_open(port)
        yield running.pid
    finally:
        running.terminate()
        await running.wait()


@asynccontextmanager
async def _product(
    port: int, service_url: str, people: Town, folder: Path, known: Mapping[str, str]
) -> AsyncIterator[int]:
    url = f"sqlite:///{folder / 'bench.sqlite3'}"
    await settle(url, people, service_url, whole_shelf=True)
    environment = {**known, "DATABASE_URL": url, "ALWAYS_OPEN": "true", "LOG_LEVEL": "ERROR"}
    server = Server(port, environment, folder / "server.log")
    await server.start()
    async with aiohttp.ClientSession() as session:
        await server.ready(session)
    try:
        yield server.pid
    finally:
        await server.stop()


async def _until_open(port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return


def said(who: activities.Somebody, number: int, text: str, service_url: str) -> activities.Body:
    """Somebody of one of the municipalities writes."""
    tenant = TENANTS[number % len(TENANTS)]
    where = {"id": who.chat, "conversationType": "personal", "tenantId": tenant}
    return activities.message(
        who, text, serviceUrl=service_url, conversation=where, channelData={"tenant": {"id": tenant}}
    )
