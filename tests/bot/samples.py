"""One of every view in every state it can have. What people write is `EVIL`, so that a card that trusts it is seen."""

from __future__ import annotations

from dataclasses import replace

from handlers import views as v
from knowledge.catalogue import Urgency, to_entry
from knowledge.ranking import Because
from knowledge.referral import Note, State
from tests.bot import samples_case, samples_desk
from tests.bot.sample_words import DUE, EVIL, GUIDELINE, ID, METHOD, NAME, NOTE, NOW

HITS = tuple(v.Hit(replace(METHOD, slug=f"opslag-{n}"), ("skifter lokale", EVIL), 0.9 - n / 10) for n in range(3))
REASONS = tuple(v.Reason(key.value, {"value": EVIL, "by": NAME}) for key in Because)
KINDS = ("name", "cpr", "phone", "email", "address")
ASKED = v.Step(NAME, "akt-vejleder", REASONS[:3], "asked")
STEPS = (
    v.Step(f"Bo {EVIL}", "co-teaching-partner", (), "no"),
    v.Step(f"Ib {EVIL}", "inklusionsvejleder", (), "late"),
    ASKED,
    v.Step(f"Rikke {EVIL}", "ppr-psykolog", REASONS[3:], ""),
)
GONE = ("asker_gone", "asker_erased")
OUTCOMES = ("helped", "partly", "not_helped", "withdrawn", "no_answer", "closed", "merged", *GONE, f"egne ord {EVIL}")
WHATS = ("taken", "withdrawn", "closed", "passed_on", "late", "declined", "suggested", "handed_back", "yours")
SAID = {
    **{key: {} for key in ("thanks", "glad_it_helped", "gone", "not_yours", "not_allowed", "not_a_helper")},
    **{
        key: {}
        for key in (
            "empty",
            "see_newer_card",
            "out_of_scope",
            "come_to_personal_chat",
            "store_down",
            "went_wrong",
            "nobody_set_up",
            "message_forgotten",
        )
    },
    "case_emptied": {},
    "note_stays": {"referral": ID},
    "too_fast": {},
    "secret_expires": {"days": "14"},
    "remind_contact": {"name": NAME, "referral": ID},
    "thanks_helper": {"outcome": "helped"},
    "asker_gone": {"name": NAME, "referral": ID},
    "repaired": {"count": "3"},
    "entry_saved": {"title": f"Skift {EVIL}", "slug": "forberedte-skift"},
    "entry_retired": {"title": f"Skift {EVIL}", "slug": "forberedte-skift"},
    "entry_retired_since": {"title": f"Skift {EVIL}"},
    **{key: {"name": NAME} for key in ("person_saved", "person_saved_unreachable", "person_paused", "person_back")},
}


def samples() -> dict[str, v.View]:
    """Every view, by a name that says which."""
    return {
        **_asked(),
        **_referred(),
        **_helped(),
        **_coordinated(),
        **samples_desk.samples(),
        **samples_case.samples(),
    }


def _asked() -> dict[str, v.View]:
    answer = v.Answer("q1", HITS, sure=True)
    return {
        **{f"said-{key}": v.Said(key, values) for key, values in SAID.items()},
        "said-with-ways": v.Said("gone", find_colleague="q1", coordinator=True),
        "welcome": v.Welcome(NAME, helper=False, coordinator=False),
        "welcome-nameless": v.Welcome("?", helper=False, coordinator=False),
        "welcome-both": v.Welcome(NAME, helper=True, coordinator=True),
        "answer": answer,
        "answer-maybe": replace(answer, hits=HITS[:1], sure=False),
        "answer-masked": replace(answer, masked=KINDS, text=f"[navn] kaster {EVIL}"),
        "answer-channel": replace(answer, masked=("name",), text=EVIL, private=False),
        "answer-acute-offered": replace(answer, acute=v.Hit(GUIDELINE, (), 0.0)),
        "answer-acute-only": v.Answer("q1", (), sure=False, acute=v.Hit(GUIDELINE, (), 0.0)),
        "no-answer": v.NoAnswer("q1"),
        "no-answer-masked": v.NoAnswer("q1", ("name",), EVIL),
        "no-answer-channel": v.NoAnswer("q1", ("name",), EVIL, private=False),
        "acute": v.Acute("q1", GUIDELINE, ("Ring 112 ved fare.", EVIL)),
        "acute-approved": v.Acute("q1", replace(GUIDELINE, approved_by=EVIL, legal_verified=True), ("Ring 112.",)),
        "acute-channel": v.Acute(
            "q1", replace(GUIDELINE, local_approver="", legal=""), (EVIL,), ("cpr",), private=False
        ),
        "entry": v.FullEntry(METHOD, "q1", related=tuple((f"slug-{n}", f"Andet {EVIL}") for n in range(6))),
        "entry-without-question": v.FullEntry(GUIDELINE),
        "entry-acute": v.FullEntry(replace(GUIDELINE, urgency=Urgency.ACUTE)),
        "entry-weeks": v.FullEntry(replace(GUIDELINE, urgency=Urgency.WEEKS)),
        "entry-bare": v.FullEntry(to_entry({"slug": "a", "kind": "method", "title": "Kort", "purpose": "Lidt."})),
        "entry-channel": v.FullEntry(METHOD, "q1", private=False),
    }


