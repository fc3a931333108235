"""The estimators alone: scikit-learn's rules, any table, and what they find in it."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score
from sklearn.utils.estimator_checks import estimator_checks_generator

from models.turnover import TurnoverClassifier, TurnoverHazard, blended, risk_within
from models.turnover.blended import later_days
from models.turnover.blending import weigh
from models.turnover.columns import UNKNOWN, Columns, in_number
from models.turnover.exit_rates import ExitRates, folds_of

Estimator = TurnoverClassifier | TurnoverHazard
Check = Callable[[Estimator], None]
QUICK = {"n_trees": 20, "n_seeds": 1, "n_folds": 2, "n_threads": 1}
NOT_CLAIMED = {"check_array_api_input"}
"""Checks of what the estimators do not say they can: arrays of other libraries than numpy."""


def quick(kind: type[Estimator]) -> Estimator:
    return kind().set_params(**QUICK)


def checks() -> list[object]:
    return [
        pytest.param(one, check, id=f"{type(one).__name__}-{check.func.__name__}")
        for kind in (TurnoverClassifier, TurnoverHazard)
        for one, check in estimator_checks_generator(quick(kind))
        if check.func.__name__ not in NOT_CLAIMED
    ]


@pytest.mark.parametrize(("one", "check"), checks())
def test_scikit_learn_s_own_checks_pass(one: Estimator, check: Check) -> None:
    check(one)


@pytest.fixture(params=[TurnoverClassifier, TurnoverHazard])
def estimator(request: pytest.FixtureRequest) -> Estimator:
    return quick(request.param)


def staff(n: int = 800, *, seed: int = 1) -> tuple[pd.DataFrame, np.ndarray]:
    """Return a table of every kind of column; who is new or in one office leaves."""
    rng = np.random.default_rng(seed)
    years = rng.integers(0, 26, n)
    office = rng.choice(["north", "south", "east"], n)
    table = pd.DataFrame(
        {
            "years": [">20" if one > 20 else "<1" if one < 1 else str(one) for one in years],
            "office": pd.Series(office, dtype="object").where(rng.random(n) < 0.9, None),
            "size": pd.Categorical(rng.choice(["10-49", "50-99", "100+"], n)),
            "noise": np.where(rng.random(n) < 0.3, np.nan, rng.normal(size=n)),
            "flag": rng.random(n) < 0.5,
            "count": pd.array(rng.integers(0, 5, n), dtype="Int64"),
            "empty": np.full(n, np.nan),
        }
    )
    odds = 1.0 - 0.2 * years + 1.5 * (office == "east")
    return table, (rng.random(n) < 1 / (1 + np.exp(-odds))).astype(int)


def test_words_numbers_and_missing_values_are_taken(estimator: Estimator) -> None:
    X, y = staff()
    risk = estimator.fit(X, y).predict_proba(X)[:, 1]
    unseen, truth = staff(seed=2)
    assert np.isfinite(risk).all()
    assert roc_auc_score(truth, estimator.predict_proba(unseen)[:, 1]) > 0.8


def test_words_never_seen_and_columns_gone_missing_are_taken(estimator: Estimator) -> None:
    X, y = staff()
    strange = X.assign(office="west", years="unknown", size=None, noise=np.nan, empty=3.0)
    assert np.isfinite(estimator.fit(X, y).predict_proba(strange)).all()


def test_other_columns_are_refused_by_name(estimator: Estimator) -> None:
    X, y = staff()
    estimator.fit(X, y)
    with pytest.raises(ValueError, match="weight"):
        estimator.predict(X.rename(columns={"noise": "weight"}))


def test_an_infinite_number_is_refused_with_its_column(estimator: Estimator) -> None:
    X, y = staff()
    with pytest.raises(ValueError, match="infinity: column noise"):
        estimator.fit(X.assign(noise=np.inf), y)


def test_same_seed_same_bytes_and_another_seed_others(estimator: Estimator) -> None:
    X, y = staff()
    one = estimator.fit(X, y).predict_proba(X).tobytes()
    assert quick(type(estimator)).fit(X, y).predict_proba(X).tobytes() == one
    assert pickle.loads(pickle.dumps(estimator)).predict_proba(X).tobytes() == one  # noqa: S301
    other = quick(type(estimator)).set_params(seed=8).fit(X, y)
    assert other.predict_proba(X).tobytes() != one


def test_risk_rises_with_the_horizon_on_one_curve() -> None:
    X, y = staff()
    model = quick(TurnoverHazard).fit(X, y, exposure_days=np.full(len(X), 200.0))
    curve = model.predict_curve(X)
    assert list(curve.columns) == [90, 180, 365, 730]
    assert (curve.diff(axis=1).iloc[:, 1:] > 0).all(axis=None)
    assert (curve[180] == model.predict_risk(X, horizon_days=180)).all()
    assert (curve[365] == risk_within(model.log_hazard(X), 365)).all()


def test_twice_the_exposure_is_half_the_hazard() -> None:
    X, y = staff()
    short = quick(TurnoverHazard).fit(X, y, exposure_days=np.full(len(X), 365.0))
    long = quick(TurnoverHazard).fit(X, y, exposure_days=np.full(len(X), 730.0))
    apart = short.log_hazard(X).mean() - long.log_hazard(X).mean()
    assert apart == pytest.approx(np.log(2), abs=0.15)


def test_a_blend_of_very_many_rows_walks_half_as_many_trees(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (X, y), (unseen, truth) = staff(2000), staff(2000, seed=2)
    usual = quick(TurnoverHazard).fit(X, y)
    monkeypatch.setattr(blended, "MANY_ROWS", len(X))
    cheap = quick(TurnoverHazard).fit(X, y)
    n_trees, n_cheap = (
        [forest.boosters_[0].num_trees() for forest in one.blend_.fitted_[1:]]
        for one in (usual, cheap)
    )
    assert max(n_cheap) <= QUICK["n_trees"] // 2 < min(n_trees)
    aucs = [roc_auc_score(truth, one.log_hazard(unseen)) for one in (usual, cheap)]
    assert aucs[1] == pytest.approx(aucs[0], abs=0.01)


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("5", 5),
        ("<1", 0.5),
        (">20", 20.5),
        ("> 4", 4.5),
        ("50-99", 50),
        ("10/49", 10),
        ("10,000+", 10000),
        ("Oct-49", 10),
        ("never", np.nan),
        ("city_103", np.nan),
    ],
)
def test_words_with_numbers_are_read_as_such(word: str, number: float) -> None:
    assert in_number(word) == pytest.approx(number, nan_ok=True)


def test_a_column_of_numbered_words_gets_an_order_and_keeps_its_words() -> None:
    table = pd.DataFrame({"last": ["1", ">4", "never", None, "2"]})
    columns = Columns().fit(table)
    assert columns.numbers(table)["last"].tolist() == pytest.approx(
        [1, 4.5, -1, np.nan, 2], nan_ok=True
    )
    assert columns.codes(table)["last"].tolist() == [0, 2, 3, UNKNOWN, 1]


def test_an_ordered_category_keeps_its_order() -> None:
    level = pd.Categorical(["low", "high"], categories=["low", "mid", "high"], ordered=True)
    table = pd.DataFrame({"level": level})
    assert Columns().fit(table).numbers(table)["level"].tolist() == [0, 2]


def test_a_ratio_of_rates_is_smoothed_and_does_not_tell_a_row_its_own_outcome() -> None:
    codes = pd.DataFrame({"office": [0, 0, 0, 1]})
    y, expected = np.array([1.0, 1.0, 0.0, 0.0]), np.full(4, 0.5)
    rates = ExitRates(prior_events=1.0)
    told = rates.fit_transform(codes, y, expected=expected, fold=np.arange(4))
    assert told["office"].tolist() == pytest.approx(np.log([2 / 2, 2 / 2, 3 / 2, 1]))
    known = rates.transform(pd.DataFrame({"office": [0, 1, 9]}))
    assert known["office"].tolist() == pytest.approx(np.log([3 / 2.5, 1 / 1.5, 1]))


def test_a_person_is_in_one_fold_and_exits_are_spread() -> None:
    people = pd.MultiIndex.from_product([[1, 2], range(40)], names=["as_of", "employee_id"])
    y = np.tile(np.arange(40) < 8, 2).astype(float)
    fold = folds_of(pd.DataFrame(index=people), y, n_folds=4, seed=1)
    assert (fold[:40] == fold[40:]).all()
    assert np.bincount(fold, weights=y).tolist() == [4, 4, 4, 4]


def test_who_says_nothing_gets_less_weight() -> None:
    rng = np.random.default_rng(3)
    signal = rng.normal(size=4000)
    y = (rng.random(4000) < 1 / (1 + np.exp(-signal))).astype(float)
    told = np.column_stack([signal, rng.normal(size=4000)])
    weights, level = weigh(told, y, offset=np.zeros(4000))
    assert weights[0] == pytest.approx(1, abs=0.15)
    assert weights[1] < 0.1
    assert level == pytest.approx(0, abs=0.1)


def test_members_are_weighed_on_later_days_by_what_was_seen_to_its_end() -> None:
    days = pd.to_datetime(["2020-01-01", "2020-07-01", "2021-01-01"])
    index = pd.MultiIndex.from_product([days, range(150)], names=["as_of", "employee_id"])
    table, y = pd.DataFrame(index=index), np.ones(len(index))
    splits = later_days(table, y, np.full(len(table), 365.0))
    assert [(learn.sum(), ask.sum()) for learn, ask in splits] == [(150, 150)]
    assert later_days(table.reset_index(), y, np.full(len(table), 365.0)) == []
