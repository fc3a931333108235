"""Accounts limited to a unit and those below it, locked accounts, and the tree of each batch."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column("accounts", sa.Column("unit_id", sa.String(64)))
    op.add_column("accounts", sa.Column("external_id", sa.String(255)))
    op.add_column("accounts", sa.Column("locked_at", sa.DateTime(timezone=True)))
    op.create_index("uq_accounts_external_id", "accounts", ["external_id"], unique=True)
    op.create_table(
        "subtrees",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("root_id", sa.String(64), nullable=False),
        sa.Column("unit_id", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_subtrees_batch_id"),
        sa.PrimaryKeyConstraint("batch_id", "root_id", "unit_id", name="pk_subtrees"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("subtrees")
    op.drop_index("uq_accounts_external_id", "accounts")
    op.drop_column("accounts", "locked_at")
    op.drop_column("accounts", "external_id")
    op.drop_column("accounts", "unit_id")
