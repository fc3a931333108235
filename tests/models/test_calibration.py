"""Calibration: the slope from unseen people, the level from all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from models.turnover import risk_within
from models.turnover.champion import Calibration

YEAR = 365.25


@dataclass(frozen=True)
class Unseen:
    """What a model said about people, and what became of them."""

    log_hazard: np.ndarray
    y: np.ndarray
    exposure_days: np.ndarray
    origin: np.ndarray


def unseen(*, true_slope: float, n: int = 200_000, level_by_origin: float = 0.0) -> Unseen:
    """Return people whose true log hazard is ``true_slope`` times what was said, plus a level."""
    rng = np.random.default_rng(4)
    middle = np.log(0.01 / YEAR)
    said = rng.normal(middle, 0.7, n)
    origin = rng.integers(0, 3, n)
    exposure = rng.uniform(100, 366, n)
    true = middle + true_slope * (said - middle) + level_by_origin * (origin - 1)
    left = rng.random(n) < risk_within(true, exposure)
    return Unseen(said, left.astype(float), exposure, origin)


def slope_of(people: Unseen, **settings: float) -> float:
    return (
        Calibration(**settings)
        .fit(people.log_hazard, people.y, exposure_days=people.exposure_days, origin=people.origin)
        .slope_
    )


def test_a_calibrated_model_keeps_its_slope() -> None:
    assert slope_of(unseen(true_slope=1.0)) == pytest.approx(1.0, abs=0.06)


def test_an_overconfident_model_is_shrunk_and_a_timid_one_stretched() -> None:
    assert slope_of(unseen(true_slope=0.5)) == pytest.approx(0.5, abs=0.08)
    assert slope_of(unseen(true_slope=1.5)) == pytest.approx(1.5, abs=0.12)


def test_years_that_differ_in_level_do_not_move_the_slope() -> None:
    assert slope_of(unseen(true_slope=1.0, level_by_origin=0.6)) == pytest.approx(1.0, abs=0.06)


def test_few_people_hardly_move_the_slope() -> None:
    few = unseen(true_slope=0.3, n=3000)
    assert abs(slope_of(few) - 1) < abs(slope_of(few, slope_sd=10.0) - 1)
    assert slope_of(few, slope_sd=0.01) == pytest.approx(1.0, abs=0.01)


def test_no_exits_leave_the_slope_near_one() -> None:
    people = unseen(true_slope=1.0, n=500)
    nobody = Unseen(people.log_hazard, np.zeros(500), people.exposure_days, people.origin)
    assert slope_of(nobody) == pytest.approx(1.0, abs=0.01)


def test_the_anchor_makes_expected_equal_observed() -> None:
    people = unseen(true_slope=1.0)
    too_low = people.log_hazard - 1.3
    calibration = Calibration().anchor(
        too_low, people.y, exposure_days=people.exposure_days, weight=np.ones(len(people.y))
    )
    risk = risk_within(calibration.log_hazard(too_low), people.exposure_days)
    assert risk.sum() == pytest.approx(people.y.sum(), rel=1e-6)
    assert calibration.level_ == pytest.approx(1.3, abs=0.06)


def test_the_anchor_weighs() -> None:
    people = unseen(true_slope=1.0, level_by_origin=0.8)
    newest = (people.origin == 2).astype(float)
    calibration = Calibration().anchor(
        people.log_hazard, people.y, exposure_days=people.exposure_days, weight=newest
    )
    risk = risk_within(calibration.log_hazard(people.log_hazard), people.exposure_days)
    assert risk[newest == 1].sum() == pytest.approx(people.y[newest == 1].sum(), rel=1e-6)


def test_the_anchor_keeps_the_slope() -> None:
    people = unseen(true_slope=0.5)
    calibration = Calibration().fit(
        people.log_hazard, people.y, exposure_days=people.exposure_days, origin=people.origin
    )
    slope = calibration.slope_
    calibration.anchor(
        people.log_hazard,
        people.y,
        exposure_days=people.exposure_days,
        weight=np.ones(len(people.y)),
    )
    said = np.array([-8.0, -7.0])
    assert calibration.slope_ == slope
    assert np.diff(calibration.log_hazard(said)) == pytest.approx([slope])


def test_without_exits_the_level_stays() -> None:
    calibration = Calibration().anchor(
        np.full(10, -8.0), np.zeros(10), exposure_days=np.full(10, 365.0), weight=np.ones(10)
    )
    assert calibration.level_ == 0.0
