"""The fast path: every question to a person's history answered for all moments at once.

Each row is given a life: it is seen from the day after it happened and was known, and no longer
from the day after it left the window or a later version became known. How many rows are alive at
a moment is then how many were born before it minus how many died before it. Each birth and death
is written where it begins to matter, and running sums say the rest (`features.cells`). Sums are
of whole numbers, so that a person's values do not change by rounding when other people's rows do.
The cost grows with the events once, and little with the number of moments.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from features.cells import Positions
from features.clock import NEVER, Days, Floats
from features.lives import Lives, Moments, facts, uncovered
from features.ordering import starts
from features.rows import Choice, Placing, Rows

FIXED_POINT = 1000
DAYS_A_YEAR = 365.25
SUMMED: dict[str, Callable[[Rows, Floats], Floats | Days | int]] = {
    "n": lambda _rows, _values: 1,
    "x": lambda rows, _values: rows.happened,
    "y": lambda _rows, values: np.rint(values * FIXED_POINT),
}
"""What of a row and its value in a column is summed, by its name in the formulas."""


class Events:
    """What a table's rows say at each of some moments.

    Every answer is a float64 array with one value a moment. ``days`` limits a question to what
    happened in the window of so many days before the moment; None takes everything.
    """

    def __init__(self, rows: Rows, moments: Moments) -> None:
        self.rows = rows
        self.moments = moments
        self._known_lives: dict[tuple[str | None, int | None], Lives] = {}
        self._whole_numbers: dict[tuple[str, str], Days] = {}
        self._totals: dict[tuple[str, str, int | None], Days] = {}
        self._last_rows: dict[int, Positions] = {}
        self._chosen: dict[Choice, Events] = {}

    def where(self, choice: Choice) -> Events:
        """Return the same questions about some of the rows."""
        if choice not in self._chosen:
            self._chosen[choice] = Events(self.rows.take(choice(self.rows)), self.moments)
        return self._chosen[choice]

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
        return self._lives(None, days).count().astype(np.float64)

    def sum(self, column: str, days: int | None = None) -> Floats:
        """Return the sum of a column to three decimals; 0 where there are no values."""
        return self._total("y", column, days) / FIXED_POINT

    def mean(self, column: str, days: int | None = None) -> Floats:
        """Return the mean of a column's values; NaN where there are none."""
        return _ratio(self.sum(column, days), self._total("n", column, days))

    def spread(self, column: str, days: int | None = None) -> Floats:
        """Return the standard deviation of a column's values; NaN below two of them."""
        n, y, yy = (self._total(what, column, days) for what in ("n", "y", "yy"))
        squares = n * yy - y * y
        return np.sqrt(_ratio(squares, n * (n - 1))) / FIXED_POINT

    def slope(self, column: str, days: int | None = None) -> Floats:
        """Return the change of a column a year by least squares; NaN below two days."""
        n, x, y, xx, xy = (self._total(what, column, days) for what in ("n", "x", "y", "xx", "xy"))
        rise = _ratio(n * xy - x * y, n * xx - x * x)
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
        rows, values = self.rows, self.rows.columns[column]
        born, dies = self._life(column, days)
        seen = (dies >= self.moments.first) & (born < self.moments.last) & ~np.isnan(values)
        there = np.flatnonzero(seen)
        fact, entity = facts(rows.entity[there], values[there]), rows.entity[there]
        order, born, dies = uncovered(fact, born[there], dies[there])
        return Lives(entity[order], born, dies, self.moments).count().astype(np.float64)

    def _total(self, what: str, column: str, days: int | None) -> Days:
        """Return a sum over the rows that are seen with their value in a column.

        ``what`` is summed: n for 1, x for the day, y for the value in thousandths, or a product
        of two of them. Means, spreads and slopes share their sums.
        """
        if (what, column, days) not in self._totals:
            total = self._lives(column, days).total(self._weights(what, column))
            self._totals[what, column, days] = total
        return self._totals[what, column, days]

    def _weights(self, what: str, column: str) -> Days:
        """Return of each row what is summed; 0 where the column has no value."""
        if len(what) == 2:
            return self._weights(what[0], column) * self._weights(what[1], column)
        if (what, column) not in self._whole_numbers:
            values = self.rows.columns[column]
            whole = np.where(np.isnan(values), 0, SUMMED[what](self.rows, values))
            self._whole_numbers[what, column] = whole.astype(np.int64)
        return self._whole_numbers[what, column]

    def _lives(self, column: str | None, days: int | None) -> Lives:
        late = column if column in self.rows.column_known else None
        if (late, days) not in self._known_lives:
            born, dies = self._life(late, days)
            lives = Lives(self.rows.entity, born, dies, self.moments)
            self._known_lives[late, days] = lives
        return self._known_lives[late, days]

    def _life(self, column: str | None, days: int | None) -> tuple[Days, Days]:
        """Return between which days each row is seen, with its value in ``column`` if given."""
        rows = self.rows
        born = np.maximum(rows.known, rows.happened)
        if column is not None and column in rows.column_known:
            born = np.maximum(born, rows.column_known[column])
        dies = rows.until if days is None else np.minimum(rows.until, rows.happened + days)
        return born, np.maximum(born, dies)

    def _last_row(self, ago: int) -> Positions:
        """Return the position of the last row of each moment; -1 where there is none."""
        if ago not in self._last_rows:
            rows, lives = self.rows, self._lives(None, None)
            seen = lives.rows, lives.births
            if ago != 0:
                day = np.maximum(rows.known, rows.happened + ago)
                seen = np.arange(len(rows)), self.moments.cells.after(rows.entity, day)
            own = self._own(self.moments.cells.latest(seen[1], seen[0]))
            self._last_rows[ago] = self._unless_replaced(own, ago=ago, step=-1)
        return self._last_rows[ago]

    def _first_row(self) -> Positions:
        """Return the position of the first row of each moment; -1 where there is none."""
        entity, lives = self.rows.entity, self._lives(None, None)
        first = np.flatnonzero(starts(entity))
        after = np.append(first[1:], len(entity))
        mirrored = np.repeat(first + after - 1, after - first) - np.arange(len(entity))
        backwards = np.append(mirrored, -1)
        earliest = backwards[self.moments.cells.latest(lives.births, backwards[lives.rows])]
        return self._unless_replaced(self._own(earliest), ago=0, step=1)

    def _own(self, row: Positions) -> Positions:
        """Return a row chosen for each moment where it is the entity's own, and -1 elsewhere."""
        entity = np.append(self.rows.entity, -1)
        own = (row >= 0) & (entity[row] == self.moments.entity)
        return np.where(own, row, -1)

    def _unless_replaced(self, row: Positions, *, ago: int, step: int) -> Positions:
        """Go on to the next row where one had been superseded by a row that is not among these."""
        rows, day = self.rows, self.moments.day
        entity = np.append(rows.entity, -1)
        passed = np.flatnonzero(np.append(rows.until, NEVER)[row] < day)
        while len(passed) > 0:
            row[passed] += step
            same = entity[row[passed]] == self.moments.entity[passed]
            row[passed[~same]] = -1
            passed = passed[same]
            here, now = row[passed], day[passed]
            seen = (rows.known[here] < now) & (rows.until[here] >= now)
            passed = passed[~(seen & (rows.happened[here] + ago < now))]
        return row


def _ratio(numerator: Floats | Days, denominator: Days) -> Floats:
    """Return the quotient; NaN where the denominator is 0 or less."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator > 0, numerator / denominator, np.nan)
