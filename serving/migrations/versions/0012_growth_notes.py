"""What is agreed about development: plans, signatures, evidence, mentoring; hours of mentoring."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "growth_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.String(64), nullable=False),
        sa.Column("employee_id", sa.String(64), nullable=False),
        sa.Column("mentor_id", sa.String(64)),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_growth_notes"),
    )
    for column in ("employee_id", "mentor_id"):
        op.create_index(
            f"ix_growth_notes_agency_id_{column}", "growth_notes", ["agency_id", column]
        )
    op.create_table(
        "entered_trainings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entered_by", sa.String(64), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agency_id", sa.String(64), nullable=False),
        sa.Column("employee_id", sa.String(64), nullable=False),
        sa.Column("course_id", sa.String(64)),
        sa.Column("title", sa.Text()),
        sa.Column("form", sa.Float()),
        sa.Column("hours", sa.Float()),
        sa.Column("started_on", sa.Date()),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(40)),
        sa.Column("score", sa.Float()),
        sa.Column("feedback", sa.Float()),
        sa.Column("comment", sa.Text()),
        sa.Column("feedback_on", sa.Date()),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_entered_trainings"),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("entered_trainings")
    op.drop_table("growth_notes")
