"""The risk of a transfer and the departure that the calendar tells, beside the risk of each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; batches from before say nothing of either."""
    op.add_column("people", sa.Column("transfer_risk", sa.Float()))
    op.add_column("people", sa.Column("calendar_exit", sa.String(16)))
    op.add_column("people", sa.Column("calendar_exit_on", sa.Date()))


def downgrade() -> None:
    """Drop the columns."""
    for name in ("calendar_exit_on", "calendar_exit", "transfer_risk"):
        op.drop_column("people", name)
