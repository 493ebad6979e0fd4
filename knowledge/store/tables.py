"""The tables. Each column's comment says what it is, and each table's `info` how long it lives and who sees it."""

from __future__ import annotations

import sqlalchemy as sa

from knowledge.store.schema import Moment as Moment
from knowledge.store.schema import metadata as metadata
from knowledge.store.tables_desk import desks as desks
from knowledge.store.tables_desk import drafts as drafts
from knowledge.store.tables_desk import errands as errands
from knowledge.store.tables_desk import lessons as lessons
from knowledge.store.tables_desk import trials as trials

people = sa.Table(
    "people",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True, comment="opaque id, used everywhere else"),
    sa.Column("tenant", sa.String(64), nullable=False, default="", comment="Entra tenant id"),
    sa.Column(
        "aad_id", sa.String(64), nullable=True, unique=True, comment="Entra object id; empty until first contact"
    ),
    sa.Column("name", sa.String(200), nullable=False, default="", comment="display name"),
    sa.Column("upn", sa.String(200), nullable=False, default="", comment="user principal name, for the chat link"),
    sa.Column("locale", sa.String(16), nullable=False, default="", comment="Teams language of the person"),
    sa.Column("data", sa.JSON, nullable=False, comment="roles, units, hours, capacity, absences (directory only)"),
    sa.Column("helper", sa.Boolean, nullable=False, default=False, index=True, comment="stands in the directory"),
    sa.Column("version", sa.Integer, nullable=False, default=1),
    sa.Column("changed_at", Moment, nullable=False),
    info={"kept": "until erased or removed from the directory", "seen_by": "coordinators; helpers' names by askers"},
)

references = sa.Table(
    "conversation_references",
    metadata,
    sa.Column("person", sa.String(64), primary_key=True),
    sa.Column("service_url", sa.String(500), nullable=False, comment="latest service address of the person's chat"),
    sa.Column("conversation", sa.String(400), nullable=False, comment="personal conversation id"),
    sa.Column("bot", sa.String(200), nullable=False, comment="the bot's channel id"),
    sa.Column("channel_user", sa.String(400), nullable=False, comment="the person's channel id (29:…)"),
    sa.Column("tenant", sa.String(64), nullable=False, default=""),
    sa.Column("reachable", sa.Boolean, nullable=False, default=True),
    sa.Column("why_not", sa.String(64), nullable=False, default="", comment="Teams' reason when not reachable"),
    sa.Column("changed_at", Moment, nullable=False),
    info={"kept": "until the bot is uninstalled or the person is erased", "seen_by": "nobody"},
)

questions = sa.Table(
    "questions",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("asker", sa.String(64), nullable=False, index=True),
    sa.Column("text", sa.Text, nullable=False, comment="scrubbed text of the question"),
    sa.Column("masked", sa.JSON, nullable=False, comment="kinds of personal data that were masked"),
    sa.Column("answer", sa.JSON, nullable=False, comment="what was answered: slugs, confidence, band, words"),
    sa.Column("tried", sa.JSON, nullable=False, comment="slugs said not to fit"),
    sa.Column(
        "outcome", sa.String(16), nullable=False, default="", comment="helped, unfit, mended, not_ours, or empty"
    ),
    sa.Column("answered", sa.Boolean, nullable=False),
    sa.Column(
        "activity", sa.String(400), nullable=False, default="", comment="Teams' id of the message, to follow edits"
    ),
    sa.Column("conversation", sa.String(400), nullable=False, default=""),
    sa.Column("asked_at", Moment, nullable=False, index=True),
    info={"kept": "90 days (setting)", "seen_by": "the asker; coordinators without the asker's name"},
)

