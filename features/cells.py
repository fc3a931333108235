"""Moments laid out as cells, and rows put where they begin to matter.

Each moment has a cell. What becomes of a row on a day matters to the entity's moments after that
day, so it is written into the first cell after it; running sums over the cells then say what is
true at each moment. Neither rows nor moments are searched where few days are asked about.
"""

from __future__ import annotations

import itertools
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from features.clock import Days, sortable

Positions = NDArray[np.int64]
ROOM = 4
"""A cell for every entity and day is worth its memory up to so many times the moments."""


class Cells(Protocol):
    """Where moments are, and where what happens to an entity on a day begins to matter."""

    def after(self, entity: Days, day: Days) -> Positions:
        """Return the first cell after each entity's day."""

    def total(self, births: Positions, deaths: Positions, weights: Days | int) -> Days:
        """Return the sum at each moment of the weights of rows born and not dead by then."""

    def latest(self, cells: Positions, values: Positions) -> Positions:
        """Return the largest value written by each moment, of its entity or one before; or -1."""


class DayGrid:
    """A cell for every day asked about and every entity: few days, most of them with a moment.

    Cells lie day by day, and those after the last day are nobody's.
    """

    def __init__(self, entity: Days, day: Days) -> None:
        self._first, self._last = int(day.min()), int(day.max())
        asked = np.zeros(self._last - self._first + 2, dtype=np.int64)
        asked[day - self._first + 1] = 1
        self._n_by = np.cumsum(asked)
        self._width = int(entity.max()) + 3
        self._at = (self._n_by[day - self._first + 1] - 1) * self._width + entity + 1
        self._cells = np.empty((int(self._n_by[-1]) + 1, self._width), dtype=np.int64)

    def after(self, entity: Days, day: Days) -> Positions:
        """Return the first cell after each entity's day."""
        days_by = self._n_by[np.clip(day, self._first - 1, self._last) - self._first + 1]
        return days_by * self._width + np.minimum(entity + 1, self._width - 1)

    def total(self, births: Positions, deaths: Positions, weights: Days | int) -> Days:
        """Return the sum at each moment of the weights of rows born and not dead by then."""
        return self._running(np.add, changes(self._cells.reshape(-1), births, deaths, weights))

    def latest(self, cells: Positions, values: Positions) -> Positions:
        """Return the largest value written by each moment, of its own entity; -1 for none."""
        return self._running(np.maximum, largest(self._cells.reshape(-1), cells, values))

    def _running(self, gather: np.ufunc, written: Days) -> Days:
        for before, here in itertools.pairwise(self._cells):
            gather(before, here, out=here)
        return written.take(self._at)


class SortedMoments:
    """A cell for every moment: for moments of many days, and for entities with few moments.

    Cells lie in the order of entity and day. What begins after an entity's last moment is written
    into a cell of the next entity, and what ends there too, so that the two cancel.
    """

    def __init__(self, entity: Days, day: Days) -> None:
        keys = sortable(entity, day)
        order = np.argsort(keys, kind="stable")
        self._keys = keys[order]
        self._at = np.empty(len(keys), dtype=np.int64)
        self._at[order] = np.arange(len(keys))
        self._cells = np.empty(len(keys) + 1, dtype=np.int64)

    def after(self, entity: Days, day: Days) -> Positions:
        """Return the first cell after each entity's day."""
        return np.searchsorted(self._keys, sortable(entity, day), side="right")

    def total(self, births: Positions, deaths: Positions, weights: Days | int) -> Days:
        """Return the sum at each moment of the weights of rows born and not dead by then."""
        return np.cumsum(changes(self._cells, births, deaths, weights)).take(self._at)

    def latest(self, cells: Positions, values: Positions) -> Positions:
        """Return the largest value written by each moment, of its entity or one before; or -1."""
        return np.maximum.accumulate(largest(self._cells, cells, values)).take(self._at)


def changes(cells: Days, births: Positions, deaths: Positions, weights: Days | int) -> Days:
    """Write into cells what is added there and taken away."""
    cells.fill(0)
    np.add.at(cells, births, weights)
    np.subtract.at(cells, deaths, weights)
    return cells


def largest(cells: Days, places: Positions, values: Positions) -> Days:
    """Write into cells the largest of the values that belong there, and -1 where none does."""
    cells.fill(-1)
    np.maximum.at(cells, places, values)
    return cells


def cells_of(entity: Days, day: Days) -> Cells:
    """Return the cells of some moments."""
    if len(day) > 0 and int(day.max()) - int(day.min()) <= ROOM * len(day):
        n_days = np.count_nonzero(np.bincount(day - day.min()))
        if (int(entity.max()) + 3) * (n_days + 1) <= ROOM * len(day):
            return DayGrid(entity, day)
    return SortedMoments(entity, day)
