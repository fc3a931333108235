"""Rows in the order of a day of theirs, and the moments at which they are counted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from features.clock import SHIFT, ZERO_DAY, Days, Floats, sortable

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


class Turns:
    """Rows in the order of the day on which something becomes of them: they are born, or die."""

    def __init__(self, entity: Days, day: Days, moments: Moments) -> None:
        self._keys, self.order = in_order(sortable(entity, day))
        self._moments = moments

    @cached_property
    def before(self) -> Positions:
        """How many rows, over all entities before as well, had turned at each moment."""
        return np.searchsorted(self._keys, self._moments.keys)

    def total(self, weights: Days) -> Days:
        """Return the sum of whole-number weights over the rows that had turned."""
        sums = np.zeros(len(weights) + 1, dtype=np.int64)
        np.cumsum(weights if self.order is None else weights[self.order], out=sums[1:])
        return sums[self.before]


def in_order(keys: Days) -> tuple[Days, Positions | None]:
    """Return the keys in order and the order, or None where they were in order already."""
    if bool((keys[1:] >= keys[:-1]).all()):
        return keys, None
    order = np.argsort(keys, kind="stable")
    return keys[order], order


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
