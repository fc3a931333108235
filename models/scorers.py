"""What every suggestion is made of: scorers that value items, bars that forbid pairs.

Courses and mentors are both *items*. A scorer learns from the tables of one agency, cut as of a
day, and gives every person a number for every item; a bar says which pairs must never be shown.
`models.ranking` turns them into lists and is the only place that compares numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.records import empty_frame
from features.tables import TABLE_OF_NAME

Tables = Mapping[str, pd.DataFrame]
"""The record tables of one agency, cut as of a day: only what was known. Any may be absent."""
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Positions = NDArray[np.intp]
Employees = Sequence[str] | pd.Index


@dataclass(frozen=True)
class ItemScores:
    """Scores of every item for every employee.

    ``values`` has a row for each of ``employees`` and a column for each of ``items``, both in
    their order. Higher is better, without a unit; NaN means that the scorer has no opinion.
    """

    employees: pd.Index
    items: pd.Index
    values: Floats


class Scorer(Protocol):
    """Values items for people.

    ``reason`` is the stable code under which its suggestions are explained; ``items_`` holds the
    item ids, sorted, once `fit` has run. Scores are deterministic, do not depend on the order of
    rows in the tables, and a person's scores do not depend on who else is scored.
    """

    reason: str
    items_: pd.Index

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Learn from tables that hold only what was known at ``as_of``, and return itself."""
        ...

    def score(self, employees: Employees) -> ItemScores:
        """Return the scores of all items for these people, NaN where there is no opinion."""
        ...

    def explain(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return the values that the reason's sentence names, one row a pair.

        ``pairs`` has employee_id and item_id, and only pairs of which the scorer has an opinion.
        The rows come in the order of the pairs; NaN means that a value is not on record.
        """
        ...


class Bar(Protocol):
    """Says which items must not be suggested to whom, and under which code.

    A condition counts as met only where the records show it: who is not known to fulfil a
    requirement is barred, because a suggestion that cannot be followed is worse than none.
    """

    reason: str

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Learn from tables that hold only what was known at ``as_of``, and return itself."""
        ...

    def barred(self, employees: pd.Index, items: pd.Index) -> Mask:
        """Return a row for each employee and a column for each item: True must not be shown."""
        ...


class RowsByEmployee:
    """The rows of a long frame, found by employee without searching the whole frame."""

    def __init__(self, frame: pd.DataFrame) -> None:
        codes, self._people = pd.factorize(frame["employee_id"], sort=True)
        self._rows = frame.take(np.argsort(codes, kind="stable"))
        counts = np.bincount(codes, minlength=len(self._people))
        self._starts = np.r_[0, np.cumsum(counts)]

    def of(self, employees: Employees) -> pd.DataFrame:
        """Return the rows of these people; ``at`` is the position of the row's person in them.

        People keep the order of ``employees`` and each person's rows that of the frame; who has
        no row does not appear, and who is named twice appears twice.
        """
        codes = pd.Index(self._people).get_indexer(pd.Index(employees))
        at = np.flatnonzero(codes >= 0)
        starts, ends = self._starts[codes[at]], self._starts[codes[at] + 1]
        counts = ends - starts
        first_of_run = np.repeat(np.cumsum(counts) - counts, counts)
        rows = np.arange(counts.sum()) - first_of_run + np.repeat(starts, counts)
        return self._rows.take(rows).assign(at=np.repeat(at, counts))


class PairBar:
    """Bars the pairs that a function reads from the tables: columns employee_id and item_id."""

    def __init__(self, reason: str, pairs: Callable[[Tables, date], pd.DataFrame]) -> None:
        self.reason = reason
        self._find_pairs = pairs

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Find the pairs and return itself."""
        self._pairs = RowsByEmployee(self._find_pairs(tables, as_of))
        return self

    def barred(self, employees: pd.Index, items: pd.Index) -> Mask:
        """Return True for the pairs found."""
        return marked(self._pairs.of(employees), employees=employees, items=items)


def marked(pairs: pd.DataFrame, *, employees: pd.Index, items: pd.Index) -> Mask:
    """Return employees x items, True at the rows of ``pairs`` (columns ``at`` and item_id)."""
    mask = np.zeros((len(employees), len(items)), dtype=np.bool_)
    columns = items.get_indexer(pd.Index(pairs["item_id"]))
    known = columns >= 0
    mask[pairs["at"].to_numpy()[known], columns[known]] = True
    return mask


def scores_of(employees: Employees, items: pd.Index, values: Floats) -> ItemScores:
    """Return scores with their employees as an index."""
    return ItemScores(pd.Index(employees, dtype="str"), items, values)


def rows_of(tables: Tables, name: str) -> pd.DataFrame:
    """Return a table with all the columns of its contract, empty ones where it lacks them."""
    declared = empty_frame(TABLE_OF_NAME[name])
    if name not in tables:
        return declared
    frame = tables[name]
    lacking = {
        column: declared[column].reindex(frame.index)
        for column in declared.columns
        if column not in frame
    }
    return frame.assign(**lacking)


def valid_rows(frame: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the rows of a reference table whose period of validity holds at ``as_of``."""
    start = pd.Timestamp(as_of)
    begun = frame["valid_from"].isna() | (frame["valid_from"] <= start)
    return frame[begun & ~(frame["valid_to"] <= start)]
