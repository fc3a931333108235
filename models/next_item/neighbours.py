"""Persons with similar recent histories, and what they took."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from models.next_item.log import Floats, Log, Moments
from models.next_item.relations import LONGEST_REACH, histories_of

MOST_PERSONS = 20_000
"""Neighbours are sought among no more persons than this, evenly picked."""
NEIGHBOURS = 150
DECAY = 0.8


class Neighbours:
    """Session-based nearest neighbours (Jannach and Ludewig 2017) with a decayed history."""

    def __init__(self, log: Log) -> None:
        n_users = len(log.users)
        picked = np.linspace(0, n_users - 1, min(n_users, MOST_PERSONS)).round().astype(np.int64)
        self._place = np.full(n_users, -1)
        self._place[picked] = np.arange(len(picked))
        self._histories = histories_of(log)[picked]
        taken = np.bincount(log.item, minlength=len(log.items))
        self._rarity = sparse.diags(np.log1p(n_users / np.maximum(taken, 1)))
        sizes = np.asarray(self._histories.sum(axis=1)).ravel()
        unit = sparse.diags(1 / np.sqrt(np.maximum(sizes, 1))) @ self._histories
        self._columns = sparse.csr_matrix(unit.T)

    @property
    def size(self) -> int:
        """How many persons are compared with."""
        return int(self._histories.shape[0])

    def score(self, moments: Moments) -> Floats:
        """Return moments x items: the weighted share of the nearest others who have the item."""
        recent = moments.weights(DECAY, reach=LONGEST_REACH) @ self._rarity
        alike: Floats = (recent @ self._columns).toarray()
        own = self._place[moments.user]
        alike[np.flatnonzero(own >= 0), own[own >= 0]] = 0.0
        n_kept = min(NEIGHBOURS, alike.shape[1])
        nearest = np.argpartition(-alike, n_kept - 1, axis=1)[:, :n_kept]
        weights = np.take_along_axis(alike, nearest, axis=1)
        bounds = np.arange(len(moments) + 1) * n_kept
        chosen = sparse.csr_matrix((weights.ravel(), nearest.ravel(), bounds), shape=alike.shape)
        sums: Floats = (chosen @ self._histories).toarray()
        shares: Floats = sums / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
        return shares
