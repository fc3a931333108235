"""The year's plans as they were made: what was asked, what came out; never changed afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Integer,
    String,
    Table,
    Text,
    insert,
    select,
    tuple_,
    update,
)

from serving.database import ID, Database, Moment, metadata
from serving.store.documents import mentions

plans = Table(
    "plans",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("agency_id", ID, nullable=False, index=True),
    Column("as_of", Date, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", String(64), nullable=False),
    Column("summary", Text, nullable=False),
    Column("sheets", Text, nullable=False),
)
HEADING = ("id", "agency_id", "as_of", "made_at", "made_by", "summary")


@dataclass(frozen=True, kw_only=True)
class StoredPlan:
    """One plan: ``summary`` holds its settings and figures, ``sheets`` its tables by name.

    A table is a list of rows, each a mapping from the column to its value. Plans in a list come
    without their tables.
    """

    id: int
    agency_id: str
    as_of: date
    made_at: datetime
    made_by: str
    summary: Mapping[str, Any]
    sheets: Mapping[str, list[dict[str, Any]]]


class PlanStore:
    """The plans of one or many agencies."""

    def __init__(self, database: str | Database) -> None:
        self._database = Database(database) if isinstance(database, str) else database

    def add(
        self,
        *,
        agency_id: str,
        as_of: date,
        made_by: str,
        summary: Mapping[str, Any],
        sheets: Mapping[str, list[dict[str, Any]]],
    ) -> int:
        """Keep a plan and return its number."""
        row = {
            "agency_id": agency_id,
            "as_of": as_of,
            "made_at": datetime.now(UTC),
            "made_by": made_by,
            "summary": json.dumps(summary),
            "sheets": json.dumps(sheets),
        }
        with self._database.writing() as connection:
            made = connection.execute(insert(plans).values(row).returning(plans.c.id))
            return int(made.scalar_one())

    def newest(self, agency_id: str, *, most: int = 20) -> list[StoredPlan]:
        """Return the headings of an agency's plans, the newest first."""
        query = select(*(plans.c[name] for name in HEADING)).where(plans.c.agency_id == agency_id)
        with self._database.reading() as connection:
            found = connection.execute(query.order_by(plans.c.id.desc()).limit(most)).mappings()
            return [_plan({**row, "sheets": "{}"}) for row in found]

    def in_force(self, agency_id: str, *, as_of: date) -> int | None:
        """Return the number of the plan that counts on a day; None where there is none.

        It is of the latest day within a year before, and of several the one made last.
        """
        own = (plans.c.agency_id == agency_id) & (plans.c.as_of <= as_of)
        within = own & (plans.c.as_of > as_of - timedelta(days=365))
        order = (plans.c.as_of.desc(), plans.c.id.desc())
        with self._database.reading() as connection:
            return connection.scalar(select(plans.c.id).where(within).order_by(*order).limit(1))

    def plan(self, plan_id: int) -> StoredPlan | None:
        """Return one plan with its tables."""
        with self._database.reading() as connection:
            row = connection.execute(select(plans).where(plans.c.id == plan_id)).mappings().first()
        return None if row is None else _plan(dict(row))


def plans_without(connection: Connection, person: str, agency_id: str) -> int:
    """Take a person's rows out of the plans of an agency; return how many plans had some.

    Their figures stay: they are counts of the whole agency.
    """
    named = (plans.c.agency_id == agency_id) & mentions(plans.c.sheets, person)
    found = connection.execute(select(plans.c.id, plans.c.sheets).where(named)).all()
    changed = 0
    for number, written in found:
        sheets = json.loads(written)
        others = {
            name: [row for row in rows if row.get("employee_id") != person]
            for name, rows in sheets.items()
        }
        if others != sheets:
            without = update(plans).where(plans.c.id == number).values(sheets=json.dumps(others))
            changed += connection.execute(without).rowcount
    return changed


def older_plans(connection: Connection, before: date) -> list[int]:
    """Return the numbers of plans from days before this one.

    Of each agency the one is kept that is of the latest day, and of several the one made last.
    """
    later = plans.alias()
    is_later = tuple_(later.c.as_of, later.c.id) > tuple_(plans.c.as_of, plans.c.id)
    outdated = select(later.c.id).where(later.c.agency_id == plans.c.agency_id, is_later).exists()
    query = select(plans.c.id).where(plans.c.as_of < before, outdated)
    return list(connection.execute(query).scalars())


def _plan(row: Mapping[str, Any]) -> StoredPlan:
    texts = {name: json.loads(row[name]) for name in ("summary", "sheets")}
    return StoredPlan(**{**row, **texts})
