"""Gradient-boosted trees for the hazard."""

from __future__ import annotations

from typing import Self

import lightgbm as lgb
import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator

from models.turnover.hazard import SMALLEST_EXPOSURE, Floats, log_rate


class BoostedHazard(BaseEstimator):
    """LightGBM with a Poisson likelihood and the exposure as offset.

    Slow and strongly regularised by default: personnel data hold few events. It takes numbers,
    categories and missing values as they are.
    """

    def __init__(
        self,
        *,
        n_trees: int = 400,
        learning_rate: float = 0.02,
        n_leaves: int = 15,
        smallest_leaf: int = 80,
        share_of_columns: float = 0.5,
        ridge: float = 10.0,
        seed: int = 7,
        n_threads: int = 2,
    ) -> None:
        self.n_trees = n_trees
        self.learning_rate = learning_rate
        self.n_leaves = n_leaves
        self.smallest_leaf = smallest_leaf
        self.share_of_columns = share_of_columns
        self.ridge = ridge
        self.seed = seed
        self.n_threads = n_threads

    def fit(self, X: pd.DataFrame, y: Floats, *, exposure_days: Floats) -> Self:
        """Grow the trees from the rate of all."""
        exposure = np.maximum(exposure_days, SMALLEST_EXPOSURE)
        self.log_rate_ = log_rate(float(np.sum(y)), float(np.sum(exposure)))
        data = lgb.Dataset(X, np.asarray(y), init_score=self.log_rate_ + np.log(exposure))
        self.booster_ = lgb.train(self._parameters(), data, num_boost_round=self.n_trees)
        self.n_features_in_ = X.shape[1]
        return self

    def log_hazard(self, X: pd.DataFrame) -> Floats:
        """Return the log hazard a day of each person."""
        raw = self.booster_.predict(X, raw_score=True, num_threads=self.n_threads)
        hazard: Floats = self.log_rate_ + np.asarray(raw, dtype=np.float64)
        return hazard

    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return how much each column moves each person's log hazard from the average (SHAP).

        The frame has the index and columns of ``X``; positive raises the hazard.
        """
        shares = np.asarray(self.booster_.predict(X, pred_contrib=True))[:, :-1]
        return pd.DataFrame(shares, index=X.index, columns=X.columns)

    def _parameters(self) -> dict[str, object]:
        return {
            "objective": "poisson",
            "poisson_max_delta_step": 0.7,
            "learning_rate": self.learning_rate,
            "num_leaves": self.n_leaves,
            "min_data_in_leaf": self.smallest_leaf,
            "feature_fraction": self.share_of_columns,
            "lambda_l2": self.ridge,
            "min_data_per_group": self.smallest_leaf,
            "cat_smooth": 20.0,
            "seed": self.seed,
            "deterministic": True,
            "force_row_wise": True,
            "num_threads": self.n_threads,
            "verbosity": -1,
        }
