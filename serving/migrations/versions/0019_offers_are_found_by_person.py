"""An index by which the offers to one person are found among those of many years."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

INDEX, TABLE = "ix_entered_interventions_agency_id_employee_id", "entered_interventions"


def upgrade() -> None:
    """Add the index."""
    op.create_index(INDEX, TABLE, ["agency_id", "employee_id"])


def downgrade() -> None:
    """Drop the index."""
    op.drop_index(INDEX, TABLE)
