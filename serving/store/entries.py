"""What people entered: a table for each record table that takes entries; rows are only added."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Select, func, insert, select

from features.contract import Column, Kind
from features.tables import TABLE_OF_NAME
from serving.database import ID, Database, Moment, metadata
from serving.store.rows import Offer

ENTERED = ("goals", "feedbacks", "responses", "mentorings", "interventions", "trainings")
"""The record tables that people fill through the console and the API."""
TYPES: Mapping[Kind, sa.types.TypeEngine[Any]] = {
    "person": ID,
    "id": ID,
    "text": sa.Text(),
    "code": sa.String(40),
    "date": sa.Date(),
    "number": sa.Float(),
    "flag": sa.Boolean(),
}


def _column(column: Column) -> sa.Column[Any]:
    required = column.required or column.name == "recorded_on"
    return sa.Column(column.name, TYPES[column.kind], nullable=not required)


TABLES = {
    name: sa.Table(
        f"entered_{name}",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("entered_by", sa.String(64), nullable=False),
        sa.Column("entered_at", Moment, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        *(_column(column) for column in TABLE_OF_NAME[name].columns),
    )
    for name in ENTERED
}


class EntryStore:
    """Goals, feedback, answers, mentorings and offers, as they were entered."""

    def __init__(self, database: str | Database) -> None:
        self._database = Database(database) if isinstance(database, str) else database

    def add(
        self, table: str, values: Mapping[str, object], *, agency_id: str, account: str
    ) -> None:
        """Add a row to one of `ENTERED`; ``values`` are columns of the contract."""
        row = {
            "entered_by": account,
            "entered_at": datetime.now(UTC),
            "agency_id": agency_id,
            **values,
        }
        with self._database.writing() as connection:
            connection.execute(insert(TABLES[table]), [row])

    def offers(
        self,
        agency_id: str | None,
        *,
        state: str | None = None,
        before: int | None = None,
        until: date | None = None,
        about: Collection[str] | None = None,
        limit: int,
    ) -> list[Offer]:
        """Return the ledger of offers, the last entered first; of several entries the last.

        ``about`` limits it to offers to these people, ``until`` to what was known before a day.
        """
        table, last = TABLES["interventions"].c, _last_of_each_offer()
        if until is not None:
            last = last.where(table.recorded_on < until)
        query = select(*(table[name] for name in Offer.__annotations__)).where(table.id.in_(last))
        if agency_id is not None:
            query = query.where(table.agency_id == agency_id)
        if about is not None:
            query = query.where(table.employee_id.in_(about))
        if state is not None:
            query = query.where(table.outcome == (None if state == "offered" else state))
        if before is not None:
            query = query.where(table.id < before)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(table.id.desc()).limit(limit)).mappings()
            return [Offer(**row) for row in rows]

    def offers_by_state(
        self, agency_id: str, *, about: Collection[str] | None = None
    ) -> dict[str, int]:
        """Return how many offers of an agency stand how; `offers` says what ``about`` is."""
        table, last = TABLES["interventions"].c, _last_of_each_offer()
        query = select(table.outcome, func.count()).where(
            table.id.in_(last.where(table.agency_id == agency_id))
        )
        if about is not None:
            query = query.where(table.employee_id.in_(about))
        with self._database.reading() as connection:
            found = connection.execute(query.group_by(table.outcome)).all()
        return {outcome or "offered": n for outcome, n in found}

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return the rows of a table in the order in which they were entered."""
        made = TABLES[table]
        query = select(*(one for one in made.columns if one.name != "id")).order_by(made.c.id)
        with self._database.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]


def _last_of_each_offer() -> Select[tuple[int]]:
    """Return the numbers of the last entry about each offer: an outcome is entered after it."""
    table = TABLES["interventions"].c
    fact = (table.agency_id, table.employee_id, table.offered_on, table.kind)
    return select(func.max(table.id)).group_by(*fact)
