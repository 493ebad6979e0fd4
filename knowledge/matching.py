"""From a question to the entries that answer it, each with a confidence and the words that carried it."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import lru_cache, partial

from knowledge import confidence, language, reading
from knowledge.because import because
from knowledge.catalogue import Entry
from knowledge.confidence import Band, Ranking
from knowledge.followup import Turn, carried_on
from knowledge.hints import Fits, Hints
from knowledge.hints import hints as read_hints
from knowledge.intent import Intent
from knowledge.reading import Reading
from knowledge.semantic import Leg
from knowledge.signals import Index, Signals
from knowledge.smalltalk import smalltalk
from knowledge.sorts import Sort
from knowledge.tally import Floats, largest
from knowledge.wishes import ANYONE, wish

__all__ = ["Band", "Found", "Hints", "Intent", "Match", "Matcher"]

NO_HINTS = Hints()
_LONGEST = 4000
"""Characters of a question that are read."""
_MOST_SHOWN = 10
_JUST_READ = 8
"""Questions whose reading is kept: one question asks for its own several times."""
_TITLE = 3
"""How many lines a title counts as."""
_BEFORE = 0.3
"""How much the question before counts beside a follow-up."""
_DENIED = 4.0
"""How many misfits what is denied counts, when it is plain what it means."""
_ELSEWHERE, _UNSURE, _SURE = 0.05, 0.4, 0.8
"""Below these a message is about something else, or means little on its own (less so when it says "og hvis …")."""


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that may answer. `confidence`: probability (0-1) that it is right; `because`: words as typed."""

    slug: str
    confidence: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to one message. `role`: the directory key of the person wished for, None for "anyone"."""

    matches: tuple[Match, ...]
    band: Band
    intent: Intent
    role: str | None = None


class Matcher:
    """Finds entries. Immutable once built (its caches only remember); safe to use from several threads."""

    def __init__(self, entries: Sequence[Entry], index: Index, lines: Sequence[Sequence[str]]) -> None:
        self._entries, self._index = tuple(entries), index
        self.lines = lines
        self.leg: Leg | None = None
        self._places = {entry.slug: place for place, entry in enumerate(entries)}
        self._fits = Fits(entries)
        self._read = lru_cache(maxsize=_JUST_READ)(partial(reading.read, vocabulary=index.vocabulary))

    @property
    def sort(self) -> Sort:
        """What sort of catalogue it is."""
        return self._index.sort

    @classmethod
    def build(cls, entries: Sequence[Entry], outside: Sequence[str] | None = None) -> Matcher:
        """Indexes the entries (published or not: the caller chooses). `outside`: utterances that belong to none."""
        elsewhere = out_of_scope() if outside is None else tuple(outside)
        lines = [entry_lines(entry) for entry in entries] + [elsewhere or ("",)]
        return cls(entries, Index(lines), lines)

    def standing_on(self, leg: Leg | None) -> Matcher:
        """This matcher with the semantic leg, or without."""
        found = copy(self)
        found.leg = leg
        return found

    def find(
        self,
        text: str,
        hints: Hints = NO_HINTS,
        *,
        before: str | None = None,
        shown: Sequence[str] = (),
        limit: int = _MOST_SHOWN,
        suspect: str | None = None,
    ) -> Found:
        """The entries that answer `text`, best first. Never raises on any text.

        `before` is the previous question of the same person, `shown` the slugs they have been given for it. `suspect`:
        the guideline that the gate before matching offers without being certain; it counts as one more opinion.
        """
        text = text[:_LONGEST]
        if talk := smalltalk(text):
            return Found((), Band.NOTHING, Intent(talk))
        if not self._entries:
            return Found((), Band.NOTHING, Intent.OUT_OF_SCOPE)
        read = self._read(text)
        alone = self._rank(self._signals(text)[0], hints.over(read_hints(text)), suspect)
        turn = carried_on(text) if before else None
        if not (turn and before and self._leans(turn, alone)):
            return self._found(text, read, alone, None, (), limit)
        told = hints.over(read_hints(text)).over(read_hints(before))
        both = self._rank(self._after(turn, before), told, suspect, self._denied(turn.denied))
        return self._found(text, read, both, turn, shown if turn.skip else (), limit)

    def _leans(self, turn: Turn, alone: Ranking) -> bool:
        """Whether a message needs the one before: never when it is plainly about something else."""
        if not turn.text:
            return True
        if alone.ours < _ELSEWHERE:
            return False
        sure = float(alone.probabilities.max(initial=0.0))
        return bool(turn.denied) or sure < (_SURE if turn.marked else _UNSURE)

    def _rank(self, signals: Signals, told: Hints, suspect: str | None, against: Floats | None = None) -> Ranking:
        place = self._places.get(suspect) if suspect else None
        by = confidence.weights(self.sort, leg=signals.with_leg)
        misfits = self._fits.misfits(told)
        return confidence.rank(signals, misfits if against is None else misfits + against, by, place)

    def _found(
        self, text: str, read: Reading, ranking: Ranking, turn: Turn | None, skip: Sequence[str], limit: int
    ) -> Found:
        matches = self._matches(text, read, ranking, skip)[:limit]
        band = confidence.band(matches[0].confidence if matches else 0.0, ranking.ours, ranking.by)
        if role := wish(text):
            return Found(matches, band, Intent.PERSON, None if role == ANYONE else role)
        if turn:
            return Found(matches, band, Intent.FOLLOW_UP)
        return Found(matches, band, Intent.OUT_OF_SCOPE if band is Band.NOTHING else Intent.QUESTION)

    def opinions(self, text: str) -> tuple[Signals, Floats]:
        """What the signals say about a question, and how many hints speak against each entry (for fitting)."""
        return self._signals(text)[0], self._fits.misfits(read_hints(text))

    def _signals(self, *texts: str) -> list[Signals]:
        """The signals on each text; all of them with the semantic leg's, or none."""
        found = [self._index.signals(self._read(text[:_LONGEST])) for text in texts]
        return self.leg.added(found, texts) if self.leg else found

    def _after(self, turn: Turn, before: str) -> Signals:
        if not turn.text:
            return self._signals(before)[0]
        now, first = self._signals(turn.text, before)
        return now.after(first, _BEFORE)

    def _denied(self, text: str) -> Floats | None:
        """How much what is said not to be it speaks against each entry, in misfits."""
        return _DENIED * self._rank(self._signals(text)[0], NO_HINTS, None).probabilities if text else None

    def _matches(self, text: str, read: Reading, ranking: Ranking, skip: Sequence[str]) -> tuple[Match, ...]:
        order = largest(ranking.scores, _MOST_SHOWN + len(skip)).tolist()
        kept = [place for place in order if self._entries[place].slug not in skip]
        whys = because(text, read, self._index, kept)
        found = zip(kept, whys, strict=True)
        return tuple(Match(self._entries[at].slug, float(ranking.probabilities[at]), why) for at, why in found)


def entry_lines(entry: Entry) -> tuple[str, ...]:
    """Everything an entry says about itself, a line each; the everyday utterances first."""
    own = (entry.purpose, entry.one_line, entry.fits, entry.say, entry.whole_group, entry.small_step)
    asked = (entry.child_question, entry.parent_question, entry.works_when, entry.title_en, entry.one_line_en)
    titles = (entry.title,) * _TITLE
    lines = [line for line in (*titles, *entry.phrases, *own, *asked, *entry.steps) if line.strip()]
    return tuple(lines) or (entry.slug,)


def out_of_scope() -> tuple[str, ...]:
    """The utterances of `content/out_of_scope.txt`."""
    return tuple(language.lines("out_of_scope.txt"))
