"""What the samples are made of. What people write is `EVIL`, so that a card that trusts it is seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from knowledge.catalogue import AgeBand, Entry, Kind, Level, Setting, Urgency
from knowledge.referral import Note

EVIL = "**fed** [klik](https://evil.example/x) {{DATE(2026-11-22T08:00:00Z,SHORT)}} _u_ `k` <at>Anna</at> ${$root.x}"
DUE = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ID = "4f2a9c0d1e2b3a4f5c6d7e8f"
NOTE = Note(see=f"Barnet råber {EVIL}", when=f"Ved skift {EVIL}", tried=f"Billeder {EVIL}", wish=f"Ro {EVIL}")
NAME = f"Eva Lind {EVIL}"

METHOD = Entry(
    slug="forberedte-skift",
    kind=Kind.METHOD,
    title=f"Forberedte skift {EVIL}",
    title_en=f"Prepared changes {EVIL}",
    purpose=f"Gør skift forudsigelige. {EVIL}",
    one_line=f"Varsl skiftet, og vis det næste. {EVIL}",
    one_line_en=f"Announce the change. {EVIL}",
    levels=tuple(Level),
    ages=tuple(AgeBand),
    settings=tuple(Setting),
    roles=("akt-vejleder",),
    fits=EVIL,
    fits_not=EVIL,
    steps=(f"Sig det fem minutter før. {EVIL}", "Vis et billede.", "Gå først."),
    say=EVIL,
    whole_group=EVIL,
    child_question=EVIL,
    parent_question=EVIL,
    works_when=EVIL,
    pitfalls=(EVIL,),
    small_step=f"Varsl ét skift i morgen. {EVIL}",
    source=EVIL,
    source_url="https://emu.dk/grundskole",
    reviewed=date(2026, 11, 22),
    phrases=(f"han kaster med stole {EVIL}",),
)
GUIDELINE = replace(
    METHOD,
    slug="selvskade",
    kind=Kind.GUIDELINE,
    urgency=Urgency.SAME_DAY,
    decides=EVIL,
    never=(EVIL,),
    legal=EVIL,
    local_approver=EVIL,
    source_url="https://evil.example/",
)
