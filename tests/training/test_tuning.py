"""The search of settings: under a budget, in time, and judged on what it did not see."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from features.records import Records
from models.turnover import BoostedHazard
from tests.training.conftest import UNTIL
from tests.training.quick import use_quick_candidates
from training import tuning
from training.backtest import Fold, folds
from training.card import card_of
from training.cohorts import Cohorts
from training.tuning import USUAL, Settings, Tuning, tune, tuned_hazard
from training.turnover import TUNED, train_turnover


@pytest.fixture(scope="module")
def chosen(cohorts: Cohorts) -> list[Fold]:
    return folds(cohorts, horizon_days=365, most=3)


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each trial grow a few trees, and stop after a few trials."""
    monkeypatch.setattr(tuning, "PATIENCE", 3)
    monkeypatch.setattr(tuning, "tuned_hazard", _small)


def _small(settings: Settings) -> BoostedHazard:
    hazard = tuned_hazard(settings)
    return hazard.set_params(n_trees=10, n_threads=1)  # type: ignore[no-any-return]


def searched(chosen: list[Fold], cohorts: Cohorts) -> Tuning:
    found = tune(chosen, cohorts.profiles, minutes=10, progress=lambda _what, _share: None)
    assert found is not None
    return found


@pytest.mark.usefixtures("_quick")
def test_the_usual_settings_come_first_and_the_best_wins(
    chosen: list[Fold], cohorts: Cohorts
) -> None:
    found = searched(chosen, cohorts)
    assert found.deviance <= found.deviance_before
    assert set(found.settings) == set(USUAL)
    assert tuning.PATIENCE < found.n_trials < 200, "it stops by itself"


@pytest.mark.usefixtures("_quick")
def test_the_same_search_finds_the_same_and_does_not_look_at_the_newest_fold(
    chosen: list[Fold], cohorts: Cohorts
) -> None:
    *earlier, newest = chosen
    turned = newest.test_outcomes.assign(
        left_voluntarily=1 - newest.test_outcomes["left_voluntarily"]
    )
    other = [
        *(dataclasses.replace(one, test_outcomes=one.test_outcomes * 0) for one in earlier),
        dataclasses.replace(newest, test_outcomes=turned),
    ]
    assert searched(other, cohorts) == searched(chosen, cohorts)


def test_one_fold_is_not_enough_to_search_and_to_judge(
    chosen: list[Fold], cohorts: Cohorts
) -> None:
    found = tune(chosen[-1:], cohorts.profiles, minutes=1, progress=lambda _what, _share: None)
    assert found is None


@pytest.mark.usefixtures("_quick")
def test_the_tuned_candidate_is_judged_on_the_newest_origin_alone(
    agency: Records, chosen: list[Fold], monkeypatch: pytest.MonkeyPatch
) -> None:
    use_quick_candidates(monkeypatch)
    trained = train_turnover([agency], until=UNTIL, tune_minutes=10)
    assert trained.tuning is not None
    assert TUNED in trained.figures
    assert trained.test is not None
    assert trained.test.table["origin"].unique().tolist() == [pd.Timestamp(chosen[-1].origin)]
    assert card_of(trained)["tuning"]["n_trials"] == trained.tuning.n_trials
