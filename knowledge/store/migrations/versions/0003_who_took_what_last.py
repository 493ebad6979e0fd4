"""who took what last: an index, so that fairness does not read the whole history at every step"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies the change."""
    op.create_index("ix_referral_history_took", "referral_history", ["did", "by", "at"], unique=False)
