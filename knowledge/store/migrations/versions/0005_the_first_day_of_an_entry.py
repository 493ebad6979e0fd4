"""the first day of an entry: what is published ahead of time is not found before it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies the change."""
    told = "published, but not found before this day"
    op.add_column("entries", sa.Column("awaits", sa.Date(), nullable=True, comment=told))
