"""Letters: what must reach whom. A letter is a fact, written with the change it tells of, and rendered when sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Letter(StrEnum):
    """The kinds of letters. Where it says "quiet", a card already sent is brought up to date without a ping."""

    ANSWER = "answer"  # the reply to a question that could not be delivered in its own turn
    OFFER = "offer"  # to a helper: will you take this?
    OFFER_CHANGED = "offer_changed"  # quiet: the note was corrected
    OFFER_CLOSED = "offer_closed"  # quiet: somebody else took it, or it was withdrawn
    PASSED_ON = "passed_on"  # to the asker: the promised time did not hold, and who is asked now
    STATUS = "status"  # quiet: the present truth on the asker's or helper's card
    CONNECT = "connect"  # to both: here is your colleague
    CONNECT_CHANGED = "connect_changed"  # quiet: the same card, brought up to date
    REMIND_CONTACT = "remind_contact"  # to the helper: you said yes, have you talked?
    FOLLOW_UP_CHANGED = "follow_up_changed"  # quiet: it has been answered, here or elsewhere
    FOLLOW_UP = "follow_up"  # to the asker: did it help?
    ASKER_GONE = "asker_gone"  # to the helper: the asker can be told nothing from here, write yourself
    THANKS = "thanks"  # to the helper: how it ended
    STRANDED = "stranded"  # to a coordinator: nobody is left, will you?
    NOBODY = "nobody"  # to the asker: no coordinator is set up, and what to do now
    EMPTIED = "emptied"  # quiet: the case has been emptied, its cards become stubs
    FORGOTTEN = "forgotten"  # quiet: the message was taken back, its answer becomes a stub
    SECRET = "secret"  # noqa: S105 - to coordinators: the bot's secret runs out
    PROPOSAL = "proposal"  # to coordinators: twice "not my field", shall the directory say so?
    REPAIRED = "repaired"  # to coordinators: the auditor had to mend something
    REVIEW = "review"  # to an editor: will you look at my draft?
    REVIEWED = "reviewed"  # to the author: your draft was looked at
    TRIED = "tried"  # to the asker: did you try it?
    LESSON = "lesson"  # to both after a good ending: may this become knowledge?
    REVISION = "revision"  # to editors in August: is this still true?
    MISSED = "missed"  # to editors: the week's unanswered questions
    PROGRESS = "progress"  # quiet: how far what they set going has come
    ERRAND = "errand"  # to somebody at the desk: what came of what they set going


class Slot(StrEnum):
    """Which of a person's cards about one referral is meant: a quiet letter updates the card in its slot."""

    ANSWER = "answer"
    STATUS = "status"
    OFFER = "offer"
    CONNECT = "connect"
    FOLLOW_UP_CHANGED = "follow_up_changed"  # quiet: it has been answered, here or elsewhere
    FOLLOW_UP = "follow_up"
    ERRAND = "errand"
    NOTICE = "notice"


QUIET = frozenset(
    {
        Letter.OFFER_CHANGED,
        Letter.OFFER_CLOSED,
        Letter.STATUS,
        Letter.CONNECT_CHANGED,
        Letter.FOLLOW_UP_CHANGED,
        Letter.EMPTIED,
        Letter.FORGOTTEN,
        Letter.PROGRESS,
    }
)

SLOTS = {
    Letter.ANSWER: Slot.ANSWER,
    Letter.FORGOTTEN: Slot.ANSWER,
    Letter.OFFER: Slot.OFFER,
    Letter.OFFER_CHANGED: Slot.OFFER,
    Letter.OFFER_CLOSED: Slot.OFFER,
    Letter.STRANDED: Slot.OFFER,
    Letter.STATUS: Slot.STATUS,
    Letter.PASSED_ON: Slot.STATUS,
    Letter.CONNECT: Slot.CONNECT,
    Letter.CONNECT_CHANGED: Slot.CONNECT,
    Letter.FOLLOW_UP: Slot.FOLLOW_UP,
    Letter.FOLLOW_UP_CHANGED: Slot.FOLLOW_UP,
    Letter.PROGRESS: Slot.ERRAND,
    Letter.ERRAND: Slot.ERRAND,
}


PATIENT = frozenset(
    {Letter.OFFER, Letter.STRANDED, Letter.REMIND_CONTACT, Letter.FOLLOW_UP, Letter.THANKS, Letter.PROPOSAL}
)
"""Kinds that wait for a moment when the reader is at work and not teaching, unless the case is urgent."""


DESK = frozenset(
    {
        Letter.REVIEW,
        Letter.REVIEWED,
        Letter.PROGRESS,
        Letter.ERRAND,
        Letter.MISSED,
        Letter.TRIED,
        Letter.LESSON,
        Letter.REVISION,
    }
)
"""Kinds that tell of the catalogue, and of no referral."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter as a rule writes it. `key` is unique: the same fact is never written twice."""

    kind: Letter
    to: str
    about: str  # referral id, or question id for an answer and its stub
    key: str
    not_before: datetime | None = None

    @property
    def slot(self) -> Slot:
        """The card this letter fills or updates."""
        return SLOTS.get(self.kind, Slot.NOTICE)


MAX_ATTEMPTS = 84
"""Twelve in the first two hours, then hourly: what Teams does not take for three days is given up aloud."""
LONGEST_WAIT = timedelta(hours=1)


def retry_at(attempts: int, now: datetime, *, jitter: float, retry_after: float | None = None) -> datetime:
    """When a letter that failed is tried again: Retry-After if Teams gave one, else 2, 4, 8 … seconds up to an hour.

    `jitter` is in [0, 1); it spreads the wait over its upper half so that replicas do not march in step.
    """
    wait = timedelta(seconds=retry_after) if retry_after is not None else timedelta(seconds=2 ** min(attempts, 12))
    wait = min(wait, LONGEST_WAIT)
    return now + wait * (0.5 + jitter / 2 if retry_after is None else 1 + jitter / 4)
