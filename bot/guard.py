"""Everything that is checked before the SDK sees a request. What is wrong gets a bare status, never a stack trace.

The SDK's own check lets a token without `exp` in, skips the service address when an activity names none, and answers
500 to most bad tokens; so it is not used.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bot.keys import KeysUnreachable, SigningKeys
from bot.settings import Settings, is_loopback
from bot.tokens import Refused, Tokens

CHANNEL = "msteams"
MAX_DEPTH = 40
BODY_SECONDS = 10
log = structlog.get_logger()


class Denied(Exception):
    """The request is refused with `status`; `why` is a word for the log."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


@dataclass(frozen=True, slots=True)
class Guard:
    """The door. `keys` is None in local development only, when loopback is all there is."""

    settings: Settings
    keys: SigningKeys | None
    tokens: Tokens = field(default_factory=Tokens)

    async def admit(self, request: web.Request) -> dict[str, Any]:
        """The activity as a plain object, or Denied."""
        body = await _json_object(request)
        service_url = _text(body, "serviceUrl")
        if not _complete(body):
            raise Denied(400, "not_an_activity")
        if self.keys is None:
            self._local_only(request, service_url)
            return body
        claims, endorsements = await self._claims(request, self.keys)
        self._fits(body, service_url, claims, endorsements)
        return body

    def _local_only(self, request: web.Request, service_url: str) -> None:
        # The Host tells of a proxy in front, and of a page elsewhere whose name was turned to this machine.
        here = is_loopback(request.remote or "") and is_loopback(request.url.host or "")
        if not here or "Origin" in request.headers or not self.service_allowed(service_url):
            raise Denied(403, "not_local")

    async def _claims(self, request: web.Request, keys: SigningKeys) -> tuple[Mapping[str, Any], frozenset[str]]:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Denied(401, "no_token")
        try:
            checked = await self.tokens.check(token, keys, self.settings.app_id)
        except Refused as refused:
            raise Denied(401, str(refused)) from None
        except KeysUnreachable:
            raise Denied(503, "keys_unreachable") from None
        return checked.claims, checked.key.endorsements

    def _fits(
        self, body: Mapping[str, Any], service_url: str, claims: Mapping[str, Any], endorsements: frozenset[str]
    ) -> None:
        claimed = claims.get("serviceurl") or claims.get("serviceUrl")
        if not isinstance(claimed, str) or claimed.rstrip("/") != service_url.rstrip("/"):
            raise Denied(401, "service_url_claim")
        if not self.service_allowed(service_url):
            raise Denied(403, "service_host")
        if body.get("channelId") != CHANNEL or CHANNEL not in endorsements:
            raise Denied(403, "channel")
        tenant = _text(_map(_map(body, "channelData"), "tenant"), "id")
        if tenant not in self.settings.tenants:
            raise Denied(403, "tenant")

    def service_allowed(self, service_url: str) -> bool:
        """Whether the bot may talk to this service address: https to a known host, or loopback in development."""
        scheme, host = _origin(service_url)
        if is_loopback(host) and (self.settings.local or host in self.settings.service_hosts):
            return scheme in ("http", "https")
        return scheme == "https" and any(fnmatchcase(host, known) for known in self.settings.service_hosts)


@lru_cache(maxsize=64)
def _origin(url: str) -> tuple[str, str]:
    """Scheme and host; both empty when it is no address. Few service addresses come again and again."""
    try:
        parts = urlsplit(url)
        return parts.scheme, (parts.hostname or "").lower()
    except ValueError:
        return "", ""


def _complete(body: Mapping[str, Any]) -> bool:
    """Whether it says what it is, where it was said and by whom: nobody may stand for everybody without a name."""
    who, where = _map(body, "from").get("id"), _map(body, "conversation").get("id")
    told = (body.get("type"), body.get("serviceUrl"), who, where)
    return all(isinstance(word, str) and word.strip() for word in told)


def _whole(raw: bytes) -> str:
    """The JSON without halves of characters (lone surrogates), which no database and no connector takes. UTF-8 only."""
    text = raw.decode("utf-8-sig")
    if "\\ud" not in text.lower():
        return text
    text = json.dumps(json.loads(text), ensure_ascii=False)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


async def _json_object(request: web.Request) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise Denied(415, "not_json")
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = json.loads(_whole(await request.read()))
    except web.HTTPRequestEntityTooLarge:
        raise Denied(413, "too_large") from None
    except TimeoutError:
        raise Denied(408, "slow") from None
    except (ValueError, RecursionError, web.RequestPayloadError):
        raise Denied(400, "bad_json") from None
    if not isinstance(body, dict) or not _shallow(body):
        raise Denied(400, "not_an_object")
    return body


def _shallow(body: Any) -> bool:
    """Whether the object is nested at most `MAX_DEPTH` deep, found without recursion."""
    level = [body]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, (dict, list))
        ]
        if not level:
            return True
    return False


def _map(body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = body.get(key)
    return value if isinstance(value, dict) else {}


def _text(body: Mapping[str, Any], key: str) -> str:
    value = body.get(key)
    return value if isinstance(value, str) else ""
