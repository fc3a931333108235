"""The life of a champion: what became of past warnings, and whether people have shifted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from features.clock import Floats
from features.distributions import SHIFTED, Distribution, stability_index
from features.records import Records
from models.turnover.hazard import SMALLEST_EXPOSURE
from training.evaluation import wilson
from training.groups import level_is_off
from training.outcomes import outcomes
from training.worth import CAPACITY, expected_interval

N_DRAWS = 200
FEWEST_EXPECTED = 5.0
"""Exits to be expected so far, below which the level of a batch is not judged."""
MOST_SHIFTED = 0.1
"""Share of the features that may have shifted before training again is advised."""
OLDEST_DAYS = 365


def shift(
    before: Sequence[float], now: Sequence[float], *, seed: int = 7
) -> dict[str, float] | None:
    """Return the population stability index of two spreads with a 90% interval.

    The interval resamples the people of now. None where a side has nobody or the bins differ.
    """
    former, present = np.asarray(before, dtype=np.float64), np.asarray(now, dtype=np.float64)
    if len(former) != len(present) or not former.sum() or not present.sum():
        return None
    rng, n = np.random.default_rng(seed), int(present.sum())
    drawn = [
        stability_index(former, one.astype(np.float64))
        for one in rng.multinomial(n, present / present.sum(), size=N_DRAWS)
    ]
    low, high = np.quantile(drawn, [0.05, 0.95])
    return {"psi": stability_index(former, present), "low": float(low), "high": float(high)}


def shifts(
    first: Mapping[str, Mapping[str, Any]], newest: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return how far each feature's spread differs between two catalogues, the most first.

    They are of batches of one model: its bins are the same. ``surely`` says whether the whole
    interval lies above the mark of a shift.
    """
    found = []
    for name in [name for name in newest if name in first]:
        told = shift(_cells(first[name]["now"]), _cells(newest[name]["now"]))
        if told is not None:
            found.append({"feature": name, **told, "surely": told["low"] > SHIFTED})
    return sorted(found, key=lambda row: (-row["psi"], row["feature"]))


def _cells(one: Distribution) -> list[float]:
    return [*one["counts"], one["missing"]]


def realised(
    people: pd.DataFrame, records: Records, *, as_of: date, horizon_days: int, today: date
) -> dict[str, Any]:
    """Return what became of the people of a past batch, as far as it is known before a day.

    ``people`` has ``employee_id`` and ``risk``, those with a risk of their own. ``n``,
    ``expected`` exits in the time seen so far and ``observed``, with ``low`` and ``high``, between
    which 9 of 10 such years lie; ``off`` whether the level is surely off by more than a quarter.
    ``listed``, ``listed_left``, ``precision`` and ``lift`` with intervals are of the list of
    `CAPACITY` people at the highest risk.
    """
    moments = pd.MultiIndex.from_product(
        [[pd.Timestamp(as_of)], people["employee_id"]], names=["as_of", "employee_id"]
    )
    seen = outcomes(records, moments, horizon_days=horizon_days, known_before=today)
    left = seen["left_voluntarily"].to_numpy(dtype=np.float64)
    days = np.maximum(seen["exposure_days"].to_numpy(dtype=np.float64), SMALLEST_EXPOSURE)
    risk = people["risk"].to_numpy(dtype=np.float64)
    expected = float(np.sum(1 - (1 - risk) ** (days / horizon_days)))
    low, high = expected_interval(expected)
    return {
        "as_of": as_of.isoformat(),
        "n": len(people),
        "days_seen": int(days.max(initial=0)),
        "expected": expected,
        "observed": int(left.sum()),
        "low": low,
        "high": high,
        "off": expected >= FEWEST_EXPECTED and level_is_off(float(left.sum()), expected, 1),
        **_list(risk, left),
    }


def _list(risk: Floats, left: Floats) -> dict[str, Any]:
    top = np.argsort(-risk, kind="stable")[:CAPACITY]
    found, rate = float(left[top].sum()), float(left.mean()) if len(left) else 0.0
    low, high = wilson(found, len(top)) if len(top) else (0.0, 1.0)
    precision = found / max(1, len(top))
    lifts = [share / rate if rate else None for share in (precision, low, high)]
    return {
        "listed": len(top),
        "listed_left": int(found),
        "precision": precision,
        "precision_low": low,
        "precision_high": high,
        **dict(zip(("lift", "lift_low", "lift_high"), lifts, strict=True)),
    }


def alarms(
    past: Sequence[Mapping[str, Any]],
    features: Sequence[Mapping[str, Any]],
    risks: Mapping[str, float] | None,
    *,
    trained_until: date,
    today: date,
) -> list[str]:
    """Return the reasons to train again or go back, as codes; empty while nothing speaks for it.

    ``level_off`` and ``list_no_better`` come from what became of past warnings, ``risks_shifted``
    and ``features_shifted`` from the spreads, ``old`` from the day of training.
    """
    judged = [one for one in past if one["expected"] >= FEWEST_EXPECTED]
    shifted = sum(bool(one["surely"]) for one in features)
    reasons = {
        "level_off": any(one["off"] for one in judged),
        "list_no_better": any(_surely_no_better(one) for one in judged),
        "risks_shifted": risks is not None and risks["low"] > SHIFTED,
        "features_shifted": shifted > MOST_SHIFTED * max(1, len(features)),
        "old": (today - trained_until).days > OLDEST_DAYS,
    }
    return [name for name, holds in reasons.items() if holds]


def _surely_no_better(one: Mapping[str, Any]) -> bool:
    return one["lift_high"] is not None and one["lift_high"] < 1
