"""Rows in the order of a day of theirs, and the moments at which they are counted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from features.clock import NEVER, SHIFT, ZERO_DAY, Days, Floats, sortable

Positions = NDArray[np.int64]
LARGEST = 1 << (62 - SHIFT)
"""Facts below this number can be sorted together with a day."""


@dataclass(frozen=True, eq=False)
class Moments:
    """The (entity, day) pairs that are asked about."""

    entity: Days
    day: Days

    @cached_property
    def keys(self) -> Days:
        """One sortable number a moment."""
        return sortable(self.entity, self.day)

    @cached_property
    def first(self) -> int:
        """The earliest day asked about."""
        return int(self.day.min(initial=NEVER))

    @cached_property
    def last(self) -> int:
        """The latest day asked about."""
        return int(self.day.max(initial=-NEVER))


class Turns:
    """Some rows in the order of the day on which something becomes of them: birth, or death.

    ``rows`` are their positions in this order. Days before the first moment are as good as the
    day before it, and days after the last as good as the last, so that little is left to sort.
    """

    def __init__(self, entity: Days, day: Days, rows: Positions, moments: Moments) -> None:
        keys = sortable(entity[rows], np.clip(day[rows], moments.first - 1, moments.last))
        self._moments = moments
        if bool((keys[1:] >= keys[:-1]).all()):
            self._keys, self.rows = keys, rows
        else:
            order = np.argsort(keys, kind="stable")
            self._keys, self.rows = keys[order], rows[order]

    @cached_property
    def before(self) -> Positions:
        """How many rows, over all entities before as well, had turned at each moment."""
        return np.searchsorted(self._keys, self._moments.keys)

    def total(self, weights: Days) -> Days:
        """Return the sum of whole-number weights over the rows that had turned."""
        sums = np.zeros(len(self.rows) + 1, dtype=np.int64)
        np.cumsum(weights[self.rows], out=sums[1:])
        return sums[self.before]


class Lives:
    """Rows with the days between which they are seen; they end on the day ``dies``, included.

    Rows that are seen at none of the moments are left out from the start, births and deaths alike.
    """

    def __init__(self, entity: Days, born: Days, dies: Days, moments: Moments) -> None:
        rows = np.flatnonzero((dies >= moments.first) & (born < moments.last))
        self.births = Turns(entity, born, rows, moments)
        self.deaths = Turns(entity, dies, rows, moments)

    def count(self) -> Days:
        """Return how many rows are seen at each moment."""
        return self.births.before - self.deaths.before

    def total(self, weights: Days) -> Days:
        """Return the sum of whole-number weights over the rows seen at each moment."""
        return self.births.total(weights) - self.deaths.total(weights)


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
