"""errands: longer work of the desk has a queue of its own; what-ifs no longer travel as unanswered letters"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from knowledge.store.schema import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "errands",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False, comment="whatif, retire, import or export"),
        sa.Column("by", sa.String(64), nullable=False, comment="who set it going"),
        sa.Column("about", sa.String(120), nullable=False, comment="a draft, an entry, or a file's name"),
        sa.Column("data", sa.JSON(), nullable=False, comment="what to do, and what came of it"),
        sa.Column("file", sa.LargeBinary(), nullable=True, comment="the file while it is worked on"),
        sa.Column("state", sa.String(8), nullable=False, comment="waiting, asking or done"),
        sa.Column("step", sa.String(12), nullable=False, comment="what is being done: look, whatif …"),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("run_at", Moment(), nullable=False),
        sa.Column("leased_by", sa.String(64), nullable=False),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errands")),
        info={"kept": "a day; a file until it has been dealt with", "seen_by": "who set it going"},
    )
    op.create_index("ix_errands_by", "errands", ["by"], unique=False)
    op.create_index("ix_errands_state_run_at", "errands", ["state", "run_at"], unique=False)
    # Nobody reads this kind any more; the draft still offers to be tried.
    op.execute("UPDATE letters SET state = 'dropped' WHERE kind = 'whatif' AND state = 'waiting'")
