"""embeddings: what the lines of the catalogue mean to a sentence model, where one is chosen"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "embeddings",
        sa.Column("model", sa.String(120), nullable=False, comment="the sentence model and its version"),
        sa.Column("key", sa.String(32), nullable=False, comment="digest of a line of the catalogue"),
        sa.Column(
            "vector", sa.LargeBinary(), nullable=False, comment="what the line means to the model, half precision"
        ),
        sa.PrimaryKeyConstraint("model", "key", name=op.f("pk_embeddings")),
        info={"kept": "as long as the line stands in the catalogue; only with SEMANTIC_MODEL", "seen_by": "nobody"},
    )
