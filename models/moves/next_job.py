"""The next job: learned from the changes of job on record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

import lightgbm
import numpy as np
import pandas as pd

from models.gaps import present_posts
from models.moves.changes import job_changes
from models.moves.paths import Paths
from models.scorers import (
    Employees,
    Floats,
    ItemScores,
    Mask,
    Positions,
    Tables,
    index_of,
    scores_of,
)

FEWEST_CHANGES = 300
"""With fewer changes to learn from, the counts speak for themselves."""
MOST_DAYS, YEARS = 12, 4
OTHERS_KEPT = 0.15
"""Of the jobs that a change did not lead to, so many are shown to the model."""
POSTS_AT_ONCE = 200
ROUNDS = 300
PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 31,
    "min_data_in_leaf": 50,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 1,
    "verbose": -1,
}


class NextJob:
    """Values jobs by how often people went there from such a post; NaN for the present job.

    Only the post counts, its job and unit: nothing about the person, so that colleagues in one
    post get the same. With `FEWEST_CHANGES` on record a gradient boosting (Ke et al. 2017) learns
    what the counts of `Paths` mean, each change seen from the day before it; with fewer, the share
    of changes from the job, then from its trade, then jobs of the unit count, in this order.
    """

    reason = "usual_path"

    def __init__(self, *, seed: int = 7) -> None:
        self.seed = seed

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Learn from the changes of the last years and return itself."""
        self._paths = Paths.on(tables, as_of)
        self._posts = present_posts(tables, as_of)[["job_id", "unit_id"]]
        self.items_ = self._paths.jobs
        self._model = self._learned(tables, job_changes(tables, as_of), as_of)
        return self

    def score(self, employees: Employees) -> ItemScores:
        """Return the log-odds of each job, or the mixture of shares where nothing was learned."""
        posts = self._posts.reindex(index_of(employees)).astype("str")
        job = self.items_.get_indexer(index_of(posts["job_id"]))
        unit = self._paths.units.get_indexer(index_of(posts["unit_id"]))
        pairs, at = np.unique(np.column_stack([job, unit]), axis=0, return_inverse=True)
        values = np.vstack([np.empty((0, len(self.items_))), *self._of_posts(pairs)])
        values = values[at.ravel()]
        values[job < 0] = np.nan
        known = np.flatnonzero(job >= 0)
        values[known, job[known]] = np.nan
        return scores_of(employees, self.items_, values)

    def explain(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return how many recorded changes went from the person's job to this one lately."""
        own = self.items_.get_indexer(index_of(pairs["employee_id"].map(self._posts["job_id"])))
        to = self.items_.get_indexer(index_of(pairs["item_id"]))
        counted = (own >= 0) & (to >= 0)
        found = np.where(counted, self._paths.ways[own, to], np.nan)
        return pd.DataFrame({"recent_changes": found}, index=pairs.index)

    def has_way(self, employees: Employees) -> Mask:
        """Return people x jobs: True where somebody went there from such a job or its trade."""
        own = self._posts["job_id"].reindex(index_of(employees))
        job = self.items_.get_indexer(index_of(own))
        known = self._paths.trade_ways()[job] > 0
        return np.asarray(known & (job >= 0)[:, None])

    def _of_posts(self, pairs: Positions) -> list[Floats]:
        return [
            self._values(pairs[first : first + POSTS_AT_ONCE])
            for first in range(0, len(pairs), POSTS_AT_ONCE)
        ]

    def _values(self, pairs: Positions) -> Floats:
        found = self._paths.features(pairs[:, 0], pairs[:, 1])
        if self._model is None:
            shares = found[:, :, [1, 3, 5]] * np.array([1.0, 0.1, 0.01])
            return np.asarray(shares.sum(axis=2), dtype=np.float64)
        flat = self._model.predict(found.reshape(-1, found.shape[2]), raw_score=True, num_threads=1)
        return np.asarray(flat, dtype=np.float64).reshape(found.shape[:2])

    def _learned(
        self, tables: Tables, changes: pd.DataFrame, as_of: date
    ) -> lightgbm.Booster | None:
        if len(changes) < FEWEST_CHANGES:
            return None
        rng, parts = np.random.default_rng(self.seed), []
        for first, end in _periods(changes["day"], as_of):
            seen = changes[(changes["day"] >= first) & (changes["day"] < end)]
            parts += _examples(Paths.on(tables, first.date()), seen, rng)
        X, y = (np.concatenate(part) for part in zip(*parts, strict=True))
        data = lightgbm.Dataset(X, y, params={"verbose": -1, "num_threads": 1})
        return lightgbm.train(PARAMETERS | {"seed": self.seed}, data, ROUNDS)


def _periods(days: pd.Series, as_of: date) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Return the periods to learn from: between lists of staff, or else the last years."""
    end = pd.Timestamp(as_of) + timedelta(days=1)
    found = sorted(days.unique())
    if len(found) > MOST_DAYS:
        found = [pd.Timestamp(as_of) - pd.DateOffset(years=n) for n in range(YEARS, 0, -1)]
        return list(zip(found, [*found[1:], end], strict=True))
    return list(zip(found[1:], [*found[2:], end], strict=True))


def _examples(
    paths: Paths, seen: pd.DataFrame, rng: np.random.Generator
) -> list[tuple[np.ndarray, np.ndarray]]:
    job, to = (paths.jobs.get_indexer(index_of(seen[side])) for side in ("from_job", "to_job"))
    unit = paths.units.get_indexer(index_of(seen["from_unit"]))
    known, parts = np.flatnonzero((job >= 0) & (to >= 0)), []
    for first in range(0, len(known), POSTS_AT_ONCE):
        at = known[first : first + POSTS_AT_ONCE]
        reached = np.arange(len(paths.jobs))[None, :] == to[at, None]
        other = np.arange(len(paths.jobs))[None, :] != job[at, None]
        kept = reached | (other & (rng.random(reached.shape) < OTHERS_KEPT))
        parts.append((paths.features(job[at], unit[at])[kept], reached[kept]))
    return parts
