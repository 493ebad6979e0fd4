"""From what somebody wrote to what the network makes of it. The chat and `app.py ask` go through here alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.library import Shelf
from knowledge.acute import Alarm, alarm
from knowledge.matching import NO_HINTS, Band, Found, Hints, Intent, Match
from knowledge.privacy import Scrubbed


@dataclass(frozen=True, slots=True)
class Reading:
    """One message understood: the scrubbed text, danger if there is any, and what was found."""

    scrubbed: Scrubbed
    alarm: Alarm | None
    found: Found

    @property
    def acute(self) -> bool:
        """Whether the action card comes before any search."""
        return self.alarm is not None and self.alarm.certain

    @property
    def answered(self) -> bool:
        """Whether the bot answers with entries (or the action card) rather than "I don't know"."""
        searched = self.found.intent in (Intent.QUESTION, Intent.FOLLOW_UP)
        return self.acute or (searched and self.found.band is not Band.NOTHING and bool(self.found.matches))


def understand(
    scrubbed: Scrubbed, shelf: Shelf, hints: Hints = NO_HINTS, *, before: str | None = None, shown: Sequence[str] = ()
) -> Reading:
    """Danger is looked for first; its guideline then leads the matches. Pure, needs no database."""
    danger = alarm(scrubbed.text)
    found = shelf.matcher.find(scrubbed.text, hints, before=before, shown=shown)
    if danger and danger.slug in shelf.entries:
        found = _led_by(danger, found)
    return Reading(scrubbed, danger, found)


def _led_by(danger: Alarm, found: Found) -> Found:
    mine = next((match for match in found.matches if match.slug == danger.slug), None)
    rest = tuple(match for match in found.matches if match.slug != danger.slug)
    lead = mine or Match(danger.slug, 0.5, ())
    if danger.certain:
        first = replace(lead, confidence=max(lead.confidence, 0.99))
        return replace(found, matches=(first, *rest), band=Band.ANSWER, intent=Intent.QUESTION)
    return found
