"""The catalogue: methods (metoder) and action guidelines (handlevejledninger), and what makes an entry valid.

Source of the vocabulary: the municipal strategies the network grew from; see `knowledge/content/`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"
YEAR = timedelta(days=365)


class Kind(StrEnum):
    """An entry is a method to try or a guideline to follow."""

    METHOD = "method"
    GUIDELINE = "guideline"


class Level(StrEnum):
    """How far the effort goes (forebyggende: all, foregribende: a group at risk, indgribende: one child)."""

    PREVENTIVE = "forebyggende"
    ANTICIPATORY = "foregribende"
    INTERVENING = "indgribende"


class AgeBand(StrEnum):
    """Age in years; 6-9 is indskoling, 10-12 mellemtrin, 13-16 udskoling."""

    NURSERY = "0-2"
    KINDERGARTEN = "3-5"
    EARLY_SCHOOL = "6-9"
    MIDDLE_SCHOOL = "10-12"
    LATE_SCHOOL = "13-16"
    YOUTH = "16-18"


class Setting(StrEnum):
    """Where the children are: day care, school, or after-school and leisure."""

    DAY_CARE = "dagtilbud"
    SCHOOL = "skole"
    LEISURE = "sfo/fritid"


class Status(StrEnum):
    """Where an entry stands. Only published entries answer questions."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    RETIRED = "retired"


class Urgency(StrEnum):
    """How soon a guideline must be acted on."""

    ACUTE = "akut"
    SAME_DAY = "samme dag"
    WEEKS = "uger"


INCLUSION = ("fysisk", "social", "faglig", "psykisk")
KVINTET = ("faellesskab", "metoder", "ressourcer", "aldrig-alene", "oevebaner")


@dataclass(frozen=True, slots=True)
class Entry:
    """One method or guideline as staff see it. Texts are Danish; `*_en` are for the English card's head.

    Published, it is found from `valid_from` on; it is looked at again by `review_by`, or after a year.
    """

    slug: str
    kind: Kind
    title: str
    purpose: str
    one_line: str = ""
    title_en: str = ""
    one_line_en: str = ""
    levels: tuple[Level, ...] = ()
    ages: tuple[AgeBand, ...] = ()
    settings: tuple[Setting, ...] = ()
    inclusion: tuple[str, ...] = ()
    kvintet: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    fits: str = ""
    fits_not: str = ""
    steps: tuple[str, ...] = ()
    say: str = ""
    whole_group: str = ""
    child_question: str = ""
    parent_question: str = ""
    works_when: str = ""
    pitfalls: tuple[str, ...] = ()
    small_step: str = ""
    related: tuple[str, ...] = ()
    source: str = ""
    source_url: str = ""
    origin: str = ""
    reviewed: date | None = None
    review_by: date | None = None
    valid_from: date | None = None
    urgency: Urgency | None = None
    decides: str = ""
    never: tuple[str, ...] = ()
    legal: str = ""
    legal_checked: date | None = None
    legal_verified: bool = False
    local_approver: str = ""
    approved_by: str = ""
    approved_on: date | None = None
    owner: str = ""
    phrases: tuple[str, ...] = field(default=(), repr=False)
    status: Status = Status.PUBLISHED

    @property
    def acute(self) -> bool:
        """Whether age and setting must never hide or lower this entry."""
        return self.urgency is Urgency.ACUTE


_TUPLES = {f.name for f in fields(Entry) if str(f.type).startswith("tuple")}
_KINDS: dict[str, type[StrEnum]] = {"kind": Kind, "status": Status, "urgency": Urgency}
_EACH: dict[str, type[StrEnum]] = {"levels": Level, "ages": AgeBand, "settings": Setting}
_DATES = {"reviewed", "review_by", "valid_from", "legal_checked", "approved_on"}


def to_entry(data: dict[str, Any]) -> Entry:
    """Builds an entry from plain data (TOML, JSON, a form). ValueError names the field that is wrong."""
    known = {f.name for f in fields(Entry)}
    return Entry(**{name: _value(name, value) for name, value in data.items() if name in known})


def _value(name: str, value: Any) -> Any:
    try:
        if name in _EACH:
            return tuple(_EACH[name](item) for item in value)
        if name in _TUPLES:
            return tuple(str(item) for item in value)
        if name in _KINDS:
            return _KINDS[name](value) if value else None
        if name in _DATES and isinstance(value, str):
            return date.fromisoformat(value) if value else None
    except (ValueError, TypeError) as wrong:
        raise ValueError(f"{name}: {wrong}") from wrong
    return value


def to_data(entry: Entry) -> dict[str, Any]:
    """The entry as plain JSON-ready data; `to_entry(to_data(e)) == e`."""
    plain: dict[str, Any] = {}
    for f in fields(entry):
        value = getattr(entry, f.name)
        if isinstance(value, date):
            value = value.isoformat()
        plain[f.name] = list(value) if isinstance(value, tuple) else value
    return plain


def problems(entry: Entry) -> dict[str, str]:
    """What keeps an entry from being published: field -> what to do, in Danish. Empty when all is well."""
    wrong: dict[str, str] = {}
    if not entry.slug or not entry.slug.replace("-", "").isalnum() or not entry.slug.isascii():
        wrong["slug"] = "Skriv et kort id med små bogstaver og bindestreg."
    if len(entry.title.strip()) < 3:
        wrong["title"] = "Skriv en titel på mindst tre tegn."
    if len(entry.purpose.strip()) < 20:
        wrong["purpose"] = "Skriv formålet i mindst én hel sætning."
    if not entry.steps:
        wrong["steps"] = "Skriv mindst ét trin."
    if entry.source_url and not entry.source_url.startswith("https://"):
        wrong["source_url"] = "Skriv et link, der begynder med https://."
    if entry.review_by and entry.valid_from and entry.review_by <= entry.valid_from:
        wrong["review_by"] = "Vælg en dag efter den dag, opslaget gælder fra."
    if entry.kind is Kind.GUIDELINE and entry.status is Status.PUBLISHED:
        wrong |= _unapproved(entry)
    return wrong


def _unapproved(entry: Entry) -> dict[str, str]:
    """What an editor must add to a guideline; those of the starter say themselves that nobody has approved them."""
    lacks = {"approved_by": "Skriv, hvem der har godkendt vejledningen.", "approved_on": "Vælg, hvornår det skete."}
    return {name: told for name, told in lacks.items() if not getattr(entry, name)}


def legal_late(entry: Entry, today: date) -> bool:
    """Whether a guideline's law was last checked more than a year ago."""
    return entry.kind is Kind.GUIDELINE and (entry.legal_checked is None or entry.legal_checked < today - YEAR)


def read_phrases(path: Path) -> tuple[str, ...]:
    """The everyday utterances of one file: a line each; lines that start with '#' name the hand that wrote them."""
    if not path.exists():
        return ()
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


def starter() -> tuple[Entry, ...]:
    """The catalogue that stands in `knowledge/content/`, in the order of the slugs."""
    return tuple(_read(path) for path in sorted((CONTENT / "entries").glob("*.toml")))


def starter_entry(slug: str) -> Entry:
    """One entry of the starter catalogue; KeyError when there is none."""
    paths = {path.stem: path for path in (CONTENT / "entries").glob("*.toml")}
    return _read(paths[slug])


def _read(path: Path) -> Entry:
    entry = to_entry(tomllib.loads(path.read_text(encoding="utf-8")))
    return replace(entry, phrases=read_phrases(CONTENT / "phrases" / f"{path.stem}.txt"))
