"""A stand-in for Entra's token server, with a certificate of its own: MSAL talks to nobody without encryption."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from tests.teams_wire.openid import private_key
from tests.teams_wire.serving import served


class Entra:
    """The token server. It lives in the bot's own loop: were the loop to stand still, nobody would ever be answered."""

    def __init__(self) -> None:
        self.url = ""
        self.tokens = 0  # how many were given out, or refused
        self.expires_in = 3600
        self.refuses = ""
        self._page: tuple[int, str] | None = None
        self._open = asyncio.Event()
        self._open.set()
        self._came = asyncio.Event()

    def hold(self) -> None:
        """Answers nobody until `release`."""
        self._open.clear()

    def release(self) -> None:
        """Answers again."""
        self._open.set()

    def answer_with(self, status: int, body: str) -> None:
        """Answers everything like this."""
        self._page = status, body

    async def asked(self) -> None:
        """Returns when somebody has asked for a token."""
        await self._came.wait()

    async def _configuration(self, request: web.Request) -> web.Response:
        if self._page:
            return web.Response(status=self._page[0], text=self._page[1])
        base = f"{self.url}/{request.match_info['tenant']}"
        known = {name: f"{base}/{name}" for name in ("authorization_endpoint", "token_endpoint", "issuer")}
        return web.json_response(known)

    async def _token(self, request: web.Request) -> web.Response:
        self.tokens += 1
        self._came.set()
        await self._open.wait()
        if self._page:
            return web.Response(status=self._page[0], text=self._page[1])
        if self.refuses:
            return web.json_response({"error": self.refuses, "error_description": "AADSTS: secret"}, status=401)
        given = {"token_type": "Bearer", "expires_in": self.expires_in, "access_token": f"token-{self.tokens}"}
        return web.json_response(given)

    @classmethod
    @asynccontextmanager
    async def running(cls, folder: Path) -> AsyncIterator[Entra]:
        """A token server that listens; `folder` gets `ca.pem`, which who asks must trust."""
        server = cls()
        app = web.Application()
        app.router.add_get("/{tenant}/{version:v2.0}/.well-known/openid-configuration", server._configuration)
        app.router.add_get("/{tenant}/.well-known/openid-configuration", server._configuration)
        app.router.add_post("/{tenant}/token_endpoint", server._token)
        async with served(app, certificate(folder)) as server.url:
            yield server
            server.release()


def certificate(folder: Path, names: Sequence[str] = ("localhost",)) -> ssl.SSLContext:
    """A certificate of its own for these names; leaves `ca.pem` in the folder, which who asks must trust."""
    key = private_key("entra")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    loopback = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    names_and_address = x509.SubjectAlternativeName([*map(x509.DNSName, names), loopback])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(names_and_address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "ca.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(*form))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    return context
