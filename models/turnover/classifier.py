"""An estimator for cross-sections: who of a table has left, without dates or exposure."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from scipy.special import expit, logit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from models.turnover.any_table import as_frame, as_truth, take_any_table
from models.turnover.blending import Blend
from models.turnover.curves import LogisticCurves
from models.turnover.exit_rates import folds_of
from models.turnover.hazard import Floats
from models.turnover.kernel import LogisticLikeness
from models.turnover.members import BoostedTrees, MeanOf, Member, View

TREES = {
    "learning_rate": 0.02,
    "min_data_in_leaf": 20,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.7,
    "lambda_l2": 10.0,
}


FORESTS: tuple[tuple[View, int], ...] = (("order", 16), ("order", 31), ("rates", 16))
"""What trees see, and how many leaves each has; small and large ones err differently."""


class TurnoverClassifier(ClassifierMixin, BaseEstimator):
    """A blend of boosted trees and two regressions, each weighed on rows it had not seen.

    It takes any table: numbers, words, categories, missing values. It has no opinion about what
    a column means: whoever hands over a protected attribute has it used.

    Parameters
    ----------
    n_trees : trees of each of the three boosted members and each of their seeds.
    n_seeds : seeds whose boosted members are averaged.
    ridge : prior precision of the terms of the regression.
    n_folds : parts of the rows; each part is foretold by members that learned from the others.
    seed : same table, same seed, same probabilities to the last digit.
    n_threads : seeds grown side by side.
    """

    def __init__(
        self,
        *,
        n_trees: int = 600,
        n_seeds: int = 3,
        ridge: float = 4.0,
        n_folds: int = 5,
        seed: int = 7,
        n_threads: int = 1,
    ) -> None:
        self.n_trees = n_trees
        self.n_seeds = n_seeds
        self.ridge = ridge
        self.n_folds = n_folds
        self.seed = seed
        self.n_threads = n_threads

    def fit(self, X: Any, y: Any) -> Self:
        """Learn from a table and one of two classes for each row."""
        table = as_frame(self, X, reset=True)
        self.classes_, truth = as_truth(y, table)
        rarer = int(min(truth.sum(), len(truth) - truth.sum()))
        n_folds = max(2, min(self.n_folds, rarer))
        fold = folds_of(table, truth, n_folds=n_folds, seed=self.seed)
        self.log_odds_ = float(logit((truth.sum() + 0.5) / (len(truth) + 1.0)))
        self.blend_ = Blend(self._members, n_seeds=self.n_seeds).fit(
            table,
            truth,
            offset=np.full(len(table), self.log_odds_),
            fold=fold,
            splits=[(fold != number, fold == number) for number in range(n_folds)],
        )
        return self

    def decision_function(self, X: Any) -> Floats:
        """Return the log odds of the second class."""
        check_is_fitted(self)
        return self.log_odds_ + self.blend_.log_odds(as_frame(self, X, reset=False))

    def predict_proba(self, X: Any) -> Floats:
        """Return the probability of each class, a column for each of ``classes_``."""
        second = expit(self.decision_function(X))
        return np.column_stack([1 - second, second])

    def predict(self, X: Any) -> np.ndarray:
        """Return the more probable class of each row."""
        second = self.decision_function(X) > 0
        chosen: np.ndarray = self.classes_[second.astype(int)]
        return chosen

    def _members(self, n_seeds: int) -> list[Member]:
        trees = [
            BoostedTrees(
                view,
                n_trees=self.n_trees,
                n_seeds=n_seeds,
                seed=self.seed,
                n_threads=self.n_threads,
                **{**TREES, "num_leaves": n_leaves},
            )
            for view, n_leaves in FORESTS
        ]
        curves = LogisticCurves(ridge=self.ridge)
        return [curves, LogisticLikeness(seed=self.seed), MeanOf(trees)]

    def __sklearn_tags__(self) -> Any:
        return take_any_table(super().__sklearn_tags__())
