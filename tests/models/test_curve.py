"""One hazard a person gives the whole curve, and it rises."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from models.turnover import TenureRate
from models.turnover.champion import Calibration, TurnoverModel
from models.turnover.hazard import HORIZONS, risk_by
from serving.score import days_open


def test_the_curve_rises_and_meets_the_risk_at_each_horizon() -> None:
    profiles = pd.DataFrame({"days_in_service": np.linspace(10.0, 9000.0, 300)})
    left = (profiles["days_in_service"] < 1500).to_numpy(dtype=np.float64)
    model = TurnoverModel("tenure_rate", TenureRate(), Calibration())
    model.fit(profiles, left, exposure_days=np.full(300, 365.0))
    curve = model.predict_curve(profiles)
    assert curve.columns.tolist() == list(HORIZONS)
    assert (curve.diff(axis=1).iloc[:, 1:] > 0).all(axis=None)
    for days in HORIZONS:
        risk = model.predict_risk(profiles, horizon_days=days)
        np.testing.assert_array_equal(curve[days], risk)
        nearer = [risk_by(one, of_days=730, days=days) for one in curve[730]]
        np.testing.assert_allclose(nearer, risk, rtol=1e-9)


def test_a_nearer_day_has_a_part_of_the_risk() -> None:
    assert risk_by(0.19, of_days=365, days=182.5) == pytest.approx(0.1)
    assert risk_by(0.0, of_days=365, days=90) == 0
    assert risk_by(1.0, of_days=365, days=90) == 1


def test_who_retires_within_the_horizon_is_asked_about_the_days_before_only() -> None:
    placed = pd.DataFrame(
        {
            "calendar_exit": ["retirement", "retirement", "contract_end", None],
            "calendar_exit_on": pd.to_datetime(["2026-02-01", "2030-01-01", "2026-02-01", None]),
        }
    )
    days = days_open(placed, as_of=date(2026, 1, 1), horizon_days=365)
    assert days.tolist() == [31, 365, 365, 365]
