"""The members of a blend: models of the log odds that take any table and an offset."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Literal, Protocol, Self

import lightgbm as lgb
import numpy as np
import pandas as pd
from scipy.special import expit

from models.turnover.columns import Codes, Columns
from models.turnover.exit_rates import ExitRates
from models.turnover.hazard import Floats

View = Literal["order", "words", "rates"]
WORD = "word of "
RATE = "rate of "
MANY_ROWS = 300_000
"""Rows from which on one seed is enough: what averaging removes is small there."""


class Member(Protocol):
    """One member of a blend.

    ``offset`` is what is known of each row's log odds beforehand: the level of all, the
    exposure. ``fold`` keeps rows apart that must not tell of each other.
    """

    def fit(self, X: pd.DataFrame, y: Floats, *, offset: Floats, fold: Codes) -> Self:
        """Learn from outcomes of 0 and 1."""
        ...

    def log_odds(self, X: pd.DataFrame) -> Floats:
        """Return what is to be added to the offset; higher means more likely."""
        ...


class ExplainedMember(Member, Protocol):
    """A member whose log odds add up over the columns."""

    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return how much each column moves each row's log odds from the average."""
        ...


class MeanOf:
    """Several members that count as one: the mean of what they say."""

    def __init__(self, members: Sequence[Member]) -> None:
        self.members = members

    def fit(self, X: pd.DataFrame, y: Floats, *, offset: Floats, fold: Codes) -> Self:
        """Fit each of them."""
        for one in self.members:
            one.fit(X, y, offset=offset, fold=fold)
        return self

    def log_odds(self, X: pd.DataFrame) -> Floats:
        """Return the mean of their log odds."""
        mean: Floats = np.mean([one.log_odds(X) for one in self.members], axis=0)
        return mean


class BoostedTrees:
    """LightGBM on one view of the table, averaged over a few seeds.

    In the view ``order`` a word is a number by its place among the words; in ``words`` a
    category that trees split in any way; in ``rates`` also the log ratio of observed and
    expected exits in the other folds. ``settings`` are LightGBM's parameters.
    """

    def __init__(
        self,
        view: View,
        *,
        n_trees: int,
        n_seeds: int,
        seed: int,
        n_threads: int = 1,
        **settings: float,
    ) -> None:
        self.view = view
        self.n_trees = n_trees
        self.n_seeds = n_seeds
        self.seed = seed
        self.n_threads = n_threads
        self.settings = settings

    def fit(self, X: pd.DataFrame, y: Floats, *, offset: Floats, fold: Codes) -> Self:
        """Grow the trees from the offset."""
        self.columns_ = Columns().fit(X)
        table = self._table(X)
        if self.view == "rates":
            self.rates_ = ExitRates()
            codes = self.columns_.codes(X)
            codes = codes.loc[:, codes.nunique() > 1]
            rates = self.rates_.fit_transform(codes, y, expected=expit(offset), fold=fold)
            table = pd.concat([table, rates.add_prefix(RATE)], axis=1)
        words = [i for i, name in enumerate(table) if str(name).startswith(WORD)]
        self.sources_ = [str(name).removeprefix(WORD).removeprefix(RATE) for name in table]
        values = table.to_numpy(dtype=np.float64)

        data = lgb.Dataset(
            values,
            y,
            init_score=offset,
            categorical_feature=words if self.view == "words" else [],
            params=self._parameters(self.seed, len(X)),
        ).construct()

        def grown(seed: int) -> lgb.Booster:
            return lgb.train(self._parameters(seed, len(X)), data, self.n_trees)

        with ThreadPoolExecutor(self.n_threads) as threads:
            n_seeds = self.n_seeds if len(X) < MANY_ROWS else 1
            self.boosters_ = list(threads.map(grown, range(self.seed, self.seed + n_seeds)))
        return self

    def log_odds(self, X: pd.DataFrame) -> Floats:
        """Return the mean of the seeds."""
        values = self._values(X)
        raw = [one.predict(values, raw_score=True, num_threads=1) for one in self.boosters_]
        mean: Floats = np.mean(raw, axis=0)
        return mean

    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return Shapley values (Lundberg et al. 2020), summed over what is made of a column."""
        values = self._values(X)
        shares = [
            np.asarray(one.predict(values, pred_contrib=True, num_threads=1))[:, :-1]
            for one in self.boosters_
        ]
        moved = pd.DataFrame(np.mean(shares, axis=0), index=X.index, columns=self.sources_)
        return (
            moved.T.groupby(level=0, sort=False).sum().T.reindex(columns=X.columns, fill_value=0.0)
        )

    def _values(self, X: pd.DataFrame) -> Floats:
        table = self._table(X)
        if self.view == "rates":
            rates = self.rates_.transform(self.columns_.codes(X))
            table = pd.concat([table, rates.add_prefix(RATE)], axis=1)
        return table.to_numpy(dtype=np.float64)

    def _table(self, X: pd.DataFrame) -> pd.DataFrame:
        numbers = self.columns_.numbers(X)
        if self.view == "rates":
            return numbers
        return pd.concat([numbers, self.columns_.codes(X).add_prefix(WORD)], axis=1)

    def _parameters(self, seed: int, n: int) -> dict[str, object]:
        smallest = max(1, min(int(self.settings.get("min_data_in_leaf", 20)), n // 20))
        return {
            "objective": "binary",
            "boost_from_average": False,
            "bagging_freq": 1,
            "cat_smooth": 20.0,
            "min_data_per_group": smallest,
            "deterministic": True,
            "force_row_wise": True,
            "num_threads": 1,
            "verbosity": -1,
            "seed": seed,
            "data_random_seed": self.seed,
            **self.settings,
            "min_data_in_leaf": smallest,
        }
