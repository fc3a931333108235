"""Whom sealed lines of the access log are about, in place of an index that every look changes.

With it goes the index of moments, by which nothing is found; and a superior's people are found by
one of their own: in SQLite in the order in which they are shown, in PostgreSQL by unit alone, since
it refuses to keep a long name in an index.
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
BY_UNIT = "ix_people_batch_id_unit_id"
IN_ORDER = f"{BY_UNIT}_unit_name_job_name"


def upgrade() -> None:
    """Make the list and enter what is sealed, drop the two indexes, and make the other."""
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
    units = ["batch_id", "unit_id"]
    if _in_a_file():
        op.create_index(IN_ORDER, "people", [*units, "unit_name", "job_name"])
    else:
        op.create_index(BY_UNIT, "people", units)


def downgrade() -> None:
    """Drop the index of units and the list, and make again the indexes that stood for it."""
    op.drop_index(IN_ORDER if _in_a_file() else BY_UNIT, "people")
    op.create_index(BY_MOMENT, "access_log", ["at"])
    op.create_index(BY_SUBJECT, "access_log", ["subject", "at"])
    op.drop_table("access_subjects")


def _in_a_file() -> bool:
    return op.get_context().dialect.name == "sqlite"
