"""The simplest candidate: how often people with this length of service leave."""

from __future__ import annotations

from typing import Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator

from models.turnover.hazard import SMALLEST_EXPOSURE, Floats, log_rate

DAYS_A_YEAR = 365.25


class AssumedRate(BaseEstimator):
    """One rate for everybody that was assumed and not learned, for offices without departures."""

    def __init__(self, yearly: float = 0.02) -> None:
        self.yearly = yearly

    def fit(self, X: pd.DataFrame, y: Floats, *, exposure_days: Floats) -> Self:
        """Learn nothing."""
        self.n_features_in_ = X.shape[1]
        return self

    def log_hazard(self, X: pd.DataFrame) -> Floats:
        """Return the log of the assumed rate a day."""
        return np.full(len(X), np.log(self.yearly / DAYS_A_YEAR))

    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return zeros: no column moves anything."""
        return pd.DataFrame(0.0, index=X.index, columns=X.columns)


class TenureRate(BaseEstimator):
    """Voluntary exits a day by band of service, each shrunk towards the rate of all.

    ``prior_events`` is how many events' weight the rate of all has in a band. Without the
    column ``days_in_service`` everybody has the rate of all.
    """

    def __init__(
        self, edges: tuple[float, ...] = (1, 2, 3, 5, 10, 15, 20, 25, 30), prior_events: float = 5.0
    ) -> None:
        self.edges = edges
        self.prior_events = prior_events

    def fit(self, X: pd.DataFrame, y: Floats, *, exposure_days: Floats) -> Self:
        """Count events and days of exposure in each band."""
        exposure = np.maximum(exposure_days, SMALLEST_EXPOSURE)
        band = self._band(X)
        n_bands = len(self.edges) + 2
        events = np.bincount(band, weights=y, minlength=n_bands)
        days = np.bincount(band, weights=exposure, minlength=n_bands)
        self.log_rate_ = log_rate(float(np.sum(y)), float(np.sum(exposure)))
        prior_days = self.prior_events / np.exp(self.log_rate_)
        self.log_hazard_ = np.log((events + self.prior_events) / (days + prior_days))
        self.n_features_in_ = X.shape[1]
        return self

    def log_hazard(self, X: pd.DataFrame) -> Floats:
        """Return the log hazard a day of each person's band."""
        hazard: Floats = self.log_hazard_[self._band(X)]
        return hazard

    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return how far the band moves each person's log hazard from the average of all."""
        moved = pd.DataFrame(0.0, index=X.index, columns=X.columns)
        if "days_in_service" in X:
            moved["days_in_service"] = self.log_hazard(X) - self.log_rate_
        return moved

    def _band(self, X: pd.DataFrame) -> np.ndarray:
        """Return the band of service; the last one is for people without a date."""
        unknown = len(self.edges) + 1
        if "days_in_service" not in X:
            return np.full(len(X), unknown)
        years = X["days_in_service"].to_numpy() / DAYS_A_YEAR
        return np.where(np.isnan(years), unknown, np.searchsorted(self.edges, years, side="right"))
