"""Days as whole numbers, the months of the simulation and the journal of what happened."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Column = npt.NDArray[Any]

FAR = 2**30
"""A day that never comes; minus FAR is a day before all time. Both are written as missing."""
YEAR = 365.25


def day_of(year: int, month: int, day: int = 1) -> int:
    """Return the number of days from 1970-01-01 to a date."""
    return (dt.date(year, month, day) - dt.date(1970, 1, 1)).days


def months_of(days: Ints) -> Ints:
    """Return the calendar months (since January 1970) in which days lie."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def first_day_of(months: Ints) -> Ints:
    """Return the first days of calendar months (since January 1970)."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


@dataclass(frozen=True)
class Timeline:
    """The months ``starts`` from the first one simulated up to, but not including, ``until``."""

    starts: Ints
    until: int

    @property
    def start(self) -> int:
        """The first simulated day."""
        return int(self.starts[0])

    @staticmethod
    def ending(until: dt.date, *, years: int) -> Timeline:
        """Return the timeline of so many years before ``until``."""
        last = until.year * 12 + until.month - 1 - 1970 * 12 + (until.day > 1)
        months = np.arange(last - years * 12, last, dtype=np.int64)
        return Timeline(starts=first_day_of(months), until=day_of(*until.timetuple()[:3]))


def calendar(day: int) -> dt.date:
    """Return the date of a day number."""
    return dt.date(1970, 1, 1) + dt.timedelta(days=day)


@dataclass
class Journal:
    """What happened so far: for each table, chunks of equally long columns of codes and days."""

    chunks: dict[str, list[dict[str, Column]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, table: str, **columns: npt.ArrayLike) -> None:
        """Append rows to a table; single values are repeated."""
        arrays = np.broadcast_arrays(*(np.asarray(values) for values in columns.values()))
        if arrays[0].size:
            rows = {name: np.atleast_1d(a) for name, a in zip(columns, arrays, strict=True)}
            self.chunks[table].append(rows)

    def columns(self, table: str) -> dict[str, Column]:
        """Return all rows of a table, column by column; an empty mapping without rows."""
        chunks = self.chunks[table]
        names = chunks[0] if chunks else ()
        return {name: np.concatenate([chunk[name] for chunk in chunks]) for name in names}
