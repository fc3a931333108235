"""The fast path: every question to a person's history answered for all moments at once.

Each row is given a life: it is seen from the day after it happened and was known, and no longer
from the day after it left the window or a later version became known. How many rows are alive at
a moment is then how many were born before it minus how many died before it: two binary searches
in sorted arrays. Sums are differences of prefix sums in whole numbers, so that a person's values
do not change by rounding when other people's rows do. The cost grows with the events once, and
little with the number of moments.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from features.clock import NEVER, Days, Floats
from features.rows import Choice, Placing, Rows

Positions = NDArray[np.int64]

SHIFT = 22
ZERO_DAY = 1 << 20
FIXED_POINT = 1000
DAYS_A_YEAR = 365.25


def _keys(entity: Days, day: Days) -> Days:
    """Return one sortable number for an entity and a day."""
    return (entity << SHIFT) + (np.clip(day, -ZERO_DAY, NEVER) + ZERO_DAY)


def _sorted(keys: Days) -> tuple[Days, Positions | None]:
    """Return the keys in order and the order, or None where they were in order already."""
    if bool((keys[1:] >= keys[:-1]).all()):
        return keys, None
    order = np.argsort(keys, kind="stable")
    return keys[order], order


@dataclass(frozen=True, eq=False)
class Moments:
    """The (entity, day) pairs that are asked about."""

    entity: Days
    day: Days

    @cached_property
    def keys(self) -> Days:
        """One sortable number a moment."""
        return _keys(self.entity, self.day)


class Lives:
    """When rows are seen: counts and sums of the rows alive at a moment."""

    def __init__(self, entity: Days, born: Days, dies: Days) -> None:
        self.born_keys, self.born_order = _sorted(_keys(entity, born))
        self.dies_keys, self.dies_order = _sorted(_keys(entity, np.maximum(dies, born)))

    def positions(self, moments: Moments) -> tuple[Positions, Positions]:
        """Return how many rows, over all entities before, were born and had died."""
        born = np.searchsorted(self.born_keys, moments.keys)
        died = np.searchsorted(self.dies_keys, moments.keys)
        return born, died

    def total(self, weights: Days, positions: tuple[Positions, Positions]) -> Days:
        """Return the sum of whole-number weights over the rows alive."""
        born, died = positions
        return _prefix(weights, self.born_order)[born] - _prefix(weights, self.dies_order)[died]


def _prefix(weights: Days, order: Positions | None) -> Days:
    sums = np.zeros(len(weights) + 1, dtype=np.int64)
    np.cumsum(weights if order is None else weights[order], out=sums[1:])
    return sums


class Events:
    """What a table's rows say at each of some moments.

    Every answer is a float64 array with one value a moment. ``days`` limits a question to what
    happened in the window of so many days before the moment; None takes everything.
    """

    def __init__(self, rows: Rows, moments: Moments) -> None:
        self.rows = rows
        self.moments = moments
        self._lives: dict[tuple[int | None, str | None], Lives] = {}
        self._positions: dict[tuple[int | None, str | None], tuple[Positions, Positions]] = {}

    def where(self, choice: Choice) -> Events:
        """Return the same questions about some of the rows."""
        return Events(self.rows.take(choice(self.rows)), self.moments)

    def by(self, placing: Placing) -> Events:
        """Return the same rows counted for another entity; those without one are left out."""
        return Events(self.rows.by(placing(self.rows)), self.moments)

    def at(self, moments: Moments) -> Events:
        """Return the same rows asked about at other moments."""
        return Events(self.rows, moments)

    def with_column(self, name: str, placing: Placing) -> Events:
        """Return the same questions about rows that have one more column."""
        return Events(self.rows.with_column(name, placing(self.rows)), self.moments)

    def seen_at(self, day: int) -> Rows:
        """Return the rows that had happened and were known before a day, as known then."""
        return self.rows.seen_at(day)

    def count(self, days: int | None = None) -> Floats:
        """Return how many rows there are; 0 where there are none."""
        born, died = self._found(days, None)
        return (born - died).astype(np.float64)

    def sum(self, column: str, days: int | None = None) -> Floats:
        """Return the sum of a column to three decimals; 0 where there are no values."""
        return self._total(column, days, self._fixed(column)) / FIXED_POINT

    def mean(self, column: str, days: int | None = None) -> Floats:
        """Return the mean of a column's values; NaN where there are none."""
        return _ratio(self.sum(column, days), self._n(column, days))

    def spread(self, column: str, days: int | None = None) -> Floats:
        """Return the standard deviation of a column's values; NaN below two of them."""
        fixed = self._fixed(column)
        n = self._n(column, days).astype(np.int64)
        first = self._total(column, days, fixed)
        second = self._total(column, days, fixed * fixed)
        squares = (n * second - first * first).astype(np.float64)
        return np.sqrt(_ratio(squares, n * (n - 1.0))) / FIXED_POINT

    def slope(self, column: str, days: int | None = None) -> Floats:
        """Return the change of a column a year by least squares; NaN below two days."""
        fixed = self._fixed(column)
        seen = self._seen(column)
        day = np.where(seen == 1, self.rows.happened, 0)
        n, y = self._total(column, days, seen), self._total(column, days, fixed)
        x, xx = self._total(column, days, day), self._total(column, days, day * day)
        xy = self._total(column, days, day * fixed)
        rise = _ratio((n * xy - x * y).astype(np.float64), (n * xx - x * x).astype(np.float64))
        return rise * DAYS_A_YEAR / FIXED_POINT

    def last(self, column: str, *, ago: int = 0) -> Floats:
        """Return a column's value in the row that happened last; NaN where there is none.

        ``ago`` asks what it was so many days before the moment, as known at the moment.
        """
        row = self._last_row(ago)
        value: Floats = np.append(self.rows.columns[column], np.nan)[row]
        if column in self.rows.column_known:
            known = np.append(self.rows.column_known[column], NEVER)[row]
            value = np.where(known < self.moments.day, value, np.nan)
        return value

    def days_since_last(self) -> Floats:
        """Return the days since the last row happened; NaN where there is none."""
        row = self._last_row(0)
        happened = np.append(self.rows.happened.astype(np.float64), np.nan)[row]
        since: Floats = self.moments.day - happened
        return since

    def days_since_first(self) -> Floats:
        """Return the days since the first row happened; NaN where there is none."""
        happened = np.append(self.rows.happened.astype(np.float64), np.nan)[self._first_row()]
        since: Floats = self.moments.day - happened
        return since

    def distinct(self, column: str, days: int | None = None) -> Floats:
        """Return how many different values of a column there are; 0 where there are none."""
        return self._union(column, days).astype(np.float64)

    def _n(self, column: str, days: int | None) -> Floats:
        return self._total(column, days, self._seen(column)).astype(np.float64)

    def _seen(self, column: str) -> Days:
        return (~np.isnan(self.rows.columns[column])).astype(np.int64)

    def _fixed(self, column: str) -> Days:
        return np.rint(np.nan_to_num(self.rows.columns[column]) * FIXED_POINT).astype(np.int64)

    def _total(self, column: str, days: int | None, weights: Days) -> Days:
        late = column if column in self.rows.column_known else None
        found = self._found(days, late)
        return self._lives[days, late].total(weights, found)

    def _found(self, days: int | None, late: str | None) -> tuple[Positions, Positions]:
        if (days, late) not in self._positions:
            lives = Lives(self.rows.entity, *self._life(days, late))
            self._lives[days, late] = lives
            self._positions[days, late] = lives.positions(self.moments)
        return self._positions[days, late]

    def _life(self, days: int | None, late: str | None) -> tuple[Days, Days]:
        """Return between which days each row is seen; ``late`` waits for that column's value."""
        rows = self.rows
        born = np.maximum(rows.known, rows.happened)
        if late is not None:
            born = np.maximum(born, rows.column_known[late])
        dies = rows.until if days is None else np.minimum(rows.until, rows.happened + days)
        return born, np.maximum(born, dies)

    def _last_row(self, ago: int) -> Positions:
        """Return the position of the last row of each moment; -1 where there is none."""
        rows = self.rows
        keys, order = _sorted(_keys(rows.entity, np.maximum(rows.known, rows.happened + ago)))
        latest = np.arange(len(rows)) if order is None else np.maximum.accumulate(order)
        return self._unless_replaced(self._own(keys, latest), ago=ago, which=-1)

    def _first_row(self) -> Positions:
        """Return the position of the first row of each moment; -1 where there is none."""
        rows = self.rows
        keys, order = _sorted(_keys(rows.entity, np.maximum(rows.known, rows.happened)))
        backwards = np.argsort(_keys(rows.entity, -rows.happened), kind="stable")
        rank = np.empty(len(rows), dtype=np.int64)
        rank[backwards] = np.arange(len(rows))
        earliest = backwards[np.maximum.accumulate(rank if order is None else rank[order])]
        return self._unless_replaced(self._own(keys, earliest), ago=0, which=0)

    def _own(self, keys: Days, chosen: Positions) -> Positions:
        """Return the row chosen among all born before each moment, if it is the entity's own."""
        if len(keys) == 0:
            return np.full(len(self.moments.day), -1)
        found = np.searchsorted(keys, self.moments.keys) - 1
        row = np.where(found >= 0, chosen[np.maximum(found, 0)], -1)
        own = (row >= 0) & (self.rows.entity[row] == self.moments.entity)
        return np.where(own, row, -1)

    def _unless_replaced(self, row: Positions, *, ago: int, which: int) -> Positions:
        """Look again where a row had been superseded by one that is not among these."""
        for moment in np.flatnonzero(np.append(self.rows.until, NEVER)[row] < self.moments.day):
            day = self.moments.day[moment]
            own = np.flatnonzero(self.rows.entity == self.moments.entity[moment])
            seen = (self.rows.known[own] < day) & (self.rows.until[own] >= day)
            seen &= self.rows.happened[own] + ago < day
            row[moment] = own[seen][which] if seen.any() else -1
        return row

    def _union(self, column: str, days: int | None) -> Days:
        """Count values: of rows with one value, only the days that no other covers count."""
        rows = self.rows.take(~np.isnan(self.rows.columns[column]))
        narrowed = Events(rows, self.moments)
        late = column if column in rows.column_known else None
        born, dies = narrowed._life(days, late)
        order = np.lexsort((born, rows.columns[column], rows.entity))
        entity, value = rows.entity[order], rows.columns[column][order]
        starts = np.append(True, (np.diff(entity) != 0) | (np.diff(value) != 0))[: len(order)]
        group = np.cumsum(starts) << SHIFT
        covered = np.maximum.accumulate(group + dies[order] + ZERO_DAY) - group - ZERO_DAY
        before = np.where(starts, -ZERO_DAY, np.append(-ZERO_DAY, covered)[: len(order)])
        lives = Lives(entity, np.maximum(born[order], before), np.maximum(dies[order], before))
        born_n, died_n = lives.positions(self.moments)
        return born_n - died_n


def _ratio(numerator: Floats, denominator: Floats) -> Floats:
    """Return the quotient; NaN where the denominator is 0 or less."""
    quotient = np.full(len(numerator), np.nan)
    np.divide(numerator, denominator, out=quotient, where=denominator > 0)
    return quotient
