"""What a decision needs to know of a warning beyond its figures: intervals, years, and time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import average_precision_score, roc_auc_score

from models.turnover.hazard import SMALLEST_EXPOSURE, Floats, risk_within
from training.evaluation import calibration_table, wilson

DAYS = (90, 180, 365, 730)
N_RESAMPLES = 200
LEVEL = (0.05, 0.95)


def quality(log_hazard: Floats, outcome: pd.DataFrame, *, period_days: Floats) -> dict[str, Any]:
    """Return how far the figures of tested people can be trusted, as plain values.

    ``intervals`` holds AUC and average precision with 90% intervals over resampled people,
    ``brier`` the squared error and its parts, ``years`` expected and observed exits of each
    origin, ``times`` the AUC of who leaves within so many days, ``concordance`` the share of
    pairs in which the one who left earlier had the higher risk. Each has its ``n``.
    """
    left = outcome["left_voluntarily"].to_numpy()
    risk = risk_within(log_hazard, period_days)
    people = outcome.index.get_level_values("employee_id")
    return {
        "intervals": {
            "auc": interval(roc_auc_score, left, risk, people=people),
            "average_precision": interval(average_precision_score, left, risk, people=people),
        },
        "brier": brier(risk, left),
        "years": years(log_hazard, outcome),
        "times": times(log_hazard, outcome),
        "concordance": concordance(log_hazard, outcome),
    }


def brier(risk: Floats, left: Floats, *, n_bins: int = 10) -> dict[str, float]:
    """Return the mean squared error and its parts over equal shares by risk (Murphy 1973).

    ``reliability`` is the cost of wrong levels (lower is better), ``resolution`` the gain of
    telling people apart (higher is better), ``uncertainty`` the error of one rate for all;
    reliability - resolution + uncertainty is the score, but for differences inside a share.
    """
    table = calibration_table(risk, left, n_bins=n_bins)
    rate = float(left.mean())
    share = table["n"] / table["n"].sum()
    return {
        "n": float(len(left)),
        "score": float(np.mean((risk - left) ** 2)),
        "reliability": float((share * (table["risk"] - table["rate"]) ** 2).sum()),
        "resolution": float((share * (table["rate"] - rate) ** 2).sum()),
        "uncertainty": rate * (1 - rate),
    }


def interval(
    figure: Callable[..., float], left: Floats, risk: Floats, *, people: pd.Index, seed: int = 7
) -> dict[str, float]:
    """Return a figure with its 90% interval over resampled people; NaN where nobody differs."""
    if not 0 < left.sum() < len(left):
        return {"n": float(len(left)), "value": np.nan, "low": np.nan, "high": np.nan}
    person, names = pd.factorize(people)
    rng, drawn = np.random.default_rng(seed), []
    for _ in range(N_RESAMPLES):
        times_drawn = rng.multinomial(len(names), np.full(len(names), 1 / len(names)))[person]
        if 0 < (times_drawn * left).sum() < times_drawn.sum():
            drawn.append(figure(left, risk, sample_weight=times_drawn))
    low, high = np.quantile(drawn, LEVEL) if drawn else (np.nan, np.nan)
    value = float(figure(left, risk))
    return {"n": float(len(left)), "value": value, "low": float(low), "high": float(high)}


def years(log_hazard: Floats, outcome: pd.DataFrame) -> list[dict[str, Any]]:
    """Return for each origin the expected and observed exits, with a 90% interval of the latter."""
    exposure = np.maximum(outcome["exposure_days"].to_numpy(), SMALLEST_EXPOSURE)
    told = pd.DataFrame(
        {
            "expected": risk_within(log_hazard, exposure),
            "observed": outcome["left_voluntarily"].to_numpy(),
        }
    )
    return [_year(day, here) for day, here in told.groupby(outcome.index.get_level_values("as_of"))]


def _year(day: Any, here: pd.DataFrame) -> dict[str, Any]:
    n, observed = len(here), float(here["observed"].sum())
    low, high = wilson(observed, n)
    return {
        "origin": pd.Timestamp(day).date().isoformat(),
        "n": n,
        "expected": float(here["expected"].sum()),
        "observed": observed,
        "low": low * n,
        "high": high * n,
    }


def times(log_hazard: Floats, outcome: pd.DataFrame) -> list[dict[str, float]]:
    """Return the AUC of leaving within so many days, among people seen as long or gone before.

    Empty where days of departure are not known, as with rosters (cumulative cases and dynamic
    controls; Heagerty and Zheng 2005).
    """
    after, exposure = _after(outcome), outcome["exposure_days"].to_numpy()
    found = []
    for days in DAYS:
        gone = after < days
        asked = gone | (exposure >= days)
        if 0 < gone.sum() < asked.sum() and np.isfinite(after).any():
            auc = float(roc_auc_score(gone[asked], log_hazard[asked]))
            n = {"n": float(asked.sum()), "n_left": float(gone.sum())}
            found.append({"days": float(days), "auc": auc, **n})
    return found


def concordance(log_hazard: Floats, outcome: pd.DataFrame) -> dict[str, float]:
    """Return Harrell's index within origins: pairs of which one left while the other was seen.

    NaN where days of departure are not known.
    """
    after, exposure = _after(outcome), outcome["exposure_days"].to_numpy()
    until = np.where(np.isfinite(after), after, exposure)
    origin, _ = pd.factorize(outcome.index.get_level_values("as_of"))
    right, pairs = 0.0, 0
    for one in np.flatnonzero(np.isfinite(after)):
        others = log_hazard[(origin == origin[one]) & (until > after[one])]
        right += np.sum(log_hazard[one] > others) + np.sum(log_hazard[one] == others) / 2
        pairs += len(others)
    return {"n_pairs": float(pairs), "value": float(right / pairs) if pairs else np.nan}


def _after(outcome: pd.DataFrame) -> Floats:
    """Return after how many days each person left voluntarily; NaN where not, or not known."""
    if "left_after_days" not in outcome:
        return np.full(len(outcome), np.nan)
    after: Floats = outcome["left_after_days"].to_numpy(dtype=np.float64)
    return after
