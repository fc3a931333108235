"""Moments laid out in the order of entity and day, and rows put where they begin to matter.

Each moment has a cell. What becomes of a row on a day matters to the entity's moments after that
day, so it is written into the first cell after it; running sums over the cells then say what is
true at each moment. What begins after an entity's last moment is written into a cell of the next
entity, and what ends there too, so that the two cancel. Neither rows nor moments are searched
where few days are asked about.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from features.clock import Days, sortable

Positions = NDArray[np.int64]
ROOM = 4
"""A cell for every entity and day is worth its memory up to so many times the moments."""


class Cells(Protocol):
    """Where moments are, and where what happens to an entity on a day begins to matter."""

    at: Positions
    """The cell of each moment."""
    size: int
    """How many cells there are; the last is nobody's."""

    def after(self, entity: Days, day: Days) -> Positions:
        """Return the first cell after each entity's day."""


class DayGrid:
    """A cell for every entity and every day asked about: few days, most of them with a moment."""

    def __init__(self, entity: Days, day: Days) -> None:
        self._first, self._last = int(day.min()), int(day.max())
        asked = np.zeros(self._last - self._first + 2, dtype=np.int64)
        asked[day - self._first + 1] = 1
        self._n_by = np.cumsum(asked)
        self._n_days = int(self._n_by[-1])
        self.size = (int(entity.max()) + 2) * self._n_days + 1
        self.at = (entity + 1) * self._n_days + self._n_by[day - self._first + 1] - 1

    def after(self, entity: Days, day: Days) -> Positions:
        """Return the first cell after each entity's day."""
        days_by = self._n_by[np.clip(day, self._first - 1, self._last) - self._first + 1]
        cell: Positions = (entity + 1) * self._n_days + days_by
        return np.minimum(cell, self.size - 1, out=cell)


class SortedMoments:
    """A cell for every moment: for moments of many days, and for entities with few moments."""

    def __init__(self, entity: Days, day: Days) -> None:
        keys = sortable(entity, day)
        order = np.argsort(keys, kind="stable")
        self._keys = keys[order]
        self.size = len(keys) + 1
        self.at = np.empty(len(keys), dtype=np.int64)
        self.at[order] = np.arange(len(keys))

    def after(self, entity: Days, day: Days) -> Positions:
        """Return the first cell after each entity's day."""
        return np.searchsorted(self._keys, sortable(entity, day), side="right")


def cells_of(entity: Days, day: Days) -> Cells:
    """Return the cells of some moments."""
    if len(day) == 0:
        return SortedMoments(entity, day)
    span = int(day.max()) - int(day.min())
    if span <= ROOM * len(day):
        n_days = np.count_nonzero(np.bincount(day - day.min()))
        if (int(entity.max()) + 2) * n_days <= ROOM * len(day):
            return DayGrid(entity, day)
    return SortedMoments(entity, day)
