"""The columns of the exchange sheets: how each field of an entry or a person reads in a cell, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from knowledge import people
from knowledge.catalogue import INCLUSION, KVINTET, AgeBand, Kind, Level, Setting, Status, Urgency

YES, NO = "ja", "nej"


class Cell(StrEnum):
    """How a field is written in one cell."""

    TEXT = "text"
    LINES = "lines"  # free texts, one a line
    WORDS = "words"  # keys with commas between
    ONE = "one"  # one of a few
    DAY = "day"
    YES = "yes"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column. `words`: the stored value and the Danish word for it, where there are only so many."""

    name: str
    heading: str
    cell: Cell = Cell.TEXT
    words: Mapping[str, str] = field(default_factory=dict)
    must: bool = False

    def text(self, value: Any) -> str:
        """The cell's text for plain data (`to_data`)."""
        match self.cell:
            case Cell.LINES:
                return "\n".join(value)
            case Cell.WORDS:
                return ", ".join(self.words.get(one, str(one)) for one in value)
            case Cell.YES:
                return YES if value else NO
            case Cell.ONE:
                return self.words.get(value or "", str(value or ""))
            case _:
                return "" if value is None else str(value)

    def value(self, text: str) -> Any:
        """Plain data from a cell's text. ValueError says in Danish what is wrong."""
        match self.cell:
            case Cell.LINES:
                return [line for line in text.split("\n") if line.strip()]
            case Cell.WORDS:
                return [self._known(word.strip()) for word in text.replace("\n", ",").split(",") if word.strip()]
            case Cell.YES:
                return self._yes(text)
            case Cell.ONE:
                return self._known(text.strip()) if text.strip() else None
            case Cell.DAY:
                return self._day(text)
            case Cell.NUMBER:
                return self._number(text)
            case _:
                return text

    def _known(self, word: str) -> str:
        if not self.words:
            return word
        stored = {known.lower(): key for key, known in self.words.items()} | {key.lower(): key for key in self.words}
        if word.lower() not in stored:
            some = ", ".join(dict.fromkeys(self.words.values()))
            raise ValueError(f"»{word[:40]}« kendes ikke. Vælg mellem: {some}.")
        return stored[word.lower()]

    def _yes(self, text: str) -> bool:
        word = text.strip().lower()
        if word not in (YES, NO, "x", "", "true", "false", "1", "0"):
            raise ValueError(f"Skriv {YES} eller {NO}, ikke »{text[:40]}«.")
        return word in (YES, "x", "true", "1")

    def _day(self, text: str) -> str | None:
        try:
            return date.fromisoformat(text.strip()[:10]).isoformat() if text.strip() else None
        except ValueError:
            raise ValueError(f"»{text[:40]}« er ingen dato. Skriv fx 2026-11-22.") from None

    def _number(self, text: str) -> int:
        if not text.strip().isdigit():
            raise ValueError(f"»{text[:40]}« er intet tal fra 0 og op.")
        return int(text)


def _same(values: Sequence[str]) -> dict[str, str]:
    return {str(value): str(value) for value in values}


def _roles() -> dict[str, str]:
    return _same(tuple(people.roles()))


KINDS = {Kind.METHOD.value: "metode", Kind.GUIDELINE.value: "handlevejledning"}
STATES = {
    Status.DRAFT.value: "kladde",
    Status.IN_REVIEW.value: "til gennemsyn",
    Status.PUBLISHED.value: "udgivet",
    Status.RETIRED.value: "ude af brug",
}

ENTRY = (
    Column("slug", "id", must=True),
    Column("kind", "slags", Cell.ONE, KINDS, must=True),
    Column("status", "tilstand", Cell.ONE, STATES),
    Column("title", "titel", must=True),
    Column("one_line", "én linje"),
    Column("purpose", "formål", must=True),
    Column("steps", "trin (ét på hver linje)", Cell.LINES),
    Column("levels", "niveau", Cell.WORDS, _same(tuple(Level))),
    Column("ages", "alder", Cell.WORDS, _same(tuple(AgeBand))),
    Column("settings", "hvor", Cell.WORDS, _same(tuple(Setting))),
    Column("inclusion", "form for inklusion", Cell.WORDS, _same(INCLUSION)),
    Column("kvintet", "kvintet", Cell.WORDS, _same(KVINTET)),
    Column("roles", "roller, der kan hjælpe", Cell.WORDS, _roles()),
    Column("child_question", "spørg barnet"),
    Column("parent_question", "spørg forældrene"),
    Column("say", "du kan sige"),
    Column("whole_group", "for hele gruppen"),
    Column("works_when", "det virker, når"),
    Column("small_step", "et lille skridt i morgen"),
    Column("pitfalls", "pas på (én på hver linje)", Cell.LINES),
    Column("fits", "passer når"),
    Column("fits_not", "passer ikke når"),
    Column("related", "se også (id)", Cell.WORDS),
    Column("source", "kilde"),
    Column("source_url", "link til kilden"),
    Column("origin", "delt af"),
    Column("owner", "holdes ved lige af"),
    Column("valid_from", "gælder fra", Cell.DAY),
    Column("reviewed", "sidst gennemset", Cell.DAY),
    Column("review_by", "gennemses senest", Cell.DAY),
    Column("urgency", "hast (handlevejledning)", Cell.ONE, _same(tuple(Urgency))),
    Column("decides", "hvem beslutter"),
    Column("never", "gør aldrig (én på hver linje)", Cell.LINES),
    Column("legal", "jura"),
    Column("legal_checked", "jura kontrolleret", Cell.DAY),
    Column("legal_verified", "jura bekræftet", Cell.YES),
    Column("local_approver", "skal godkendes af"),
    Column("approved_by", "godkendt af"),
    Column("approved_on", "godkendt den", Cell.DAY),
    Column("title_en", "titel på engelsk"),
    Column("one_line_en", "én linje på engelsk"),
)
PHRASE = (Column("slug", "id", must=True), Column("phrase", "hverdagssætning", must=True))
PERSON = (
    Column("id", "id"),
    Column("upn", "arbejdsmail", must=True),
    Column("name", "navn", must=True),
    Column("title", "stilling"),
    Column("roles", "roller", Cell.WORDS, _roles()),
    Column("unit", "arbejdssted"),
    Column("units", "kommer også på", Cell.WORDS),
    Column("district", "distrikt"),
    Column("ages", "alder", Cell.WORDS, _same(tuple(AgeBand))),
    Column("settings", "hvor", Cell.WORDS, _same(tuple(Setting))),
    Column("competences", "kan særligt (id)", Cell.WORDS),
    Column("declines", "tager ikke (id)", Cell.WORDS),
    Column("subjects", "fag", Cell.WORDS),
    Column("years", "klassetrin", Cell.WORDS),
    Column("languages", "sprog", Cell.WORDS),
    Column("hours", "arbejdstid"),
    Column("teaching", "underviser"),
    Column("slots", "ledige lektioner"),
    Column("capacity", "sager ad gangen", Cell.NUMBER),
    Column("absences", "fravær (én på hver linje)", Cell.LINES),
    Column("calendar", "kalender"),
    Column("paused", "på pause", Cell.YES),
    Column("coordinator", "koordinator", Cell.YES),
    Column("oversees", "koordinerer kun i (distrikter)", Cell.WORDS),
    Column("editor", "redaktør", Cell.YES),
    Column("leader", "leder", Cell.YES),
)
SHEETS: Mapping[str, tuple[Column, ...]] = {"opslag": ENTRY, "hverdagsord": PHRASE, "personer": PERSON}
