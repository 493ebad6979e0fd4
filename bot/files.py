"""Files in and out of Teams: fetched from and put to SharePoint and OneDrive, and nowhere else.

The addresses come with Teams' messages and are signed for a few minutes, so no token of ours goes along: whoever gave a
false address would learn nothing, and none leads to a host that is not on the list (also not by a redirect).
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from fnmatch import fnmatchcase
from urllib.parse import urljoin, urlsplit

import aiohttp

from bot.settings import is_loopback
from handlers.errands import FileTrouble

MOST_BYTES = 10 * 1024 * 1024
"""Twenty thousand rows are about four."""
TIMEOUT = aiohttp.ClientTimeout(total=30, connect=5, sock_read=10)
MOST_REDIRECTS = 3
CHUNK = 64 * 1024
BUSY = frozenset({408, 423, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Files:
    """Fetches and puts files. `hosts` may be talked to over https; `local`: this machine too, for the try-out."""

    session: aiohttp.ClientSession
    hosts: frozenset[str]
    local: bool = False
    most: int = MOST_BYTES
    timeout: aiohttp.ClientTimeout = TIMEOUT

    async def fetch(self, url: str) -> bytes:
        """The whole file. FileTrouble when it is elsewhere, gone, too large, half, or too slow."""
        try:
            return await self._follow(url)
        except TimeoutError:
            raise FileTrouble("slow", again=True) from None
        except aiohttp.ClientPayloadError:
            raise FileTrouble("broken", again=True) from None
        except (aiohttp.ClientError, ValueError):
            raise FileTrouble("busy", again=True) from None

    async def put(self, url: str, data: bytes) -> None:
        """Puts a whole file to the address that Teams gave for it."""
        self._must_be_known(url)
        span = {"Content-Range": f"bytes 0-{len(data) - 1}/{len(data)}", "Content-Type": "application/octet-stream"}
        try:
            body = io.BytesIO(data)  # sent piece by piece, so that nobody waits for a large file
            request = self.session.put(url, data=body, headers=span, timeout=self.timeout, allow_redirects=False)
            async with request as answer:
                _must_be_fine(answer.status, "place_gone")
        except TimeoutError:
            raise FileTrouble("place_busy", again=True) from None
        except (aiohttp.ClientError, ValueError):
            raise FileTrouble("place_busy", again=True) from None

    async def _follow(self, url: str) -> bytes:
        for _ in range(MOST_REDIRECTS + 1):
            self._must_be_known(url)
            async with self.session.get(url, timeout=self.timeout, allow_redirects=False) as answer:
                if 300 <= answer.status < 400:
                    url = urljoin(url, answer.headers.get("Location", ""))
                    continue
                _must_be_fine(answer.status, "gone")
                return await self._read(answer)
        raise FileTrouble("gone")

    async def _read(self, answer: aiohttp.ClientResponse) -> bytes:
        if (answer.content_length or 0) > self.most:
            raise FileTrouble("big")
        data = bytearray()
        async for chunk in answer.content.iter_chunked(CHUNK):
            data += chunk
            if len(data) > self.most:
                raise FileTrouble("big")
        return bytes(data)

    def _must_be_known(self, url: str) -> None:
        if not self.known(url):
            raise FileTrouble("host")

    def known(self, url: str) -> bool:
        """Whether this is an address that may be talked to."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError:
            return False
        if parts.username is not None or parts.password is not None:
            return False
        if self.local and is_loopback(host):
            return parts.scheme in ("http", "https")
        https = parts.scheme == "https" and port in (None, 443)
        return https and any(fnmatchcase(host, known) for known in self.hosts)


def _must_be_fine(status: int, gone: str) -> None:
    if status in BUSY:
        raise FileTrouble("place_busy" if gone != "gone" else "busy", again=True)
    if not 200 <= status < 300:
        raise FileTrouble(gone)
