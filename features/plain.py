"""The plain path: the same questions answered from `Records.as_of`, one day after another.

It is slow and obvious on purpose. The tests hold the fast path against it, feature by feature,
on random histories; nothing else uses it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from features.clock import Days, Floats, date_of
from features.contract import Table
from features.events import DAYS_A_YEAR, Moments
from features.records import Records
from features.rows import Choice, Placing, Rows, encode
from features.vocabulary import Vocabularies

Cut = Callable[[int], Rows]
Answer = Callable[[pd.DataFrame], float]


def cut_of(records: Records, table: Table, vocabularies: Vocabularies) -> Cut:
    """Return a function that gives the rows of a table as they were known at a day."""
    known: dict[int, Rows] = {}

    def cut(day: int) -> Rows:
        if day not in known:
            seen = records.as_of(date_of(day))
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

    def count(self, days: int | None = None) -> Floats:
        """Return how many rows there are."""
        return self._each(len, 0.0, days)

    def sum(self, column: str, days: int | None = None) -> Floats:
        """Return the sum of a column."""
        return self._each(lambda rows: rows[column].sum(), 0.0, days)

    def mean(self, column: str, days: int | None = None) -> Floats:
        """Return the mean of a column."""
        return self._each(lambda rows: rows[column].mean(), np.nan, days)

    def spread(self, column: str, days: int | None = None) -> Floats:
        """Return the standard deviation of a column."""
        return self._each(lambda rows: rows[column].std(), np.nan, days)

    def slope(self, column: str, days: int | None = None) -> Floats:
        """Return the change of a column a year by least squares."""
        return self._each(lambda rows: _slope(rows.dropna(subset=[column]), column), np.nan, days)

    def last(self, column: str, *, ago: int = 0) -> Floats:
        """Return a column's value in the row that happened last."""
        return self._each(lambda rows: rows[column].iloc[-1], np.nan, None, ago=ago)

    def days_since_last(self) -> Floats:
        """Return the days since the last row happened."""
        return self.moments.day - self._each(lambda rows: rows["happened"].iloc[-1], np.nan, None)

    def days_since_first(self) -> Floats:
        """Return the days since the first row happened."""
        return self.moments.day - self._each(lambda rows: rows["happened"].iloc[0], np.nan, None)

    def distinct(self, column: str, days: int | None = None) -> Floats:
        """Return how many different values of a column there are."""
        return self._each(lambda rows: rows[column].nunique(), 0.0, days)

    def _each(self, answer: Answer, nothing: float, days: int | None, *, ago: int = 0) -> Floats:
        answers = np.full(len(self.moments.day), nothing)
        for day in np.unique(self.moments.day):
            here = np.flatnonzero(self.moments.day == day)
            found = self._answers(int(day), answer, days, ago)
            asked = pd.Series(self.moments.entity[here])
            answers[here] = asked.map(found).fillna(nothing).to_numpy(dtype=np.float64)
        return answers

    def _answers(self, day: int, answer: Answer, days: int | None, ago: int) -> dict[int, float]:
        rows = _frame(self._cut(day))
        rows = rows[rows["happened"] + ago < day]
        if days is not None:
            rows = rows[rows["happened"] >= day - days]
        groups = rows.groupby("entity")
        return {int(str(entity)): float(answer(own)) for entity, own in groups}


def _frame(rows: Rows) -> pd.DataFrame:
    frame = pd.DataFrame(dict(rows.columns))
    entity: Days = rows.entity
    return frame.assign(entity=entity, happened=rows.happened)


def _slope(rows: pd.DataFrame, column: str) -> float:
    day = rows["happened"] - rows["happened"].mean()
    if not (day**2).sum() > 0:
        return np.nan
    return float((day * rows[column]).sum() / (day**2).sum() * DAYS_A_YEAR)
