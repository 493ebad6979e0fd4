"""Age and setting read from the words of a question ("3.b", "firårig", "i vuggestuen", "SFO")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from knowledge import language
from knowledge.catalogue import AgeBand, Entry, Setting
from knowledge.tally import Floats

_WORD = re.compile(r"\w+")
_GRADE = re.compile(r"\b(10|[0-9])\.?\s?(?:[a-e]\b|kl\b|klas\w*|grade)")
_ORDINALS = (
    *("nulte", "foerste", "anden", "tredje", "fjerde", "femte", "sjette"),
    *("syvende", "ottende", "niende", "tiende"),
)
_GRADE_WORD = re.compile(rf"\b({'|'.join(_ORDINALS)})\s?(?:klas\w*|[a-e]\b)")
_YEARS = re.compile(r"\b(1[0-8]|[0-9])\s?-?(?:aar\b|aars\b|aarig\w*|year)")
_NUMBERS = (
    *("nul", "et", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti"),
    *("elleve", "tolv", "tretten", "fjorten", "femten", "seksten", "sytten"),
)
_YEARS_WORD = re.compile(rf"\b({'|'.join(_NUMBERS[1:])})\s?-?aar(?:ig\w*)?\b")
_COUNTED = frozenset({*_ORDINALS, *_NUMBERS, "klasse", "aarig", "aarige", "aar", "a", "b", "c", "d"})
_UP_TO = ((2, AgeBand.NURSERY), (5, AgeBand.KINDERGARTEN), (9, AgeBand.EARLY_SCHOOL), (12, AgeBand.MIDDLE_SCHOOL))


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known about the child beside the question. Ranks softly, never hides."""

    age: AgeBand | None = None
    setting: Setting | None = None

    def misfits(self, entry: Entry) -> int:
        """How many of the hints speak against an entry (0-2); none ever speaks against an acute guideline."""
        if entry.acute:
            return 0
        wrong_age = self.age is not None and bool(entry.ages) and self.age not in entry.ages
        wrong_place = self.setting is not None and bool(entry.settings) and self.setting not in entry.settings
        return wrong_age + wrong_place

    def over(self, other: Hints) -> Hints:
        """These hints, filled up with the other ones."""
        return Hints(self.age or other.age, self.setting or other.setting)


def hints(text: str) -> Hints:
    """The age and setting a text tells about; the first age named wins."""
    folded = language.fold(text)
    age = _age(folded)
    known = _words()
    found = [known[word] for word in _WORD.findall(folded) if word in known]
    ages = [band for band, _ in found if band]
    places = [place for _, place in found if place]
    band = age or next(iter(ages), None)
    return Hints(band, next(iter(places), None) or _place_of(folded))


def is_hint(folded: str) -> bool:
    """Whether a word only tells how old the children are or where they are."""
    return folded.isdigit() or folded in _words() or folded in _COUNTED


def _place_of(folded: str) -> Setting | None:
    return Setting.SCHOOL if _GRADE.search(folded) or _GRADE_WORD.search(folded) else None


def _age(folded: str) -> AgeBand | None:
    if grade := _GRADE.search(folded):
        return _band(int(grade.group(1)) + 6)
    if grade := _GRADE_WORD.search(folded):
        return _band(_ORDINALS.index(grade.group(1)) + 6)
    if years := _YEARS.search(folded):
        return _band(int(years.group(1)))
    if years := _YEARS_WORD.search(folded):
        return _band(_NUMBERS.index(years.group(1)))
    return None


def _band(years: int) -> AgeBand:
    return next((band for limit, band in _UP_TO if years <= limit), AgeBand.LATE_SCHOOL)


@cache
def _words() -> dict[str, tuple[AgeBand | None, Setting | None]]:
    found: dict[str, tuple[AgeBand | None, Setting | None]] = {}
    for age, place, words in language.rows("ages_and_settings.tsv"):
        meaning = (AgeBand(age) if age else None, Setting(place) if place else None)
        found |= {language.fold(word): meaning for word in words.split()}
    return found


class Fits:
    """For each age and setting the entries it speaks against, worked out once for a catalogue."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        told = [*(Hints(age=age) for age in AgeBand), *(Hints(setting=setting) for setting in Setting)]
        self._against = {hint: np.array([hint.misfits(e) for e in entries], dtype=np.float32) for hint in told}
        self._none = np.zeros(len(entries), dtype=np.float32)

    def misfits(self, told: Hints) -> Floats:
        """`Hints.misfits` of each entry."""
        age = self._against.get(Hints(age=told.age), self._none)
        return np.asarray(age + self._against.get(Hints(setting=told.setting), self._none), dtype=np.float32)
