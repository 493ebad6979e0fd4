"""A stand-in for login.botframework.com: OpenID metadata and signing keys on loopback, and tokens of every kind."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from tests.teams_wire.activities import SERVICE_URL
from tests.teams_wire.serving import served

APP_ID = "11111111-2222-3333-4444-555555555555"
ISSUER = "https://api.botframework.com"
METADATA = "/v1/.well-known/openidconfiguration"
ENDORSED: Mapping[str, tuple[str, ...] | None] = {
    "k1": ("msteams", "directline"),
    "k-webchat": ("webchat",),
    "k-none": None,
}


@cache
def private_key(name: str) -> rsa.RSAPrivateKey:
    """The signing key of that name; it is made when first asked for."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_key(kid: str, endorsements: tuple[str, ...] | None) -> dict[str, Any]:
    """The key as it stands in the published list."""
    key = json.loads(RSAAlgorithm.to_jwk(private_key(kid).public_key()))
    shown = {**key, "kid": kid, "x5t": kid, "use": "sig"}
    return shown if endorsements is None else {**shown, "endorsements": list(endorsements)}


class OpenId:
    """The key server. `hits` counts what was asked; `hold` and `answer_with` make it slow and broken."""

    def __init__(self) -> None:
        self.url = ""
        self.hits: list[str] = []
        self.published = [public_key(kid, endorsements) for kid, endorsements in ENDORSED.items()]
        self._open = asyncio.Event()
        self._open.set()
        self._came = asyncio.Event()
        self._instead: tuple[int, str] | None = None

    @property
    def metadata(self) -> str:
        """The address for the setting OPENID_METADATA."""
        return self.url + METADATA

    def rotate(self, kid: str) -> None:
        """From now on only this key is published."""
        self.published = [public_key(kid, ENDORSED["k1"])]

    def hold(self) -> None:
        """Answers nobody until `release`."""
        self._open.clear()

    def release(self) -> None:
        """Answers again."""
        self._open.set()

    async def asked(self, times: int) -> None:
        """Returns when somebody has asked for the metadata so many times."""
        while self.hits.count(METADATA) < times:
            self._came.clear()
            await self._came.wait()

    def answer_with(self, status: int = 200, body: str = "") -> None:
        """Answers everybody like this until `mend`."""
        self._instead = status, body

    def mend(self) -> None:
        """Answers as it should again."""
        self._instead = None

    async def _metadata(self, request: web.Request) -> web.Response:
        known = {
            "issuer": ISSUER,
            "jwks_uri": self.url + "/v1/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        return await self._answer(request, known)

    async def _keys(self, request: web.Request) -> web.Response:
        return await self._answer(request, {"keys": self.published})

    async def _answer(self, request: web.Request, body: object) -> web.Response:
        self.hits.append(request.path)
        self._came.set()
        await self._open.wait()
        if self._instead:
            return web.Response(status=self._instead[0], text=self._instead[1], content_type="application/json")
        return web.json_response(body)

    @classmethod
    @asynccontextmanager
    async def running(cls) -> AsyncIterator[OpenId]:
        """A key server that listens."""
        server = cls()
        app = web.Application()
        app.router.add_get(METADATA, server._metadata)
        app.router.add_get("/v1/keys", server._keys)
        async with served(app) as server.url:
            yield server
            server.release()


def claims(**changes: Any) -> dict[str, Any]:
    """The claims of a good token with some changed; None takes a claim out."""
    now = int(time.time())
    good = {"iss": ISSUER, "aud": APP_ID, "nbf": now - 60, "exp": now + 3600, "serviceurl": SERVICE_URL}
    return {name: value for name, value in (good | changes).items() if value is not None}


def token(kid: str | None = "k1", *, signed_by: str = "", algorithm: str = "RS256", **changes: Any) -> str:
    """A signed token. `signed_by` names another key than the one it says."""
    key = private_key(signed_by or kid or "k1")
    headers = {"kid": kid} if kid is not None else None
    said = json.dumps(claims(**changes)).encode()  # not through `jwt.encode`: it refuses to say some wrong things
    return jwt.api_jws.encode(said, key, algorithm=algorithm, headers=headers)


def unsigned(**changes: Any) -> str:
    """A token with the algorithm `none`."""
    return ".".join((_part({"alg": "none", "typ": "JWT", "kid": "k1"}), _part(claims(**changes)), ""))


def signed_with_public_key() -> str:
    """The old trick: HS256, with the published key as its secret."""
    form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    secret = private_key("k1").public_key().public_bytes(*form)
    said = f"{_part({'alg': 'HS256', 'typ': 'JWT', 'kid': 'k1'})}.{_part(claims())}"
    return f"{said}.{_base64(hmac.digest(secret, said.encode(), hashlib.sha256))}"


def with_header(header: str) -> str:
    """A token whose header is this text, whatever it is."""
    return f"{_base64(header.encode())}.{_part(claims())}.{_base64(b'signature')}"


def _part(value: object) -> str:
    return _base64(json.dumps(value).encode())


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
