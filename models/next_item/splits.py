"""Inner splits: histories cut short, so that a ranker learns from what really came next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.next_item.features import Knowledge
from models.next_item.log import Floats, Integers, Log, Mask, Moments, Rows

SHARE_HELD = 5
"""The last of so many parts of a history is held out, at least one item."""


@dataclass(frozen=True)
class Examples:
    """Candidates to learn the ranking from, in groups of equal size, one group a moment.

    ``X`` has a row for each candidate; ``y`` is 1 where the item came next; ``user`` is the
    person of each group.
    """

    X: NDArray[np.float32]
    y: Integers
    user: Integers
    names: tuple[str, ...]

    def joined(self, other: Examples) -> Examples:
        """Return both, one after the other."""
        X, y = np.concatenate([self.X, other.X]), np.concatenate([self.y, other.y])
        return Examples(X, y, np.concatenate([self.user, other.user]), self.names)


def cut(log: Log) -> Mask:
    """Return which events stay when the last fifth of each history is held out."""
    held = np.maximum(1, log.lengths // SHARE_HELD)
    stay: Mask = log.place < (log.lengths - held)[log.user]
    return stay


def examples_of(
    log: Log, stay: Mask, *, alike: Rows | None, n_candidates: int, most: int, seed: int
) -> Examples | None:
    """Return what a ranker can learn from the events that do not stay, or None if nothing.

    All features are learned from the events that stay. At most ``most`` persons are looked at.
    """
    before, rng = log.kept(stay), np.random.default_rng(seed)
    asked = np.flatnonzero((before.lengths > 0) & (before.lengths < log.lengths))
    if len(asked) > most:
        asked = np.sort(rng.choice(asked, most, replace=False))
    if not len(asked):
        return None
    knowledge = Knowledge(before, alike=alike, seed=seed)
    parts = []
    for first in range(0, len(asked), knowledge.moments_at_once):
        users = asked[first : first + knowledge.moments_at_once]
        moments = Moments(before, users, before.lengths[users])
        parts.append(_examples_at(knowledge, moments, log.kept(~stay), n_candidates))
    joined = parts[0]
    for part in parts[1:]:
        joined = joined.joined(part)
    return joined if len(joined.user) else None


def _examples_at(knowledge: Knowledge, moments: Moments, held: Log, n_candidates: int) -> Examples:
    items, scores = knowledge.candidates(moments, most=n_candidates)
    came = came_next(moments, held, items) & np.isfinite(scores)
    rows = np.flatnonzero(came.any(axis=1))
    moments, items = moments.take(rows), items[rows]
    columns = knowledge.features(moments, items)
    y = came[rows].ravel().astype(np.int64)
    return Examples(matrix(columns), y, moments.user, tuple(columns))


def came_next(moments: Moments, held: Log, items: Integers) -> Mask:
    """Return moments x ``items``: whether the item is among what was held out."""
    ends = Moments(held, moments.user, held.lengths[moments.user])
    found: Mask = np.take_along_axis(ends.owned(), items, axis=1)
    return found


def matrix(columns: dict[str, NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return features as a matrix with a row for each moment and item."""
    return np.stack([values.ravel() for values in columns.values()], axis=1)


def in_groups(values: Floats, *, n_groups: int) -> Floats:
    """Return values as a row for each moment."""
    return values.reshape(n_groups, -1)
