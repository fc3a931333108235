"""What training, scoring and explaining cost in CPU-seconds on invented person-periods."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from models.turnover import BoostedHazard, TurnoverHazard
from models.turnover.hazard import Floats

N_LEARNED = int(os.environ.get("BINA_ROWS", "1000000"))
N_COLUMNS = 80
N_EXPLAINED = 10_000
MEASURED = {"boosted_hazard": BoostedHazard, "blend": TurnoverHazard}


def run() -> None:
    """Print the CPU-seconds of each step; ``BINA_ROWS`` sets another number of rows."""
    X, y, exposure = person_periods(N_LEARNED)
    print(f"{len(X):,} person-periods x {X.shape[1]} features, {y.sum():,.0f} exits; CPU-seconds")
    for name, make in MEASURED.items():
        model = make()
        learned = _cpu(lambda model=model: model.fit(X, y, exposure_days=exposure))
        scored = _cpu(lambda model=model: model.log_hazard(X))
        explained = _cpu(lambda model=model: model.contributions(X.iloc[:N_EXPLAINED]))
        print(f"{name}: training {learned:.0f}, scoring {scored:.0f}", end=", ")
        print(f"reasons of {min(N_EXPLAINED, len(X)):,} people {explained:.1f}")


def person_periods(n: int, *, seed: int = 5) -> tuple[pd.DataFrame, Floats, Floats]:
    """Return people on eight as-of days whose hazard rises with some of many columns."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(n, N_COLUMNS - 2))
    values[rng.random(values.shape) < 0.2] = np.nan
    days = pd.date_range("2016-01-01", periods=8, freq="YS").repeat(-(-n // 8))[:n]
    people = np.arange(n) % -(-n // 8)
    X = pd.DataFrame(
        values,
        index=pd.MultiIndex.from_arrays([days, people], names=["as_of", "employee_id"]),
        columns=[f"feature_{number}" for number in range(values.shape[1])],
    )
    X["job_kind"] = pd.Categorical.from_codes(rng.integers(0, 5, n), list("abcde"))
    X["job_level"] = pd.Categorical.from_codes(rng.integers(-1, 8, n), list("abcdefgh"))
    told = np.nan_to_num(values[:, :6]) @ np.linspace(0.6, 0.1, 6)
    exposure = np.full(n, 365.0)
    left = rng.random(n) < -np.expm1(-0.04 * np.exp(told))
    return X, left.astype(np.float64), exposure


def _cpu(step: Callable[[], object]) -> float:
    start = time.process_time()
    step()
    return time.process_time() - start
