"""CPR numbers and telephone numbers, however they are typed; not years, times, ages and class sizes.

A CPR number is told by a plausible date and four more digits. Modulus 11 is no filter: numbers given since 2007
need not satisfy it (source: cpr.dk).
"""

from __future__ import annotations

import re
from itertools import pairwise

from knowledge.spans import Span

CPR, PHONE = "[cpr]", "[telefon]"

_GAP = r"[ \t\n.,:;/\\|_*'()\[\]{}<>+=~\"–—―‐‑‒−‧·•\-]"
_MONTHS = "jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec"
_FILLER = (
    "og|med|de|sidste|fire|fem|seks|tal|cifre|cpr|nr|nummer|er|slutter|ender|på|løbenummer|løbenr|kontrolcifre|kontrol|så"
    "|derefter|bindestreg|streg|født|år"
)
_BETWEEN = rf"{_GAP}{{0,4}}(?:(?:{_FILLER})\b{_GAP}{{1,4}}){{0,6}}"
_TEN = re.compile(rf"\d(?:{_GAP}{{0,3}}\d){{9,}}")
_MONTH = rf"(?:{_MONTHS})[a-z]{{0,6}}"
_BIRTH = re.compile(
    rf"(?<!\d)\d{{1,2}}(?:{_GAP}{{1,3}}(?:\d{{1,2}})|{_GAP}{{0,3}}{_MONTH}){_GAP}{{0,3}}"
    rf"(?:(?:18|19|20)\d\d|\d\d){_BETWEEN}\d{{4}}(?!\d)",
    re.IGNORECASE,
)
_SIX_FOUR = re.compile(rf"(?<!\d)\d{{6}}(?:\d\d)?{_BETWEEN}\d{{4}}(?!\d)", re.IGNORECASE)
_LETTERED = re.compile(r"(?<![0-9A-Za-z])(?=[\dOo]*\d)[\dOo]{6}[ \-–]?[\dOoIl]{4}(?![0-9A-Za-z])")
_HALF = re.compile(
    rf"\b(?:cpr|personnummer|personnr|cprnr)\b[a-zæøå.]{{0,8}}(?:{_GAP}|er|nr|nummer){{0,6}}"
    rf"(\d{{6}}(?:{_GAP}?[xX?*]{{1,4}})?|\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_BORN = re.compile(
    r"\b(?:født|fødselsdato|fødselsdag|fødselsdagen|fødselsdata|born)\b"
    rf"(?:{_GAP}|d|den|er|har|i|the|on){{0,8}}"
    rf"(\d{{1,2}}{_GAP}{{1,3}}(?:\d{{1,2}}|{_MONTH}){_GAP}{{1,3}}(?:(?:19|20)\d\d|\d\d)|\d{{6}}|\d{{8}})(?!\d)",
    re.IGNORECASE,
)
_LAST_FOUR = re.compile(
    r"\b(?:sidste|fire)[ ](?:fire[ ]|4[ ])?(?:cifre|tal)\b[^\d\n]{0,16}(\d{4})(?!\d)", re.IGNORECASE
)


def cpr(text: str) -> list[Span]:
    """The spans of CPR numbers, of birth dates that are called so, and of halves that are called CPR."""
    found = [(*hit.span(), CPR) for pattern in (_BIRTH, _SIX_FOUR) for hit in pattern.finditer(text) if _dated(hit[0])]
    abroad = [hit.span() for hit in _ABROAD.finditer(text)]
    found += [(*hit.span(), CPR) for hit in _TEN.finditer(text) if _has_cpr(hit[0]) and not _age_bands(hit[0])]
    found = [span for span in found if not any(start < span[0] < end and span[1] <= end for start, end in abroad)]
    found += [(*hit.span(), CPR) for hit in _LETTERED.finditer(text) if _has_cpr(_digits(hit[0]))]
    return found + [(*hit.span(1), CPR) for pattern in (_HALF, _BORN, _LAST_FOUR) for hit in pattern.finditer(text)]


def _digits(text: str) -> str:
    return re.sub("[Il]", "1", re.sub("[Oo]", "0", text))


