"""How long `candidates` takes over 10 000 people; run by hand: `python -m tests.bench_routing`."""

from __future__ import annotations

import random
import sys
from datetime import UTC, date, datetime, timedelta
from time import perf_counter

from knowledge.calendar import SchoolTime
from knowledge.catalogue import AgeBand, Setting
from knowledge.hours import to_hours, to_slots
from knowledge.people import Absence, Person, roles
from knowledge.routing import Load, Need, candidates

PEOPLE, ROUNDS = 10_000, 30
NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
WEEKS = tuple(map(to_hours, ("man-fre 08:00-15:00", "tir 09:00-12:00", "man 08:00-15:00, ons 12:00-16:00", "")))


def main() -> None:
    """Prints the median and the worst time for a realistic directory and for one where everybody has a role."""
    for share in (0.1, 1.0):
        chance = random.Random(1)
        people = [_person(chance, number, share) for number in range(PEOPLE)]
        for urgent in (False, True):
            times, found = _measure(people, urgent)
            sys.stdout.write(
                f"{PEOPLE} people, {share:.0%} with a role, urgent={urgent}: "
                f"{found} asked, median {times[len(times) // 2]:.1f} ms, worst {times[-1]:.1f} ms\n"
            )


def _measure(people: list[Person], urgent: bool) -> tuple[list[float], int]:
    need = Need(
        roles=("ppr-psykolog", "akt-vejleder", "ressourcepaedagog", "co-teaching-partner"),
        slugs=("low-arousal",),
        age=AgeBand.EARLY_SCHOOL,
        setting=Setting.SCHOOL,
        unit="Skole 3",
        district="D1",
        urgent=urgent,
        wished_slots=to_slots("tir 10:00-10:45"),
    )
    load = Load({person.id: number % 3 for number, person in enumerate(people)}, {})
    times = []
    for round_ in range(ROUNDS):
        began = perf_counter()
        order = candidates(need, people, load, NOW + timedelta(minutes=round_), SchoolTime())
        times.append((perf_counter() - began) * 1000)
    return sorted(times), len(order.candidates)


def _person(chance: random.Random, number: int, share: float) -> Person:
    start = date(2026, 11, 16)
    away = (Absence(start, start + timedelta(days=7), f"p{number // 2}"),) if chance.random() < 0.05 else ()
    return Person(
        id=f"p{number}",
        aad_id=f"a{number}",
        name=f"Person {number}",
        roles=(chance.choice(list(roles())),) if chance.random() < share else (),
        unit=f"Skole {number % 40}",
        district=f"D{number % 4}" if number % 2 else "",
        hours=chance.choice(WEEKS),
        slots=to_slots("tir 10:00-11:30"),
        absences=away,
    )


if __name__ == "__main__":
    main()
