"""A fitted candidate with its calibration and its door: what is registered and serves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Self

import numpy as np
import pandas as pd
from scipy.optimize import brentq, minimize
from sklearn.base import BaseEstimator

from models.turnover.hazard import (
    HORIZONS,
    SMALLEST_EXPOSURE,
    Floats,
    HazardModel,
    risk_within,
)

LEVEL_DECAY = 0.5
DAYS_A_YEAR = 365.25


class ColumnsDiffer(ValueError):
    """The profiles have other columns than those the model was fitted on."""

    def __init__(self, *, missing: list[str], unknown: list[str]) -> None:
        self.missing = missing
        self.unknown = unknown
        super().__init__(
            f"missing columns: {missing or 'none'}; unknown columns: {unknown or 'none'}"
        )


class Calibration(BaseEstimator):
    """A straight line on the log hazard: the slope from unseen people, the level from all.

    The slope is fitted where the model had not seen the outcome, with a level of its own for
    every origin, since years differ; it stays near 1 unless the evidence is strong (a normal
    prior with standard deviation ``slope_sd``). The level makes expected and observed exits
    equal over everything that was learned from, where a year counts half of the one after it.
    """

    def __init__(self, slope_sd: float = 0.25) -> None:
        self.slope_sd = slope_sd
        self.slope_ = 1.0
        self.level_ = 0.0

    def fit(self, log_hazard: Floats, y: Floats, *, exposure_days: Floats, origin: Floats) -> Self:
        """Fit the slope by penalised likelihood; ``origin`` tells the folds apart."""
        _, fold = np.unique(origin, return_inverse=True)
        exposure = np.maximum(exposure_days, SMALLEST_EXPOSURE)
        years = np.bincount(fold, weights=exposure)
        start = np.log((np.bincount(fold, weights=y) + 0.5) / (years + 1.0))
        middle = float(np.mean(log_hazard))
        centred, log_exposure = log_hazard - middle, np.log(exposure)

        def loss(free: Floats) -> tuple[float, Floats]:
            slope, level = free[0], free[1:]
            expected = np.exp(np.minimum(level[fold] + slope * centred + log_exposure, 30.0))
            gone = np.log(-np.expm1(-np.maximum(expected, 1e-300)))
            pull = expected * np.where(y > 0, 1 / np.expm1(np.clip(expected, 1e-300, 700)), -1.0)
            away = (slope - 1) / self.slope_sd
            slopes = np.append(pull @ centred, np.bincount(fold, weights=pull))
            gradient = np.append(away / self.slope_sd, np.zeros(len(level))) - slopes
            return float(away**2 / 2 - np.sum(np.where(y > 0, gone, -expected))), gradient

        bounds = [(0.2, 2.0)] + [(-30.0, 10.0)] * len(start)
        first = np.append(1.0, start)
        best = minimize(loss, first, jac=True, method="L-BFGS-B", bounds=bounds)
        self.slope_ = float(best.x[0])
        return self

    def anchor(
        self, log_hazard: Floats, y: Floats, *, exposure_days: Floats, weight: Floats
    ) -> Self:
        """Set the level so that as many exits are expected as were observed, by weight."""
        exposure = np.maximum(exposure_days, SMALLEST_EXPOSURE)
        observed = float(np.sum(weight * y))
        if observed == 0:
            return self

        def surplus(level: float) -> float:
            risk = risk_within(level + self.slope_ * log_hazard, exposure)
            return float(np.sum(weight * risk)) - observed

        self.level_ = float(brentq(surplus, -20.0, 20.0))
        return self

    def log_hazard(self, log_hazard: Floats) -> Floats:
        """Return the calibrated log hazard."""
        return self.level_ + self.slope_ * log_hazard


class TurnoverModel(BaseEstimator):
    """A candidate that speaks in risks and only takes the columns it was fitted on.

    Higher risk means more likely to leave of one's own will. With the same input and version the
    scores are the same to the last digit.
    """

    def __init__(self, candidate: str, hazard: HazardModel, calibration: Calibration) -> None:
        self.candidate = candidate
        self.hazard = hazard
        self.calibration = calibration

    def fit(self, X: pd.DataFrame, y: Floats, *, exposure_days: Floats) -> Self:
        """Fit the candidate and the level on all rows, and remember the columns."""
        self.hazard.fit(X, y, exposure_days=exposure_days)
        self.calibration.anchor(
            self.hazard.log_hazard(X), y, exposure_days=exposure_days, weight=recency(X)
        )
        self.feature_names_ = tuple(str(name) for name in X.columns)
        self.categories_ = {
            str(name): tuple(X[name].cat.categories)
            for name in X.columns
            if isinstance(X[name].dtype, pd.CategoricalDtype)
        }
        return self

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The columns the model takes, in their order."""
        return self.feature_names_

    @property
    def categories(self) -> Mapping[str, tuple[str, ...]]:
        """The words of each category column."""
        return self.categories_

    def predict_risk(self, X: pd.DataFrame, *, horizon_days: float | Floats) -> Floats:
        """Return each person's probability of the exit learned within the horizon.

        ``horizon_days`` is one for all, or one for each row. Raises `ColumnsDiffer` with the
        difference where the columns are not those of the fit.
        """
        return risk_within(self.log_hazard(X), horizon_days)

    def risk_of_numbers(self, values: Floats, *, horizon_days: float) -> Floats:
        """Return the same of rows of bare numbers: the columns of the fit in their order.

        A category is its place among the words of its column, NaN a value that is missing. A
        candidate with a ``log_hazard_of`` is asked without a frame, which costs more than a few
        answers do.
        """
        of_numbers: Callable[[Floats], Floats] | None
        of_numbers = getattr(self.hazard, "log_hazard_of", None)
        if of_numbers is not None:
            return risk_within(self.calibration.log_hazard(of_numbers(values)), horizon_days)
        return self.predict_risk(self._named(values), horizon_days=horizon_days)

    def predict_curve(
        self, X: pd.DataFrame, *, horizons: Sequence[float] = HORIZONS
    ) -> pd.DataFrame:
        """Return a column of risks for each horizon in days, rising, on the index of ``X``."""
        hazard = self.log_hazard(X)
        return pd.DataFrame({days: risk_within(hazard, days) for days in horizons}, index=X.index)

    def log_hazard(self, X: pd.DataFrame) -> Floats:
        """Return the calibrated log of the expected voluntary exits a day."""
        return self.calibration.log_hazard(self.hazard.log_hazard(self.checked(X)))

    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return how much each column moves each person's log hazard from the average."""
        return self.hazard.contributions(self.checked(X)) * self.calibration.slope_

    def checked(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the columns of the fit in their order and types; those that fit are not copied."""
        missing = [name for name in self.feature_names_ if name not in X.columns]
        unknown = [str(name) for name in X.columns if name not in self.feature_names_]
        if missing or unknown:
            raise ColumnsDiffer(missing=missing, unknown=unknown)
        own = X[list(self.feature_names_)]
        types = zip(own.columns, own.dtypes, strict=True)
        other = {name: self._type_of(name) for name, given in types if not self._is(name, given)}
        return own.astype(other) if other else own

    def _named(self, values: Floats) -> pd.DataFrame:
        """Return rows of bare numbers as a frame with the columns and words of the fit."""
        frame = pd.DataFrame(values, columns=list(self.feature_names_))
        for name, words in self.categories_.items():
            codes = frame[name].fillna(-1).to_numpy(dtype=np.int64)
            frame[name] = pd.Categorical.from_codes(codes, categories=pd.Index(words))
        return frame

    def _is(self, name: str, given: object) -> bool:
        """Return whether a column has its type, the order of its words included."""
        if name not in self.categories_:
            return given == np.float64
        if not isinstance(given, pd.CategoricalDtype):
            return False
        return tuple(given.categories) == tuple(self.categories_[name])

    def _type_of(self, name: str) -> np.dtype[np.float64] | pd.CategoricalDtype:
        if name in self.categories_:
            return pd.CategoricalDtype(list(self.categories_[name]))
        return np.dtype("float64")


def recency(X: pd.DataFrame) -> Floats:
    """Return each row's weight in the level: half for every year before the newest as-of day."""
    if "as_of" not in X.index.names:
        return np.ones(len(X))
    days = X.index.get_level_values("as_of")
    years: Floats = np.asarray((days.max() - days).days, dtype=np.float64) / DAYS_A_YEAR
    return LEVEL_DECAY**years
