"""When somebody was last erased from a batch: until then it is as it was published."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("batches", sa.Column("erased_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("batches", "erased_at")
