"""Whom sealed lines of the access log are about, in place of an index that every look changes.

With it goes the index of moments, by which nothing is found; and the people of a unit get one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None
ENTERED = """
INSERT INTO access_subjects (subject, line)
SELECT subject, id FROM access_log
WHERE subject IS NOT NULL AND id <= (SELECT max(last_line) FROM access_seals)
ORDER BY subject, id
"""
BY_SUBJECT, BY_MOMENT = "ix_access_log_subject_at", "ix_access_log_at"


def upgrade() -> None:
    """Make the list, enter what is sealed, and drop the indexes."""
    op.create_table(
        "access_subjects",
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("subject", "line", name="pk_access_subjects"),
        sqlite_with_rowid=False,
    )
    op.execute(ENTERED)
    op.drop_index(BY_SUBJECT, "access_log")
    op.drop_index(BY_MOMENT, "access_log")


def downgrade() -> None:
    """Make the indexes again and drop the list, which they say as well."""
    op.create_index(BY_MOMENT, "access_log", ["at"])
    op.create_index(BY_SUBJECT, "access_log", ["subject", "at"])
    op.drop_table("access_subjects")
