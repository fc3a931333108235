"""What every turnover candidate promises, and the door in front of the one that serves."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

from models.turnover import CANDIDATES, AssumedRate, HazardModel, TenureRate, risk_within
from models.turnover.champion import Calibration, ColumnsDiffer, TurnoverModel, recency
from models.turnover.hazard import informative, log_rate

YEAR = 365.25
KINDS = ("pns", "cpns", "pppk")
FASTER = {"n_trees": 120, "n_seeds": 2, "n_threads": 1, "n_folds": 2}
People = tuple[pd.DataFrame, np.ndarray, np.ndarray]


def test_there_are_candidates() -> None:
    assert next(iter(CANDIDATES)) == "tenure_rate", "the simplest comes first"
    assert len(CANDIDATES) >= 2


@pytest.fixture(params=CANDIDATES)
def candidate(request: pytest.FixtureRequest) -> HazardModel:
    return make(request.param)


@pytest.fixture(scope="module", params=CANDIDATES)
def fitted(request: pytest.FixtureRequest) -> HazardModel:
    """A candidate that learned from `people`, shared by the tests that only ask it."""
    X, y, exposure = people()
    return make(request.param).fit(X, y, exposure_days=exposure)


def make(name: str) -> HazardModel:
    """Return a candidate in its own settings, but for what only costs time."""
    model = CANDIDATES[name]()
    return model.set_params(**{key: FASTER[key] for key in FASTER if key in model.get_params()})


def people(n: int = 3000, *, seed: int = 1, rate: float = 0.2) -> People:
    """Return people whose yearly hazard falls with service, and nothing else moves it."""
    rng = np.random.default_rng(seed)
    years = rng.uniform(0, 30, n)
    X = pd.DataFrame(
        {
            "days": rng.normal(size=n),
            "days_in_service": years * YEAR,
            "days_in_job": np.where(rng.random(n) < 0.5, np.nan, rng.uniform(0, 3000, n)),
            "rarely_one": (rng.random(n) < 0.001).astype(float),
            "always_one": np.ones(n),
            "never_known": np.full(n, np.nan),
            "employment_type": pd.Categorical(rng.choice(KINDS, n), categories=[*KINDS, "other"]),
            "no_kind": pd.Categorical([None] * n, categories=["a", "b"]),
        },
        index=pd.RangeIndex(n, name="person"),
    )
    exposure = rng.uniform(100, 400, n)
    hazard = rate * np.exp(-years / 8)
    left = rng.random(n) < -np.expm1(-hazard * exposure / YEAR)
    return X, left.astype(float), exposure


def test_one_log_hazard_a_row_and_contributions_in_the_columns_of_the_input(
    fitted: HazardModel,
) -> None:
    X, _, _ = people()
    hazard, moved = fitted.log_hazard(X), fitted.contributions(X)
    assert hazard.shape == (len(X),)
    assert hazard.dtype == np.float64
    assert np.isfinite(hazard).all()
    assert moved.index.equals(X.index)
    assert list(moved.columns) == list(X.columns)
    assert np.isfinite(moved.to_numpy()).all()


def test_higher_means_more_likely(fitted: HazardModel) -> None:
    X, y, _ = people(seed=2)
    hazard = fitted.log_hazard(X)
    newer, older = X["days_in_service"] < 3 * YEAR, X["days_in_service"] > 20 * YEAR
    assert hazard[newer].mean() > hazard[older].mean() + 0.5
    assert hazard[y == 1].mean() > hazard[y == 0].mean()


def test_contributions_name_the_column_with_the_effect(fitted: HazardModel) -> None:
    X, _, _ = people(seed=2)
    moved = fitted.contributions(X)
    assert moved.abs().mean().idxmax() == "days_in_service"
    newer = X["days_in_service"] < 2 * YEAR
    assert moved.loc[newer, "days_in_service"].mean() > 0
    assert (moved[["always_one", "never_known", "no_kind"]] == 0).all(axis=None)


def test_contributions_and_hazard_tell_the_same(fitted: HazardModel) -> None:
    X, _, _ = people()
    rest = fitted.log_hazard(X) - fitted.contributions(X).sum(axis=1)
    assert rest.std() < 0.05 * fitted.log_hazard(X).std() + 1e-9


@pytest.mark.parametrize("name", CANDIDATES)
def test_same_input_same_bytes_also_after_storage(name: str) -> None:
    X, y, exposure = people(1500)
    one = make(name).fit(X, y, exposure_days=exposure)
    other = make(name).fit(X, y, exposure_days=exposure)
    stored = pickle.loads(pickle.dumps(one))  # noqa: S301
    assert one.log_hazard(X).tobytes() == other.log_hazard(X).tobytes()
    assert one.log_hazard(X).tobytes() == stored.log_hazard(X).tobytes()
    assert one.contributions(X).equals(stored.contributions(X))


def test_a_row_has_the_same_hazard_alone_and_among_others(fitted: HazardModel) -> None:
    X, _, _ = people(200, seed=3)
    alone = np.concatenate([fitted.log_hazard(X.iloc[[row]]) for row in (0, 50, 199)])
    np.testing.assert_allclose(alone, fitted.log_hazard(X)[[0, 50, 199]], rtol=1e-12)


def test_values_never_seen_before_are_taken(fitted: HazardModel) -> None:
    X, _, _ = people(50, seed=4)
    strange = X.assign(
        days_in_service=np.where(np.arange(50) % 2, np.nan, 60 * YEAR),
        employment_type=pd.Categorical(["other"] * 50, categories=[*KINDS, "other"]),
        never_known=5.0,
        always_one=np.nan,
        days=np.nan,
        no_kind=pd.Categorical(["a"] * 50, categories=["a", "b"]),
    )
    assert np.isfinite(fitted.log_hazard(strange)).all()
    assert np.isfinite(fitted.contributions(strange).to_numpy()).all()


def test_risk_rises_with_the_horizon_and_is_a_probability(fitted: HazardModel) -> None:
    hazard = fitted.log_hazard(people(seed=5)[0])
    by_horizon = np.array([risk_within(hazard, days) for days in (1, 30, 365, 1100, 10**6)])
    assert (np.diff(by_horizon, axis=0) >= 0).all()
    assert (np.diff(by_horizon[:4], axis=0) > 0).all()
    assert (by_horizon >= 0).all()
    assert (by_horizon <= 1).all()


@pytest.mark.parametrize("name", CANDIDATES)
def test_half_the_exits_in_half_the_days_are_the_same_hazard(name: str) -> None:
    X, _, _ = people(6000)
    whole = outcome_at(X, yearly=0.2, exposure=np.full(len(X), YEAR))
    half = outcome_at(X, yearly=0.2, exposure=np.full(len(X), YEAR / 2))
    seen_whole = make(name).fit(X, whole, exposure_days=np.full(len(X), YEAR)).log_hazard(X)
    seen_half = make(name).fit(X, half, exposure_days=np.full(len(X), YEAR / 2)).log_hazard(X)
    assert yearly_rate(seen_whole) == pytest.approx(0.2, rel=0.12)
    assert yearly_rate(seen_half) == pytest.approx(0.2, rel=0.15)


def test_who_was_seen_for_a_shorter_time_does_not_look_safer(candidate: HazardModel) -> None:
    X, _, _ = people(6000)
    newer = X["days_in_service"].to_numpy() < 10 * YEAR
    exposure = np.where(newer, 90.0, 400.0)
    y = outcome_at(X, yearly=0.2, exposure=exposure)
    assert y[newer].mean() < 0.4 * y[~newer].mean()
    hazard = candidate.fit(X, y, exposure_days=exposure).log_hazard(X)
    assert yearly_rate(hazard[newer]) == pytest.approx(yearly_rate(hazard[~newer]), rel=0.25)


def test_no_exits_at_all_are_a_low_risk_and_not_never(candidate: HazardModel) -> None:
    X, y, exposure = people(800)
    candidate.fit(X, np.zeros(len(y)), exposure_days=exposure)
    risk = risk_within(candidate.log_hazard(X), 365)
    assert np.isfinite(candidate.log_hazard(X)).all()
    assert (risk > 0).all()
    assert (risk < 0.02).all()


def test_columns_without_any_information_are_a_model_of_the_rate_of_all(
    candidate: HazardModel,
) -> None:
    X, y, exposure = people(2000)
    empty = X[["never_known", "always_one", "no_kind"]]
    hazard = candidate.fit(empty, y, exposure_days=exposure).log_hazard(empty)
    assert np.ptp(hazard) == pytest.approx(0, abs=1e-9)
    assert yearly_rate(hazard) == pytest.approx(y.sum() / exposure.sum() * YEAR, rel=0.1)
    assert (candidate.contributions(empty).abs() < 1e-9).all(axis=None)


def test_exposure_of_no_day_is_taken_for_a_moment(candidate: HazardModel) -> None:
    X, y, exposure = people(1500)
    exposure[:20] = 0.0
    assert np.isfinite(candidate.fit(X, y, exposure_days=exposure).log_hazard(X)).all()


def test_risk_within_by_hand() -> None:
    a_tenth_a_year = np.log(0.1 / YEAR)
    risk = risk_within(np.array([a_tenth_a_year]), YEAR)
    assert risk == pytest.approx([1 - np.exp(-0.1)])
    assert risk_within(np.array([a_tenth_a_year]), 0) == pytest.approx([0])
    both = risk_within(np.array([a_tenth_a_year] * 2), np.array([YEAR, 2 * YEAR]))
    assert both == pytest.approx([1 - np.exp(-0.1), 1 - np.exp(-0.2)])


def test_log_rate_by_hand() -> None:
    assert log_rate(9.5, 1000) == pytest.approx(np.log(10 / 1000))
    assert log_rate(0, 1000) == pytest.approx(np.log(0.5 / 1000))
    assert log_rate(0, 0) == pytest.approx(np.log(0.5))
    assert log_rate(3, 100, prior_events=1) == pytest.approx(np.log(4 / 100))


def test_informative_columns_have_two_values() -> None:
    assert informative(people(500)[0]) == [
        "days",
        "days_in_service",
        "days_in_job",
        *(["rarely_one"] if people(500)[0]["rarely_one"].nunique() > 1 else []),
        "employment_type",
    ]


def test_bands_of_service_are_pulled_to_the_rate_of_all_by_hand() -> None:
    X = pd.DataFrame({"days_in_service": [100.0] * 50 + [2000.0] * 50})
    y = np.array([1.0] * 10 + [0.0] * 90)
    model = TenureRate(edges=(1,), prior_events=5).fit(X, y, exposure_days=np.full(100, 100.0))
    overall = 10.5 / 10_000
    first, second = np.exp(model.log_hazard(X))[[0, 50]]
    assert first == pytest.approx((10 + 5) / (5_000 + 5 / overall))
    assert second == pytest.approx((0 + 5) / (5_000 + 5 / overall))


def test_an_assumed_rate_learns_nothing_and_is_the_same_for_all() -> None:
    X, y, exposure = people(100)
    model = AssumedRate(yearly=0.03).fit(X, y, exposure_days=exposure)
    assert risk_within(model.log_hazard(X), YEAR) == pytest.approx(np.full(100, 1 - np.exp(-0.03)))
    assert (model.contributions(X) == 0).all(axis=None)


def test_the_door_says_which_columns_are_missing_and_which_unknown() -> None:
    X, y, exposure = people(600)
    model = turnover_model().fit(X, y, exposure_days=exposure)
    other = X.drop(columns=["days", "days_in_job"]).assign(age=40.0)
    with pytest.raises(ColumnsDiffer, match=r"days_in_job.*age") as raised:
        model.predict_risk(other, horizon_days=365)
    assert raised.value.missing == ["days", "days_in_job"]
    assert raised.value.unknown == ["age"]
    with pytest.raises(ColumnsDiffer):
        model.contributions(other)


def test_the_order_of_columns_and_narrower_types_do_not_matter() -> None:
    X, y, exposure = people(1500)
    model = turnover_model("boosted_hazard").fit(X, y, exposure_days=exposure)
    turned = X[list(reversed(X.columns))].assign(
        always_one=1,
        no_kind=pd.Series([None] * len(X), X.index, dtype="object"),
        employment_type=X["employment_type"].astype("str"),
    )
    as_fitted = model.predict_risk(X, horizon_days=365)
    assert model.predict_risk(turned, horizon_days=365).tobytes() == as_fitted.tobytes()
    other = X["employment_type"].cat.reorder_categories(["other", *reversed(KINDS)])
    assert model.checked(X.assign(employment_type=other)).equals(X)
    assert list(model.contributions(turned).columns) == list(X.columns)


@pytest.mark.parametrize("candidate", ["boosted_hazard", "tenure_rate"])
def test_bare_numbers_are_told_the_same_as_the_frame(candidate: str) -> None:
    X, y, exposure = people(1500)
    X = X.assign(employment_type=X["employment_type"].where(X["days_in_job"] > 50))
    model = turnover_model(candidate).fit(X, y, exposure_days=exposure)
    numbers = np.column_stack([_as_numbers(X[name]) for name in X])
    risk = model.predict_risk(X, horizon_days=365)
    assert np.isnan(numbers[:, list(X).index("employment_type")]).any()
    assert model.risk_of_numbers(numbers, horizon_days=365).tobytes() == risk.tobytes()
    alone = [model.risk_of_numbers(row[None], horizon_days=365)[0] for row in numbers[:20]]
    assert alone == list(risk[:20])


def _as_numbers(column: pd.Series) -> np.ndarray:
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return column.to_numpy()
    return column.cat.codes.replace(-1, np.nan).to_numpy(dtype=float)


def test_the_door_remembers_names_and_words() -> None:
    X, y, exposure = people(600)
    model = turnover_model().fit(X, y, exposure_days=exposure)
    assert model.feature_names == tuple(X.columns)
    assert model.categories == {"employment_type": (*KINDS, "other"), "no_kind": ("a", "b")}


def test_the_level_of_the_served_model_is_what_was_observed() -> None:
    X, y, exposure = people(4000)
    model = turnover_model().fit(X, y, exposure_days=exposure)
    expected = risk_within(model.log_hazard(X), exposure).sum()
    assert expected == pytest.approx(y.sum(), rel=1e-6)


def test_the_slope_moves_the_contributions_as_it_moves_the_hazard() -> None:
    X, y, exposure = people(2000)
    model = turnover_model().fit(X, y, exposure_days=exposure)
    before = model.contributions(X)
    model.calibration.slope_ = 0.5
    pd.testing.assert_frame_equal(model.contributions(X), before * 0.5)


def test_newer_days_weigh_more_in_the_level() -> None:
    days = pd.to_datetime(["2022-01-01", "2023-01-01", "2024-01-01"])
    index = pd.MultiIndex.from_arrays([days, ["p"] * 3], names=["as_of", "employee_id"])
    assert recency(pd.DataFrame(index=index)) == pytest.approx([0.25, 0.5, 1], rel=1e-3)
    assert recency(pd.DataFrame(index=[1, 2])) == pytest.approx([1, 1])


def turnover_model(name: str = "tenure_rate") -> TurnoverModel:
    return TurnoverModel(name, make(name), Calibration())


def outcome_at(X: pd.DataFrame, *, yearly: float, exposure: np.ndarray) -> np.ndarray:
    """Return outcomes under one constant hazard, whatever the columns say."""
    chance = -np.expm1(-yearly * exposure / YEAR)
    return (np.random.default_rng(9).random(len(X)) < chance).astype(float)


def yearly_rate(log_hazard: np.ndarray) -> float:
    return float(np.exp(log_hazard).mean() * YEAR)
