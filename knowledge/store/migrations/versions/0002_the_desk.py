"""the desk of coordinators and editors: drafts, their settings, local experience, what was tried"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from knowledge.store.tables import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "desks",
        sa.Column("person", sa.String(length=64), nullable=False, comment="a coordinator or editor"),
        sa.Column(
            "digest",
            sa.String(length=16),
            nullable=False,
            comment='when the weekly card comes: "0 08:30" is Monday; "off"',
        ),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_desks")),
        info={"kept": "until the person is erased", "seen_by": "the person"},
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False, comment="version of the entry it grew from; 0 for a new one"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False, comment="draft or in_review"),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False, comment="who writes it"),
        sa.Column("reviewer", sa.String(length=64), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("remark", sa.String(length=600), nullable=False, comment="the reviewer's words"),
        sa.Column("questions", sa.JSON(), nullable=False, comment="ids of the unanswered questions it mends"),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        info={"kept": "until published or thrown away", "seen_by": "coordinators and editors"},
    )
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drafts_by"), ["by"], unique=False)
        batch_op.create_index(batch_op.f("ix_drafts_slug"), ["slug"], unique=False)

    op.create_table(
        "lessons",
        sa.Column("id", sa.String(length=32), nullable=False, comment="id of the referral it grew from"),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False, comment="asked, waiting, approved or refused"),
        sa.Column("asker", sa.String(length=64), nullable=False),
        sa.Column("helper", sa.String(length=64), nullable=False),
        sa.Column("did", sa.Text(), nullable=False, comment="scrubbed: what we did"),
        sa.Column("place", sa.Text(), nullable=False, comment="scrubbed: where"),
        sa.Column("happened", sa.Text(), nullable=False, comment="scrubbed: what happened"),
        sa.Column("by", sa.String(length=64), nullable=False, comment="who approved or refused it"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lessons")),
        info={"kept": "approved: for good, without names; others 90 days", "seen_by": "all staff when approved"},
    )
    with op.batch_alter_table("lessons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lessons_slug"), ["slug"], unique=False)
        batch_op.create_index(batch_op.f("ix_lessons_status"), ["status"], unique=False)

    op.create_table(
        "trials",
        sa.Column("question", sa.String(length=32), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False, comment="empty once it is answered"),
        sa.Column("age", sa.String(length=16), nullable=False),
        sa.Column("setting", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False, comment="helped, partly, not, untried, or empty"),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("question", "slug", name=op.f("pk_trials")),
        info={"kept": "for good once answered, without the person; else 90 days", "seen_by": "counts from five on"},
    )
    with op.batch_alter_table("trials", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trials_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_trials_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_trials_slug"), ["slug"], unique=False)

    _comment("helped, unfit, mended, not_ours, or empty", "helped, unfit, or empty")


def downgrade() -> None:
    """Undoes it."""
    _comment("helped, unfit, or empty", "helped, unfit, mended, not_ours, or empty")
    with op.batch_alter_table("trials", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trials_slug"))
        batch_op.drop_index(batch_op.f("ix_trials_person"))
        batch_op.drop_index(batch_op.f("ix_trials_due_at"))

    op.drop_table("trials")
    with op.batch_alter_table("lessons", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lessons_status"))
        batch_op.drop_index(batch_op.f("ix_lessons_slug"))

    op.drop_table("lessons")
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drafts_slug"))
        batch_op.drop_index(batch_op.f("ix_drafts_by"))

    op.drop_table("drafts")
    op.drop_table("desks")


def _comment(new: str, old: str) -> None:
    """SQLite keeps no comments, and would copy the whole table for one."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("questions", "outcome", comment=new, existing_comment=old)
