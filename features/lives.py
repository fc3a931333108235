"""The moments at which rows are counted, and the lives of rows between which they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from features.cells import Cells, Positions, cells_of
from features.clock import NEVER, SHIFT, ZERO_DAY, Days, Floats, sortable

LARGEST = 1 << (62 - SHIFT)
"""Facts below this number can be sorted together with a day."""


@dataclass(frozen=True, eq=False)
class Moments:
    """The (entity, day) pairs that are asked about."""

    entity: Days
    day: Days

    @cached_property
    def cells(self) -> Cells:
        """Where the moments lie when rows are added up."""
        return cells_of(self.entity, self.day)

    @cached_property
    def first(self) -> int:
        """The earliest day asked about."""
        return int(self.day.min(initial=NEVER))

    @cached_property
    def last(self) -> int:
        """The latest day asked about."""
        return int(self.day.max(initial=-NEVER))


class Lives:
    """Rows with the days between which they are seen; they end on the day ``dies``, included.

    ``rows`` are the positions of those that are seen at any of the moments; the others are left
    out from the start. ``births`` are the cells from which they are seen.
    """

    def __init__(self, entity: Days, born: Days, dies: Days, moments: Moments) -> None:
        self.rows = np.flatnonzero((dies >= moments.first) & (born < moments.last))
        self._cells = moments.cells
        self.births = self._cells.after(entity[self.rows], born[self.rows])
        self._deaths = self._cells.after(entity[self.rows], dies[self.rows])

    def count(self) -> Days:
        """Return how many rows are seen at each moment."""
        return self._cells.total(self.births, self._deaths, 1)

    def total(self, weights: Days) -> Days:
        """Return the sum of whole-number weights over the rows seen at each moment."""
        return self._cells.total(self.births, self._deaths, weights[self.rows])


def uncovered(fact: Days, born: Days, dies: Days) -> tuple[Positions, Days, Days]:
    """Return rows in the order of their facts with the part of their lives no other row covers.

    Of rows with one fact, a row begins to count only when those born before it have died.
    """
    order = np.argsort(sortable(fact, born)) if _small(fact) else np.lexsort((born, fact))
    fact, born, dies = fact[order], born[order], dies[order]
    starts = np.append(True, fact[1:] != fact[:-1])[: len(order)]
    group = np.cumsum(starts) << SHIFT
    covered = np.maximum.accumulate(group + dies + ZERO_DAY) - group - ZERO_DAY
    before = np.where(starts, -ZERO_DAY, np.append(-ZERO_DAY, covered)[: len(order)])
    return order, np.maximum(born, before), np.maximum(dies, before)


def facts(entity: Days, values: Floats) -> Days:
    """Return one whole number for each entity and value; equal pairs have equal numbers."""
    whole = values.astype(np.int64) if _are_counts(values) else _numbered(values)
    made: Days = entity * (1 + whole.max(initial=0)) + whole
    return made


def _are_counts(values: Floats) -> bool:
    return bool(((values >= 0) & (values < LARGEST >> 20) & (values == np.rint(values))).all())


def _numbered(values: Floats) -> Days:
    return np.unique(values, return_inverse=True)[1].astype(np.int64)


def _small(fact: Days) -> bool:
    return int(fact.max(initial=0)) < LARGEST
