"""The learned order of courses: what the scorers' opinions together say of taking a course up.

The scorers of `models.courses` come in a fixed order. Here LambdaMART learns from what people
completed and rated well how much each opinion should count. What it learns does two things to a
list: among courses that close gaps, a likely one counts more (`CourseRanker.lean` says by how
much), and courses that only others' behaviour speaks for are put in its order. What a rule demands,
feedback names or the next job needs keeps its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import lightgbm
import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator

from models.scorers import Floats, Positions, Scorer, index_of

PARAMETERS = {
    "objective": "lambdarank",
    "learning_rate": 0.05,
    "num_leaves": 7,
    "min_data_in_leaf": 100,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 10.0,
    "lambdarank_truncation_level": 15,
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
N_TREES = 120
SPREAD_AT_MOST = 2.0
"""Standard deviations: further above or below the person's mean a course counts no more."""


@dataclass(frozen=True)
class Examples:
    """Listed courses of people on a day: what was known then, and what came of it.

    ``facts`` has a row for each pair, as of `opinions`; ``taken`` is 0, 1 (completed) or 2
    (completed and rated 4 or 5); ``group`` numbers the lists, rows of one list side by side.
    """

    facts: pd.DataFrame
    taken: Positions
    group: Positions


class CourseRanker(BaseEstimator):
    """LambdaMART (Burges 2010) over the opinions of scorers; higher is taken up sooner.

    ``lean`` says how strongly a list leans towards likely courses: worth is multiplied by
    exp(lean x standard deviations above the mean of the person's list). 0 changes no gap's place.
    """

    candidate = "lambdarank"

    def __init__(self, *, lean: float = 0.0, seed: int = 7) -> None:
        self.lean, self.seed = lean, seed

    def fit(self, examples: Examples) -> Self:
        """Learn from lists of which something was completed, and return itself."""
        some = np.bincount(examples.group, weights=examples.taken)[examples.group] > 0
        sizes = np.bincount(examples.group[some])
        self.facts_ = tuple(examples.facts.columns)
        data = lightgbm.Dataset(
            examples.facts[some].to_numpy(dtype=np.float64),
            examples.taken[some],
            group=sizes[sizes > 0],
            params={"verbose": -1, "num_threads": 1},
        )
        self.trees_ = lightgbm.train(PARAMETERS | {"seed": self.seed}, data, N_TREES)
        return self

    def predict(self, facts: pd.DataFrame) -> Floats:
        """Return a score for each row; it compares courses of one person, without a unit."""
        X = facts[list(self.facts_)].to_numpy(dtype=np.float64)
        return np.asarray(self.trees_.predict(X, num_threads=1), dtype=np.float64)

    def liking(self, facts: pd.DataFrame, people: pd.Series) -> pd.DataFrame:
        """Return ``score`` and ``factor`` of each pair: how much more a likely course counts."""
        score = pd.Series(self.predict(facts), index=people.index)
        by = score.groupby(people.to_numpy())
        apart = (score - by.transform("mean")) / by.transform("std").fillna(0.0).clip(lower=1e-9)
        near = apart.clip(-SPREAD_AT_MOST, SPREAD_AT_MOST)
        return pd.DataFrame({"score": score, "factor": np.exp(self.lean * near)})


def opinions(scorers: Sequence[Scorer], listed: pd.DataFrame) -> pd.DataFrame:
    """Return each scorer's score of each listed pair, by its reason, and the place in the list.

    NaN means no opinion. Index as that of ``listed``.
    """
    people = index_of(listed["employee_id"].unique().tolist())
    rows = people.get_indexer(index_of(listed["employee_id"]))
    items = index_of(listed["item_id"])
    found = {scorer.reason: _at_pairs(scorer, people, rows, items) for scorer in scorers}
    return pd.DataFrame(found, index=listed.index).assign(place=listed["rank"].astype("float64"))


def _at_pairs(scorer: Scorer, people: pd.Index, rows: Positions, items: pd.Index) -> Floats:
    scores = scorer.score(people)
    columns = scores.items.get_indexer(items)
    return np.where(columns >= 0, scores.values[rows, columns], np.nan)
