"""In which agency somebody looked: who checks the log of one agency sees its lines only.

Lines from before name none, since they are sealed as they are. On the way back the column goes, and
seals over lines that named an agency no longer fit them: check the log before going back.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None
INDEX = "ix_access_log_agency_id_id"


def upgrade() -> None:
    """Add the column."""
    op.add_column("access_log", sa.Column("agency_id", sa.String(64)))
    op.create_index(INDEX, "access_log", ["agency_id", "id"])


def downgrade() -> None:
    """Drop the column."""
    op.drop_index(INDEX, "access_log")
    op.drop_column("access_log", "agency_id")
