"""Hours of training of the last year, and indexes for what falls due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

DUE, OWING = "ix_people_batch_id_calendar_exit_on", "ix_people_batch_id_hours_last_year"


def upgrade() -> None:
    """Add the column, empty for batches from before, and the indexes."""
    op.add_column("people", sa.Column("hours_last_year", sa.Float()))
    op.create_index(DUE, "people", ["batch_id", "calendar_exit_on"])
    op.create_index(OWING, "people", ["batch_id", "hours_last_year"])


def downgrade() -> None:
    """Drop both."""
    op.drop_index(OWING, "people")
    op.drop_index(DUE, "people")
    op.drop_column("people", "hours_last_year")
