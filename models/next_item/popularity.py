"""What can be said of an item by itself: how often it is taken, when, and by whom."""

from __future__ import annotations

import numpy as np

from models.next_item.log import Floats, Integers, Log

BEFORE = (3.0, 14.0, 60.0, 365.0)
"""Windows before a moment, in days."""
AFTER = (1.0, 30.0, 365.0)
"""Windows after a moment, in days: what others took while the person was away."""
LATEST = 90.0


def descriptions(log: Log) -> dict[str, Floats]:
    """Return by name a value for each item: takers, mean place, share of last places, length."""
    n_items, lengths = len(log.items), log.lengths[log.user].astype(np.float64)
    taken = np.bincount(log.item, minlength=n_items).astype(np.float64)

    def mean(values: Floats) -> Floats:
        return np.bincount(log.item, weights=values, minlength=n_items) / np.maximum(taken, 1)

    return {
        "item_taken": taken,
        "item_place": mean(log.place / np.maximum(lengths - 1, 1)),
        "item_comes_last": mean(log.place == lengths - 1),
        "item_history_length": mean(lengths),
    }


class Trends:
    """When each item was taken: counts in windows around a day, answered by binary search."""

    def __init__(self, log: Log) -> None:
        order = np.lexsort((log.day, log.item))
        self._from, self._until = float(log.day.min()), float(log.day.max())
        self._span = self._until - self._from + 2 * (max(*BEFORE, *AFTER) + 1)
        self._keys = self._key(log.item[order], log.day[order])
        bounds = np.searchsorted(log.item[order], np.arange(len(log.items) + 1))
        days = np.r_[log.day[order], np.nan]
        is_taken = np.diff(bounds) > 0
        self._first = np.where(is_taken, days[bounds[:-1]], np.nan)
        self._last = np.where(is_taken, days[bounds[1:] - 1], np.nan)
        self._middle = np.where(is_taken, days[(bounds[:-1] + bounds[1:] - 1) // 2], np.nan)

    def features(self, day: Floats, items: Integers) -> dict[str, Floats]:
        """Return for moments x items counts in windows, and days since first and to last taken.

        ``day`` is the day of each moment, ``items`` its items. NaN: the item was never taken.
        """
        at = day[:, None]
        found = {f"taken_{int(n)}_days_before": self._count(items, at - n, at) for n in BEFORE}
        found |= {f"taken_{int(n)}_days_after": self._count(items, at, at + n) for n in AFTER}
        end = np.full_like(at, self._until)
        return found | {
            "taken_lately": self._count(items, end - LATEST, end),
            "days_since_release": at - self._first[items],
            "days_to_last_taken": self._last[items] - at,
            "days_to_middle": self._middle[items] - at,
        }

    def _key(self, items: Integers, day: Floats) -> Floats:
        inside = np.clip(day - self._from + max(BEFORE) + 1, 0, self._span - 1e-3)
        keys: Floats = items * self._span + inside
        return keys

    def _count(self, items: Integers, since: Floats, until: Floats) -> Floats:
        ends = np.searchsorted(self._keys, self._key(items, until), side="right")
        starts = np.searchsorted(self._keys, self._key(items, since), side="right")
        return (ends - starts).astype(np.float64)
