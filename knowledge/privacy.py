"""The one door in: finds and masks what could point at a person before anything else sees the text.

What is masked is never returned, so it cannot be stored, logged or shown by mistake. Numbers stand here,
names in `knowledge/names.py`. Every pattern is linear: bounded repeats, no nested ones.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from knowledge import addresses, names, numbers
from knowledge.spans import Span, masked

EMAIL = "[mail]"
KINDS = {numbers.CPR: "cpr", numbers.PHONE: "phone", EMAIL: "email", addresses.MASK: "address", names.MASK: "name"}


MOST_KNOWN = 256


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """A text that may be kept: `found` names the kinds that were masked ("cpr", "phone", ...), never their content."""

    text: str
    found: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing had to be masked."""
        return not self.found


def scrub(text: str) -> Scrubbed:
    """The text without control characters and with personal data masked. Scrubbing twice changes nothing.

    CPR numbers are told by a plausible date and four more digits; modulus 11 is no filter (numbers since 2007
    need not satisfy it, source: cpr.dk). The length is capped by the caller.
    """
    if text in _SCRUBBED:
        return _SCRUBBED[text]
    plain, before = neutral(text), ""
    while plain != before:
        before = plain
        plain = _pass(plain)
    if len(_SCRUBBED) >= MOST_KNOWN:
        _SCRUBBED.clear()
    return _SCRUBBED.setdefault(plain, Scrubbed(plain, tuple(kind for mask, kind in KINDS.items() if mask in plain)))


_SCRUBBED: dict[str, Scrubbed] = {}
"""What came out lately and may come in again in the same turn. Never what went in."""


def _pass(plain: str) -> str:
    for find in (_emails, numbers.cpr, addresses.find, numbers.phones, names.find):
        plain = masked(plain, find(plain))
    return plain


# --- characters -------------------------------------------------------------------------------------------------


def neutral(text: str) -> str:
    """NFC, without control, bidi and zero-width characters; digits and signs of other scripts become plain ones."""
    if _EVERYDAY.fullmatch(text):
        return text
    kept: list[str] = []
    for char in text:
        plain = _plain(char)
        if plain and not (_is_mark(plain) and kept and kept[-1].isdigit()):
            kept.append(plain)
    return unicodedata.normalize("NFC", "".join(kept))


_EVERYDAY = re.compile(r"[\n\t -~À-ÖØ-öø-ÿ–—‘’“”«»…·•]*")
"""Characters that stay as they are, whatever stands beside them: most texts hold no others."""


def _plain(char: str) -> str:
    if char in "\n\t" or " " <= char <= "~":
        return char
    if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn"}:
        return "\n" if char in "\r\x85" else ""
    if (digit := unicodedata.digit(char, None)) is not None:
        return str(digit)
    if "\uff01" <= char <= "\uff5e":
        return chr(ord(char) - 0xFEE0)
    return " " if unicodedata.category(char) == "Zs" else char


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in {"Mn", "Me"}


# --- e-mail -----------------------------------------------------------------------------------------------------

_AT = r"(?:[ ]{0,2}(?:@|\(at\)|\[at\]|\(a\)|\{at\})[ ]{0,2}|[ ]snabel-?[ ]?a[ ])"
_DOT = r"(?:[ ]?\.[ ]?|[ ]punktum[ ]|[ ]prik[ ]|[ ]dot[ ])"
_LOCAL = r"[\w.+\-]+(?:[ ](?:punktum|prik)[ ][\w.+\-]+){0,3}"
_EMAIL = re.compile(
    rf"(?<![\w.+\-]){_LOCAL}{_AT}[\w\-]+(?:{_DOT}[\w\-]{{2,}})+|(?<![\w.+\-])[\w.+\-]+@[\w\-]+", re.IGNORECASE
)


def _emails(text: str) -> list[Span]:
    return [(*hit.span(), EMAIL) for hit in _EMAIL.finditer(text)]
