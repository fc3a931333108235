"""Batches, accounts and the access log."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "access_log failed_logins sessions api_tokens accounts forecasts suggestions signals people"
    " batches"
).split()


def upgrade() -> None:
    """Create the tables."""
    _create_batches()
    _create_people()
    _create_explanations()
    _create_forecasts()
    _create_accounts()
    _create_secrets()
    _create_access_log()


def downgrade() -> None:
    """Drop the tables."""
    for table in TABLES:
        op.drop_table(table)


def _create_batches() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("agency_id", 64),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        _text("model", 200),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
    )
    op.create_index("ix_batches_agency_id_as_of", "batches", ["agency_id", "as_of"])


def _create_people() -> None:
    op.create_table(
        "people",
        *_batch_key("people"),
        _text("employee_id", 64),
        sa.Column("unit_id", sa.String(64)),
        sa.Column("unit_name", sa.Text()),
        sa.Column("region", sa.Text()),
        sa.Column("job_id", sa.String(64)),
        sa.Column("job_name", sa.Text()),
        sa.Column("job_family", sa.Text()),
        sa.Column("risk", sa.Float(), nullable=False),
        _text("band", 16),
        _text("basis", 16),
        sa.Column("days_in_service", sa.Float()),
        sa.Column("days_in_post", sa.Float()),
        sa.Column("days_since_training", sa.Float()),
        sa.PrimaryKeyConstraint("batch_id", "employee_id", name="pk_people"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_people_batch_id_risk", "people", ["batch_id", "risk"])


def _create_explanations() -> None:
    op.create_table(
        "signals",
        *_batch_key("signals"),
        _text("employee_id", 64),
        sa.Column("rank", sa.Integer(), nullable=False),
        _text("feature", 200),
        _text("family", 64),
        _text("direction", 16),
        sa.Column("contribution", sa.Float(), nullable=False),
        sa.Column("value", sa.Text()),
        sa.PrimaryKeyConstraint("batch_id", "employee_id", "rank", name="pk_signals"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "suggestions",
        *_batch_key("suggestions"),
        _text("employee_id", 64),
        _text("kind", 16),
        sa.Column("rank", sa.Integer(), nullable=False),
        _text("item_id", 64),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        _text("reason", 64),
        sa.Column("reason_values", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "employee_id", "kind", "rank", name="pk_suggestions"),
        sqlite_with_rowid=False,
    )


def _create_forecasts() -> None:
    op.create_table(
        "forecasts",
        *_batch_key("forecasts"),
        _text("level", 16),
        _text("group_id", 64),
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Float(), nullable=False),
        sa.Column("low", sa.Float(), nullable=False),
        sa.Column("high", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "level", "group_id", name="pk_forecasts"),
        sqlite_with_rowid=False,
    )


def _create_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("username", 64),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.String(64)),
        sa.Column("employee_id", sa.String(64)),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("username", name="uq_accounts_username"),
    )


def _create_secrets() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        *_account_key("api_tokens"),
        _text("name", 100),
        _text("fingerprint", 64),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_api_tokens"),
        sa.UniqueConstraint("fingerprint", name="uq_api_tokens_fingerprint"),
    )
    op.create_table(
        "sessions",
        _text("fingerprint", 64),
        *_account_key("sessions"),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_sessions"),
    )
    op.create_table(
        "failed_logins",
        _text("fingerprint", 64),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("wait_until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_failed_logins"),
    )


def _create_access_log() -> None:
    op.create_table(
        "access_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _text("account", 200),
        _text("action", 32),
        sa.Column("subject", sa.String(64)),
        _text("purpose", 32),
        _text("route", 200),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_access_log"),
    )
    op.create_index("ix_access_log_at", "access_log", ["at"])
    op.create_index("ix_access_log_subject_at", "access_log", ["subject", "at"])


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _batch_key(table: str) -> tuple[Any, ...]:
    column = sa.Column("batch_id", sa.Integer(), nullable=False)
    name = f"fk_{table}_batch_id"
    return column, sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=name)


def _account_key(table: str) -> tuple[Any, ...]:
    column = sa.Column("account_id", sa.Integer(), nullable=False)
    name = f"fk_{table}_account_id"
    return column, sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=name)
