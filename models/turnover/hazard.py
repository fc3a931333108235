"""What every turnover candidate promises, and what they share."""

from __future__ import annotations

from typing import Protocol, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

HORIZONS = (90, 180, 365, 730)
"""Days at which a curve of risks is told."""
SMALLEST_EXPOSURE = 0.5
"""Days: someone who leaves on the as-of day itself was still seen for a moment."""


class HazardModel(Protocol):
    """A turnover candidate; see `models.turnover`."""

    def fit(self, X: pd.DataFrame, y: Floats, *, exposure_days: Floats) -> Self:
        """Learn from people seen for ``exposure_days``; ``y`` is 1 for a voluntary exit."""
        ...

    def log_hazard(self, X: pd.DataFrame) -> Floats:
        """Return the log of the expected voluntary exits a day; higher means more likely."""
        ...

    def contributions(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return how much each column moves each log hazard from the average."""
        ...


def risk_within(log_hazard: Floats, horizon_days: float | Floats) -> Floats:
    """Return the probability of a voluntary exit within so many days, between 0 and 1.

    It rises with the horizon by construction: one hazard serves every horizon.
    """
    risk: Floats = -np.expm1(-np.exp(log_hazard) * horizon_days)
    return risk


def risk_by(risk: float, *, of_days: float, days: float) -> float:
    """Return the probability within ``days`` from that within ``of_days``, under one hazard."""
    return float(-np.expm1(np.log1p(-risk) * days / of_days)) if risk < 1 else 1.0


def log_rate(events: float, exposure_days: float, *, prior_events: float = 0.5) -> float:
    """Return the log of events a day; half an event is added so that none is not never."""
    return float(np.log((events + prior_events) / max(exposure_days, 1.0)))


def informative(X: pd.DataFrame) -> list[str]:
    """Return the columns that have at least two different values."""
    return [str(name) for name in X.columns if X[name].nunique(dropna=True) > 1]
