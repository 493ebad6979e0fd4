"""The one door in: finds and masks what could point at a person before anything else sees the text.

What is masked is never returned, so it cannot be stored, logged or shown by mistake. Numbers stand here,
names in `knowledge/names.py`. Every pattern is linear: bounded repeats, no nested ones.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from knowledge import addresses, names
from knowledge.spans import Span, masked

CPR, PHONE, EMAIL = "[cpr]", "[telefon]", "[mail]"
KINDS = {CPR: "cpr", PHONE: "phone", EMAIL: "email", addresses.MASK: "address", names.MASK: "name"}


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
    plain = neutral(text)
    for find in (_emails, _cpr_numbers, addresses.find, _phones, names.find):
        plain = masked(plain, find(plain))
    return Scrubbed(plain, tuple(kind for mask, kind in KINDS.items() if mask in plain))


# --- characters -------------------------------------------------------------------------------------------------


def neutral(text: str) -> str:
    """NFC, without control, bidi and zero-width characters; digits and signs of other scripts become plain ones."""
    kept: list[str] = []
    for char in text:
        plain = _plain(char)
        if plain and not (_is_mark(plain) and kept and kept[-1].isdigit()):
            kept.append(plain)
    return unicodedata.normalize("NFC", "".join(kept))


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

_AT = r"(?:@|\(at\)|\[at\]|\(a\)|\bsnabel-?a\b)"
_EMAIL = re.compile(
    r"(?<![\w.+\-])[\w.+\-]+[ ]{0,2}" + _AT + r"[ ]{0,2}[\w\-]+(?:[ ]?(?:\.|\bpunktum\b|\bprik\b)[ ]?[\w\-]+)+", re.IGNORECASE
)


def _emails(text: str) -> list[Span]:
    return [(*hit.span(), EMAIL) for hit in _EMAIL.finditer(text)]


# --- CPR --------------------------------------------------------------------------------------------------------

_GAP = r"[ \t\n.,:;/_*()–—‐‑‒−\-]"
_MONTHS = "jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec"
_BETWEEN = _GAP + r"{0,4}(?:(?:og|med|de|sidste|fire|cifre|cpr|nr|er|slutter|ender|på|løbenummer|kontrolcifre)\b" + _GAP + r"{0,4}){0,6}"
_TEN = re.compile(r"\d(?:" + _GAP + r"{0,3}\d){9,}")
_BIRTH = re.compile(
    r"\d{1,2}[ .\-/]{1,3}(?:\d{1,2}|(?:" + _MONTHS + r")[a-z]{0,6})[ .\-/]{1,3}(?:(?:19|20)\d\d|\d\d)" + _BETWEEN + r"\d{4}(?!\d)",
    re.IGNORECASE,
)
_SIX_FOUR = re.compile(r"(?<!\d)\d{6}(?:\d\d)?" + _BETWEEN + r"\d{4}(?!\d)", re.IGNORECASE)


def _cpr_numbers(text: str) -> list[Span]:
    found = [(*hit.span(), CPR) for pattern in (_BIRTH, _SIX_FOUR) for hit in pattern.finditer(text) if _dated(hit[0])]
    found += [(*hit.span(), CPR) for hit in _TEN.finditer(text) if _has_cpr(hit[0])]
    return found


def _dated(text: str) -> bool:
    numbers = re.findall(r"\d+", text)
    day, month = (numbers[0], numbers[1]) if len(numbers[0]) <= 2 else (numbers[0][:2], numbers[0][2:4])
    named = re.search(_MONTHS, text, re.IGNORECASE)
    return _is_day(int(day)) and (named is not None or 1 <= int(month) <= 12)


def _is_day(day: int) -> bool:
    return 1 <= day <= 31 or 61 <= day <= 91


def _has_cpr(run: str) -> bool:
    digits = re.sub(r"\D", "", run)
    return any(
        _is_day(int(digits[i : i + 2])) and 1 <= int(digits[i + 2 : i + 4]) <= 12 for i in range(len(digits) - 9)
    )


# --- phones -----------------------------------------------------------------------------------------------------

_PHONE = re.compile(r"(?:(?:\+|00)[ ]?\d{2,3}[ .\-]{0,2})?(?<!\d)\d(?:[ .\-/]{0,2}\d){7,}")


def _phones(text: str) -> list[Span]:
    return [(*hit.span(), PHONE) for hit in _PHONE.finditer(text) if _is_phone(hit[0])]


def _is_phone(run: str) -> bool:
    groups = re.findall(r"\d+", run)
    return not any(len(group) == 4 and group[:2] in {"19", "20"} for group in groups)
