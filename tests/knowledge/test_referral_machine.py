"""The whole life of a referral by chance: whatever happens in whatever order, somebody is waited for, until it is over.

`pytest --hypothesis-profile=long` runs more than 200 000 steps.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from knowledge.letters import QUIET, Letter
from knowledge.referral import HELD, STEPS, WAITING, Did, Event, Note, Place, Referral, Refused, State, holds
from knowledge.steps import Change, World, begin, step
from tests.knowledge.cases import NOW, referral

ASKER = "anna"
HELPERS = tuple(f"h{number}" for number in range(5))
COORDINATORS = ("k0", "k1", "k2")
PEOPLE = (*HELPERS, *COORDINATORS)
AT_REST = frozenset({Did.EDIT, Did.ASKER_GONE})
"""What leaves the person and the time as they were."""

helpers = st.sampled_from(HELPERS)
people = st.sampled_from((*PEOPLE, ASKER, "stranger"))
reasons = st.sampled_from(["", "no_time", "not_my_field", "away"])


class LifeOfAReferral(RuleBasedStateMachine):
    """One referral, its helpers and coordinators, and a clock that only goes forward."""

    @initialize(order=st.lists(helpers, unique=True), urgent=st.booleans(), away=st.sets(helpers))
    def ask(self, order: list[str], urgent: bool, away: set[str]) -> None:
        """A referral is made."""
        self.now, self.away, self.posts = NOW, set(away), set(COORDINATORS)
        self.asked: set[str] = set()
        self.asker_gone = False
        places = tuple(Place(helper, "akt-vejleder") for helper in order)
        made = begin(referral(order=places, urgent=urgent, waits_for="", due_at=NOW), self.world())
        self.case = made.referral
        self.hear(made)

    def world(self) -> World:
        """The world of this moment: some are away, and not all coordinators are at their post."""
        return World(
            now=self.now,
            can_take={who: "away" if who in self.away else None for who in PEOPLE} | {ASKER: "is_asker"},
            answer_by={who: self.now + timedelta(hours=5 + at) for at, who in enumerate(PEOPLE)},
            contact_by={who: self.now + timedelta(days=2) for who in HELPERS},
            ping_at={who: self.now + timedelta(hours=at) for at, who in enumerate(PEOPLE)},
            coordinators=tuple(who for who in COORDINATORS if who in self.posts),
            follow_up_at=self.now + timedelta(days=14),
            reply_by=self.now + timedelta(days=7),
            soon=self.now + timedelta(hours=4),
            asker_gone=self.asker_gone,
        )

    def hear(self, change: Change) -> None:
        """What must be true of every change, whatever it was."""
        keys = [draft.key for draft in change.letters]
        assert len(keys) == len(set(keys)), "a letter was written twice"
        for draft in change.letters:
            if draft.kind is Letter.OFFER:
                assert draft.to not in self.asked, "somebody who was done was asked again"
                assert draft.to not in self.away, "somebody who is away was asked"
                assert draft.to == change.referral.waits_for, "somebody was asked and not waited for"
        self.asked |= self.case.refusers()

    def happens(self, event: Event) -> None:
        """One step; what is refused changes nothing."""
        before = self.case
        understood = before.state in STEPS.get(event.did, ())
        if event.did is Did.REASSIGN:
            self.asked.discard(event.to)
            self.away.discard(event.to)  # a coordinator may know better than the calendar
        try:
            change = step(before, event, self.world())
        except Refused:
            assert not understood or event.did in (Did.REASSIGN, Did.UNAVAILABLE)
            return
        assert understood
        self.case = change.referral
        self.hear(change)
        self.moved(before, event, change)

    def moved(self, before: Referral, event: Event, change: Change) -> None:
        """What must be true of the way from one state to the next."""
        after = change.referral
        assert after.version == before.version + 1
        assert (
            after.order[: min(before.position + 1, len(before.order))]
            == (before.order[: min(before.position + 1, len(before.order))])
        ), "the past was rewritten"
        if after.open and event.did not in AT_REST:
            assert after.due_at > self.now, "no time at which something happens"
        if self.asker_gone and after.state is State.FOLLOW_UP:
            assert before.state is State.FOLLOW_UP, "a question that nobody will read"
        loud = {draft.to for draft in change.letters if draft.kind not in QUIET}
        if after.open and after.waits_for != before.waits_for and event.did not in (Did.PARTLY, Did.REPAIR):
            assert after.waits_for in loud or after.state is State.IN_CONTACT or after.waits_for == ASKER

    @rule(who=people)
    @precondition(lambda self: self.case.state in WAITING)
    def accept(self, who: str) -> None:
        """The one who is asked takes it; in a stranded case any coordinator may."""
        asked = self.case.waits_for if self.case.state is State.OFFERED or who not in self.posts else who
        if asked != ASKER:
            self.happens(Event(Did.ACCEPT, asked))

    @rule(reason=reasons)
    @precondition(lambda self: self.case.state in WAITING)
    def decline(self, reason: str) -> None:
        """The one who is asked says no."""
        self.happens(Event(Did.DECLINE, self.case.waits_for, reason))

    @rule(to=people)
    @precondition(lambda self: self.case.state in WAITING)
    def suggest(self, to: str) -> None:
        """The one who is asked names another."""
        self.happens(Event(Did.SUGGEST, self.case.waits_for, to=to))

    @rule()
    @precondition(lambda self: self.case.open)
    def time_comes(self) -> None:
        """Nothing happens until it is due."""
        self.now = max(self.now, self.case.due_at)
        self.happens(Event(Did.TIMEOUT))

    @rule(minutes=st.integers(1, 10_000))
    def time_passes(self, minutes: int) -> None:
        """The clock goes on; whatever became due on the way has been seen to."""
        until = self.now + timedelta(minutes=minutes)
        while self.case.open and self.case.due_at <= until:
            self.time_comes()
        self.now = until

    @rule(who=helpers)
    def goes_away(self, who: str) -> None:
        """A helper is away; what they hold is handed on at once."""
        self.away.add(who)
        if self.case.open and who in (self.case.owner, self.case.waits_for):
            self.happens(Event(Did.UNAVAILABLE, who))

    @rule(who=helpers)
    def comes_back(self, who: str) -> None:
        """A helper is back."""
        self.away.discard(who)

    @rule(posts=st.sets(st.sampled_from(COORDINATORS)))
    def coordinators_change(self, posts: set[str]) -> None:
        """Some coordinators leave their post, others come; perhaps nobody is left."""
        self.posts = posts

    @rule()
    @precondition(lambda self: self.case.open)
    def asker_goes(self) -> None:
        """The asker removes the bot; from then on they are asked nothing."""
        self.asker_gone = True
        self.happens(Event(Did.ASKER_GONE, ASKER))

    @rule()
    def asker_returns(self) -> None:
        """The asker can be reached again."""
        self.asker_gone = False

    @rule(did=st.sampled_from([Did.CONTACT, Did.HAND_BACK]))
    @precondition(lambda self: self.case.state in HELD)
    def helper_says(self, did: Did) -> None:
        """The helper has talked, or cannot go on."""
        self.happens(Event(did, self.case.owner))

    @rule(did=st.sampled_from([Did.HELPED, Did.PARTLY, Did.NOT_HELPED]))
    @precondition(lambda self: self.case.state in HELD)
    def asker_says(self, did: Did) -> None:
        """The asker says whether it helped."""
        self.happens(Event(did, ASKER))

    @rule()
    @precondition(lambda self: self.case.state in WAITING)
    def edit(self) -> None:
        """The asker corrects the note."""
        self.happens(Event(Did.EDIT, ASKER, note=Note(see="rettet")))

    @rule()
    @precondition(lambda self: not self.case.open)
    def reopen(self) -> None:
        """The asker opens it again."""
        self.happens(Event(Did.REOPEN, ASKER))

    @rule(to=people)
    def reassign(self, to: str) -> None:
        """A coordinator names the next helper."""
        self.happens(Event(Did.REASSIGN, "k0", to=to))

    @rule(did=st.sampled_from([Did.CLOSE, Did.WITHDRAW]))
    @precondition(lambda self: self.case.open and self.case.version > 8)
    def end(self, did: Did) -> None:
        """The asker takes it back, or a coordinator closes it: not too early, most of life is in the middle."""
        self.happens(Event(did, "k0" if did is Did.CLOSE else ASKER, "no_time"))

    @rule(lost=st.sampled_from(["waits_for", "owner"]))
    @precondition(lambda self: self.case.open)
    def breaks(self, lost: str) -> None:
        """Something outside the rules damages the case, and the auditor sees it."""
        self.case = replace(self.case, waits_for="") if lost == "waits_for" else replace(self.case, owner="")
        if holds(self.case) is not None:
            self.happens(Event(Did.REPAIR))

    @rule(event=st.builds(Event, st.sampled_from(list(Did)), st.just("k0"), reasons, people))
    def stale_click(self, event: Event) -> None:
        """A click on an old card: what is not understood in this state is refused and changes nothing."""
        before = self.case
        if before.state not in STEPS.get(event.did, ()):
            self.happens(event)
            assert self.case is before

    @invariant()
    def never_alone(self) -> None:
        """An open referral waits for somebody, until a time that is still to come."""
        assert holds(self.case) is None
        if self.case.open:
            assert self.case.waits_for in (*PEOPLE, ASKER)
            assert self.case.due_at > self.now
            assert (self.case.owner != "") == (self.case.state in HELD)
        else:
            assert self.case.waits_for == ""


TestLifeOfAReferral = LifeOfAReferral.TestCase
