"""The re-ranker: gradient boosting on lists."""

from __future__ import annotations

import lightgbm
import numpy as np
from numpy.typing import NDArray

from models.next_item.log import Floats, Mask
from models.next_item.splits import Examples

MOST_TREES = 300
PATIENCE = 30
PARAMETERS = {
    "objective": "lambdarank",
    "metric": "ndcg",
    "eval_at": [10],
    "learning_rate": 0.04,
    "num_leaves": 15,
    "min_data_in_leaf": 150,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.6,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 127,
    "lambdarank_truncation_level": 20,
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 1,
    "verbose": -1,
}


class Ranker:
    """LambdaMART (Burges 2010) twice, each on half of the persons.

    The other half says after how many trees to stop; the two are averaged, so that all persons
    count and no number of trees has to be guessed.
    """

    def __init__(self, examples: Examples, *, seed: int) -> None:
        half = np.random.default_rng(seed).random(examples.user.max() + 1) < 0.5
        is_first: Mask = half[examples.user]
        self._models = [_boosted(examples, learned, seed=seed) for learned in (is_first, ~is_first)]

    def predict(self, X: NDArray[np.float32]) -> Floats:
        """Return the mean score of each row; higher comes sooner."""
        scores = [model.predict(X, num_threads=1) for model in self._models]
        mean: Floats = np.mean(scores, axis=0)
        return mean


def _boosted(examples: Examples, learned: Mask, *, seed: int) -> lightgbm.Booster:
    size = len(examples.y) // len(learned)
    learning = _dataset(examples, learned, size=size, reference=None)
    judging = _dataset(examples, ~learned, size=size, reference=learning)
    return lightgbm.train(
        PARAMETERS | {"seed": seed},
        learning,
        MOST_TREES,
        valid_sets=[judging],
        callbacks=[lightgbm.early_stopping(PATIENCE, verbose=False)],
    )


def _dataset(
    examples: Examples, groups: Mask, *, size: int, reference: lightgbm.Dataset | None
) -> lightgbm.Dataset:
    rows = np.repeat(groups, size)
    return lightgbm.Dataset(
        examples.X[rows],
        examples.y[rows],
        group=np.full(groups.sum(), size),
        reference=reference,
        params={"max_bin": PARAMETERS["max_bin"], "verbose": -1, "num_threads": 1},
    )
