"""What a decision needs to know of a warning: known answers on a few people."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from training.quality import N_RESAMPLES, brier, concordance, interval, quality, times, years


def outcome(after: list[float], *, seen: float = 365.0, days: int = 1) -> pd.DataFrame:
    """Return people who left after so many days, NaN for stayers, on one or more origins."""
    origins = pd.to_datetime([f"202{year}-01-01" for year in range(days)])
    people = [f"p{number}" for number in range(len(after))]
    index = pd.MultiIndex.from_product([origins, people], names=["as_of", "employee_id"])
    gone = np.tile(np.array(after), days)
    columns = {
        "exposure_days": seen,
        "left_voluntarily": np.isfinite(gone).astype(float),
        "left_after_days": gone,
    }
    return pd.DataFrame(columns, index=index)


def test_the_parts_of_the_squared_error_add_up() -> None:
    risk, left = np.repeat([0.1, 0.5], 10), np.zeros(20)
    left[[0, 10, 11, 12, 13, 14]] = 1
    parts = brier(risk, left, n_bins=2)
    assert parts["reliability"] == pytest.approx(0)
    assert parts["uncertainty"] == pytest.approx(0.3 * 0.7)
    assert parts["resolution"] == pytest.approx(0.2**2)
    whole = parts["reliability"] - parts["resolution"] + parts["uncertainty"]
    assert parts["score"] == pytest.approx(whole)


def test_a_wrong_level_costs_reliability() -> None:
    parts = brier(np.full(100, 0.3), np.repeat([1.0, 0.0], [10, 90])[::-1], n_bins=1)
    assert parts["reliability"] == pytest.approx(0.2**2)


def test_pairs_are_right_where_the_earlier_leaver_had_the_higher_risk() -> None:
    people = outcome([10, 100, np.nan])
    assert concordance(np.array([3.0, 2.0, 1.0]), people) == {"n_pairs": 3, "value": 1}
    assert concordance(np.array([1.0, 2.0, 3.0]), people)["value"] == 0
    assert concordance(np.array([1.0, 1.0, 1.0]), people)["value"] == 0.5


def test_people_of_two_origins_are_not_paired() -> None:
    people = outcome([10, np.nan], days=2)
    assert concordance(np.array([2.0, 1.0, 5.0, 4.0]), people) == {"n_pairs": 2, "value": 1}


def test_each_time_asks_who_was_seen_as_long_or_was_gone_before() -> None:
    people = outcome([10, 120, np.nan, np.nan])
    people["exposure_days"] = [365.0, 365, 365, 100]
    found = {one["days"]: one for one in times(np.array([4.0, 1, 2, 3]), people)}
    assert list(found) == [90, 180, 365, 730][:3]
    assert (found[90]["n"], found[90]["n_left"], found[90]["auc"]) == (4, 1, 1)
    assert (found[180]["n"], found[180]["n_left"], found[180]["auc"]) == (3, 2, 0.5)


def test_without_days_of_departure_nothing_is_said_about_time() -> None:
    people = outcome([10, np.nan]).drop(columns="left_after_days")
    assert times(np.array([2.0, 1.0]), people) == []
    assert np.isnan(concordance(np.array([2.0, 1.0]), people)["value"])


def test_years_have_their_own_levels_and_intervals() -> None:
    people = outcome([10, np.nan, np.nan, np.nan], days=2)
    found = years(np.full(8, np.log(0.25 / 365)), people)
    assert [one["origin"] for one in found] == ["2020-01-01", "2021-01-01"]
    for one in found:
        assert (one["n"], one["observed"]) == (4, 1)
        assert one["expected"] == pytest.approx(4 * (1 - np.exp(-0.25)))
        assert one["low"] < 1 < one["high"]


def test_an_interval_holds_its_value_and_narrows_with_people() -> None:
    def width(n: int) -> float:
        rng = np.random.default_rng(1)
        risk = rng.random(n)
        left = (rng.random(n) < risk).astype(float)
        found = interval(share_right, left, risk, people=pd.Index(range(n)))
        assert found["low"] < found["value"] < found["high"]
        assert found["n"] == n
        return found["high"] - found["low"]

    assert N_RESAMPLES >= 100
    assert width(2000) < 0.5 * width(200)


def share_right(left: np.ndarray, risk: np.ndarray, *, sample_weight: object = None) -> float:
    return float(np.average((risk > 0.5) == left, weights=sample_weight))


def test_where_nobody_left_the_ranking_is_not_judged() -> None:
    found = quality(np.array([1.0, 2.0]), outcome([np.nan, np.nan]), period_days=np.full(2, 365.0))
    assert np.isnan(found["intervals"]["auc"]["value"])
    assert found["years"][0]["observed"] == 0
