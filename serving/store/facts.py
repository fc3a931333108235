"""Facts that are worth a conversation without any model: counts of a batch, no risk among them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, select

from serving.database import people
from serving.store.rows import Facts, Quarter

YEAR = 365
QUARTERS = 12
"""How far the calendar of retirements looks: three years."""


def facts_of(
    connection: Connection, batch_id: int, as_of: date, *, units: Collection[str] | None
) -> Facts:
    """Return how many people each fact holds for, of all or of some units."""
    table = people.c
    without = (table.days_since_training >= 2 * YEAR) | table.days_since_training.is_(None)
    due = table.calendar_exit_on < as_of + timedelta(days=YEAR)
    query = select(
        func.count().label("people"),
        func.count().filter(table.days_in_post < YEAR).label("newly_placed"),
        func.count().filter((table.calendar_exit == "contract_end") & due).label("contract_due"),
        func.count().filter(table.days_in_post >= 5 * YEAR).label("five_years_in_post"),
        func.count().filter(without).label("two_years_without_training"),
    )
    counts = connection.execute(_of(query, batch_id, units)).mappings().one()
    days = select(table.calendar_exit_on, func.count()).where(table.calendar_exit == "retirement")
    retirements = connection.execute(
        _of(days, batch_id, units).group_by(table.calendar_exit_on)
    ).all()
    return Facts(**counts, retirements=by_quarter([(row[0], row[1]) for row in retirements], as_of))


def by_quarter(days: Collection[tuple[date, int]], as_of: date) -> tuple[Quarter, ...]:
    """Return how many departures fall into each quarter from that of ``as_of`` on."""
    first = _number(as_of)
    counts = [0] * QUARTERS
    for day, n in days:
        place = _number(day) - first
        if 0 <= place < QUARTERS:
            counts[place] += n
    return tuple(
        Quarter(starts_on=_start(first + place), n=count) for place, count in enumerate(counts)
    )


def _of(
    query: Select[*tuple[Any, ...]], batch_id: int, units: Collection[str] | None
) -> Select[*tuple[Any, ...]]:
    own = query.where(people.c.batch_id == batch_id)
    return own if units is None else own.where(people.c.unit_id.in_(units))


def _number(day: date) -> int:
    return 4 * day.year + (day.month - 1) // 3


def _start(number: int) -> date:
    return date(number // 4, 3 * (number % 4) + 1, 1)
