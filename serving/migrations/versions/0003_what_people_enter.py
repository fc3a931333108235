"""What people enter: goals, feedback, answers to suggestions, mentorings and offers."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NAMES = "goals feedbacks responses mentorings interventions".split()


def upgrade() -> None:
    """Create the tables."""
    _create("goals", _id("employee_id"), _day("declared_on"), *_goals(), _day("recorded_on"))
    _create("feedbacks", _id("employee_id"), _day("given_on"), *_feedbacks(), _day("recorded_on"))
    _create(
        "responses", _id("employee_id"), _day("answered_on"), *_responses(), _day("recorded_on")
    )
    _create("mentorings", _id("mentor_id"), _id("mentee_id"), _day("started_on"), *_mentorings())
    _create(
        "interventions", _id("employee_id"), _day("offered_on"), *_offers(), _day("recorded_on")
    )


def downgrade() -> None:
    """Drop the tables."""
    for name in reversed(NAMES):
        op.drop_table(f"entered_{name}")


def _create(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        f"entered_{name}",
        sa.Column("id", sa.Integer(), nullable=False),
        _id("entered_by"),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        _id("agency_id"),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_entered_{name}"),
    )


def _id(name: str, *, empty: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(64), nullable=empty)


def _code(name: str, *, empty: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(40), nullable=empty)


def _day(name: str, *, empty: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=empty)


def _goals() -> list[sa.Column[Any]]:
    return [
        _id("target_job_id", empty=True),
        _id("competency_id", empty=True),
        sa.Column("preferred_region", sa.Text()),
        sa.Column("not_interested_in", sa.Text()),
    ]


def _feedbacks() -> list[sa.Column[Any]]:
    return [
        _id("given_by", empty=True),
        _id("aspect"),
        _code("direction"),
        sa.Column("note", sa.Text()),
    ]


def _responses() -> list[sa.Column[Any]]:
    return [
        _id("course_id", empty=True),
        _id("mentor_id", empty=True),
        _code("answer"),
        sa.Column("note", sa.Text()),
    ]


def _mentorings() -> list[sa.Column[Any]]:
    return [
        _day("ended_on", empty=True),
        _id("competency_id", empty=True),
        sa.Column("mentee_rating", sa.Float()),
        sa.Column("mentor_rating", sa.Float()),
        _day("rated_on", empty=True),
        _day("recorded_on"),
        _day("end_recorded_on", empty=True),
    ]


def _offers() -> list[sa.Column[Any]]:
    return [_code("kind"), _code("outcome", empty=True), _day("outcome_on", empty=True)]
