"""A small network from a history to the next item: it hears contexts, not only pairs of items."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.next_item.log import Floats, Integers, Log, Moments, Rows
from models.next_item.relations import LONGEST_REACH, ahead, most_taken

Singles = NDArray[np.float32]

Views = tuple[tuple[float, int], ...]
THREE_VIEWS: Views = ((1.0, 1), (0.5, 50), (0.9, 50))
"""Decay and reach of each view of the history: the last item, the latest few, all of it."""
FOUR_VIEWS: Views = ((1.0, 1), (0.3, 50), (0.7, 50), (0.95, 50))
COMMITTEE: tuple[Views, ...] = (THREE_VIEWS, FOUR_VIEWS, THREE_VIEWS, FOUR_VIEWS)
FUTURE = 0.8
HIDDEN = 128
DROPPED = 0.4
PENALTY = 3e-5
RATE = 0.003
MOST_PASSES = 14
CELLS = 4e8
"""Passes times events times items at most; it bounds the time (about 15 s) whatever the log."""
BATCH = 256
UNLIKELY = -30.0


class Committee:
    """Several networks that differ in start and views; their mean is better than each."""

    def __init__(self, log: Log, *, seed: int) -> None:
        self._networks = [
            NextItemNetwork(views=views, seed=seed + position).fit(log)
            for position, views in enumerate(COMMITTEE)
        ]

    def score(self, moments: Moments) -> Floats:
        """Return moments x items: the mean log-probability of coming next."""
        mean: Floats = np.mean([network.score(moments) for network in self._networks], axis=0)
        return mean


class NextItemNetwork:
    """Predicts the next items from three decayed views of the history, by one hidden layer.

    The views are those of a recurrent network with fixed gates (compare GRU4Rec, Hidasi et al.
    2016), which keeps training a matter of seconds without a deep-learning library. Targets are
    the items that follow, decayed by distance; loss is cross-entropy over items not yet taken,
    optimised by Adam with dropout. Items beyond the `MOST_DENSE` most taken have no output.
    """

    def __init__(self, *, views: Views, seed: int) -> None:
        self.views, self.seed = views, seed

    def fit(self, log: Log) -> Self:
        """Learn from all events that have a next one, and return itself."""
        rng = np.random.default_rng(self.seed)
        self._kept = most_taken(log)
        self._n_items = len(log.items)
        events = np.flatnonzero(log.place < log.lengths[log.user] - 1)
        most = max(BATCH, int(CELLS / len(self._kept)))
        if len(events) > most:
            events = np.sort(rng.choice(events, most, replace=False))
        passes = int(np.clip(most // max(len(events), 1), 1, MOST_PASSES))
        self._start(log, rng)
        if len(events):
            self._learn(log, events, passes=passes, rng=rng)
        return self

    def score(self, moments: Moments) -> Floats:
        """Return moments x items: log-probabilities of coming next, `UNLIKELY` where unknown."""
        inputs = self._inputs(moments)
        hidden = np.tanh(inputs @ self._weights["into"])
        raised = hidden @ self._weights["out"] + self._weights["bias"]
        scores = np.full((len(moments), self._n_items), UNLIKELY)
        scores[:, self._kept] = raised - _log_sum(raised)
        return scores

    def _inputs(self, moments: Moments) -> Rows:
        views = []
        for decay, reach in self.views:
            view = moments.weights(decay, reach=reach)[:, self._kept]
            norms = np.sqrt(np.asarray(view.multiply(view).sum(axis=1)).ravel())
            views.append(sparse.diags(1 / np.maximum(norms, 1e-9)) @ view)
        ones = sparse.csr_matrix(np.ones((len(moments), 1)))
        return sparse.csr_matrix(sparse.hstack([*views, ones]), dtype=np.float32)

    def _start(self, log: Log, rng: np.random.Generator) -> None:
        n_items = len(self._kept)
        taken = np.bincount(log.item, minlength=len(log.items))[self._kept]
        weights = {
            "into": rng.normal(0, 0.3, (len(self.views) * n_items + 1, HIDDEN)),
            "out": rng.normal(0, 0.1, (HIDDEN, n_items)),
            "bias": np.log1p(taken)[None, :],
        }
        self._weights = {name: start.astype(np.float32) for name, start in weights.items()}

    def _learn(self, log: Log, events: Integers, *, passes: int, rng: np.random.Generator) -> None:
        moments = Moments(log, log.user[events], log.place[events] + 1)
        inputs = self._inputs(moments)
        owned = moments.weights(1.0, reach=LONGEST_REACH)[:, self._kept]
        after = ahead(log, events, decay=FUTURE, reach=20)[:, self._kept]
        sums = np.asarray(after.sum(axis=1)).ravel()
        targets = sparse.csr_matrix(sparse.diags(1 / np.maximum(sums, 1e-9)) @ after)
        adam = Adam(self._weights, n_steps=passes * -(-len(events) // BATCH))
        for _ in range(passes):
            order = rng.permutation(len(events))
            mixed = inputs[order], targets[order], owned[order]
            for first in range(0, len(order), BATCH):
                x, wanted, has = (table[first : first + BATCH] for table in mixed)
                adam.step(self._slopes(x, wanted, has, rng))

    def _slopes(
        self, inputs: Rows, targets: Rows, owned: Rows, rng: np.random.Generator
    ) -> dict[str, Singles]:
        weights = self._weights
        hidden = np.tanh(inputs @ weights["into"])
        kept = (rng.random(hidden.shape, dtype=np.float32) > DROPPED) / np.float32(1 - DROPPED)
        raised = (hidden * kept) @ weights["out"] + weights["bias"]
        raised[owned.nonzero()] = UNLIKELY
        wanted = targets.toarray().astype(np.float32)
        errors = np.exp(raised - _log_sum(raised)) - wanted
        errors *= (wanted.sum(axis=1, keepdims=True) > 0) / np.float32(len(wanted))
        back = (errors @ weights["out"].T) * kept * (1 - hidden * hidden)
        return {
            "into": inputs.T @ back + PENALTY * weights["into"],
            "out": (hidden * kept).T @ errors + PENALTY * weights["out"],
            "bias": errors.sum(axis=0, keepdims=True),
        }


class Adam:
    """Adam (Kingma and Ba 2015) with a rate that falls linearly to 0; changes weights in place."""

    def __init__(self, weights: dict[str, Singles], *, n_steps: int) -> None:
        self._weights, self._n_steps, self._done = weights, n_steps, 0
        self._means = {name: np.zeros_like(value) for name, value in weights.items()}
        self._squares = {name: np.zeros_like(value) for name, value in weights.items()}

    def step(self, slopes: dict[str, Singles]) -> None:
        """Move the weights against their slopes."""
        rate = RATE * (1 - self._done / self._n_steps)
        self._done += 1
        for name, slope in slopes.items():
            mean, square = self._means[name], self._squares[name]
            mean += 0.1 * (slope - mean)
            square += 0.01 * (slope * slope - square)
            spread = np.sqrt(square / (1 - 0.99**self._done)) + 1e-6
            self._weights[name] -= rate * (mean / (1 - 0.9**self._done)) / spread


def _log_sum(raised: Singles) -> Singles:
    top = raised.max(axis=1, keepdims=True)
    total: Singles = top + np.log(np.exp(raised - top).sum(axis=1, keepdims=True))
    return total
