"""A penalised regression with smooth curves: few parameters, for small agencies."""

from __future__ import annotations

from typing import Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import PoissonRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, SplineTransformer, StandardScaler

from models.turnover.curves import drawn_rows
from models.turnover.hazard import SMALLEST_EXPOSURE, Floats, informative, log_rate

DAYS_A_YEAR = 365.25


class SplineHazard(BaseEstimator):
    """Log-linear hazard of cubic splines with a ridge penalty.

    It is the discrete-time logistic model in the form that takes unequal exposure: a Poisson
    regression of exits a year, weighted by the years seen. Missing numbers take the median and
    a column of their own that says so. Of very many rows it learns from ``most_rows`` drawn at
    random: the memory it takes is bounded by them, and its few parameters gain little from more.
    """

    def __init__(
        self,
        *,
        n_knots: int = 5,
        alpha: float = 0.003,
        max_iter: int = 300,
        most_rows: int = 100_000,
        seed: int = 7,
    ) -> None:
        self.n_knots = n_knots
        self.alpha = alpha
        self.max_iter = max_iter
        self.most_rows = most_rows
        self.seed = seed

    def fit(self, X: pd.DataFrame, y: Floats, *, exposure_days: Floats) -> Self:
        """Fit by penalised likelihood; columns without any variation are left out.

        Where none is left, or nobody left, everybody has the rate of all.
        """
        drawn = drawn_rows(len(X), most=self.most_rows, seed=self.seed)
        X, y = X.iloc[drawn], np.asarray(y)[drawn]
        exposure = np.maximum(np.asarray(exposure_days)[drawn], SMALLEST_EXPOSURE)
        years = exposure / DAYS_A_YEAR
        self.log_rate_ = log_rate(float(np.sum(y)), float(np.sum(exposure)))
        self.columns_ = informative(X) if np.any(y) else []
        self.n_features_in_ = X.shape[1]
        if not self.columns_:
            return self
        self.regression_ = self._pipeline(X[self.columns_])
        self.regression_.fit(X[self.columns_], y / years, poissonregressor__sample_weight=years)
        self.mean_terms_ = self.regression_[0].transform(X[self.columns_]).mean(axis=0)
        return self

    def log_hazard(self, X: pd.DataFrame) -> Floats:
        """Return the log hazard a day of each person."""
        if not self.columns_:
            return np.full(len(X), self.log_rate_)
        yearly = self.regression_.predict(X[self.columns_])
        hazard: Floats = np.log(np.maximum(yearly, 1e-12)) - np.log(DAYS_A_YEAR)
        return hazard

    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return how much each column moves each person's log hazard from the average."""
        if not self.columns_:
            return pd.DataFrame(0.0, index=X.index, columns=X.columns)
        columns, regression = self.regression_[0], self.regression_[1]
        terms = (columns.transform(X[self.columns_]) - self.mean_terms_) * regression.coef_
        source = self._source_of_terms(columns)
        moved = pd.DataFrame(terms, index=X.index).T.groupby(source, sort=False).sum().T
        return moved.reindex(columns=X.columns, fill_value=0.0)

    def _source_of_terms(self, columns: ColumnTransformer) -> list[str]:
        """Return from which column each term of the regression was made."""
        names = [name.partition("__")[2] for name in columns.get_feature_names_out()]
        longest_first = sorted(self.columns_, key=len, reverse=True)
        return [
            next(column for column in longest_first if column in name.partition("_sp_")[0])
            for name in names
        ]

    def _pipeline(self, X: pd.DataFrame) -> Pipeline:
        words = [name for name in X.columns if isinstance(X[name].dtype, pd.CategoricalDtype)]
        numbers = [name for name in X.columns if name not in words]
        curve = make_pipeline(
            SimpleImputer(strategy="median", add_indicator=True),
            SplineTransformer(n_knots=self.n_knots, knots="quantile", extrapolation="constant"),
            StandardScaler(),
        )
        one_hot = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
        columns = ColumnTransformer([("numbers", curve, numbers), ("words", one_hot, words)])
        return make_pipeline(columns, PoissonRegressor(alpha=self.alpha, max_iter=self.max_iter))
