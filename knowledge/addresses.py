"""Where somebody lives: a street with a number, "bor på" with a street, a postcode with a town."""

from __future__ import annotations

import re
import tomllib

from knowledge.catalogue import CONTENT
from knowledge.name_words import words
from knowledge.spans import Span

MASK = "[adresse]"

_LISTS = {
    name: tuple(each) for name, each in tomllib.loads((CONTENT / "streets.toml").read_text(encoding="utf-8")).items()
}
_STREETS, _PLACES, _COUNTED = _LISTS["streets"], _LISTS["places"], frozenset(_LISTS["counted"])
_NUMBER_WORDS = "|".join(_LISTS["numbers"])
_NUMBERED = re.compile(
    r"(?<!\w)([^\W\d_](?:[\w'’´\-]*[^\W\d_])?)\.?,?[ ]{0,2}(?:(?:nr|nummer)\.?[ ]?)?"
    rf"(\d{{1,3}}|(?:{_NUMBER_WORDS})\b)(?![\d.:]\d)(?:[ ]?[A-HJ-Za-hj-z]\b)?"
)
_LIVES = re.compile(
    r"\b(?:bor|boede|bopæl|flyttede|flyttet|adresse|adressen|hjemadresse|lives)\b[ :]{1,2}"
    r"(?:(?:er|nu|lige|oppe|nede|henne|ovre|omme|ude|inde|hjemme|de|på|i|ved|til|on|at|anden|første|tredje|fjerde|sal"
    r"|etage|nr\.?|nummer|\d{1,3}\.?)[ ]){0,6}([^\W\d_][\w'’\-]*)",
    re.IGNORECASE,
)
# "Under Elmene 12", "Bag Haverne 17": a street that is called by where it lies.
_WHERE = re.compile(
    r"\b(?:Ved|Under|Bag|Mellem|Over|Langs|Foran|Neden|Oven)[ ][A-ZÆØÅ][^\W\d_]+[ ]\d{1,3}[ ]?[A-Za-z]?\b"
)
_LEADING = re.compile(r"(?:(?:[A-ZÆØÅ][\w'’]*\.?|[A-ZÆØÅ]\.[ ]?[A-ZÆØÅ]\.)[ ]){1,3}$")
_DOOR = (
    r"(?:[ ,]{1,2}(?:st|stuen|kl|\d{1,2})\.?[ ]?(?:sal)?\.?[ ,]{0,2}(?:t\.?v|t\.?h|mf|dør[ ]\d{1,2})\b\.?"
    r"|[ ,]{1,2}\d{1,2}\.?[ ]?sal\b)?"
)
_TOWN = r"(?:[ ,]{1,2}(?:i[ ])?(?:DK-?)?\d{4}[ ][^\W\d_]{2,25}(?:[ ](?:N|S|Ø|V|C|K|NV|SV|NØ)\b)?)?"
_REST = re.compile(_DOOR + _TOWN, re.IGNORECASE)
_POSTCODE = re.compile(r"(?<!\d)(?:DK-?[ ]?)?(\d{4})[ ]{1,2}([^\W\d_]{2,25})(?:[ ](N|S|Ø|V|C|K|NV|SV|NØ)\b)?")
_LOOK = 60


def find(text: str) -> list[Span]:
    """The spans of addresses, with floor, postcode and town where they follow."""
    streets = [_whole(text, hit.start(1), hit.end()) for hit in _NUMBERED.finditer(text) if _is_street(text, hit)]
    homes = [_whole(text, hit.start(1), hit.end(1)) for hit in _LIVES.finditer(text) if _named_street(hit[1])]
    towns = [(*hit.span(), MASK) for hit in _POSTCODE.finditer(text) if _is_town(hit)]
    lying = [_whole(text, *hit.span()) for hit in _WHERE.finditer(text)]
    return [*streets, *homes, *lying, *towns]


def _is_street(text: str, hit: re.Match[str]) -> bool:
    word = hit[1]
    together = hit.start(2) == hit.end(1)  # "birkevej12"
    if _next_word(text, hit.end(2)) in _COUNTED or (together and not hit[2].isdigit()):
        return False
    if _named_street(word):
        return True
    if together:
        return False
    if word.lower().endswith(_STREETS) and word[0].isupper() and _named_place(text, hit.start(1)):
        return True
    if not (hit[2].isdigit() and word[0].isupper() and word.lower().endswith(_PLACES)):
        return False
    if word.lower() in _PLACES:
        return _LEADING.search(text[max(0, hit.start(1) - _LOOK) : hit.start(1)]) is not None
    return _inside_sentence(text, hit.start(1)) or not words().is_word(word.lower())


def _named_place(text: str, at: int) -> bool:
    return _inside_sentence(text, at) or _LEADING.search(text[max(0, at - _LOOK) : at]) is not None


def _inside_sentence(text: str, at: int) -> bool:
    """A capital there is a name, not the beginning of a sentence."""
    before = text[max(0, at - 3) : at].rstrip()
    return bool(before) and before[-1] not in ".!?:"


def _named_street(word: str) -> bool:
    """Strong endings, with a name before them, or written with a capital ("H.C. Andersens Vej")."""
    low = word.lower()
    if not low.endswith(_STREETS) or low in words().ordinary:
        return low in _STREETS and word[0].isupper() and low not in {"alle"}
    return low not in _STREETS or word[0].isupper()


def _whole(text: str, start: int, end: int) -> Span:
    leading = _LEADING.search(text[max(0, start - _LOOK) : start])
    before = len(leading[0]) if leading else 0
    rest = _REST.match(text, end)
    return start - before, rest.end() if rest else end, MASK


def _next_word(text: str, at: int) -> str:
    following = re.match(r"[ .]{0,2}-?([^\W\d_]+)", text[at : at + 20])
    return following[1].lower() if following else ""


def _is_town(hit: re.Match[str]) -> bool:
    number, word = int(hit[1]), hit[2].lower()
    year = 1900 <= number <= 2099
    if not 1000 <= number <= 9990 or word in _COUNTED:
        return False
    if year:
        return hit[3] is not None or (word == "frederiksberg" and hit[2][0].isupper())
    return word in words().protected or (hit[2][0].isupper() and word not in words().ordinary)
