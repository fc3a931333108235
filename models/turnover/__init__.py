"""Early warning of voluntary exits: three candidates that speak of the same hazard.

Every candidate is a scikit-learn estimator with ``fit(X, y, exposure_days=...)`` and
``log_hazard(X)``, the logarithm of the expected voluntary exits a day. Rows are people on an
as-of day, seen for ``exposure_days``; ``y`` is 1 where the exposure ended with a voluntary exit.
Partly observed periods count with the days that were seen. The likelihood is that of a constant
hazard within the period (Poisson, with the exposure as offset).

To add a candidate, write such an estimator in a module here and name it in `CANDIDATES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from models.turnover.base_rate import TenureRate
from models.turnover.boosted import BoostedHazard
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
    "BoostedHazard",
    "HazardModel",
    "SplineHazard",
    "TenureRate",
    "risk_within",
]
