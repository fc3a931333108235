"""The hazard as a blend: one curve of risk for every horizon, from any table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from models.turnover.any_table import as_frame, as_truth, take_any_table
from models.turnover.blending import Blend, Split
from models.turnover.columns import Codes
from models.turnover.curves import LogisticCurves
from models.turnover.exit_rates import folds_of
from models.turnover.hazard import HORIZONS, SMALLEST_EXPOSURE, Floats, risk_within
from models.turnover.members import MANY_ROWS, BoostedTrees, ExplainedMember, View

DAYS_A_YEAR = 365.25
MOST_DAYS = 3
"""Later days on which the members are weighed, the newest ones."""
FEWEST_TO_WEIGH = 100
"""Exits below which a later day is too few to weigh the members on."""
TREES = {
    "learning_rate": 0.02,
    "num_leaves": 15,
    "min_data_in_leaf": 80,
    "feature_fraction": 0.15,
    "bagging_fraction": 0.7,
    "lambda_l2": 20.0,
}
FORESTS: tuple[tuple[View, dict[str, float]], ...] = (
    ("words", {}),
    ("rates", {"extra_trees": True, "num_leaves": 31, "feature_fraction": 0.3}),
)
"""What trees see: categories with the best splits, and rates of exits with splits drawn at random
(Geurts et al. 2006), which err differently."""


class TurnoverHazard(ClassifierMixin, BaseEstimator):
    """Exits a day as a blend of a penalised regression and boosted trees, with exposure.

    Rows are people on a day, seen for ``exposure_days``. Where the index has the levels ``as_of``
    and ``employee_id``, as profiles do, the members are weighed on later days by what they
    learned before; otherwise on other people. Where nobody left, everybody has a low rate. It has
    no opinion about what a column means.

    Parameters
    ----------
    n_trees : trees of each boosted member and each of its seeds; of very many rows half as many
        are grown, each with twice the weight, which foretell nearly as well at half the cost.
    n_seeds : seeds whose boosted members are averaged.
    ridge : prior precision of the terms of the regression.
    n_folds : parts of the people that do not tell of each other.
    horizon_days : the exposure of rows without one, and the horizon of ``predict_proba``.
    seed : same table, same seed, same risks to the last digit.
    n_threads : seeds grown side by side.
    """

    def __init__(
        self,
        *,
        n_trees: int = 400,
        n_seeds: int = 3,
        ridge: float = 20.0,
        n_folds: int = 5,
        horizon_days: float = 365.0,
        seed: int = 7,
        n_threads: int = 2,
    ) -> None:
        self.n_trees = n_trees
        self.n_seeds = n_seeds
        self.ridge = ridge
        self.n_folds = n_folds
        self.horizon_days = horizon_days
        self.seed = seed
        self.n_threads = n_threads

    def fit(self, X: Any, y: Any, *, exposure_days: Floats | None = None) -> Self:
        """Learn from people seen for ``exposure_days``; the second class of ``y`` has left."""
        table = as_frame(self, X, reset=True)
        self.classes_, truth = as_truth(y, table, fewest=1)
        days = np.full(len(table), self.horizon_days) if exposure_days is None else exposure_days
        years = np.maximum(days, SMALLEST_EXPOSURE) / DAYS_A_YEAR
        self.log_odds_ = float(np.log((truth.sum() + 0.5) / (years.sum() + 1.0)))
        self.blend_: Blend[ExplainedMember] | None = None
        if len(self.classes_) == 1:
            return self
        fold = folds_of(table, truth, n_folds=self.n_folds, seed=self.seed)
        members = partial(self._members, many=len(table) >= MANY_ROWS)
        self.blend_ = Blend(members, n_seeds=self.n_seeds).fit(
            table,
            truth,
            offset=self.log_odds_ + np.log(years),
            fold=fold,
            splits=later_days(table, truth, days) or other_people(fold),
        )
        return self

    def log_hazard(self, X: Any) -> Floats:
        """Return the log of the expected exits a day; higher means more likely."""
        check_is_fitted(self)
        table = as_frame(self, X, reset=False)
        odds = np.full(len(table), self.log_odds_)
        if self.blend_ is not None:
            odds = odds + self.blend_.log_odds(table)
        hazard: Floats = np.log(np.logaddexp(0.0, odds)) - np.log(DAYS_A_YEAR)
        return hazard

    def predict_risk(self, X: Any, *, horizon_days: float) -> Floats:
        """Return the probability of an exit within so many days; it rises with the horizon."""
        return risk_within(self.log_hazard(X), horizon_days)

    def predict_curve(self, X: Any, *, horizons: Sequence[float] = HORIZONS) -> pd.DataFrame:
        """Return a column of risks for each horizon in days, on the index of ``X``."""
        hazard = self.log_hazard(X)
        index = X.index if isinstance(X, pd.DataFrame) else None
        return pd.DataFrame({days: risk_within(hazard, days) for days in horizons}, index=index)

    def predict_proba(self, X: Any) -> Floats:
        """Return the probability of staying and of leaving within ``horizon_days``.

        Where only one class was learned, there is only one column.
        """
        check_is_fitted(self)
        if len(self.classes_) == 1:
            return np.ones((len(self.log_hazard(X)), 1))
        risk = self.predict_risk(X, horizon_days=self.horizon_days)
        return np.column_stack([1 - risk, risk])

    def predict(self, X: Any) -> np.ndarray:
        """Return the more probable class of each row within ``horizon_days``."""
        leaving = self.predict_proba(X).argmax(axis=1)
        chosen: np.ndarray = self.classes_[leaving]
        return chosen

    def contributions(self, X: Any) -> pd.DataFrame:
        """Return how much each column moves each log hazard from the average."""
        check_is_fitted(self)
        table = as_frame(self, X, reset=False)
        moved = pd.DataFrame(0.0, index=table.index, columns=table.columns)
        if self.blend_ is None:
            return moved
        for weight, one in zip(self.blend_.weights_, self.blend_.fitted_, strict=True):
            if weight > 0:
                moved += weight * one.contributions(table)
        return moved

    def _members(self, n_seeds: int, *, many: bool) -> list[ExplainedMember]:
        step = 2 if many else 1
        boosted = [
            BoostedTrees(
                view,
                n_trees=max(1, self.n_trees // step),
                n_seeds=n_seeds,
                seed=self.seed,
                n_threads=self.n_threads,
                **{**TREES, **settings, "learning_rate": step * TREES["learning_rate"]},
            )
            for view, settings in FORESTS
        ]
        return [LogisticCurves(ridge=self.ridge), *boosted]

    def __sklearn_tags__(self) -> Any:
        return take_any_table(super().__sklearn_tags__())


def later_days(table: pd.DataFrame, y: Floats, exposure_days: Floats) -> list[Split]:
    """Return, for the newest days with enough exits, what was seen to its end before, and the day.

    Empty where the table has no as-of days, or too few exits on two of them.
    """
    if "as_of" not in table.index.names:
        return []
    days = table.index.get_level_values("as_of")
    ends = days + pd.to_timedelta(np.floor(exposure_days), unit="D")
    splits = []
    for day in days.unique().sort_values():
        learn, ask = np.asarray(ends <= day), np.asarray(days == day)
        if min(y[learn].sum(), y[ask].sum()) >= FEWEST_TO_WEIGH:
            splits.append((learn, ask))
    return splits[-MOST_DAYS:]


def other_people(fold: Codes) -> list[Split]:
    """Return each fold as what is asked, and all others as what is learned."""
    return [(fold != number, fold == number) for number in np.unique(fold)]