def _referred() -> dict[str, v.View]:
    roles = ("akt-vejleder", "ppr-psykolog", "ressourcepaedagog")
    form = v.ReferForm("q1", NOTE, "akt-vejleder", roles, masked=("name",))
    status = v.Status(ID, 3, State.OFFERED, NOTE, NAME, "akt-vejleder", DUE, STEPS, METHOD)
    closed = replace(status, state=State.CLOSED, waits_for="", outcome="helped")
    every = {
        f"reason-{n}": replace(status, steps=(replace(ASKED, reasons=(r,)),)) for n, r in enumerate(_every_reason())
    }
    return {
        "refer-form": form,
        "refer-form-wrong": v.ReferForm("q1", Note(), roles=roles, urgent=True, wrong={"see": "write_what_you_see"}),
        "refer-correct": v.ReferForm("", NOTE, referral=ID, version=3),
        **{f"status-{state.value}": replace(status, state=state) for state in State if state is not State.CLOSED},
        **every,
        "status-taken": replace(status, state=State.ACCEPTED, steps=(replace(ASKED, said="yes"),), masked=KINDS),
        "status-last": replace(status, steps=(ASKED,), bridge=None, urgent=True),
        **{f"status-closed-{n}": replace(closed, outcome=outcome) for n, outcome in enumerate(OUTCOMES)},
        "status-emptied": replace(closed, note=Note(), emptied=True),
        "follow-up": v.FollowUp(ID, 5, NAME, f"Ro {EVIL}"),
        "follow-up-no-wish": v.FollowUp(ID, 5, NAME, ""),
    }


def _every_reason() -> tuple[v.Reason, ...]:
    languages = ("da", "en", "de", "ar", "tr", "uk", "pl", "so", "xx")
    spoken = tuple(v.Reason("language", {"value": code}) for code in languages)
    moved = tuple(v.Reason(key, {"by": NAME, "value": ""}) for key in ("suggested", "reassigned"))
    return (*REASONS, *spoken, *moved)


def _helped() -> dict[str, v.View]:
    colleagues = tuple((f"p{n}", f"Kollega {n} {EVIL}|akt-vejleder") for n in range(50))
    offer = v.Offer(
        ID,
        2,
        NOTE,
        f"Lærer {EVIL}",
        f"Skole {EVIL}",
        "6-9",
        "skole",
        "akt-vejleder",
        DUE,
        False,
        (EVIL,),
        REASONS,
        colleagues,
    )
    upns = ("anna@example.dk", "eva@example.dk&message=x#y")
    connect = v.Connect(ID, 4, State.ACCEPTED, NAME, "akt-vejleder", upns, NOTE, METHOD, False, DUE)
    states = [state for state in State if state in (State.ACCEPTED, State.IN_CONTACT, State.FOLLOW_UP, State.CLOSED)]
    return {
        "offer": offer,
        "offer-urgent": replace(offer, urgent=True),
        "offer-anonymous": replace(offer, unit="", asker_role="", age="", setting=""),
        "offer-asker-gone": replace(offer, asker_gone=True),
        "offer-stranded": replace(offer, stranded=True, reasons=(), colleagues=(), topics=()),
        **{f"offer-closed-{what}": v.OfferClosed(ID, what) for what in WHATS},
        **{f"connect-asker-{s.value}": replace(connect, state=s, outcome="helped") for s in states},
        **{f"connect-helper-{s.value}": replace(connect, state=s, helper=True, outcome="partly") for s in states},
        "connect-gone": replace(connect, helper=True, gone=True),
        "connect-no-chat": replace(connect, upns=(), first_step=None, other_role=""),
    }


def _coordinated() -> dict[str, v.View]:
    lines = tuple(
        v.CaseLine(ID, n, state, "akt-vejleder", NAME, DUE, NOW, n % 2 == 0, state is State.STRANDED)
        for n, state in enumerate(3 * [state for state in State if state is not State.CLOSED])
    )
    person = {"id": ID, "upn": EVIL, "name": NAME, "title": EVIL, "unit": EVIL, "roles": "akt-vejleder,ppr-psykolog"}
    person |= {"hours": "man-fre 08:00-15:00", "capacity": "3", "competences": EVIL}
    mine = {"hours": EVIL, "capacity": "mange", "away_from": "2026-12-01", "away_to": "2026-12-04", "substitute": "p1"}
    people = tuple((f"p{n}", f"Kollega {n} {EVIL}") for n in range(100))
    return {
        "home": v.CoordinatorHome(12, 1, 4, 20, 2, 3),
        "cases": v.Cases(lines),
        "cases-none": v.Cases(()),
        "person-new": v.PersonForm({"capacity": "3", "hours": ""}, 0, new=True),
        "person": v.PersonForm(person, 2, new=False, wrong={"name": "changed_meanwhile", "upn": "upn_missing"}),
        "availability": v.AvailabilityForm(
            mine, 2, people, {"hours": "hours_unreadable", "capacity": "capacity_number"}
        ),
        "availability-saved": v.AvailabilityForm({**mine, "capacity": "3"}, 3, people, saved=True),
    }
