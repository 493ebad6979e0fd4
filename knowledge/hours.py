"""Weekly hours as people write them: "man-tor 08:00-15:00, fre 08:00-14:00".

One line of text serves the directory file, the spreadsheet and the form alike.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from itertools import groupby

Span = tuple[time, time]
"""Local start and end on one day. The end 00:00 is midnight at the end of the day; nothing runs over midnight."""

WeeklyHours = tuple[tuple[Span, ...], ...]
"""Seven days from Monday, each with its spans in order; `()` when nothing has been told."""

MIDNIGHT = time()
DAYS = ("man", "tir", "ons", "tor", "fre", "lør", "søn")
_SPELLED = {"mandag": 0, "tirsdag": 1, "onsdag": 2, "torsdag": 3, "fredag": 4, "lørdag": 5, "søndag": 6}
_LINE = re.compile(
    r"(?P<first>[a-zæøå]+)\.?(?:\s*[-–]\s*(?P<last>[a-zæøå]+)\.?)?"
    r"\s+(?:kl\.?\s*)?(?P<start>[\d:.]+)\s*[-–]\s*(?P<end>[\d:.]+)"
)


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One concrete lesson in the week; `weekday` 0 is Monday, times are local."""

    weekday: int
    start: time
    end: time

    def meets(self, other: Slot) -> bool:
        """Whether the two share any time."""
        return self.weekday == other.weekday and self.start < _end(other.end) and other.start < _end(self.end)

    def __str__(self) -> str:
        return f"{DAYS[self.weekday]} {_span_text((self.start, self.end))}"


@lru_cache(maxsize=4096)
def to_slots(text: str) -> tuple[Slot, ...]:
    """The lessons of a line like "tir 10:00-10:45, tor 08:00-08:45". ValueError quotes the piece that is wrong."""
    slots: list[Slot] = []
    for piece in re.split(r"[,;\n]", text.lower()):
        slots += _read(piece.strip()) if piece.strip() else []
    return tuple(sorted(set(slots)))


def slots_text(slots: tuple[Slot, ...]) -> str:
    """The line that `to_slots` reads."""
    return ", ".join(map(str, slots))


@lru_cache(maxsize=4096)
def to_hours(text: str) -> WeeklyHours:
    """The week of a line; spans that touch or overlap become one. ValueError quotes the piece that is wrong."""
    week: dict[int, list[Slot]] = defaultdict(list)
    for slot in to_slots(text):
        week[slot.weekday].append(slot)
    return tuple(_merged(week[day]) for day in range(7)) if week else ()


def hours_text(hours: WeeklyHours) -> str:
    """The line that `to_hours` reads, with equal days in a row written as one."""
    days = [(day, spans) for day, spans in enumerate(hours) if spans]
    runs = groupby(enumerate(days), key=lambda at: (at[1][0] - at[0], at[1][1]))
    return ", ".join(_run_text([day for _, (day, _) in run], spans) for (_, spans), run in runs)


def _read(piece: str) -> list[Slot]:
    found = _LINE.fullmatch(piece)
    if found is None:
        raise ValueError(f"kan ikke læse tiden '{piece}'; skriv fx 'man-fre 08:00-15:00'")
    start, end = _clock(found["start"]), _clock(found["end"])
    if found["start"].startswith("24") or start >= _end(end):
        raise ValueError(f"sluttid før starttid i '{piece}'")
    first = _weekday(found["first"])
    last = _weekday(found["last"]) if found["last"] else first
    return [Slot(day % 7, start, end) for day in range(first, last + 1 if last >= first else last + 8)]


def _weekday(word: str) -> int:
    for name, day in _SPELLED.items():
        if len(word) >= 2 and name.startswith(word):
            return day
    raise ValueError(f"ukendt ugedag '{word}'")


def _clock(text: str) -> time:
    hour, _, minute = text.replace(".", ":").partition(":")
    try:
        return time(int(hour) % 24 if hour == "24" and int(minute or 0) == 0 else int(hour), int(minute or 0))
    except ValueError as wrong:
        raise ValueError(f"ukendt klokkeslæt '{text}'") from wrong


def _end(end: time) -> time:
    return time.max if end == MIDNIGHT else end


def _merged(slots: list[Slot]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for slot in slots:
        if spans and slot.start <= _end(spans[-1][1]):
            spans[-1] = (spans[-1][0], max(spans[-1][1], slot.end, key=_end))
        else:
            spans.append((slot.start, slot.end))
    return tuple(spans)


def _run_text(days: list[int], spans: tuple[Span, ...]) -> str:
    name = DAYS[days[0]] if len(days) == 1 else f"{DAYS[days[0]]}-{DAYS[days[-1]]}"
    return ", ".join(f"{name} {_span_text(span)}" for span in spans)


def _span_text(span: Span) -> str:
    start, end = span
    return f"{start:%H:%M}-{'24:00' if end == MIDNIGHT else f'{end:%H:%M}'}"


def is_number(text: str, most: int) -> bool:
    """Whether a field holds a whole number from 0 to `most`. `isdigit` alone takes "²", which is no number."""
    return text.isdecimal() and len(text) < 10 and int(text) <= most
