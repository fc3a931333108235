"""Next items of very large logs: one relation between items, applied to everybody in a minute."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.next_item.log import Floats, Integers, Log, Moments

Singles = NDArray[np.float32]

REACH = 10
"""How many events ahead one item still speaks for another."""
FUTURE, PAST = 0.7, 0.5
"""What an event further ahead, or longer ago, counts for against the one beside it."""
PRIOR = 2.0
TOGETHER = 0.1
"""What being taken by the same people counts for against being taken soon after."""
POPULARITY = 1e-4
MOST_ITEMS = 8_000
"""Relations are kept between so many items, the most taken ones."""
PEOPLE_AT_ONCE = 20_000
IN_A_GROUP = 50


class Transitions:
    """What is taken soon after what, as shares, and what is taken by the same people.

    Row i, column j of the relation says how much having item i speaks for taking j. All is counted
    in dense matrices of items x items, so that the cost grows with events alone.
    """

    def fit(self, log: Log) -> Self:
        """Count and return itself."""
        taken = np.bincount(log.item, minlength=len(log.items))
        self._kept = np.sort(np.argsort(-taken, kind="stable")[:MOST_ITEMS])
        place = np.full(len(log.items), -1)
        place[self._kept] = np.arange(len(self._kept))
        after = _after(log, place[log.item], n_items=len(self._kept))
        popular = taken[self._kept] / max(taken.max(), 1)
        self._relation = _relation(after, np.maximum(taken[self._kept], 1.0))
        self._popular = (POPULARITY * popular).astype(np.float32)
        return self

    def scored(self, moments: Moments, *, most: int) -> tuple[Integers, Floats]:
        """Return moments x items, the highest first, and scores, -inf for what is owned."""
        history = moments.weights(PAST, reach=int(moments.seen.max(initial=1)))[:, self._kept]
        recent = sparse.csr_matrix(history, dtype=np.float32)
        scores = recent @ self._relation + self._popular
        scores[recent.nonzero()] = -np.inf
        items = highest(scores, k=min(most, scores.shape[1]))
        found = np.take_along_axis(scores, items, axis=1).astype(np.float64)
        return self._kept[items], found


def _after(log: Log, item: Integers, *, n_items: int) -> Floats:
    """Return items x items: how often j came after i, each step further ahead counting less."""
    total = np.zeros(n_items * n_items)
    for distance in range(1, REACH + 1):
        same = log.user[distance:] == log.user[:-distance]
        first, later = item[:-distance][same], item[distance:][same]
        both = (first >= 0) & (later >= 0)
        pairs = first[both] * n_items + later[both]
        total += FUTURE ** (distance - 1) * np.bincount(pairs, minlength=n_items * n_items)
    return total.reshape(n_items, n_items)


def _relation(after: Floats, taken: Floats) -> Singles:
    shares = after / (after.sum(axis=1, keepdims=True) + PRIOR)
    together = (after + after.T) / np.sqrt(taken[:, None] * taken)
    relation: Singles = (shares + TOGETHER * together).astype(np.float32)
    return relation


def highest(scores: Singles, *, k: int) -> Integers:
    """Return the columns of the ``k`` highest values of each row, the highest first.

    Exact: the highest k lie in the k groups of columns with the highest maxima.
    """
    n_rows, n_columns = scores.shape
    n_groups = -(-n_columns // IN_A_GROUP)
    if n_groups <= k:
        return _sorted(scores, np.broadcast_to(np.arange(n_columns), scores.shape), k=k)
    padded = np.full((n_rows, n_groups * IN_A_GROUP), -np.inf, dtype=np.float32)
    padded[:, :n_columns] = scores
    grouped = padded.reshape(n_rows, n_groups, IN_A_GROUP)
    groups = np.argpartition(-grouped.max(axis=2), k - 1, axis=1)[:, :k]
    some = np.take_along_axis(grouped, groups[:, :, None], axis=1).reshape(n_rows, -1)
    columns = groups[:, :, None] * IN_A_GROUP + np.arange(IN_A_GROUP)
    return _sorted(some, columns.reshape(n_rows, -1), k=k)


def _sorted(scores: Singles, columns: Integers, *, k: int) -> Integers:
    near = np.argpartition(-scores, k - 1, axis=1)[:, :k] if k < scores.shape[1] else columns
    order = np.argsort(-np.take_along_axis(scores, near, axis=1), axis=1, kind="stable")
    found: Integers = np.take_along_axis(columns, np.take_along_axis(near, order, axis=1), axis=1)
    return found
