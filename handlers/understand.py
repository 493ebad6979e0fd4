"""From what somebody wrote to what the network makes of it. The chat and `app.py ask` go through here alike."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.shelves import Shelf
from knowledge.acute import Alarm, alarm
from knowledge.matching import NO_HINTS, Band, Found, Hints, Intent, Match
from knowledge.privacy import Scrubbed
from knowledge.tried import nudged

CERTAIN = 0.99
WORTH = 0.18  # a danger that is better than one in six is offered
FIRM = 0.4  # below even odds, the guideline stands beside the answer instead of alone
SEEN = 0.15  # how much the search counts when the guideline is chosen; learnt on the half that may be read
TALK = frozenset({Intent.GREETING, Intent.THANKS, Intent.HELP})
_LONGEST = 4_000


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
    def found_well(self) -> bool:
        """Whether the search found something worth showing; a poor guess is never shown."""
        searched = self.found.intent in (Intent.QUESTION, Intent.FOLLOW_UP)
        return searched and self.found.band is not Band.NOTHING and bool(self.found.matches)

    @property
    def answered(self) -> bool:
        """Whether the bot answers with entries, a guideline or a way to a person, rather than "I don't know"."""
        return self.alarm is not None or self.found_well or self.found.intent is Intent.PERSON


def understand(
    scrubbed: Scrubbed, shelf: Shelf, hints: Hints = NO_HINTS, *, before: str | None = None, shown: Sequence[str] = ()
) -> Reading:
    """Danger is looked for first. Certain or likelier than what is found, its guideline leads; else it weighs. Pure."""
    danger = alarm(scrubbed.text)
    suspect = danger.slug if danger and not danger.certain else None
    found = shelf.matcher.find(scrubbed.text, hints, before=before, shown=shown, suspect=suspect)
    found = replace(found, matches=nudged(found.matches, shelf.standing))
    if danger:
        danger = _weighed(_named(danger, found), found)
    if danger and danger.slug in shelf.entries and _leads(danger, found):
        found = _led_by(danger, found)
    return Reading(scrubbed, danger, found)


def carried(before: str, reading: Reading) -> str:
    """A follow-up is kept with what it follows, so that the form and the next follow-up know what it is about."""
    return f"{before} – {reading.scrubbed.text}"[:_LONGEST]


def _named(danger: Alarm, found: Found) -> Alarm:
    """The danger under the guideline that the ear and the search together find likest."""
    seen = {match.slug: match.confidence for match in found.matches}
    likest = max(
        danger.like, key=lambda slug: danger.like[slug] + SEEN * _logit(seen.get(slug, 0.0)), default=danger.slug
    )
    return replace(danger, slug=likest)


def _weighed(danger: Alarm, found: Found) -> Alarm | None:
    """The danger after the search: an ordinary answer that fits well makes it an offer beside it, or nothing."""
    odds = _odds(danger, found)
    if danger.certain:
        return danger if odds >= _logit(FIRM) else replace(danger, certain=False)
    return danger if odds >= _logit(WORTH) else None


def _odds(danger: Alarm, found: Found) -> float:
    """How likely the danger is beside what was found, in log odds.

    Logistic regression over the ear's chance, what the search gives that guideline and the best other entry, and
    whether something else was asked for; learnt on the half of the blind sentences that may be read.
    """
    own = max((match.confidence for match in found.matches if match.slug == danger.slug), default=0.0)
    other = max((match.confidence for match in found.matches if match.slug != danger.slug), default=0.0)
    elsewhere = found.intent not in (Intent.QUESTION, Intent.FOLLOW_UP)
    return _logit(danger.chance) + 0.2 * _logit(own) - 0.3 * _logit(other) - 2.1 * elsewhere - 1.0


def _logit(chance: float) -> float:
    known = min(max(chance, 0.001), 0.999)
    return math.log(known / (1 - known))


def _leads(danger: Alarm, found: Found) -> bool:
    asked = found.intent in (Intent.QUESTION, Intent.FOLLOW_UP, Intent.OUT_OF_SCOPE)
    return danger.certain or (asked and (not found.matches or danger.chance >= found.matches[0].confidence))


def _led_by(danger: Alarm, found: Found) -> Found:
    mine = next((match for match in found.matches if match.slug == danger.slug), Match(danger.slug, 0.0, ()))
    first = replace(mine, confidence=max(mine.confidence, CERTAIN if danger.certain else danger.chance))
    rest = tuple(match for match in found.matches if match.slug != danger.slug)
    if danger.certain:
        wished = found.intent is Intent.PERSON  # who asks for somebody in danger still asks for somebody
        intent = Intent.PERSON if wished else Intent.QUESTION
        return replace(found, matches=(first, *rest), band=Band.ANSWER, intent=intent)
    if found.band is Band.NOTHING or found.intent is Intent.OUT_OF_SCOPE:
        return replace(found, matches=(first,), band=Band.MAYBE, intent=Intent.QUESTION)  # poor guesses stay unseen
    return replace(found, matches=(first, *rest))
