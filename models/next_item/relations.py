"""How items follow each other: matrices of items x items learned from whole histories.

Row i, column j says how much having item i speaks for taking item j next. Each is learned from
the histories of *other* people than those it is applied to when a ranker is trained on it.
"""

from __future__ import annotations

import numpy as np
from scipy import linalg, sparse

from models.next_item.log import Floats, Integers, Log, Moments, Rows

LONGEST_REACH = 50
MOST_DENSE = 3000
"""Methods that invert a matrix look at no more items than this, the most taken ones."""
EVENTS_AT_ONCE = 200_000
LEAST_WEIGHT = 0.01
"""Events whose weight has decayed below this are not looked at."""


def following(log: Log, *, decay: float, reach: int, within_days: float = np.inf) -> Rows:
    """Return how often j came after i, weighted by ``decay`` for each step beyond the first.

    ``within_days`` counts only what came so soon after.
    """
    n_items = len(log.items)
    total = sparse.csr_matrix((n_items, n_items))
    for first in range(0, len(log.user), EVENTS_AT_ONCE):
        last = min(first + EVENTS_AT_ONCE, len(log.user))
        events = np.arange(first, last)
        after = ahead(log, events, decay=decay, reach=reach, within_days=within_days)
        starts = sparse.csr_matrix(
            (np.ones(len(events)), (log.item[events], np.arange(len(events)))),
            shape=(n_items, len(events)),
        )
        total = total + starts @ after
    return total


def shares(counts: Rows, *, prior: float) -> Rows:
    """Return counts as shares of their row, drawn towards 0 where the row is small."""
    sums = np.asarray(counts.sum(axis=1)).ravel()
    return sparse.csr_matrix(sparse.diags(1 / np.maximum(sums + prior, 1e-9)) @ counts)


def lifted(counts: Rows, taken: Floats, *, power: float) -> Rows:
    """Return counts divided by how often each of the two items is taken, to a power."""
    scale = sparse.diags(1 / np.maximum(taken, 1.0) ** power)
    return sparse.csr_matrix(scale @ counts @ scale)


def ease(log: Log, *, ridge: float) -> Rows:
    """Return the weights of EASE (Steck 2019, Embarrassingly Shallow Autoencoders)."""
    kept = most_taken(log)
    histories = histories_of(log)[:, kept]
    gram = (histories.T @ histories).toarray()
    inverse = linalg.inv(gram + ridge * np.eye(len(gram)), overwrite_a=True, check_finite=False)
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return _spread(weights, kept, n_items=len(log.items))


def ridge_next(log: Log, *, past: float, future: float, ridge: float) -> Rows:
    """Return a ridge regression from the decayed past to the decayed future at every event.

    The linear transition model SLIT of Choi et al. 2021 (Session-aware Linear Item-Item Models).
    """
    kept = most_taken(log)
    gram, target = np.eye(len(kept)) * ridge, np.zeros((len(kept), len(kept)))
    moments = Moments(log, log.user, log.place + 1)
    for first in range(0, len(log.user), EVENTS_AT_ONCE):
        events = np.arange(first, min(first + EVENTS_AT_ONCE, len(log.user)))
        before = moments.take(events).weights(past, reach=LONGEST_REACH)[:, kept]
        after = ahead(log, events, decay=future, reach=LONGEST_REACH)[:, kept]
        gram += (before.T @ before).toarray()
        target += (before.T @ after).toarray()
    weights = linalg.solve(gram, target, assume_a="pos", overwrite_a=True, overwrite_b=True)
    return _spread(weights, kept, n_items=len(log.items))


def ahead(
    log: Log, events: Integers, *, decay: float, reach: int, within_days: float = np.inf
) -> Rows:
    """Return events x items: ``decay`` to the power of how many events later it was taken."""
    rows, columns, values = [], [], []
    for distance in range(1, reach + 1):
        weight = decay ** (distance - 1)
        ends = log.starts[log.user[events] + 1]
        has = np.flatnonzero(events + distance < ends)
        if weight < LEAST_WEIGHT or not len(has):
            break
        later = events[has] + distance
        if np.isfinite(within_days):
            soon = log.day[later] - log.day[events[has]] <= within_days
            has, later = has[soon], later[soon]
        rows.append(has)
        columns.append(log.item[later])
        values.append(np.full(len(has), weight))
    shape = (len(events), len(log.items))
    if not rows:
        return sparse.csr_matrix(shape)
    places = (np.concatenate(rows), np.concatenate(columns))
    return sparse.csr_matrix((np.concatenate(values), places), shape=shape)


def histories_of(log: Log) -> Rows:
    """Return persons x items: 1 for what a person has."""
    ones = np.ones(len(log.user))
    return sparse.csr_matrix((ones, (log.user, log.item)), shape=(len(log.users), len(log.items)))


def most_taken(log: Log) -> Integers:
    """Return the positions of the `MOST_DENSE` most taken items, sorted."""
    counts = np.bincount(log.item, minlength=len(log.items))
    return np.sort(np.argsort(-counts, kind="stable")[:MOST_DENSE])


def _spread(weights: Floats, kept: Integers, *, n_items: int) -> Rows:
    small = sparse.coo_matrix(weights)
    return sparse.csr_matrix(
        (small.data, (kept[small.row], kept[small.col])), shape=(n_items, n_items)
    )
