"""The tables of the coordinators' and editors' desk; told of as those in `tables.py`."""

from __future__ import annotations

import sqlalchemy as sa

from knowledge.store.schema import Moment, metadata

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("slug", sa.String(120), nullable=False, index=True),
    sa.Column("base", sa.Integer, nullable=False, comment="version of the entry it grew from; 0 for a new one"),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("status", sa.String(12), nullable=False, comment="draft or in_review"),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("by", sa.String(64), nullable=False, default="", index=True, comment="who writes it"),
    sa.Column("reviewer", sa.String(64), nullable=False, default=""),
    sa.Column("why", sa.String(300), nullable=False, default=""),
    sa.Column("remark", sa.String(600), nullable=False, default="", comment="the reviewer's words"),
    sa.Column("questions", sa.JSON, nullable=False, comment="ids of the unanswered questions it mends"),
    sa.Column("changed_at", Moment, nullable=False),
    info={"kept": "until published or thrown away", "seen_by": "coordinators and editors"},
)

desks = sa.Table(
    "desks",
    metadata,
    sa.Column("person", sa.String(64), primary_key=True, comment="a coordinator or editor"),
    sa.Column(
        "digest", sa.String(16), nullable=False, comment='when the weekly card comes: "0 08:30" is Monday; "off"'
    ),
    sa.Column("sent_at", Moment, nullable=True),
    info={"kept": "until the person is erased", "seen_by": "the person"},
)

lessons = sa.Table(
    "lessons",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True, comment="id of the referral it grew from"),
    sa.Column("slug", sa.String(120), nullable=False, index=True),
    sa.Column("status", sa.String(12), nullable=False, index=True, comment="asked, waiting, approved or refused"),
    sa.Column("asker", sa.String(64), nullable=False, default=""),
    sa.Column("helper", sa.String(64), nullable=False, default=""),
    sa.Column("did", sa.Text, nullable=False, default="", comment="scrubbed: what we did"),
    sa.Column("place", sa.Text, nullable=False, default="", comment="scrubbed: where"),
    sa.Column("happened", sa.Text, nullable=False, default="", comment="scrubbed: what happened"),
    sa.Column("by", sa.String(64), nullable=False, default="", comment="who approved or refused it"),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("at", Moment, nullable=False),
    info={"kept": "approved: for good, without names; others 90 days", "seen_by": "all staff when approved"},
)

trials = sa.Table(
    "trials",
    metadata,
    sa.Column("question", sa.String(32), primary_key=True),
    sa.Column("slug", sa.String(120), primary_key=True, index=True),
    sa.Column("person", sa.String(64), nullable=False, default="", index=True, comment="empty once it is answered"),
    sa.Column("age", sa.String(16), nullable=False, default=""),
    sa.Column("setting", sa.String(16), nullable=False, default=""),
    sa.Column("outcome", sa.String(12), nullable=False, default="", comment="helped, partly, not, untried, or empty"),
    sa.Column("due_at", Moment, nullable=False, index=True),
    sa.Column("asked_at", Moment, nullable=True),
    info={
        "kept": "for good once answered, without the person; else 90 days, or until the bot is uninstalled",
        "seen_by": "counts from five on",
    },
)

errands = sa.Table(
    "errands",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("kind", sa.String(12), nullable=False, comment="whatif, retire, import or export"),
    sa.Column("by", sa.String(64), nullable=False, index=True, comment="who set it going"),
    sa.Column("about", sa.String(120), nullable=False, default="", comment="a draft, an entry, or a file's name"),
    sa.Column("data", sa.JSON, nullable=False, comment="what to do, and what came of it"),
    sa.Column("file", sa.LargeBinary, nullable=True, comment="the file while it is worked on"),
    sa.Column("state", sa.String(8), nullable=False, comment="waiting, asking or done"),
    sa.Column("step", sa.String(12), nullable=False, default="", comment="what is being done: look, whatif …"),
    sa.Column("done", sa.Integer, nullable=False, default=0),
    sa.Column("of", sa.Integer, nullable=False, default=0),
    sa.Column("version", sa.Integer, nullable=False, default=1),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("run_at", Moment, nullable=False),
    sa.Column("leased_by", sa.String(64), nullable=False, default=""),
    sa.Column("leased_until", Moment, nullable=True),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_errands_state_run_at", "state", "run_at"),
    info={"kept": "a day; a file until it has been dealt with", "seen_by": "who set it going"},
)
