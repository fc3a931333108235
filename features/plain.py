"""The plain path: the same questions answered from `Records.as_of`, one day after another.

It is slow and obvious on purpose. The tests hold the fast path against it, feature by feature,
on random histories; nothing else uses it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from features.clock import Floats, date_of
from features.contract import Table
from features.events import DAYS_A_YEAR
from features.lives import Moments
from features.records import Records
from features.rows import Choice, Placing, Rows, encode
from features.vocabulary import Vocabularies

Cut = Callable[[int], Rows]
Answer = Callable[[Rows], float]


def cut_of(records: Records, table: Table, vocabularies: Vocabularies) -> Cut:
    """Return a function that gives the rows of a table as they were known at a day."""
    known: dict[int, Rows] = {}
    needed = Records({name: records.frame(name) for name in (table.name, "departures")})

    def cut(day: int) -> Rows:
        if day not in known:
            seen = needed.as_of(date_of(day))
            known[day] = encode(seen.frame(table.name), table, vocabularies)
        return known[day]

    return cut


class PlainEvents:
    """The questions of `features.events.Events`, answered the long way."""

    def __init__(self, cut: Cut, moments: Moments) -> None:
        self._cut = cut
        self.moments = moments

    def where(self, choice: Choice) -> PlainEvents:
        """Return the same questions about some of the rows."""
        cut = self._cut
        return PlainEvents(lambda day: (rows := cut(day)).take(choice(rows)), self.moments)

    def by(self, placing: Placing) -> PlainEvents:
        """Return the same rows counted for another entity; those without one are left out."""
        cut = self._cut
        return PlainEvents(lambda day: (rows := cut(day)).by(placing(rows)), self.moments)

    def at(self, moments: Moments) -> PlainEvents:
        """Return the same rows asked about at other moments."""
        return PlainEvents(self._cut, moments)

    def with_column(self, name: str, placing: Placing) -> PlainEvents:
        """Return the same questions about rows that have one more column."""
        cut = self._cut
        return PlainEvents(
            lambda day: (rows := cut(day)).with_column(name, placing(rows)), self.moments
        )

    def seen_at(self, day: int) -> Rows:
        """Return the rows that had happened before a day."""
        rows = self._cut(day)
        return rows.take(rows.happened < day)

    def count(self, days: int | None = None) -> Floats:
        """Return how many rows there are."""
        return self._each(len, 0.0, days)

    def sum(self, column: str, days: int | None = None) -> Floats:
        """Return the sum of a column."""
        return self._each(lambda rows: _values(rows, column).sum(), 0.0, days)

    def mean(self, column: str, days: int | None = None) -> Floats:
        """Return the mean of a column."""
        return self._each(lambda rows: _mean(_values(rows, column)), np.nan, days)

    def spread(self, column: str, days: int | None = None) -> Floats:
        """Return the standard deviation of a column."""
        return self._each(lambda rows: _spread(_values(rows, column)), np.nan, days)

    def slope(self, column: str, days: int | None = None) -> Floats:
        """Return the change of a column a year by least squares."""
        return self._each(lambda rows: _slope(rows, column), np.nan, days)

    def last(self, column: str, *, ago: int = 0) -> Floats:
        """Return a column's value in the row that happened last."""
        return self._each(lambda rows: rows.columns[column][-1], np.nan, None, ago=ago)

    def days_since_last(self) -> Floats:
        """Return the days since the last row happened."""
        return self.moments.day - self._each(lambda rows: rows.happened[-1], np.nan, None)

    def days_since_first(self) -> Floats:
        """Return the days since the first row happened."""
        return self.moments.day - self._each(lambda rows: rows.happened[0], np.nan, None)

    def distinct(self, column: str, days: int | None = None) -> Floats:
        """Return how many different values of a column there are."""
        return self._each(lambda rows: len(set(_values(rows, column))), 0.0, days)

    def _each(self, answer: Answer, nothing: float, days: int | None, *, ago: int = 0) -> Floats:
        answers = np.full(len(self.moments.day), nothing)
        cuts = {day: self._cut(int(day)) for day in np.unique(self.moments.day)}
        for moment, (entity, day) in enumerate(
            zip(self.moments.entity, self.moments.day, strict=True)
        ):
            rows = cuts[day]
            seen = (rows.entity == entity) & (rows.happened + ago < day)
            if days is not None:
                seen &= rows.happened >= day - days
            if seen.any():
                answers[moment] = answer(rows.take(seen))
        return answers


def _values(rows: Rows, column: str) -> Floats:
    values = rows.columns[column]
    return values[~np.isnan(values)]


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else np.nan


def _spread(values: Floats) -> float:
    return float(values.std(ddof=1)) if len(values) > 1 else np.nan


def _slope(rows: Rows, column: str) -> float:
    seen = rows.take(~rows.missing(column))
    if len(set(seen.happened)) < 2:
        return np.nan
    day = seen.happened - seen.happened.mean()
    return float((day * seen.columns[column]).sum() / (day**2).sum() * DAYS_A_YEAR)
