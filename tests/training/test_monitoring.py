"""Watching the champion: what became of warnings, shifts with intervals, and the alarms."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from features.records import Records
from features.sample import make_agency
from training.monitoring import alarms, realised, shift, shifts

TODAY = date(2026, 1, 1)
SCORED = date(2024, 6, 1)
FRESH = date(2025, 12, 1)


def spread(*counts: int) -> dict[str, Any]:
    return {"now": {"counts": list(counts), "missing": 0}}


@pytest.fixture(scope="module")
def small() -> Records:
    return Records.of(make_agency(employees=600, until=TODAY).tables)


@pytest.fixture(scope="module")
def past(small: Records) -> dict[str, Any]:
    people = small.frame("employees")
    there = people[people["joined_on"] < pd.Timestamp(SCORED)]["employee_id"].unique()
    frame = pd.DataFrame({"employee_id": there, "risk": 0.02})
    return realised(frame, small, as_of=SCORED, horizon_days=365, today=TODAY)


def test_what_came_of_a_scoring_is_counted_in_the_departures(
    small: Records, past: dict[str, Any]
) -> None:
    left = small.frame("departures")
    within = left["left_on"].between(pd.Timestamp(SCORED), pd.Timestamp("2025-05-31"))
    voluntary = left["reason"].isin(
        ["resignation", "early_retirement", "contract_resignation", "candidate_withdrawal"]
    )
    joined = small.frame("employees").set_index("employee_id")["joined_on"]
    there = left["employee_id"].map(joined.groupby(level=0).min()) < pd.Timestamp(SCORED)
    assert past["observed"] == (within & voluntary & there).sum()
    assert past["days_seen"] == 365
    assert past["low"] <= past["expected"] <= past["high"]


def test_no_more_is_expected_than_the_time_seen_allows(small: Records) -> None:
    frame = pd.DataFrame({"employee_id": [f"x{n}" for n in range(100)], "risk": 0.1})
    half = realised(frame, small, as_of=date(2025, 7, 1), horizon_days=365, today=TODAY)
    assert half["days_seen"] < 185
    assert half["expected"] == pytest.approx(100 * (1 - 0.9 ** (half["days_seen"] / 365)))


def test_no_shift_is_about_zero_and_a_shift_is_seen_with_its_interval() -> None:
    rng = np.random.default_rng(7)
    before, same = (rng.multinomial(2000, [0.2] * 5) for _ in range(2))
    quiet = shift(before.tolist(), same.tolist())
    assert quiet is not None
    assert quiet["low"] <= 0.01
    loud = shift([400] * 5, [900, 500, 300, 200, 100])
    assert loud is not None
    assert 0.25 < loud["low"] < loud["psi"] < loud["high"]
    assert shift([1, 2], [1, 2, 3]) is None
    assert shift([0, 0], [1, 2]) is None


def test_only_what_both_catalogues_have_is_compared() -> None:
    found = shifts(
        {"a": spread(500, 500), "b": spread(900, 100)},
        {"a": spread(500, 500), "b": spread(100, 900), "c": spread(1, 1)},
    )
    assert [one["feature"] for one in found] == ["b", "a"]
    assert [one["surely"] for one in found] == [True, False]


def test_a_broken_level_raises_the_alarm_and_a_right_one_does_not(past: dict[str, Any]) -> None:
    quiet = {**past, "expected": 20.0, "off": False, "lift_high": 4.0}
    assert alarms([quiet], [], None, trained_until=FRESH, today=TODAY) == []
    broken = {**quiet, "off": True, "lift_high": 0.9}
    found = alarms([broken], [], None, trained_until=FRESH, today=TODAY)
    assert found == ["level_off", "list_no_better"]
    few = {**broken, "expected": 1.0}
    assert alarms([few], [], None, trained_until=FRESH, today=TODAY) == []


def test_shifted_people_and_old_models_ask_for_training() -> None:
    features = [{"surely": place < 2} for place in range(10)]
    risks = {"psi": 0.5, "low": 0.4, "high": 0.6}
    found = alarms([], features, risks, trained_until=date(2024, 1, 1), today=TODAY)
    assert found == ["risks_shifted", "features_shifted", "old"]
