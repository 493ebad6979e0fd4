"""One of every view of the coordinators' and editors' desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from handlers import views as v
from handlers import views_desk as d
from handlers import views_errands as e
from handlers.exports import NAMES
from handlers.guide import STEPS
from knowledge.catalogue import Status, to_entry
from knowledge.coverage import Line, Week
from knowledge.exchange import Problem
from knowledge.figures import District, Figures, Weekly
from knowledge.tried import Group, Standing
from knowledge.whatif import Change, Shown, Verdict
from tests.bot.sample_words import EVIL, GUIDELINE, ID, METHOD, NAME, NOW

WRONG = (
    *("write_what_you_see", "changed_meanwhile", "title_taken", "why_missing", "hours_unreadable"),
    *("capacity_number", "away_order", "name_missing", "upn_missing", "roles_missing"),
    *("last_coordinator", "district_unknown", "district_not_yours", "rights_not_yours"),
    *("reviewer_missing", "title_short", "day_unreadable", "changed_by_both", "line_missing"),
)
GROUPS = (Group("age", "6-9", Standing(12, 7, 2)), Group("setting", "skole", Standing(9, 6, 1)))
PEOPLE = tuple((f"p{n}", f"Kollega {n} {EVIL}") for n in range(12))
CHANGES = tuple(Change(f"Hvad gør vi {EVIL}", Shown(("a",)), Shown(), verdict) for verdict in Verdict for _ in range(6))
TROUBLES = (*("failed", "host", "gone", "slow", "big", "broken", "busy", "not_allowed", "place_gone", "place_busy"),)
SAID = {
    "draft_sent": {"title": EVIL, "name": NAME},
    "draft_returned": {"title": EVIL},
    "draft_dropped": {"title": EVIL},
    **{f"errand_{why}": {"said": ""} for why in TROUBLES},
    "errand_unreadable": {"said": f"Det er ikke en fil {EVIL}"},
    "file_type": {"name": EVIL},
    "file_dropped": {"name": EVIL},
    "file_declined": {"name": EVIL},
    **{key: {} for key in ("file_not_read", "file_one", "file_stale", "file_offer_over")},
    **{key: {} for key in ("tried_thanks", "lesson_sent", "lesson_not")},
    "entry_confirmed": {"title": EVIL},
    **{key: {"title": EVIL, "day": "2026-12-01"} for key in ("entry_saved_ahead", "entry_not_yet")},
    **{key: {} for key in ("not_yourself", "last_coordinator", "not_your_district")},
    "person_removed": {"name": NAME},
    "imported": {"added": "190", "changed": "3"},
}


def samples() -> dict[str, v.View]:
    """Every view of the desk, by a name that says which."""
    return {
        **{f"said-{key}": v.Said(key, values) for key, values in SAID.items()},
        **_entries(),
        **_drafts(),
        **_missed(),
        **_overseen(),
        **_learned(),
        **_files(),
    }


def _entries() -> dict[str, v.View]:
    states = (*("draft", "in_review", "retired", "awaits"), *[""] * 4)
    found = tuple(d.Choice(f"s{n}", f"Opslag {EVIL}", f"En linje {EVIL}", n, state) for n, state in enumerate(states))
    names = (*("title", "steps", "why", "slug", "kind"), *"abcdefghijklmn")
    everything_wrong = dict(zip(names, WRONG, strict=True)) | {"purpose": "Skriv formålet."}
    blank = to_entry({"slug": "", "kind": "method", "title": "", "purpose": ""})
    kept = d.EntryForm(METHOD, 3, new=False, draft=ID, draft_version=2, why=EVIL, remark=EVIL, others=(NAME,))
    return {
        "entries-empty": d.EntryList("", ()),
        "entries-none": d.EntryList(EVIL, ()),
        "entries": d.EntryList(EVIL, found),
        "entry-form-new": d.EntryForm(blank, 0, new=True),
        "entry-form-for-questions": d.EntryForm(blank, 0, new=True, questions=(ID, ID)),
        "entry-form": d.EntryForm(METHOD, 3, new=False),
        "entry-form-kept": replace(kept, reviewers=PEOPLE),
        "entry-form-wrong": d.EntryForm(GUIDELINE, 3, new=False, wrong=everything_wrong),
    }


def _drafts() -> dict[str, v.View]:
    draft = d.DraftCard(ID, 2, METHOD, Status.DRAFT, NAME, EVIL, EVIL)
    lines = tuple(d.Choice(ID, f"Opslag {EVIL}", NAME, 2) for _ in range(20))
    found = {verdict: tuple(c for c in CHANGES if c.verdict is verdict) for verdict in Verdict}
    groups = (found[Verdict.BETTER], found[Verdict.WORSE], found[Verdict.OTHER])
    every = d.WhatIf(442, *groups, {"a": f"Andet {EVIL}"}, ID)
    versions = tuple(
        d.Version(n, status, NOW, NAME if n else "", EVIL, ("title", "steps", "slug"))
        for n, status in enumerate(Status)
    )
    return {
        "draft": draft,
        "draft-review": replace(draft, entry=GUIDELINE, status=Status.IN_REVIEW, asked_of_you=True),
        "draft-tried": replace(draft, whatif=every),
        "working": e.Working(ID, "whatif", EVIL),
        "working-retire": e.Working(ID, "retire", EVIL),
        "working-far": e.Working(ID, "retire", EVIL, "whatif", 120, 480),
        "retire": e.RetireCard(ID, 2, f"Titel {EVIL}", EVIL, every),
        "whatif-more": e.WhatIfList(ID, CHANGES[:12], 0, 18, every.titles),
        "whatif-last": e.WhatIfList(ID, CHANGES[12:], 12, 18, every.titles),
        "whatif-gone": e.WhatIfList(ID, (), 18, 18, every.titles),
        "draft-harmless": replace(draft, whatif=d.WhatIf(242)),
        "drafts": d.Drafts(lines),
        "drafts-none": d.Drafts(()),
        "editions": d.Editions((d.Choice("low-arousal", f"Opslag {EVIL}", "steps,phrases,never"),) * 8, 12),
        "editions-none": d.Editions((), 0),
        "history": d.EntryHistory("forberedte-skift", f"Skift {EVIL}", versions),
    }


def _files() -> dict[str, v.View]:
    problems = tuple(Problem("opslag", n, f"kolonne {EVIL}", f"grund {EVIL}") for n in range(12))
    steps = ("fetch", "look", "write", "make", "put")
    name = f"opslag {EVIL}.xlsx"
    looked = e.ImportCard(ID, 2, name, 3, 2, 190)
    return {
        **{f"working-{step}": e.Working(ID, "import", name, step, 100, 5_000) for step in steps},
        **{f"working-{kind}": e.Working(ID, kind, name) for kind in ("import", "export")},
        "file-looked": replace(looked, whatif=d.WhatIf(442)),
        "file-refused": replace(looked, refused=40, problems=problems),
        "file-overtaken": replace(looked, overtaken=True),
        "file-nothing-new": e.ImportCard(ID, 2, name, unchanged=121),
        "export-menu": e.ExportMenu(tuple(NAMES)),
        **{f"file-{what}": e.FileOffer(ID, 2, what, called, 40_000) for what, called in NAMES.items()},
        "file-sent": e.FileSent(name, "https://kommune-my.sharepoint.com/x.xlsx", "1150D938", "xlsx"),
    }


def _missed() -> dict[str, v.View]:
    near = tuple((f"slug-{n}", f"Opslag {EVIL}") for n in range(4))
    group = d.MissedGroup(ID, (f"Rotter {EVIL}", EVIL, EVIL), 10, 2, near)
    return {
        "missed": d.Missed((group,) * 6, 80, 12),
        "missed-far": d.Missed((replace(group, nearest=()),), 10, 1),
        "missed-none": d.Missed((), 0, 0),
        "import": d.ImportForm(),
        "import-refused": d.ImportForm(EVIL, True, 190, 3, 0, 27, (Problem("opslag", 7, "titel", EVIL),) * 12),
        "import-ready": d.ImportForm(EVIL, looked=True, added=3, overtaken=True),
        "import-entries": d.ImportForm(EVIL, looked=True, added=3, answers=True),
        "import-nonsense": d.ImportForm(EVIL, wrong=EVIL),
        "digest": d.DeskForm("0", "08:30"),
        "digest-off": d.DeskForm("off", "08:30", saved=True),
    }


def _overseen() -> dict[str, v.View]:
    weeks = tuple(Weekly(date(2026, 10, 5 + 7 * n), 12 + n, 3, 2) for n in range(3))
    full = Figures(weeks, 7, 1, 5.5, 3.0, 62, {"ppr-psykolog": 4, "akt-vejleder": 3}, {"a": 9, "b": 6})
    parts = tuple(District(f"Distrikt {n} {EVIL}", 23, 87, 9, None, 5.5) for n in range(3))
    full = replace(full, districts=parts)
    here = (Week(2, 51.5, 3), Week(1, 30.0, 0), Week(0, 0.0, 0), Week(2, 60.0, 4))
    lines = tuple(Line("ppr-psykolog", f"Distrikt {n} {EVIL}", here if n % 2 else here[:1] * 4) for n in range(30))
    words = ("never", "uninstalled", "BotNotInConversationRoster", "ConversationBlockedByUser", "other")
    people = tuple(d.Who(ID, NAME, ("ppr-psykolog",), EVIL, n % 2 == 0, n % 3 > 0, 1) for n in range(8))
    return {
        "overview": d.OverviewCard(full, {"a": f"Opslag {EVIL}"}, coordinator=True),
        "overview-new": d.OverviewCard(Figures((), 0, 0, None, None, None, {}, {})),
        "coverage": d.CoverageCard(lines, tuple(d.Lost(NAME, why) for why in words), (NAME,), (NAME,)),
        "coverage-none": d.CoverageCard(()),
        "coverage-whole": d.CoverageCard((Line("ppr-psykolog", "", here),)),
        "people": d.PeopleList(EVIL, people, 12),
        "people-none": d.PeopleList(EVIL, (), 0),
    }


def _learned() -> dict[str, v.View]:
    standing = Standing(12, 7, 3)
    late = d.RevisionLine("selvskade", f"Opslag {EVIL}", NAME, date(2025, 8, 1), True, standing)
    late = replace(late, due_on=date(2026, 8, 1), overdue=True, used=17)
    soon = d.RevisionLine("b", "Snart", NAME, date(2026, 8, 1), due_on=date(2027, 1, 1))
    told = d.LessonLine(ID, 2, f"Opslag {EVIL}", (EVIL, EVIL, EVIL))
    return {
        "entry-tried": v.FullEntry(
            replace(METHOD, origin=EVIL), standing=standing, groups=GROUPS, lessons=(EVIL, EVIL)
        ),
        "entry-late": v.FullEntry(GUIDELINE, legal_late=True),
        "tried": d.TriedAsk(ID, f"Opslag {EVIL}", "low-arousal"),
        "lesson-asker": d.LessonForm(ID, 1, f"Opslag {EVIL}", asker=True),
        "lesson-helper": d.LessonForm(ID, 2, "", EVIL, EVIL, EVIL, wrong={"did": "line_missing"}),
        "lessons": d.Lessons((told,) * 6),
        "guide": d.Guide(tuple((step, n < 2) for n, step in enumerate(STEPS)), coordinator=True),
        "guide-start": d.Guide(tuple((step, False) for step in STEPS), coordinator=True),
        "guide-done": d.Guide(tuple((step, True) for step in STEPS), coordinator=False),
        "lessons-none": d.Lessons(()),
        "revision": d.Revision((late, soon, d.RevisionLine("a", "Uden dato", "", None)), 40),
        "revision-none": d.Revision((), 0),
    }
