"""editions: which text of a release each starter entry was last compared with"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from knowledge.store.schema import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "editions",
        sa.Column("slug", sa.String(120), nullable=False),
        sa.Column(
            "mark", sa.String(64), nullable=False, comment="digest of the release's text the entry was compared with"
        ),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_editions")),
    )
