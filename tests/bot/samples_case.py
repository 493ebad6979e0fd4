"""One of every view of a case beside its own life."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from handlers import views as v
from handlers import views_case as c
from handlers.story import BY_EVENT
from knowledge.referral import State
from tests.bot.sample_words import DUE, EVIL, ID, NAME, NOW

OTHERS = ("passed_on", "coordinator", "declined", "reminded", "asked")


def samples() -> dict[str, v.View]:
    """Every view, by a name that says which."""
    assert set(get_args(v.View)) >= {c.Story, c.CaseCard, c.Proposal}
    lines = tuple(c.StoryLine(NOW, what, NAME) for what in (*BY_EVENT.values(), *OTHERS))
    people = tuple((f"p{n}", f"Kollega {n} {EVIL}|akt-vejleder") for n in range(60))
    open_case = c.CaseCard(ID, 3, State.OFFERED, "akt-vejleder", NAME, DUE, NOW, False, lines[:3], people)
    return {
        "story": c.Story(ID, lines),
        **{f"case-{s.value}": replace(open_case, state=s) for s in State if s is not State.CLOSED},
        "case-urgent": replace(open_case, urgent=True, colleagues=(), duplicates=tuple((ID, NOW) for _ in range(7))),
        **{f"case-{wrong}": replace(open_case, wrong=wrong) for wrong in ("changed_meanwhile", "cannot_take")},
        "case-long": replace(open_case, lines=lines * 4, wrong="why_missing"),
        "proposal": c.Proposal("bo", NAME, "low-arousal", f"Low arousal {EVIL}", 2),
    }
