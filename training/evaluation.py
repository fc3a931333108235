"""How good a warning was: ranking, level and calibration on people the model had not seen."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.metrics import average_precision_score, roc_auc_score

from models.turnover import risk_within
from models.turnover.hazard import SMALLEST_EXPOSURE, Floats

TOP_SHARE = 0.05
SURE = 1.645
"""Standard errors that a difference must have: 95% in one direction."""


def evaluate(log_hazard: Floats, outcome: pd.DataFrame, *, period_days: Floats) -> dict[str, float]:
    """Return the figures of one set of people, all counted over their outcome periods.

    ``auc`` and ``average_precision`` judge the order, ``lift_top`` is the exit rate of the 5% at
    the highest risk against that of all, ``expected`` and ``observed`` are numbers of voluntary
    exits, ``calibration_error`` the mean distance of risk and rate over tenths of the risk, and
    ``deviance`` the mean binomial deviance (lower is better).
    """
    return figures_of(
        log_hazard,
        outcome["left_voluntarily"].to_numpy(),
        exposure_days=outcome["exposure_days"].to_numpy(),
        period_days=period_days,
    )


def figures_of(
    log_hazard: Floats, left: Floats, *, exposure_days: Floats, period_days: Floats
) -> dict[str, float]:
    """Return the figures of `evaluate` for departures of any one kind."""
    exposure = np.maximum(exposure_days, SMALLEST_EXPOSURE)
    risk = risk_within(log_hazard, period_days)
    mixed = 0 < left.sum() < len(left)
    return {
        "n": float(len(left)),
        "observed": float(left.sum()),
        "expected": float(np.sum(risk_within(log_hazard, exposure))),
        "auc": float(roc_auc_score(left, risk)) if mixed else np.nan,
        "average_precision": float(average_precision_score(left, risk)) if mixed else np.nan,
        "lift_top": lift(risk, left, share=TOP_SHARE),
        "calibration_error": calibration_error(risk, left),
        "deviance": deviance(log_hazard, left, exposure),
    }


def lift(risk: Floats, left: Floats, *, share: float) -> float:
    """Return the exit rate of the share at the highest risk, divided by the rate of all."""
    n_top = max(1, int(np.ceil(share * len(risk))))
    top = np.argsort(-risk, kind="stable")[:n_top]
    return float(left[top].mean() / left.mean()) if left.any() else np.nan


def calibration_table(risk: Floats, left: Floats, *, n_bins: int = 10) -> pd.DataFrame:
    """Return mean risk, exit rate, n and a 90% interval of the rate for equal shares by risk."""
    order = np.argsort(risk, kind="stable")
    rows = [_bin(risk[part], left[part]) for part in np.array_split(order, n_bins) if len(part) > 0]
    return pd.DataFrame(rows)


def calibration_error(risk: Floats, left: Floats) -> float:
    """Return the mean distance between risk and exit rate over tenths of the risk."""
    table = calibration_table(risk, left)
    return float(np.average((table["risk"] - table["rate"]).abs(), weights=table["n"]))


def deviance(log_hazard: Floats, left: Floats, exposure: Floats) -> float:
    """Return the mean binomial deviance of exits given hazard and exposure; lower is better."""
    return float(np.mean(deviances(log_hazard, left, exposure)))


def deviances(log_hazard: Floats, left: Floats, exposure: Floats) -> Floats:
    """Return each row's binomial deviance; exposures are at least half a day."""
    days = np.maximum(exposure, SMALLEST_EXPOSURE)
    risk = np.clip(risk_within(log_hazard, days), 1e-9, 1 - 1e-9)
    each: Floats = -2 * (left * np.log(risk) + (1 - left) * np.log1p(-risk))
    return each


def paired_z(difference: Floats, people: pd.Index) -> float:
    """Return a mean difference in its standard errors; rows of one person count together.

    0 where nothing differs.
    """
    person, _ = pd.factorize(people)
    sums = np.bincount(person, weights=difference)
    spread = float(np.sqrt(np.sum((sums - sums.mean()) ** 2)))
    return float(difference.sum()) / spread if spread > 0 else 0.0


def _bin(risk: Floats, left: Floats) -> dict[str, float]:
    low, high = wilson(float(left.sum()), len(left))
    mean_risk, rate = float(risk.mean()), float(left.mean())
    return {"risk": mean_risk, "rate": rate, "low": low, "high": high, "n": float(len(left))}


def wilson(events: float, n: int, *, z: float = 1.645) -> tuple[float, float]:
    """Return Wilson's interval of a share (90% by default; Wilson 1927)."""
    share = events / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)
