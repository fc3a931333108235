"""What is known of a moment in a history and an item that might come next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.next_item.log import Floats, Integers, Log, Moments, Rows
from models.next_item.neighbours import Neighbours
from models.next_item.network import Committee
from models.next_item.popularity import Trends, descriptions
from models.next_item.relations import (
    LONGEST_REACH,
    ease,
    following,
    lifted,
    ridge_next,
    shares,
)

EASE_RIDGE = 200.0
NEXT_RIDGE = 30.0
A_SITTING = 0.05
"""Days: what comes within about an hour belongs to the same sitting."""
FEWEST_EVENTS = 1000
"""With fewer the network has nothing to learn from."""
CELLS_AT_ONCE = 4_000_000
FIRST_LOOK = ("soon_after_recent", "some_time_after", "taken_together_lately", "like_recent")
NETWORK_WEIGHT = 3.0
POPULARITY_WEIGHT = 1e-3


@dataclass(frozen=True)
class Signal:
    """A matrix of items x items and how a history is weighed before it is applied."""

    decay: float
    reach: int
    relation: Rows

    def of(self, moments: Moments) -> Floats:
        """Return moments x items: the weighted mean of the rows of the history's items."""
        weights = moments.weights(self.decay, reach=self.reach)
        sums = np.maximum(np.asarray(weights.sum(axis=1)), 1e-9)
        means: Floats = (weights @ self.relation).toarray() / sums
        return means


class Knowledge:
    """All that is learned from a log before ranking: signals, trends, neighbours, a network."""

    def __init__(self, log: Log, *, alike: Rows | None, seed: int) -> None:
        self._log = log
        self._signals = signals_of(log) | ({} if alike is None else text_signals(alike))
        self._descriptions = descriptions(log)
        self._neighbours = Neighbours(log)
        self._trends = Trends(log) if log.has_days else None
        learns = len(log.user) >= FEWEST_EVENTS
        self._network = Committee(log, seed=seed) if learns else None

    @property
    def moments_at_once(self) -> int:
        """How many moments are looked at in one go, so that memory stays bounded."""
        return max(1, CELLS_AT_ONCE // max(len(self._log.items), self._neighbours.size))

    def candidates(self, moments: Moments, *, most: int) -> tuple[Integers, Floats]:
        """Return the items that look best at first and their score, -inf for what is owned."""
        taken = self._descriptions["item_taken"]
        scores = np.tile(POPULARITY_WEIGHT * taken / max(taken.max(), 1.0), (len(moments), 1))
        for name in FIRST_LOOK:
            if name in self._signals:
                values = self._signals[name].of(moments)
                scores += values / np.maximum(values.max(axis=1, keepdims=True), 1e-9)
        if self._network is not None:
            scores += NETWORK_WEIGHT * np.exp(self._network.score(moments) / 2)
        scores[moments.owned()] = -np.inf
        items = np.argsort(-scores, axis=1, kind="stable")[:, :most]
        return items, np.take_along_axis(scores, items, axis=1)

    def features(self, moments: Moments, items: Integers) -> dict[str, NDArray[np.float32]]:
        """Return by name a value for each of moments x ``items``; NaN means not known."""
        found = {
            name: np.take_along_axis(signal.of(moments), items, axis=1)
            for name, signal in self._signals.items()
        }
        found["neighbours"] = np.take_along_axis(self._neighbours.score(moments), items, axis=1)
        if self._network is not None:
            found["network"] = np.take_along_axis(self._network.score(moments), items, axis=1)
        found |= {name: values[items] for name, values in self._descriptions.items()}
        if self._trends is not None:
            found |= self._trends.features(moments.last_day(), items)
        of_moments = self._of_moments(moments)
        found |= {
            name: np.broadcast_to(values[:, None], items.shape)
            for name, values in of_moments.items()
        }
        return {name: values.astype(np.float32) for name, values in found.items()}

    def _of_moments(self, moments: Moments) -> dict[str, Floats]:
        has, events = moments.back(0)
        last = moments.log.item[events]
        known: dict[str, Floats] = {"n_seen": moments.seen.astype(np.float64)}
        for name in ("item_taken", "item_place"):
            values = np.full(len(moments), np.nan)
            values[has] = self._descriptions[name][last]
            known[f"last_{name}"] = values
        if moments.log.has_days:
            has, events = moments.back(1)
            known["days_between_last_two"] = np.full(len(moments), np.nan)
            between = moments.log.day[events + 1] - moments.log.day[events]
            known["days_between_last_two"][has] = between
        return known


def signals_of(log: Log) -> dict[str, Signal]:
    """Return the relations between items that the histories show, by the feature's name."""
    taken = np.bincount(log.item, minlength=len(log.items)).astype(np.float64)
    near = shares(following(log, decay=1.0, reach=1), prior=2.0)
    soon = following(log, decay=0.6, reach=20)
    later = following(log, decay=0.9, reach=LONGEST_REACH)
    ever = following(log, decay=1.0, reach=LONGEST_REACH)
    together = lifted(sparse.csr_matrix(ever + ever.T), taken, power=0.5)
    soon_shares, later_shares = shares(soon, prior=2.0), shares(later, prior=2.0)
    arrivals = sparse.csr_matrix(shares(sparse.csr_matrix(later.T), prior=2.0).T)
    signals = {
        "next_after_last": Signal(1.0, 1, near),
        "next_after_last_two": Signal(1.0, 2, near),
        "soon_after_last": Signal(1.0, 1, soon_shares),
        "soon_after_recent": Signal(0.5, LONGEST_REACH, soon_shares),
        "soon_after_recent_lift": Signal(0.5, LONGEST_REACH, lifted(soon, taken, power=0.5)),
        "some_time_after": Signal(0.6, LONGEST_REACH, later_shares),
        "some_time_after_all": Signal(0.85, LONGEST_REACH, later_shares),
        "comes_from_recent": Signal(0.6, LONGEST_REACH, arrivals),
        "ever_after_all": Signal(1.0, LONGEST_REACH, shares(ever, prior=5.0)),
        "before_all": Signal(0.8, LONGEST_REACH, shares(sparse.csr_matrix(ever.T), prior=5.0)),
        "taken_together": Signal(1.0, LONGEST_REACH, together),
        "taken_together_lately": Signal(0.6, LONGEST_REACH, together),
        "ease": Signal(1.0, LONGEST_REACH, ease(log, ridge=EASE_RIDGE)),
        "regressed": Signal(
            0.4, LONGEST_REACH, ridge_next(log, past=0.4, future=0.4, ridge=NEXT_RIDGE)
        ),
    }
    if log.has_days:
        sitting = following(log, decay=0.8, reach=20, within_days=A_SITTING)
        signals["same_sitting"] = Signal(0.5, LONGEST_REACH, shares(sitting, prior=2.0))
    return signals


def text_signals(alike: Rows) -> dict[str, Signal]:
    """Return how alike items are in their texts to the last one and to the recent ones."""
    return {"like_last": Signal(1.0, 1, alike), "like_recent": Signal(0.6, LONGEST_REACH, alike)}
