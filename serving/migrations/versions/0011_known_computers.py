"""Computers from which somebody has signed in: guessing elsewhere does not slow these down."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "known_computers",
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("known_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_known_computers"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("known_computers")
