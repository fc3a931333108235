"""Folds in time: nothing is learned that was known on or after the origin."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from features.clock import day_number
from features.distributions import told
from features.profiles import build_profiles
from features.records import KNOWN, Records
from tests.training.conftest import UNTIL
from training.backtest import FEWEST_EVENTS_TO_TEST, Fold, folds
from training.cohorts import Cohorts, build_cohorts
from training.turnover import Trained, step_days

HORIZON = 365


@pytest.fixture(scope="module")
def made(cohorts: Cohorts) -> list[Fold]:
    found = folds(cohorts, horizon_days=HORIZON, most=3)
    assert len(found) == 3
    return found


def as_of(frame: pd.DataFrame) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(frame.index.get_level_values("as_of"))


def test_there_are_as_many_folds_as_asked_oldest_first(cohorts: Cohorts, made: list[Fold]) -> None:
    assert [fold.origin for fold in made] == sorted(fold.origin for fold in made)
    assert len(made) == 3
    assert folds(cohorts, horizon_days=HORIZON, most=1)[0].origin == made[-1].origin


def test_a_fold_learns_from_days_before_its_origin_and_tests_on_it(
    cohorts: Cohorts, made: list[Fold]
) -> None:
    for fold in made:
        origin = pd.Timestamp(fold.origin)
        assert (as_of(cohorts.profiles[fold.train]) < origin).all()
        assert (as_of(cohorts.profiles[fold.test]) == origin).all()
        assert fold.train_outcomes.index.equals(cohorts.profiles[fold.train].index)
        assert fold.test_outcomes.index.equals(cohorts.profiles[fold.test].index)
        assert len(fold.period_days) == fold.test.sum()


def test_what_a_fold_learns_was_over_before_its_origin(made: list[Fold]) -> None:
    for fold in made:
        seen_until = as_of(fold.train_outcomes) + pd.to_timedelta(
            fold.train_outcomes["exposure_days"].to_numpy(), unit="D"
        )
        assert (seen_until <= pd.Timestamp(fold.origin)).all()
        assert (fold.train_outcomes["exposure_days"] > 0).all()
        assert fold.train_outcomes["left_voluntarily"].sum() >= FEWEST_EVENTS_TO_TEST


def test_departures_known_on_the_origin_or_later_do_not_change_what_a_fold_learns(
    cohorts: Cohorts, made: list[Fold]
) -> None:
    for fold in made:
        changed = replace(cohorts, records=[another_future(cohorts.records[0], fold.origin)])
        again = changed.outcomes(horizon_days=HORIZON, known_before=fold.origin)[fold.train]
        pd.testing.assert_frame_equal(again, fold.train_outcomes)


def test_what_was_known_before_the_origin_does_change_what_a_fold_learns(
    cohorts: Cohorts, made: list[Fold]
) -> None:
    """The test above is able to fail."""
    fold = made[-1]
    earlier = fold.origin - timedelta(days=400)
    changed = replace(cohorts, records=[another_future(cohorts.records[0], earlier)])
    again = changed.outcomes(horizon_days=HORIZON, known_before=fold.origin)[fold.train]
    assert not again.equals(fold.train_outcomes)


def test_profiles_of_a_fold_are_those_of_what_was_known_then(
    cohorts: Cohorts, made: list[Fold]
) -> None:
    fold = made[-1]
    known = cohorts.records[0].known_before(fold.origin)
    alone = build_profiles(known, fold.origin)
    tested = cohorts.profiles[fold.test]
    pd.testing.assert_frame_equal(alone.loc[tested.index], tested)


def test_no_outcome_is_tested_twice(cohorts: Cohorts, made: list[Fold]) -> None:
    for earlier, later in pairwise(made):
        assert earlier.ends_before(later.origin)
        assert (later.origin - earlier.origin).days >= HORIZON
    every = cohorts.days
    assert {fold.origin for fold in made} <= set(every)


def test_every_tested_period_was_seen_to_its_end(made: list[Fold]) -> None:
    for fold in made:
        assert (fold.period_days == HORIZON).all()
        assert day_number(fold.origin) + HORIZON <= day_number(UNTIL)
        stayed = fold.test_outcomes["family"].eq("")
        assert (fold.test_outcomes.loc[stayed, "exposure_days"] == HORIZON).all()


def test_cohorts_end_before_what_was_known_until(agency: Records) -> None:
    until = date(2023, 1, 1)
    cut = build_cohorts([agency], until=until, every_days=182, progress=lambda *_: None)
    assert max(cut.days) < until
    assert list(cut.records[0])
    for records in cut.records:
        for name in records:
            assert not (records.frame(name)[KNOWN] >= pd.Timestamp(until)).any()
    only_known = build_cohorts(
        [agency.known_before(until)], until=until, every_days=182, progress=lambda *_: None
    )
    pd.testing.assert_frame_equal(cut.profiles, only_known.profiles)


def test_two_agencies_are_kept_apart(agency: Records) -> None:
    until = date(2022, 1, 1)
    one = build_cohorts([agency], until=until, every_days=364, progress=lambda *_: None)
    two = build_cohorts([agency, agency], until=until, every_days=364, progress=lambda *_: None)
    half = len(one.profiles)
    assert list(np.bincount(two.agency)) == [half, half]
    pd.testing.assert_frame_equal(two.profiles[two.agency == 1], one.profiles)
    both = two.outcomes(horizon_days=HORIZON, known_before=until)
    pd.testing.assert_frame_equal(
        both[two.agency == 0], one.outcomes(horizon_days=HORIZON, known_before=until)
    )


def test_people_are_compared_with_those_at_the_same_time_of_the_year(agency: Records) -> None:
    days = ["2024-01-10", "2024-07-03", "2025-01-02", "2025-10-02", "2025-07-01", "2025-10-01"]
    index = pd.MultiIndex.from_arrays(
        [pd.to_datetime(days), list("aaaabb")], names=["as_of", "employee_id"]
    )
    profiles = pd.DataFrame({"x": range(6)}, index=index)
    own = Cohorts([agency, agency], UNTIL, profiles, np.array([0, 0, 0, 0, 1, 1]))
    assert list(own.same_season()["x"]) == [2, 5]
    with_gap = Cohorts([agency] * 3, UNTIL, profiles, np.array([0, 0, 0, 0, 2, 2]))
    assert list(with_gap.same_season()["x"]) == [2, 5]


def test_the_model_keeps_how_features_were_spread_a_year_before(
    cohorts: Cohorts, trained: Trained
) -> None:
    known = trained.distributions["days_in_service"]
    there = cohorts.profiles.xs(
        pd.Timestamp(UNTIL - timedelta(days=2 * step_days(365))), level="as_of"
    )
    assert known["n"] == told(len(there))


def another_future(records: Records, day: date) -> Records:
    """Return records in which nobody is known to have left on a day or later."""
    departures = records.frame("departures")
    kept = departures[departures[KNOWN] < pd.Timestamp(day)]
    return Records({**records.frames, "departures": kept})
