"""What every suggestion is made of: scorers that value items, bars that forbid pairs.

Courses and mentors are both *items*. A scorer learns from the tables of one agency, cut as of a
day, and gives every person a number for every item; a bar says which pairs must never be shown.
`models.ranking` turns them into lists and is the only place that compares numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
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
Employees = Sequence[str] | pd.Index | pd.Series
"""Ids of people, in the order in which rows are wanted."""
Reading = Callable[[Tables, date], pd.DataFrame]
"""A function that reads a frame from the tables as of a day."""


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
        codes, people = pd.factorize(frame["employee_id"], sort=True)
        self._people = pd.Index(people)
        self._rows = frame.take(np.argsort(codes, kind="stable"))
        counts = np.bincount(codes, minlength=len(self._people))
        self._starts = np.r_[0, np.cumsum(counts)]

    def of(self, employees: Employees) -> pd.DataFrame:
        """Return the rows of these people; ``at`` is the position of the row's person in them.

        People keep the order of ``employees`` and each person's rows that of the frame; who has
        no row does not appear, and who is named twice appears twice.
        """
        codes = self._people.get_indexer(index_of(employees))
        at = np.flatnonzero(codes >= 0)
        starts, ends = self._starts[codes[at]], self._starts[codes[at] + 1]
        counts = ends - starts
        first_of_run = np.repeat(np.cumsum(counts) - counts, counts)
        rows = np.arange(counts.sum()) - first_of_run + np.repeat(starts, counts)
        return self._rows.take(rows).assign(at=np.repeat(at, counts))


class SameForAll:
    """Scores items alike for everybody, by a function from the tables to a value for each item.

    The function returns a series indexed by the sorted item ids, NaN for no opinion.
    """

    def __init__(self, reason: str, values: Callable[[Tables, date], pd.Series]) -> None:
        self.reason = reason
        self._find_values = values

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Find the values and return itself."""
        self._values = self._find_values(tables, as_of)
        self.items_ = self._values.index
        return self

    def score(self, employees: Employees) -> ItemScores:
        """Return the same row for everybody."""
        row = self._values.to_numpy(dtype=np.float64)
        return scores_of(employees, self.items_, np.tile(row, (len(employees), 1)))

    def explain(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return no values: there is nothing to say about the person."""
        return pd.DataFrame(index=pairs.index)


class PairBar:
    """Bars the pairs that a function reads from the tables: columns employee_id and item_id."""

    def __init__(self, reason: str, pairs: Reading) -> None:
        self.reason = reason
        self._find_pairs = pairs

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Find the pairs and return itself."""
        self._pairs = RowsByEmployee(self._find_pairs(tables, as_of))
        return self

    def barred(self, employees: pd.Index, items: pd.Index) -> Mask:
        """Return True for the pairs found."""
        return marked(self._pairs.of(employees), employees=employees, items=items)


class ThresholdBar:
    """Bars items with a threshold that the person is not known to reach.

    ``places`` returns where people stand (indexed by employee) and ``thresholds`` what items ask
    for (indexed by item), both with one column a scale. Scales cannot be compared with each other
    (PNS and PPPK ranks): a threshold is met by standing high enough on one scale it is set on.
    """

    def __init__(self, reason: str, *, places: Reading, thresholds: Reading) -> None:
        self.reason = reason
        self._find_places, self._find_thresholds = places, thresholds

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Find places and thresholds and return itself."""
        self._places = self._find_places(tables, as_of)
        self._thresholds = self._find_thresholds(tables, as_of)
        return self

    def barred(self, employees: pd.Index, items: pd.Index) -> Mask:
        """Return True where a threshold is set and not reached."""
        places = self._places.reindex(employees).to_numpy(dtype=np.float64)
        asked = self._thresholds.reindex(items).to_numpy(dtype=np.float64)
        reached = np.zeros((len(employees), len(items)), dtype=np.bool_)
        for scale in range(asked.shape[1]):
            reached |= places[:, [scale]] >= asked[None, :, scale]
        is_asked: Mask = ~np.isnan(asked).all(axis=1)
        return ~reached & is_asked


def marked(pairs: pd.DataFrame, *, employees: pd.Index, items: pd.Index) -> Mask:
    """Return employees x items, True at the rows of ``pairs`` (columns ``at`` and item_id)."""
    mask = np.zeros((len(employees), len(items)), dtype=np.bool_)
    columns = items.get_indexer(index_of(pairs["item_id"]))
    known = columns >= 0
    mask[pairs["at"].to_numpy()[known], columns[known]] = True
    return mask


def index_of(ids: Employees) -> pd.Index:
    """Return ids as an index of strings."""
    index: pd.Index = pd.Index(np.asarray(ids, dtype=object), dtype="str")
    return index


def scores_of(employees: Employees, items: pd.Index, values: Floats) -> ItemScores:
    """Return scores with their employees as an index."""
    return ItemScores(index_of(employees), items, values)


def rows_of(tables: Tables, name: str) -> pd.DataFrame:
    """Return a table with all the columns of its contract, empty ones where it lacks them."""
    declared = _declared(name)
    if name not in tables:
        return declared.copy()
    frame = tables[name]
    lacking = declared.columns.difference(frame.columns, sort=False)
    if lacking.empty:
        return frame
    return pd.concat([frame, declared[lacking].reindex(frame.index)], axis=1)


@cache
def _declared(name: str) -> pd.DataFrame:
    return empty_frame(TABLE_OF_NAME[name])


def as_column(values: pd.Series) -> Floats:
    """Return values as a matrix of one column."""
    return values.to_numpy(dtype=np.float64)[:, None]


Benefit = Callable[[pd.DataFrame, Floats], Floats]
"""From n gap rows and n x m (or 1 x m) item levels to the benefit of each, 0 where none."""


def summed_benefit(
    needs: pd.DataFrame, item_levels: pd.DataFrame, *, n_people: int, benefit: Benefit
) -> Floats:
    """Return people x items: the weighted benefit of an item, summed over what a person lacks.

    ``needs`` are gap rows with ``at``, the person's row in the result. ``item_levels`` has a row
    for each competency and a column for each item: the level it reaches or has, NaN for none. A
    sum of 0 becomes NaN. Each sum is formed in the order of competencies, whoever else is there.
    """
    sums = np.zeros((n_people, item_levels.shape[1]))
    levels = item_levels.to_numpy()
    for competency, rows in needs.groupby("competency_id", sort=True):
        if competency not in item_levels.index:
            continue
        of_items = levels[item_levels.index.get_loc(competency)]
        columns = np.flatnonzero(~np.isnan(of_items))
        gained = benefit(rows, of_items[None, columns]) * as_column(rows["weight"])
        sums[np.ix_(rows["at"].to_numpy(), columns)] += gained
    return np.where(sums > 0, sums, np.nan)


def most_helped(
    needs: pd.DataFrame, pairs: pd.DataFrame, item_levels: pd.DataFrame, *, benefit: Benefit
) -> pd.DataFrame:
    """Return for each pair the need that the item helps most, in the order of the pairs.

    ``needs`` are gap rows with ``at``, the position of the pair. Adds item_level (what the item
    reaches or has) and n_competencies (how many needs it helps). Index: positions of pairs.
    """
    rows = item_levels.index.get_indexer(index_of(needs["competency_id"]))
    items = index_of(pairs["item_id"]).take(needs["at"].to_numpy())
    columns = item_levels.columns.get_indexer(items)
    found = (rows >= 0) & (columns >= 0)
    needs = needs[found].assign(item_level=item_levels.to_numpy()[rows[found], columns[found]])
    gained = benefit(needs, as_column(needs["item_level"]))[:, 0] * needs["weight"]
    helped = needs.assign(gained=gained)[gained > 0]
    order = helped.sort_values(["at", "gained", "competency_id"], ascending=[True, False, True])
    counts = order.groupby("at").size()
    best: pd.DataFrame = order.drop_duplicates("at").set_index("at")
    return best.assign(n_competencies=counts).reindex(range(len(pairs)))
