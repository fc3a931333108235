"""Ids of up to 200 letters, as the import takes them; a file keeps texts of any length anyway."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from features.prevented import Prevented

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SHORT, LONG = 64, 200
PERSON = "agency_id employee_id"
IDS = {
    "batches": "agency_id",
    "people": "employee_id unit_id job_id",
    "signals": "employee_id",
    "suggestions": "employee_id item_id",
    "forecasts": "group_id",
    "subtrees": "root_id unit_id",
    "documents": "key",
    "needs": "employee_id job_id",
    "accounts": f"{PERSON} unit_id",
    "access_log": "agency_id subject",
    "access_subjects": "subject",
    "plans": "agency_id",
    "objections": PERSON,
    "corrections": PERSON,
    "growth_notes": f"{PERSON} mentor_id",
    "entered_goals": f"{PERSON} target_job_id competency_id",
    "entered_feedbacks": f"{PERSON} given_by aspect",
    "entered_responses": f"{PERSON} course_id mentor_id",
    "entered_mentorings": "agency_id mentor_id mentee_id competency_id",
    "entered_interventions": PERSON,
    "entered_trainings": f"{PERSON} course_id",
}


def upgrade() -> None:
    """Widen the columns; a server does so without writing a row anew."""
    _change(SHORT, LONG)


def downgrade() -> None:
    """Narrow the columns; raises `Prevented` where they hold what is too long for that."""
    if long := [f"{table}.{column}" for table, column in _columns() if _has_long(table, column)]:
        raise Prevented(
            f"the schema before {revision} holds ids of up to {SHORT} letters, and there are longer"
            f" ones in {', '.join(long)}; erase them first, or keep this version of Bina"
        )
    _change(LONG, SHORT)


def _columns() -> list[tuple[str, str]]:
    """Return the columns to change: none in a file, which keeps texts of any length."""
    in_a_file = op.get_context().dialect.name == "sqlite"
    return [(table, name) for table, of in IDS.items() for name in of.split() if not in_a_file]


def _change(before: int, after: int) -> None:
    for table, name in _columns():
        op.alter_column(table, name, existing_type=sa.String(before), type_=sa.String(after))


def _has_long(table: str, name: str) -> bool:
    query = sa.select(sa.literal(1)).select_from(sa.table(table)).limit(1)
    long = sa.func.length(sa.column(name)) > SHORT
    return op.get_bind().execute(query.where(long)).first() is not None
