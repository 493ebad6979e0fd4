"""The signing keys of the channel: fetched asynchronously, kept a day, asked for again at most once a minute."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt
import structlog

KEPT_SECONDS = 24 * 3600
MISS_SECONDS = 60
FAILED_SECONDS = 5
log = structlog.get_logger()
TIMEOUT = aiohttp.ClientTimeout(total=5, connect=3)


class KeysUnreachable(Exception):
    """The key server did not answer, so nobody can be let in just now."""


@dataclass(frozen=True, slots=True)
class Key:
    """One public key and the channels it may sign for."""

    key: Any
    endorsements: frozenset[str]


class SigningKeys:
    """Keys by id. One fetch at a time; an unknown id causes at most one fetch in `MISS_SECONDS`."""

    def __init__(self, session: aiohttp.ClientSession, metadata_url: str) -> None:
        self._session = session
        self._metadata_url = metadata_url
        self._keys: dict[str, Key] = {}
        self._fetched = float("-inf")
        self._tried = float("-inf")
        self._lock = asyncio.Lock()

    async def find(self, kid: str) -> Key | None:
        """The key, or None when Microsoft knows no such key. KeysUnreachable when there is nothing to go by."""
        if kid not in self._keys or time.monotonic() - self._fetched > KEPT_SECONDS:
            async with self._lock:
                await self._refresh(kid)
        if not self._keys:
            raise KeysUnreachable
        return self._keys.get(kid)

    async def _refresh(self, kid: str) -> None:
        now = time.monotonic()
        fresh = kid in self._keys and now - self._fetched <= KEPT_SECONDS
        if fresh or now - self._tried < (MISS_SECONDS if self._keys else FAILED_SECONDS):
            return
        try:
            self._keys = await self._fetch()
            self._fetched = now
        except (aiohttp.ClientError, TimeoutError, ValueError, LookupError, TypeError) as failed:
            log.warning("signing_keys_unreachable", why=type(failed).__name__)  # the old keys still serve
        self._tried = time.monotonic()

    async def _fetch(self) -> dict[str, Key]:
        metadata = await self._json(self._metadata_url)
        found = await self._json(metadata["jwks_uri"])
        keys: dict[str, Key] = {}
        for raw in found["keys"]:
            try:
                keys[raw["kid"]] = _key(raw)
            except (jwt.PyJWTError, ValueError, LookupError, TypeError) as damaged:
                log.warning("signing_key_damaged", why=type(damaged).__name__)  # the others still serve
        if not keys:
            raise ValueError("no keys")
        return keys

    async def _json(self, url: str) -> Any:
        async with self._session.get(url, timeout=TIMEOUT, allow_redirects=False) as answer:
            answer.raise_for_status()
            return await answer.json(content_type=None)


def _key(raw: Mapping[str, Any]) -> Key:
    return Key(jwt.PyJWK(dict(raw), algorithm="RS256").key, frozenset(raw.get("endorsements") or ()))
