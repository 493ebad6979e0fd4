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
TIMEOUT_SECONDS = 10  # for each of MSAL's two requests
FAILED_SECONDS = 5


class NoToken(Exception):
    """Entra gave no token; `why` is its error code."""


class Credentials:
    """One cached token, renewed five minutes early and by one request at a time. Local development has none."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._token = ""
        self._until = 0.0
        self._lock = asyncio.Lock()
        self._quiet_until = 0.0
        self._why = ""

    async def token(self) -> str:
        """A valid access token, or "" in local development. NoToken when Entra refuses or cannot be reached."""
        if self._settings.local:
            return ""
        if self._ageing():
            async with self._lock:
                if self._ageing():
                    await self._renew()
        return self._token

    def _ageing(self) -> bool:
        return time.time() >= self._until - EARLY_SECONDS

    async def _renew(self) -> None:
        if time.monotonic() >= self._quiet_until:
            try:
                await self._ask()
            except NoToken as refused:  # those who wait in line do not each ask a server that just refused
                self._why, self._quiet_until = str(refused), time.monotonic() + FAILED_SECONDS
        if time.time() >= self._until:
            raise NoToken(self._why)

    async def _ask(self) -> None:
        try:
            answer = await asyncio.wait_for(asyncio.to_thread(self._request), 2 * TIMEOUT_SECONDS + 2)
        except Exception as failed:  # MSAL raises whatever an odd answer leads it to
            raise NoToken(type(failed).__name__) from None
        if "access_token" not in answer:
            raise NoToken(str(answer.get("error", "no_token")))
        self._token = str(answer["access_token"])
        self._until = time.time() + float(answer.get("expires_in", 3600))

    def _request(self) -> dict[str, Any]:
        settings = self._settings
        with requests.Session() as http:
            http.request = _with_timeout(http.request)  # type: ignore[method-assign]
            if settings.app_type == "UserAssignedMSI":
                identity = msal.UserAssignedManagedIdentity(client_id=settings.app_id)
                managed = msal.ManagedIdentityClient(identity, http_client=http)
                return dict(managed.acquire_token_for_client(resource=RESOURCE))
            client = msal.ConfidentialClientApplication(
                settings.app_id,
                client_credential=settings.app_password.get_secret_value(),
                authority=f"{settings.login_url.rstrip('/')}/{settings.app_tenant}",
                instance_discovery=False,
                http_client=http,
            )
            return dict(client.acquire_token_for_client([SCOPE]) or {})


def _with_timeout(request: Callable[..., requests.Response]) -> Callable[..., requests.Response]:
    def limited(*args: Any, **kwargs: Any) -> requests.Response:
        kwargs.setdefault("timeout", TIMEOUT_SECONDS)
        return request(*args, **kwargs)

    return limited
