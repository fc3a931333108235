"""Needs of people, written with the scores, and the year's plans of courses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "needs",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.String(64), nullable=False),
        sa.Column("aim", sa.String(16), nullable=False),
        sa.Column("job_id", sa.String(64), nullable=False),
        sa.Column("job_name", sa.Text(), nullable=True),
        sa.Column("job_match", sa.Float(), nullable=True),
        sa.Column("band", sa.String(16), nullable=False),
        *(sa.Column(f"n_{name}", sa.Integer(), nullable=False) for name in COUNTS),
        sa.Column("gaps", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_needs_batch_id_batches"),
        sa.PrimaryKeyConstraint("batch_id", "employee_id", "aim", name="pk_needs"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.String(64), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("sheets", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plans"),
    )
    op.create_index("ix_plans_agency_id", "plans", ["agency_id"])


COUNTS = ("asked", "lacking", "estimated")


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("plans")
    op.drop_table("needs")
