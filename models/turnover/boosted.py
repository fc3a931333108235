"""Gradient-boosted trees for the hazard."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Self

import lightgbm as lgb
import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator

from models.turnover.hazard import SMALLEST_EXPOSURE, Floats
from models.turnover.members import MANY_ROWS

DAYS_A_YEAR = 365.25
EXITS_A_LEAF, FEWEST_LEAVES = 250, 4
"""Trees have a leaf for so many exits, and at least so many: few exits bear few interactions."""
WORTH_SHARING = 1000
"""Fewer rows are told by one thread: a second one would spend longer waiting than working."""


class BoostedHazard(BaseEstimator):
    """LightGBM on yearly odds with the exposure as offset, averaged over a few seeds.

    Slow and strongly regularised by default: personnel data hold few events and many columns
    that say nearly the same, so that each split sees some of the columns and each tree some of
    the rows. It takes numbers, categories and missing values as they are. The seeds are grown
    side by side from one binned table, ``n_threads`` at a time, each on one thread: that costs
    less than sharing the work of every tree. Many rows are told by one seed, and where exits are
    few, trees have fewer leaves than ``n_leaves``.
    """

    def __init__(
        self,
        *,
        n_trees: int = 400,
        learning_rate: float = 0.02,
        n_leaves: int = 15,
        smallest_leaf: int = 40,
        share_of_columns: float = 0.3,
        share_of_rows: float = 0.7,
        ridge: float = 5.0,
        n_seeds: int = 3,
        seed: int = 7,
        n_threads: int = 2,
    ) -> None:
        self.n_trees = n_trees
        self.learning_rate = learning_rate
        self.n_leaves = n_leaves
        self.smallest_leaf = smallest_leaf
        self.share_of_columns = share_of_columns
        self.share_of_rows = share_of_rows
        self.ridge = ridge
        self.n_seeds = n_seeds
        self.seed = seed
        self.n_threads = n_threads

    def fit(self, X: pd.DataFrame, y: Floats, *, exposure_days: Floats) -> Self:
        """Grow the trees from the odds of all."""
        years = np.maximum(exposure_days, SMALLEST_EXPOSURE) / DAYS_A_YEAR
        yearly = (np.sum(y) + 0.5) / (np.sum(years) + 1.0)
        self.log_odds_ = float(np.log(yearly))
        offset = self.log_odds_ + np.log(years)

        most = max(FEWEST_LEAVES, int(np.sum(y)) // EXITS_A_LEAF)
        settings = {**self._parameters(), "num_leaves": min(self.n_leaves, most)}
        data = lgb.Dataset(X, np.asarray(y), init_score=offset, params=settings)
        data.construct()

        def grown(number: int) -> lgb.Booster:
            return lgb.train({**settings, "seed": self.seed + number}, data, self.n_trees)

        with ThreadPoolExecutor(self.n_threads) as threads:
            n_seeds = self.n_seeds if len(X) < MANY_ROWS else 1
            self.boosters_ = list(threads.map(grown, range(n_seeds)))
        self.n_features_in_ = X.shape[1]
        return self

    def log_hazard(self, X: pd.DataFrame) -> Floats:
        """Return the log hazard a day of each person."""
        return self.log_hazard_of(as_numbers(X, self.boosters_[0].pandas_categorical or ()))

    def log_hazard_of(self, values: Floats) -> Floats:
        """Return the same of the bare table that `as_numbers` makes."""
        threads = self.n_threads if len(values) >= WORTH_SHARING else 1
        raw = (
            np.asarray(one.predict(values, raw_score=True, num_threads=threads))
            for one in self.boosters_
        )
        log_odds = self.log_odds_ + sum(raw) / len(self.boosters_)
        hazard: Floats = np.log(np.logaddexp(0.0, log_odds)) - np.log(DAYS_A_YEAR)
        return hazard

    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return how much each column moves each person's log hazard from the average (SHAP).

        The frame has the index and columns of ``X``; positive raises the hazard. At the low odds
        of exits log odds and log hazard are nearly the same.
        """
        shares = [
            np.asarray(one.predict(X, pred_contrib=True, num_threads=self.n_threads))[:, :-1]
            for one in self.boosters_
        ]
        return pd.DataFrame(np.mean(shares, axis=0), index=X.index, columns=X.columns)

    def _parameters(self) -> dict[str, object]:
        return {
            "objective": "binary",
            "boost_from_average": False,
            "learning_rate": self.learning_rate,
            "min_data_in_leaf": self.smallest_leaf,
            "feature_fraction_bynode": self.share_of_columns,
            "bagging_fraction": self.share_of_rows,
            "bagging_freq": 1,
            "lambda_l2": self.ridge,
            "min_data_per_group": self.smallest_leaf,
            "cat_smooth": 20.0,
            "data_random_seed": self.seed,
            "deterministic": True,
            "force_row_wise": True,
            "num_threads": 1,
            "verbosity": -1,
        }


def as_numbers(X: pd.DataFrame, words: Sequence[Sequence[str]]) -> Floats:
    """Return the table as LightGBM reads it: a category is its place among its ``words``.

    ``words`` are those of each category column, in their order. NaN is a missing value or a word
    that was not learned from. LightGBM makes the same of a frame, but anew for every booster.
    """
    if not words:
        return X.to_numpy(dtype=np.float64)
    is_word = np.array([isinstance(dtype, pd.CategoricalDtype) for dtype in X.dtypes])
    values = np.empty(X.shape)
    values[:, ~is_word] = X.loc[:, ~is_word].to_numpy(dtype=np.float64)
    for place, known in zip(np.flatnonzero(is_word).tolist(), words, strict=True):
        codes = X.iloc[:, place].cat.set_categories(list(known)).cat.codes.to_numpy()
        values[:, place] = np.where(codes < 0, np.nan, codes)
    return values
