"""Figures of a warning against hand computation and scikit-learn."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from sklearn.metrics import average_precision_score, log_loss, roc_auc_score

from models.turnover import risk_within
from training.evaluation import (
    calibration_error,
    calibration_table,
    deviance,
    evaluate,
    lift,
    wilson,
)

YEAR = 365.25


def outcome(left: list[float], exposure: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"left_voluntarily": left, "exposure_days": exposure, "family": ""})


def hazard(*yearly: float) -> np.ndarray:
    return np.log(np.array(yearly) / YEAR)


def test_figures_of_four_people_by_hand() -> None:
    said = hazard(0.4, 0.3, 0.2, 0.1)
    seen = outcome([1, 0, 1, 0], [365.25, 365.25, 365.25, 182.625])
    figures = evaluate(said, seen, period_days=np.full(4, YEAR))
    risk = 1 - np.exp([-0.4, -0.3, -0.2, -0.1])
    seen_risk = 1 - np.exp([-0.4, -0.3, -0.2, -0.05])
    assert figures["n"] == 4
    assert figures["observed"] == 2
    assert figures["expected"] == pytest.approx(seen_risk.sum())
    assert figures["auc"] == pytest.approx(3 / 4)
    assert figures["average_precision"] == pytest.approx((1 / 1 + 2 / 3) / 2)
    assert figures["lift_top"] == pytest.approx(1 / 0.5)
    told = -2 * (np.log(seen_risk[[0, 2]]).sum() + np.log(1 - seen_risk[[1, 3]]).sum()) / 4
    assert figures["deviance"] == pytest.approx(told)
    assert figures["calibration_error"] == pytest.approx(np.abs(risk - [1, 0, 1, 0]).mean())


def test_figures_of_many_people_agree_with_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    said = hazard(*rng.uniform(0.01, 0.6, 500))
    exposure, period = rng.uniform(50, 400, 500), np.full(500, 365.0)
    left = (rng.random(500) < risk_within(said, exposure)).astype(float)
    figures = evaluate(said, outcome(list(left), list(exposure)), period_days=period)
    assert figures["auc"] == pytest.approx(roc_auc_score(left, said))
    assert figures["average_precision"] == pytest.approx(average_precision_score(left, said))
    assert figures["deviance"] == pytest.approx(2 * log_loss(left, risk_within(said, exposure)))


@pytest.mark.parametrize("left", [[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]])
def test_without_both_outcomes_there_is_no_ranking(left: list[float]) -> None:
    figures = evaluate(
        hazard(0.1, 0.2, 0.3), outcome(left, [365.0] * 3), period_days=np.full(3, 365.0)
    )
    assert np.isnan(figures["auc"])
    assert np.isnan(figures["average_precision"])
    assert np.isfinite(figures["deviance"])


def test_nobody_left_nothing_to_lift() -> None:
    assert np.isnan(lift(np.array([0.1, 0.2]), np.array([0.0, 0.0]), share=0.5))


def test_lift_of_a_share_by_hand() -> None:
    risk, left = np.linspace(1, 0, 20), np.array([1.0, 1, 0, 1] + [0] * 15 + [1])
    assert lift(risk, left, share=0.10) == pytest.approx(1 / (4 / 20))
    assert lift(risk, left, share=0.20) == pytest.approx((3 / 4) / (4 / 20))
    assert lift(risk, left, share=1.0) == pytest.approx(1)
    assert lift(risk, left, share=0.0001) == pytest.approx(1 / (4 / 20))


def test_the_calibration_table_has_equal_shares_by_risk() -> None:
    risk = np.array([0.4, 0.1, 0.3, 0.2])
    table = calibration_table(risk, np.array([1.0, 0.0, 0.0, 1.0]), n_bins=2)
    assert list(table.columns) == ["risk", "rate", "low", "high", "n"]
    assert table["risk"].tolist() == pytest.approx([0.15, 0.35])
    assert table["rate"].tolist() == pytest.approx([0.5, 0.5])
    assert table["n"].tolist() == [2, 2]
    assert (table["low"] <= table["rate"]).all()
    assert (table["rate"] <= table["high"]).all()


def test_fewer_people_than_bins_are_a_row_each() -> None:
    assert len(calibration_table(np.array([0.1, 0.2]), np.array([0.0, 1.0]))) == 2


def test_the_calibration_error_is_the_mean_distance_weighted_by_people() -> None:
    risk = np.repeat([0.1, 0.3], [50, 50])
    left = np.concatenate([np.tile([1.0, 0, 0, 0, 0], 10), np.tile([1.0, 0, 0, 0, 0], 10)])
    assert calibration_error(risk, left) == pytest.approx((0.1 + 0.1) / 2)


def test_deviance_is_lower_for_better_risks_and_bounded_for_certain_ones() -> None:
    left, exposure = np.array([1.0, 0.0]), np.full(2, 365.0)
    good, bad = hazard(2, 0.01), hazard(0.01, 2)
    assert deviance(good, left, exposure) < deviance(bad, left, exposure)
    assert np.isfinite(deviance(np.array([50.0, -800.0]), 1 - left, exposure))


@pytest.mark.parametrize(("events", "n"), [(0, 10), (1, 10), (5, 10), (10, 10), (30, 1000)])
def test_wilson_solves_its_own_equation(events: int, n: int) -> None:
    """The limits are the shares from which what was seen is 1.645 standard deviations away."""
    low, high = wilson(events, n)
    assert 0 <= low <= events / n <= high <= 1
    for limit in {low, high} - {0.0, 1.0}:
        assert abs(events / n - limit) == pytest.approx(1.645 * np.sqrt(limit * (1 - limit) / n))


def test_wilson_is_an_interval_of_nine_in_ten_by_default() -> None:
    assert norm.cdf(1.645) - norm.cdf(-1.645) == pytest.approx(0.90, abs=0.001)
    assert wilson(5, 10) == pytest.approx((0.2693, 0.7307), abs=1e-4)
