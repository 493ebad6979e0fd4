"""The one way out: Teams' connector over an asynchronous client with time limits. What went wrong is told in one word.

Teams wants only 412, 429, 502, 503 and 504 tried again; the caller decides when (see `knowledge.letters.retry_at`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import quote

import aiohttp

from bot.credentials import Credentials, NoToken
from bot.throttle import Throttle

TIMEOUT = aiohttp.ClientTimeout(total=10, connect=3)
LONGEST_PAUSE = 1.0
LONGEST_RETRY_AFTER = 3600.0
AGAIN = frozenset({412, 429, 502, 503, 504})


class Failure(StrEnum):
    """What a failed send means for the letter."""

    AGAIN = "again"  # try later
    UNREACHABLE = "unreachable"  # blocked, uninstalled or never installed: go on to somebody else
    GONE = "gone"  # the conversation or the card no longer exists
    REFUSED = "refused"  # it will never be accepted as it is


class SendFailed(Exception):
    """A send that did not succeed. `code` is Teams' own word where it gave one; never any content."""

    def __init__(self, failure: Failure, code: str, retry_after: float | None = None) -> None:
        super().__init__(f"{failure}: {code}")
        self.failure = failure
        self.code = code
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Connector:
    """Sends, updates and deletes activities. `allowed` says which service addresses may be talked to; `tenant`, whose
    share of Teams' limit a request counts against."""

    session: aiohttp.ClientSession
    credentials: Credentials
    allowed: Callable[[str], bool]
    throttle: Throttle = field(default_factory=Throttle)

    async def send(self, service_url: str, conversation: str, activity: Mapping[str, Any], *, tenant: str = "") -> str:
        """Posts an activity to a conversation; returns its id ("" when Teams gave none). SendFailed otherwise."""
        path = f"{quote(conversation, safe='')}/activities"
        answer = await self._call("POST", service_url, path, activity, tenant)
        return str(answer.get("id") or "")

    async def update(
        self, service_url: str, conversation: str, id_: str, activity: Mapping[str, Any], *, tenant: str = ""
    ) -> None:
        """Replaces an activity that was sent before."""
        path = f"{quote(conversation, safe='')}/activities/{quote(id_, safe='')}"
        await self._call("PUT", service_url, path, {**activity, "id": id_}, tenant)

    async def delete(self, service_url: str, conversation: str, id_: str, *, tenant: str = "") -> None:
        """Removes an activity that was sent before."""
        path = f"{quote(conversation, safe='')}/activities/{quote(id_, safe='')}"
        await self._call("DELETE", service_url, path, None, tenant)

    async def member(self, service_url: str, conversation: str, user: str, *, tenant: str = "") -> dict[str, Any]:
        """A member's profile: name, aadObjectId, userPrincipalName, email."""
        path = f"{quote(conversation, safe='')}/members/{quote(user, safe='')}"
        return await self._call("GET", service_url, path, None, tenant)

    async def _call(
        self, method: str, service_url: str, path: str, body: Mapping[str, Any] | None, tenant: str
    ) -> dict[str, Any]:
        if not self.allowed(service_url):
            raise SendFailed(Failure.REFUSED, "service_host")
        url = f"{service_url.rstrip('/')}/v3/conversations/{path}"
        await self._keep_limits(path.partition("/")[0], tenant)
        try:
            token = await self.credentials.token()
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            request = self.session.request(
                method, url, json=body, headers=headers, timeout=TIMEOUT, allow_redirects=False
            )
            async with request as answer:
                return await _read(answer)
        except NoToken as refused:
            raise SendFailed(Failure.AGAIN, f"token_{refused}"[:60]) from None
        except (aiohttp.ClientError, TimeoutError) as failed:
            raise SendFailed(Failure.AGAIN, type(failed).__name__) from None

    async def _keep_limits(self, conversation: str, tenant: str) -> None:
        """Waits a moment when Teams' limits ask for it; a longer wait is the caller's, not to hold anything up."""
        while (pause := self.throttle.pause(conversation, tenant)) > 0:
            if pause > LONGEST_PAUSE:
                raise SendFailed(Failure.AGAIN, "own_limit", pause)
            await asyncio.sleep(pause)


async def _read(answer: aiohttp.ClientResponse) -> dict[str, Any]:
    try:
        raw = await answer.read()
        body = json.loads(raw) if raw else {}
    except (ValueError, aiohttp.ClientPayloadError):
        body = None  # proxies answer errors in HTML; the status still tells what to do
    if answer.status < 300 and body is None:
        raise SendFailed(Failure.AGAIN, "no_json")  # a stranger's page: nobody knows whether it arrived
    if answer.status < 300:
        return body if isinstance(body, dict) else {}
    raise failure(answer.status, _code(body), answer.headers.get("Retry-After"))


def failure(status: int, code: str, retry_after: str | None = None) -> SendFailed:
    """What a status means (Teams' table of status codes). `retry_after` counts in seconds."""
    word = code[:60] or str(status)
    if status in AGAIN:
        return SendFailed(Failure.AGAIN, word, _seconds(retry_after))
    if status == 403:
        return SendFailed(Failure.UNREACHABLE, word)
    if status in (404, 410):
        return SendFailed(Failure.GONE, word)
    return SendFailed(Failure.REFUSED, word)


def _code(body: Any) -> str:
    if not isinstance(body, dict):
        return ""
    error = body.get("error")
    code = error.get("code") if isinstance(error, dict) else _sub_code(body.get("message")) or body.get("errorCode")
    return str(code or "")


def _sub_code(message: object) -> object:
    """Teams' other form: an error number, and JSON inside the message."""
    try:
        inner = json.loads(message) if isinstance(message, str) else None
    except ValueError:
        return None
    return inner.get("subCode") if isinstance(inner, dict) else None


def _seconds(retry_after: str | None) -> float | None:
    """What Retry-After says in seconds, at most an hour; None for a date, nothing or nonsense."""
    try:
        seconds = float(retry_after or "")
    except ValueError:
        return None
    return min(seconds, LONGEST_RETRY_AFTER) if seconds >= 0 else None
