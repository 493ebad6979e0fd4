"""The bot's own token for the channel. MSAL is synchronous, so it lives in a thread; the loop never waits for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import msal
import requests

from bot.settings import Settings

SCOPE = "https://api.botframework.com/.default"
RESOURCE = "https://api.botframework.com"
EARLY_SECONDS = 300
TIMEOUT_SECONDS = 10


class NoToken(Exception):
    """Entra gave no token; `why` is its error code."""


class Credentials:
    """One cached token, renewed five minutes early and by one request at a time. Local development has none."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._token = ""
        self._until = 0.0
        self._lock = asyncio.Lock()
        self._ask: Callable[[], dict[str, Any]] | None = None

    async def token(self) -> str:
        """A valid access token, or "" in local development. NoToken when Entra refuses or cannot be reached."""
        if self._settings.local:
            return ""
        if time.time() < self._until - EARLY_SECONDS:
            return self._token
        async with self._lock:
            if time.time() >= self._until - EARLY_SECONDS:
                await self._renew()
        return self._token

    async def _renew(self) -> None:
        try:
            answer = await asyncio.wait_for(asyncio.to_thread(self._request), TIMEOUT_SECONDS + 2)
        except (requests.RequestException, ValueError, TimeoutError) as failed:
            raise NoToken(type(failed).__name__) from None
        if "access_token" not in answer:
            raise NoToken(str(answer.get("error", "no_token")))
        self._token = str(answer["access_token"])
        self._until = time.time() + float(answer.get("expires_in", 3600))

    def _request(self) -> dict[str, Any]:
        if self._ask is None:
            self._ask = self._client()
        return self._ask()

    def _client(self) -> Callable[[], dict[str, Any]]:
        settings = self._settings
        http = requests.Session()
        http.request = _with_timeout(http.request)  # type: ignore[method-assign]
        if settings.app_type == "UserAssignedMSI":
            identity = msal.UserAssignedManagedIdentity(client_id=settings.app_id)
            managed = msal.ManagedIdentityClient(identity, http_client=http)
            return lambda: dict(managed.acquire_token_for_client(resource=RESOURCE))
        authority = f"{settings.login_url.rstrip('/')}/{settings.app_tenant}"
        client = msal.ConfidentialClientApplication(
            settings.app_id,
            client_credential=settings.app_password.get_secret_value(),
            authority=authority,
            instance_discovery=False,
            http_client=http,
        )
        return lambda: dict(client.acquire_token_for_client([SCOPE]) or {})


def _with_timeout(request: Callable[..., requests.Response]) -> Callable[..., requests.Response]:
    def limited(*args: Any, **kwargs: Any) -> requests.Response:
        kwargs.setdefault("timeout", TIMEOUT_SECONDS)
        return request(*args, **kwargs)

    return limited
