"""What people entered: a table for each record table that takes entries; rows are only added."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, bindparam, func, insert, select

from features.contract import Column, Kind
from features.tables import TABLE_OF_NAME
from serving.database import ID, Database, Moment, metadata
from serving.store.prepared import Prepared
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
sa.Index(None, TABLES["interventions"].c.agency_id, TABLES["interventions"].c.employee_id)


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
        given = {"agency": agency_id, "before": before, "until": until, "about": about}
        asked = {name: value for name, value in given.items() if value is not None}
        stands = None if state is None else state == "offered"
        query = _ledger(frozenset(asked), stands=stands)
        outcome = {} if stands is not False else {"outcome": state}
        rows = query.dictionaries(self._database, **asked, **outcome, limit=limit)
        return [Offer(**row) for row in rows]

    def offers_by_state(
        self, agency_id: str, *, about: Collection[str] | None = None
    ) -> dict[str, int]:
        """Return how many offers of an agency stand how; `offers` says what ``about`` is."""
        asked: dict[str, object] = {"agency": agency_id}
        asked |= {} if about is None else {"about": about}
        rows = _counted(frozenset(asked)).rows(self._database, **asked)
        return {outcome or "offered": n for outcome, n in rows}

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return the rows of a table in the order in which they were entered."""
        made = TABLES[table]
        query = select(*(one for one in made.columns if one.name != "id")).order_by(made.c.id)
        with self._database.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]


@cache
def _ledger(asked: frozenset[str], *, stands: bool | None) -> Prepared:
    """Return the query of a ``limit`` of offers, the last entered first, each as it is now.

    ``asked`` are the limits given, as `_meant` takes them. ``stands``: those that wait for an
    answer, those with one ``outcome``, or all.
    """
    table = TABLES["interventions"].c
    query = select(*(table[name] for name in Offer.__annotations__)).where(_meant(asked))
    if stands is not None:
        has = table.outcome.is_(None) if stands else table.outcome == bindparam("outcome")
        query = query.where(has)
    if "before" in asked:
        query = query.where(table.id < bindparam("before", type_=sa.Integer))
    return Prepared(query.order_by(table.id.desc()).limit(bindparam("limit", type_=sa.Integer)))


@cache
def _counted(asked: frozenset[str]) -> Prepared:
    """Return the query of how many offers have which outcome."""
    table = TABLES["interventions"].c
    query = select(table.outcome, func.count().label("n")).where(_meant(asked))
    return Prepared(query.group_by(table.outcome))


def _meant(asked: frozenset[str]) -> ColumnElement[bool]:
    """Return which entries are the last about an offer: an outcome is entered after it.

    Of an ``agency``, ``about`` some people, or as it was known ``until`` a day, where asked.
    """
    table = TABLES["interventions"].c
    fact = (table.agency_id, table.employee_id, table.offered_on, table.kind)
    last = select(func.max(table.id)).group_by(*fact)
    if "agency" in asked:
        last = last.where(table.agency_id == bindparam("agency"))
    if "about" in asked:
        some = bindparam("about", type_=sa.String, expanding=True)
        last = last.where(table.employee_id.in_(some))
    if "until" in asked:
        last = last.where(table.recorded_on < bindparam("until", type_=sa.Date))
    return table.id.in_(last)
