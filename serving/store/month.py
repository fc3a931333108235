"""What falls due among the people of a batch: departures that the calendar tells, hours owed.

Nothing here reads a risk: what falls due is a matter of dates and hours on record.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from serving.database import Database, people
from serving.store.finding import PERSON_COLUMNS
from serving.store.rows import Person

FIRST_YEAR = 365
"""Days in service before which nobody owes the hours of a year."""


@dataclass(frozen=True)
class Listed:
    """How many people there are, and the first of them."""

    n: int
    people: list[Person]


class MonthStore:
    """What falls due, by batch and, where they limit what may be seen, by units."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(
        self,
        batch_id: int,
        kind: str,
        *,
        until: date,
        units: Collection[str] | None = None,
        limit: int,
    ) -> Listed:
        """Return those whose ``retirement`` or ``contract_end`` comes before a day, in order."""
        table = people.c
        holds = (table.calendar_exit == kind) & (table.calendar_exit_on < until)
        return self._listed(batch_id, holds, table.calendar_exit_on, units, limit)

    def owing(
        self,
        batch_id: int,
        *,
        hours: float,
        units: Collection[str] | None = None,
        limit: int,
    ) -> Listed:
        """Return those with fewer hours of training in the last year, the fewest first.

        Who has served for less than a year, or has no figure, is not among them.
        """
        table = people.c
        holds = (table.hours_last_year < hours) & (table.days_in_service >= FIRST_YEAR)
        return self._listed(batch_id, holds, table.hours_last_year, units, limit)

    def _listed(
        self,
        batch_id: int,
        holds: ColumnElement[bool],
        order: ColumnElement[Any],
        units: Collection[str] | None,
        limit: int,
    ) -> Listed:
        meant = (people.c.batch_id == batch_id) & holds
        if units is not None:
            meant &= people.c.unit_id.in_(units)
        found = select(*PERSON_COLUMNS).where(meant).order_by(order, people.c.employee_id)
        with self._database.reading() as connection:
            n = connection.execute(select(func.count()).select_from(people).where(meant)).scalar()
            rows = connection.execute(found.limit(limit)).mappings()
            return Listed(int(n or 0), [Person(**row) for row in rows])
