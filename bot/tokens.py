"""The channel's tokens. Teams shows the same one with every request for an hour: one that was checked is known again.

What is remembered is a digest of the whole token; what a moment decides, its time and its key, is looked at each time.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt

from bot.keys import Key, SigningKeys

ISSUER = "https://api.botframework.com"
LEEWAY_SECONDS = 300
MOST_KNOWN = 256


class Refused(Exception):
    """The token is not good; the text is a word for the log."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A token whose signature, issuer, audience and time were good; `until`: a Unix time, leeway included."""

    claims: Mapping[str, Any]
    kid: str
    key: Key
    until: float


@dataclass(frozen=True, slots=True)
class Tokens:
    """Checks tokens and remembers the last ones."""

    clock: Callable[[], float] = time.time
    known: OrderedDict[bytes, Checked] = field(default_factory=OrderedDict)

    async def check(self, token: str, keys: SigningKeys, audience: str) -> Checked:
        """What a good token says. Refused, or KeysUnreachable when there is nothing to check it with."""
        try:
            digest = hashlib.sha256(f"{audience} {token}".encode()).digest()
            found = self.known.get(digest)
            if found and found.until <= self.clock():
                raise Refused("expired")
            if found and await keys.find(found.kid) is found.key:
                return found
            checked = await _checked(token, keys, audience)
        except (jwt.PyJWTError, ValueError, TypeError) as wrong:
            raise Refused(type(wrong).__name__) from None
        self.known[digest] = checked
        if len(self.known) > MOST_KNOWN:
            self.known.popitem(last=False)
        return checked


async def _checked(token: str, keys: SigningKeys, audience: str) -> Checked:
    header = jwt.get_unverified_header(token)
    kid = header.get("kid")
    if header.get("alg") != "RS256" or not isinstance(kid, str):
        raise Refused("algorithm")
    key = await keys.find(kid)
    if key is None:
        raise Refused("unknown_key")
    claims = jwt.decode(
        token,
        key.key,
        algorithms=["RS256"],
        audience=audience,
        issuer=ISSUER,
        leeway=LEEWAY_SECONDS,
        options={"require": ["exp", "nbf", "iss", "aud"]},
    )
    return Checked(claims, kid, key, int(claims["exp"]) + LEEWAY_SECONDS)