referrals = sa.Table(
    "referrals",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("asker", sa.String(64), nullable=False, index=True),
    sa.Column("waits_for", sa.String(64), nullable=False, index=True),
    sa.Column("owner", sa.String(64), nullable=False, default="", index=True),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("urgent", sa.Boolean, nullable=False, default=False),
    sa.Column("reminders", sa.Integer, nullable=False, default=0),
    sa.Column("note", sa.JSON, nullable=False, comment="the scrubbed note; emptied some time after closing"),
    sa.Column("need", sa.JSON, nullable=False, comment="wished role, age, setting, unit, topics"),
    sa.Column("order", sa.JSON, nullable=False, comment="the frozen order of helpers with reasons"),
    sa.Column("declined", sa.JSON, nullable=False, comment="who said no, and the tapped reason"),
    sa.Column("outcome", sa.String(32), nullable=False, default=""),
    sa.Column("question", sa.String(32), nullable=False, default=""),
    sa.Column("bridge", sa.String(120), nullable=False, default=""),
    sa.Column("emptied", sa.Boolean, nullable=False, default=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("closed_at", Moment, nullable=True),
    sa.Index("ix_referrals_due", "state", "due_at"),
    info={
        "kept": "open: as long as it lives; closed: the note 30 days (setting), or until uninstalled; then counts only",
        "seen_by": "asker, the helper while offered or owned; coordinators its course, its text only when stranded",
    },
)

history = sa.Table(
    "referral_history",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("referral", sa.String(32), nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("by", sa.String(64), nullable=False, default="", comment="person id, or empty for the clock"),
    sa.Column("did", sa.String(24), nullable=False),
    sa.Column("told", sa.String(48), nullable=False, default=""),
    sa.Column("reason", sa.String(48), nullable=False, default=""),
    sa.Index("ix_referral_history_took", "did", "by", "at"),
    info={"kept": "as long as the referral's counts", "seen_by": "asker and helper their part; coordinators"},
)

letters = sa.Table(
    "letters",
    metadata,
    sa.Column("key", sa.String(200), primary_key=True, comment="the fact it tells of, so it is written once"),
    sa.Column("kind", sa.String(24), nullable=False),
    sa.Column("to", sa.String(64), nullable=False, index=True),
    sa.Column("about", sa.String(32), nullable=False, index=True),
    sa.Column("state", sa.String(12), nullable=False, default="waiting", comment="waiting, sent, dropped or failed"),
    sa.Column("run_at", Moment, nullable=False),
    sa.Column("leased_by", sa.String(64), nullable=False, default=""),
    sa.Column("leased_until", Moment, nullable=True),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column(
        "error", sa.String(64), nullable=False, default="", comment="status word of the last failure, no content"
    ),
    sa.Column("written_at", Moment, nullable=False),
    sa.Column("done_at", Moment, nullable=True),
    sa.Index("ix_letters_waiting", "state", "run_at"),
    info={"kept": "90 days after it was done", "seen_by": "nobody; holds no text"},
)

sent_cards = sa.Table(
    "sent_cards",
    metadata,
    sa.Column("about", sa.String(32), primary_key=True),
    sa.Column("person", sa.String(64), primary_key=True),
    sa.Column("slot", sa.String(16), primary_key=True),
    sa.Column("conversation", sa.String(400), nullable=False),
    sa.Column("activity", sa.String(400), nullable=False),
    sa.Column("at", Moment, nullable=False),
    info={"kept": "until its cards are stubs; of answers as long as the question", "seen_by": "nobody"},
)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("conversation", sa.String(400), primary_key=True),
    sa.Column("activity", sa.String(400), primary_key=True),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.Column("digest", sa.String(64), nullable=False, default="", comment="keyed digest of the text, for late copies"),
    sa.Column("done_at", Moment, nullable=True),
    info={"kept": "1 day", "seen_by": "nobody"},
)

entries = sa.Table(
    "entries",
    metadata,
    sa.Column("slug", sa.String(120), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("status", sa.String(12), nullable=False, index=True),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("awaits", sa.Date, nullable=True, comment="published, but not found before this day"),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Column("changed_by", sa.String(64), nullable=False, default=""),
    info={"kept": "for good", "seen_by": "all staff when published"},
)

entry_history = sa.Table(
    "entry_history",
    metadata,
    sa.Column("slug", sa.String(120), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("status", sa.String(12), nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("by", sa.String(64), nullable=False, default=""),
    sa.Column("why", sa.String(300), nullable=False, default=""),
    info={"kept": "for good", "seen_by": "coordinators and editors"},
)

editions = sa.Table(
    "editions",
    metadata,
    sa.Column("slug", sa.String(120), primary_key=True),
    sa.Column(
        "mark", sa.String(64), nullable=False, comment="digest of the release's text the entry was compared with"
    ),
    sa.Column("at", Moment, nullable=False),
    info={"kept": "for good", "seen_by": "coordinators and editors"},
)

embeddings = sa.Table(
    "embeddings",
    metadata,
    sa.Column("model", sa.String(120), primary_key=True, comment="the sentence model and its version"),
    sa.Column("key", sa.String(32), primary_key=True, comment="digest of a line of the catalogue"),
    sa.Column("vector", sa.LargeBinary, nullable=False, comment="what the line means to the model, half precision"),
    info={"kept": "as long as the line stands in the catalogue; only with SEMANTIC_MODEL", "seen_by": "nobody"},
)

marks = sa.Table(
    "marks",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True, comment="catalogue (version), beat (last clean pass) …"),
    sa.Column("value", sa.String(200), nullable=False, default=""),
    sa.Column("number", sa.BigInteger, nullable=False, default=0),
    sa.Column("at", Moment, nullable=False),
    info={"kept": "for good", "seen_by": "nobody; holds counters only"},
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.Column("by", sa.String(64), nullable=False),
    sa.Column("did", sa.String(48), nullable=False),
    sa.Column("about", sa.String(120), nullable=False, default=""),
    info={"kept": "365 days (setting)", "seen_by": "the municipality's auditors"},
)
