"""The values of what a job tells at its end, beside the text: it is told in two languages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column(
        "jobs", sa.Column("result_values", sa.Text(), nullable=False, server_default="{}")
    )


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("jobs", "result_values")