def _dated(text: str) -> bool:
    numbers = re.findall(r"\d+", text)
    short = len(numbers[0]) <= 2
    day, month = (numbers[0], numbers[1]) if short else (numbers[0][:2], numbers[0][2:4])
    named = re.match(rf"\d+\W*(?:{_MONTHS})", text, re.IGNORECASE) is not None
    return _is_day(int(day)) and (named or 1 <= int(month) <= 12)


def _is_day(day: int) -> bool:
    """A day of the month; plus 60 in the replacement numbers that hospitals and municipalities give."""
    return 1 <= day <= 31 or 61 <= day <= 91


def _has_cpr(run: str) -> bool:
    digits = re.sub(r"\D", "", run)
    return any(
        _is_day(int(digits[i : i + 2])) and 1 <= int(digits[i + 2 : i + 4]) <= 12 for i in range(len(digits) - 9)
    )


def _age_bands(run: str) -> bool:
    """6-9 10-12 13-16: ages from and to, not a number."""
    bands = [tuple(int(age) for age in band.split("-")) for band in re.findall(r"\d{1,2}-\d{1,2}", run)]
    return len(re.findall(r"\d+", run)) == 2 * len(bands) and all(low < high <= 18 for low, high in bands)


# --- telephones -------------------------------------------------------------------------------------------------

_JOIN = r"[ .\-–/_\t()]{0,2}"
_ABROAD = re.compile(rf"(?:\+|(?<!\d)00)[ ]?\(?\d{{1,3}}\)?(?:{_JOIN}\d){{6,12}}(?!\d)")
_EIGHT = re.compile(rf"\d(?:{_JOIN}\d){{7,}}")
_CALLED = re.compile(
    r"\b(?:tlf|telefon|telefonnummer|mobil|mobilnummer|mob|nummer|nummeret|nr|ring|ringe|ringer|sms|phone|call)\b"
    rf"[^\d\n]{{0,20}}(\d(?:{_JOIN}\d){{5,}})",
    re.IGNORECASE,
)
_TIME = re.compile(r"(?:[01]?\d|2[0-3])[.:]?[0-5]\d[ ]?[\-–/][ ]?(?:[01]?\d|2[0-3])[.:]?[0-5]\d")
_DATE = re.compile(
    r"(?:[0-3]?\d[ ./\-–]{1,2}[01]?\d[ ./\-–]{1,2}(?:19|20)\d\d|(?:19|20)\d\d[ ./\-–][01]\d[ ./\-–][0-3]\d)"
)
_YEARS = re.compile(r"(?:19|20)\d\d[ ]?[\-–/][ ]?(?:19|20)?\d\d")


def phones(text: str) -> list[Span]:
    """The spans of telephone numbers: eight digits in any grouping, with or without a country."""
    found = [(*hit.span(), PHONE) for hit in _ABROAD.finditer(text)]
    found += [
        (*hit.span(1), PHONE) for hit in _CALLED.finditer(text) if _DATE.fullmatch(hit[1]) is None and _enough(hit[1])
    ]
    return found + [(*hit.span(), PHONE) for hit in _EIGHT.finditer(text) if _is_phone(hit[0])]


def _enough(run: str) -> bool:
    return len(re.sub(r"\D", "", run)) >= 8 or re.fullmatch(r"\d{6,}", run) is not None


def _is_phone(run: str) -> bool:
    groups = re.findall(r"\d+", run)
    if len(groups) == 1:
        return True
    if any(pattern.fullmatch(run) for pattern in (_TIME, _DATE, _YEARS)) or _counts_up(groups) or _age_bands(run):
        return False
    whole = [len(group) for group in groups]
    return sum(whole) <= 10 or max(whole) >= 8 or (min(whole) >= 2 and not _many_years(groups))


def _counts_up(groups: list[str]) -> bool:
    """1 2 3 4 5 6 7 8, 10 11 12 13: a row of numbers, not a telephone."""
    numbers = [int(group) for group in groups]
    return len(numbers) > 3 and all(second - first == 1 for first, second in pairwise(numbers))


def _many_years(groups: list[str]) -> bool:
    return all(len(group) == 4 and group[:2] in {"19", "20"} for group in groups)
