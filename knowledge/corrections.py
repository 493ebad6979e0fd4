"""What declines teach the directory: "not my field" twice for the same entry is worth a coordinator's look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.people import Person

TIMES = 2


@dataclass(frozen=True, slots=True)
class Correction:
    """A proposal that the person should no longer be asked about the entry; the coordinator decides."""

    person_id: str
    slug: str
    times: int


def corrections(not_my_field: Iterable[tuple[str, str]], people: Iterable[Person]) -> tuple[Correction, ...]:
    """Proposals from declines as (person id, slug), most frequent first; none for what the directory already says."""
    counts = Counter(not_my_field)
    said = {(person.id, slug) for person in people for slug in person.declines}
    due = ((key, times) for key, times in counts.items() if times >= TIMES and key not in said)
    return tuple(Correction(*key, times) for key, times in sorted(due, key=lambda item: (-item[1], item[0])))
