"""A year in a municipality on a simulated clock, on the very rules the program runs: routing, steps, school time."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TypeVar

from knowledge import routing
from knowledge.calendar import SchoolTime
from knowledge.people import Person, roles
from knowledge.referral import HELD, Did, Event, Note, Place, Referral, Refused, State
from knowledge.steps import Change, World, begin, step
from knowledge.suitability import Load, Need
from tests.proof.municipality import Concern, Municipality

ANSWERS, SAYS_YES, TALKS, TALKS_AFTER_REMINDER = 0.88, 0.78, 0.92, 0.6
HELPED, PARTLY, NOT_HELPED = 0.68, 0.17, 0.1  # the rest never answer the follow-up
MOST_ASKED = 10
HOUR = timedelta(hours=1)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Rules:
    """Which rules are kept; each can be left out to see what it is worth."""

    name: str = "all rules"
    skip_who_cannot: bool = True
    fairness: bool = True
    staircase: bool = True
    school_time: bool = True
    hand_on: bool = True
    order: bool = True


@dataclass(slots=True)
class Outcome:
    """What became of one concern. Times in hours on the wall; None: never."""

    at: datetime
    reached: float = 0.0  # until the offer reached the first one asked, at work and not teaching
    accepted: float | None = None
    in_school_hours: float | None = None
    by_step: int | None = None  # the step of whoever helped
    stranded: bool = False
    asked: int = 1
    at_night: int = 0  # pings outside the reader's hours
    closed: str = ""


class Lazy(Mapping[str, Value]):
    """A mapping that is worked out only where somebody looks."""

    def __init__(self, keys: Mapping[str, object], find: Callable[[str], Value]) -> None:
        self._keys, self._find = keys, find

    def __getitem__(self, key: str) -> Value:
        if key not in self._keys:
            raise KeyError(key)
        return self._find(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


@dataclass
class Year:
    """Everything that happens, in order of time."""

    town: Municipality
    rules: Rules
    luck: random.Random
    cases: dict[str, Referral] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)
    steps: int = 0
    _open: dict[str, int] = field(default_factory=dict)
    _last: dict[str, datetime] = field(default_factory=dict)
    _coming: list[tuple[datetime, int, str, int, Event]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @cached_property
    def people(self) -> dict[str, Person]:
        """Everybody by id."""
        return {person.id: person for person in self.town.people}

    @cached_property
    def time(self) -> SchoolTime:
        """School time, or the plain clock without that rule."""
        return self.town.time if self.rules.school_time else SchoolTime(always_open=True)

    def live(self, concerns: list[Concern]) -> None:
        """Lives through all concerns to the end of the last case."""
        for number, concern in enumerate(concerns):
            self._until(concern.at)
            self._ask(f"case-{number}", concern)
        self._until(concerns[-1].at + timedelta(days=365))

    def _until(self, now: datetime) -> None:
        while self._coming and self._coming[0][0] <= now:
            at, _, id_, version, event = heapq.heappop(self._coming)
            case = self.cases[id_]
            if case.version == version and case.open:
                self._happen(case, event, at)

    def _ask(self, id_: str, concern: Concern) -> None:
        need, now = concern.need, concern.at
        order = self._order(need, now)
        fresh = Referral(id_, need.asker, Note(), {}, order, now, now, "", urgent=need.urgent)
        self.outcomes[id_] = Outcome(now)
        self._needs[id_] = need
        self._enter(None, begin(fresh, self._world(fresh, now)), now)

    @cached_property
    def _needs(self) -> dict[str, Need]:
        return {}

    def _order(self, need: Need, now: datetime) -> tuple[Place, ...]:
        if not self.rules.order:
            return ()
        load = Load(self._open, self._last) if self.rules.fairness else Load()
        if self.rules.skip_who_cannot:
            people = self.town.people
        else:
            people = tuple(replace(person, absences=(), reachable=True) for person in self.town.people)
        found = list(routing.candidates(need, people, load, now, self.time).candidates)
        if not self.rules.staircase:
            self.luck.shuffle(found)
        return tuple(Place(one.person_id, one.role) for one in found[:MOST_ASKED])

    def _happen(self, case: Referral, event: Event, now: datetime) -> None:
        try:
            self._enter(case, step(case, event, self._world(case, now)), now, event)
        except Refused:
            return

    def _enter(self, before: Referral | None, change: Change, now: datetime, event: Event | None = None) -> None:
        case = change.referral
        self.steps += 1
        self._count(before, -1)
        self._count(case, +1)
        self.cases[case.id] = case
        self._note(case, now, event)
        if not case.open:
            return
        for letter in change.letters:
            reader = self.people.get(letter.to)
            if reader and letter.kind in ("offer", "remind_contact"):
                at = letter.not_before or now
                self.outcomes[case.id].at_night += self.town.time.quiet(reader, at)
            if before is None and letter.kind in ("offer", "stranded"):
                self.outcomes[case.id].reached = ((letter.not_before or now) - now) / HOUR
        self._then(
            case,
            case.due_at,
            Event(Did.TIMEOUT) if self.rules.hand_on or case.state not in (State.OFFERED, State.ACCEPTED) else None,
        )
        self._react(case, now)

    def _then(self, case: Referral, at: datetime, event: Event | None) -> None:
        if event is not None:
            heapq.heappush(self._coming, (at, next(self._numbers), case.id, case.version, event))

    def _react(self, case: Referral, now: datetime) -> None:
        """What whoever it waits for will do, and when, if time does not run out first."""
        luck = self.luck
        if case.state in (State.OFFERED, State.STRANDED):
            helper = self.people[case.waits_for]
            if helper.reachable and luck.random() < (ANSWERS if case.state is State.OFFERED else 0.97):
                at = self._later(helper, now, luck.lognormvariate(1.0, 0.9) * (0.2 if case.urgent else 1.0))
                yes = luck.random() < SAYS_YES or case.state is State.STRANDED
                self._then(case, at, Event(Did.ACCEPT if yes else Did.DECLINE, helper.id))
        elif case.state is State.ACCEPTED:
            helper = self.people[case.owner]
            if luck.random() < (TALKS_AFTER_REMINDER if case.reminders else TALKS):
                self._then(case, self._later(helper, now, luck.lognormvariate(1.8, 0.7)), Event(Did.CONTACT, helper.id))
        elif case.state is State.FOLLOW_UP:
            draw = luck.random()
            said = Did.HELPED if draw < HELPED else Did.PARTLY if draw < HELPED + PARTLY else Did.NOT_HELPED
            if draw < HELPED + PARTLY + NOT_HELPED:
                self._then(case, now + luck.uniform(1, 60) * HOUR, Event(said, case.asker))

    def _later(self, person: Person, now: datetime, hours: float) -> datetime:
        """So many of the person's real working hours later, days of illness and planned absence left out."""
        at = self.town.time.add_working_hours(person, now, hours)
        for _ in range(30):
            if (person.id, self.town.time.today(at)) not in self.town.ill:
                break
            at = self.town.time.add_working_hours(person, at + timedelta(days=1), 0.5)
        return at

    def _count(self, case: Referral | None, by: int) -> None:
        if case is None or not case.open:
            return
        if case.state is State.FOLLOW_UP:
            return
        holder = case.owner if case.state in HELD else case.waits_for
        self._open[holder] = self._open.get(holder, 0) + by

    def _note(self, case: Referral, now: datetime, event: Event | None) -> None:
        seen = self.outcomes[case.id]
        seen.stranded |= case.state is State.STRANDED
        seen.closed = case.outcome if not case.open else ""
        if event is None:
            return
        seen.asked += case.state is State.OFFERED and event.did is not Did.ACCEPT
        if event.did is Did.ACCEPT:
            self._last[case.owner] = now
            self.taken[case.owner] = self.taken.get(case.owner, 0) + 1
            if seen.accepted is None:
                seen.accepted = (now - seen.at) / HOUR
                seen.in_school_hours = self._school_hours(seen.at, now)
        if event.did is Did.HELPED:
            role = next(iter(self.people[case.owner].roles)) if case.owner in self.people else "koordinator"
            seen.by_step = roles()[role].step

    def _school_hours(self, start: datetime, end: datetime) -> float:
        school = Person("school")
        total = timedelta()
        for opened, closed in self.town.time.windows(school, start):
            if opened >= end:
                break
            total += min(closed, end) - opened
        return total / HOUR

    def _world(self, case: Referral, now: datetime) -> World:
        need, time = self._needs[case.id], self.time
        load = Load(self._open, self._last)
        same = [p for p in self.people.values() if p.coordinator and p.district == need.district]
        catching = tuple(person.id for person in same)
        asked = {place.person: place.role for place in case.order} | dict.fromkeys(catching, "koordinator")
        if case.owner:
            asked.setdefault(case.owner, "koordinator")

        def why_not(id_: str) -> str | None:
            if not self.rules.skip_who_cannot:
                return None
            why = routing.can_take(self.people[id_], need, load, now, time)
            return why.value if why else None

        def soon(targets: Callable[..., datetime]) -> Lazy[datetime]:
            return Lazy(asked, lambda id_: targets(self.people[id_], asked[id_], case.urgent, now, time))

        return World(
            now=now,
            can_take=Lazy(asked, why_not),
            answer_by=soon(routing.answer_by),
            contact_by=soon(routing.contact_by),
            ping_at=Lazy(asked, lambda id_: time.next_ping(self.people[id_], now) or now),
            coordinators=catching,
            follow_up_at=time.add_school_days(now, 10),
            reply_by=time.add_school_days(now, 5),
            soon=now + 4 * HOUR,
        )
