"""Early warning of voluntary exits: candidates that speak of the same hazard.

Every candidate is a scikit-learn estimator with ``fit(X, y, exposure_days=...)`` and
``log_hazard(X)``, the logarithm of the expected voluntary exits a day. Rows are people on an
as-of day; ``y`` is 1 where a voluntary exit was seen, and ``exposure_days`` how many days there
were in which it would have been. Partly observed periods count with the days that were seen: the
probability of an exit is 1 - exp(-hazard x exposure), with a hazard constant in the period.

To add a candidate, write such an estimator in a module here and name it in `CANDIDATES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from models.turnover.base_rate import AssumedRate, TenureRate
from models.turnover.blended import TurnoverHazard
from models.turnover.boosted import BoostedHazard
from models.turnover.classifier import TurnoverClassifier
from models.turnover.hazard import HazardModel, risk_within
from models.turnover.spline import SplineHazard

CANDIDATES: Mapping[str, Callable[[], HazardModel]] = {
    "tenure_rate": TenureRate,
    "spline_hazard": SplineHazard,
    "boosted_hazard": BoostedHazard,
}
"""Candidates from the simplest to the most complicated; a later one must be better to ship."""

__all__ = [
    "CANDIDATES",
    "AssumedRate",
    "BoostedHazard",
    "HazardModel",
    "SplineHazard",
    "TenureRate",
    "TurnoverClassifier",
    "TurnoverHazard",
    "risk_within",
]
