"""The store of scores: batches are added whole, read as of a day and never changed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, Table, func, insert, select

from serving import database as tables
from serving.batch import ScoreBatch
from serving.database import Database
from serving.store.frames import TABLES, check_batch, frame_of, lists_of
from serving.store.rows import Batch, Facts, Forecast, Person, Signal, Suggestion

YEAR = 365
BATCH_NAMES = tuple(Batch.__annotations__)
PERSON_COLUMNS = [column for column in tables.people.columns if column.name != "batch_id"]


class ScoreStore:
    """Scores of one or many agencies in a SQLite file or a PostgreSQL database.

    ``database`` is an address such as ``sqlite:///.bina/store.sqlite`` or an open `Database`.
    """

    def __init__(self, database: str | Database) -> None:
        self._database = Database(database) if isinstance(database, str) else database

    def close(self) -> None:
        """Close the connections."""
        self._database.close()

    def publish(self, batch: ScoreBatch) -> int:
        """Add a batch in one transaction and return its number; nobody sees a part of it.

        Raises ValueError when the frames miss a column or contradict each other.
        """
        check_batch(batch)
        with self._database.writing() as connection:
            heading = insert(tables.batches).values(_heading(batch)).returning(tables.batches.c.id)
            batch_id = connection.execute(heading).scalar_one()
            for name, table in TABLES.items():
                _insert(connection, table, frame_of(batch, name, batch_id=batch_id))
        return int(batch_id)

    def latest(self, agency_id: str | None = None, *, as_of: date | None = None) -> Batch | None:
        """Return the newest batch: of one agency, or as it stood on a day, where asked."""
        query = _newest_first(select(tables.batches), agency_id, as_of)
        rows = self._rows(query.limit(1))
        return Batch(**rows[0]) if rows else None

    def batch(self, batch_id: int) -> Batch | None:
        """Return the batch with this number."""
        rows = self._rows(select(tables.batches).where(tables.batches.c.id == batch_id))
        return Batch(**rows[0]) if rows else None

    def batches(self, agency_id: str) -> list[Batch]:
        """Return the newest batch of each day of an agency, the oldest day first."""
        rows = self._rows(_newest_first(select(tables.batches), agency_id, None))
        newest: dict[date, Batch] = {}
        for row in rows:
            newest.setdefault(row["as_of"], Batch(**row))
        return sorted(newest.values(), key=lambda batch: batch.as_of)

    def risks(self, batch_id: int) -> pd.DataFrame:
        """Return employee_id and risk of everybody in a batch with a risk of their own."""
        table = tables.people.c
        query = select(table.employee_id, table.risk).where(
            table.batch_id == batch_id, table.basis == "model"
        )
        return pd.DataFrame(self._rows(query), columns=["employee_id", "risk"])

    def agencies(self) -> list[str]:
        """Return the agencies that have scores, in order."""
        query = select(tables.batches.c.agency_id).distinct().order_by(tables.batches.c.agency_id)
        return [row["agency_id"] for row in self._rows(query)]

    def find(
        self, employee_id: str, agency_id: str | None = None, *, as_of: date | None = None
    ) -> list[tuple[Batch, Person]]:
        """Return the person in the newest batch of each agency: one pair, unless ids are shared.

        Somebody who has left is only found on days on which they were there.
        """
        newest = _newest_first(select(tables.batches), agency_id, as_of).order_by(None)
        place = func.row_number().over(
            partition_by=tables.batches.c.agency_id,
            order_by=(tables.batches.c.as_of.desc(), tables.batches.c.id.desc()),
        )
        placed = newest.add_columns(place.label("place")).subquery()
        query = (
            select(
                *(placed.c[name].label(f"batch.{name}") for name in BATCH_NAMES), *PERSON_COLUMNS
            )
            .join(tables.people, tables.people.c.batch_id == placed.c.id)
            .where(placed.c.place == 1, tables.people.c.employee_id == employee_id)
        )
        return [_pair(row) for row in self._rows(query.order_by(placed.c.agency_id))]

    def knows(self, employee_id: str) -> bool:
        """Return whether this person is in any batch, now or before."""
        of_batch = tables.people.c.batch_id.in_(select(tables.batches.c.id))
        query = select(tables.people.c.employee_id).where(
            of_batch, tables.people.c.employee_id == employee_id
        )
        return bool(self._rows(query.limit(1)))

    def person(self, batch_id: int, employee_id: str) -> Person | None:
        """Return one person of a batch."""
        rows = self._rows(_people(batch_id).where(tables.people.c.employee_id == employee_id))
        return Person(**rows[0]) if rows else None

    def risk(self, batch_id: int, employee_id: str) -> float | None:
        """Return the probability of a voluntary exit; None for people without one of their own."""
        person = self.person(batch_id, employee_id)
        return person.risk if person and person.has_own_risk else None

    def care_list(self, batch_id: int, capacity: int) -> list[Person]:
        """Return the people with the highest risk, from whom a care list may be chosen.

        People without a risk of their own are never among them.
        """
        table = tables.people.c
        query = _people(batch_id).where(table.basis == "model")
        ordered = query.order_by(table.risk.desc(), table.employee_id).limit(capacity)
        return [Person(**row) for row in self._rows(ordered)]

    def people(self, batch_id: int) -> list[Person]:
        """Return everybody in a batch."""
        return [Person(**row) for row in self._rows(_people(batch_id))]

    def signals(self, batch_id: int, employee_ids: Collection[str]) -> dict[str, list[Signal]]:
        """Return the signals of these people, the strongest first."""
        found: dict[str, list[Signal]] = defaultdict(list)
        for row in self._rows(_of_people(tables.signals, batch_id, employee_ids)):
            value = row.pop("value")
            parsed = None if value is None else json.loads(value)
            found[row.pop("employee_id")].append(Signal(**row, value=parsed))
        return found

    def suggestions(
        self, batch_id: int, employee_ids: Collection[str], *, kind: str | None = None
    ) -> dict[str, list[Suggestion]]:
        """Return what is suggested to these people, in order; ``kind`` is course or mentor."""
        query = _of_people(tables.suggestions, batch_id, employee_ids)
        if kind:
            query = query.where(tables.suggestions.c.kind == kind)
        found: dict[str, list[Suggestion]] = defaultdict(list)
        for row in self._rows(query):
            row["reason_values"] = json.loads(row["reason_values"])
            found[row.pop("employee_id")].append(Suggestion(**row))
        return found

    def refuses(self, batch_id: int) -> bool:
        """Return whether nobody in the batch has a risk of their own."""
        query = _people(batch_id).where(tables.people.c.basis == "model").limit(1)
        return not self._rows(query)

    def forecasts(self, batch_id: int, level: str) -> list[Forecast]:
        """Return the groups of a level, those with most expected leavers first.

        The last one, without an id, holds all that are too small to be shown.
        """
        table = tables.forecasts
        columns = [column for column in table.columns if column.name != "batch_id"]
        query = select(*columns).where(table.c.batch_id == batch_id, table.c.level == level)
        ordered = query.order_by(table.c.group_id == "", table.c.expected.desc(), table.c.group_id)
        return [Forecast(**row) for row in self._rows(ordered)]

    def facts(self, batch_id: int) -> Facts:
        """Return how many people are newly placed, long in their post or long without training."""
        table = tables.people.c
        without = (table.days_since_training >= 2 * YEAR) | table.days_since_training.is_(None)
        query = select(
            func.count().label("people"),
            func.count().filter(table.days_in_post < YEAR).label("newly_placed"),
            func.count().filter(table.days_in_post >= 5 * YEAR).label("five_years_in_post"),
            func.count().filter(without).label("two_years_without_training"),
        ).where(table.batch_id == batch_id)
        return Facts(**self._rows(query)[0])

    def _rows(self, query: Select[*tuple[Any, ...]]) -> list[dict[str, Any]]:
        with self._database.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]


def _insert(connection: Connection, table: Table, frame: pd.DataFrame) -> None:
    """Insert the rows of a frame; as plain tuples where the database takes them, being faster."""
    if frame.empty:
        return
    names, values = list(frame.columns), zip(*lists_of(frame), strict=True)
    compiled = insert(table).compile(dialect=connection.dialect, column_keys=names)
    if compiled.positional and list(compiled.positiontup or []) == names:
        connection.exec_driver_sql(str(compiled), list(values))
    else:
        rows = [dict(zip(names, row, strict=True)) for row in values]
        connection.execute(insert(table), rows)


def _heading(batch: ScoreBatch) -> Mapping[str, object]:
    return {
        "agency_id": batch.agency_id,
        "as_of": batch.as_of,
        "horizon_days": batch.horizon_days,
        "model": batch.model,
        "created_at": batch.created_at,
        "published_at": datetime.now(UTC),
    }


def _newest_first(query: Select[Any], agency_id: str | None, as_of: date | None) -> Select[Any]:
    table = tables.batches.c
    if agency_id is not None:
        query = query.where(table.agency_id == agency_id)
    if as_of is not None:
        query = query.where(table.as_of <= as_of)
    return query.order_by(table.as_of.desc(), table.id.desc())


def _pair(row: Mapping[str, Any]) -> tuple[Batch, Person]:
    batch = {name: row[f"batch.{name}"] for name in BATCH_NAMES}
    person = {name: value for name, value in row.items() if not name.startswith("batch.")}
    return Batch(**batch), Person(**person)


def _people(batch_id: int) -> Select[Any]:
    return select(*PERSON_COLUMNS).where(tables.people.c.batch_id == batch_id)


def _of_people(table: Table, batch_id: int, employee_ids: Collection[str]) -> Select[Any]:
    columns = [column for column in table.columns if column.name != "batch_id"]
    query = select(*columns).where(table.c.batch_id == batch_id)
    return query.where(table.c.employee_id.in_(employee_ids)).order_by(table.c.rank)
