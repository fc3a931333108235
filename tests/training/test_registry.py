"""The registry and the gate before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from models.course_ranker import CourseRanker, Examples
from models.turnover import TenureRate
from models.turnover.champion import Calibration, TurnoverModel
from training.backtest import BackTest
from training.gate import TOLERANCE, judge
from training.registry import ADDRESS, COURSES, Champion, Registry, load_champion, load_order
from training.turnover import Trained

ORIGIN = pd.Timestamp("2024-01-01")
NAMES = ["days_in_service", "days_in_job"]


def profiles(n: int = 3000) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    people = [f"p{number:04d}" for number in range(n)]
    index = pd.MultiIndex.from_product([[ORIGIN], people], names=["as_of", "employee_id"])
    return pd.DataFrame(rng.uniform(0, 9000, (n, 2)), index=index, columns=NAMES)


def outcomes() -> pd.DataFrame:
    """Return what became of the people: of the new ones many more leave."""
    new = profiles()["days_in_service"] < 2000
    chance = np.where(new, 0.15, 0.02)
    left = (np.random.default_rng(4).random(len(new)) < chance).astype(float)
    seen = {"exposure_days": 365.0, "left_voluntarily": left, "family": ""}
    return pd.DataFrame(seen, index=new.index)


def model(*, turned: bool = False) -> TurnoverModel:
    """Return a model that learned what is true, or that the new ones are those who stay."""
    served = profiles()["days_in_service"]
    X = profiles().assign(days_in_service=9000 - served if turned else served)
    return fitted(X)


def fitted(X: pd.DataFrame) -> TurnoverModel:
    y = outcomes()["left_voluntarily"].to_numpy()
    one = TurnoverModel("tenure_rate", TenureRate(), Calibration())
    return one.fit(X, y, exposure_days=np.full(len(y), 365.0))


def challenger(own: TurnoverModel, *, refusal: str = "") -> Trained:
    said = own.hazard.log_hazard(profiles())
    test = BackTest(
        pd.DataFrame(),
        pd.DataFrame({"tenure_rate": own.log_hazard(profiles())}, index=profiles().index),
        pd.DataFrame({"tenure_rate": said}, index=profiles().index),
        outcomes(),
        np.full(len(profiles()), 365.0),
        profiles(),
    )
    return Trained(
        model=own,
        horizon_days=365,
        until=date(2025, 6, 1),
        refusal=refusal,
        n_people=400,
        n_events=80,
        person_years=400.0,
        test=test,
        figures={},
    )


def champion(own: TurnoverModel, *, until: str = "2024-01-01", refusal: str = "") -> Champion:
    return Champion(version="1", model=own, card={"until": until, "refusal": refusal})


def test_the_first_model_passes() -> None:
    verdict = judge(challenger(model()), None)
    assert (verdict.passes, verdict.reason) == (True, "first_champion")


def test_a_refusal_does_not_replace_a_model_of_persons() -> None:
    refused = challenger(model(), refusal="no_signal")
    verdict = judge(refused, champion(model()))
    assert (verdict.passes, verdict.reason) == (False, "refusal_for_a_model")
    again = judge(refused, champion(model(), refusal="too_few_events"))
    assert (again.passes, again.reason) == (True, "nothing_to_compare")


def test_a_model_of_an_earlier_day_does_not_replace_a_later_one() -> None:
    verdict = judge(challenger(model()), champion(model(), until="2025-06-02"))
    assert (verdict.passes, verdict.reason) == (False, "trained_until_earlier")


def test_a_calibrated_champion_does_not_win_by_calibration_alone() -> None:
    """The champion's own hazard is four times too low, and its level puts that right."""
    low = model()
    assert isinstance(low.hazard, TenureRate)
    low.hazard.log_hazard_ = low.hazard.log_hazard_ - np.log(4)
    low.calibration.level_ = low.calibration.level_ + np.log(4)
    assert judge(challenger(low), champion(model())).reason == "not_worse"


@pytest.mark.parametrize("who", ["champion", "untested"])
def test_without_a_model_on_both_sides_there_is_nothing_to_compare(who: str) -> None:
    new = challenger(model())
    new = replace(new, test=None) if who == "untested" else new
    old = champion(model(), refusal="too_few_events" if who == "champion" else "")
    assert judge(new, old).reason == "nothing_to_compare"


def test_a_champion_that_has_seen_the_newest_people_is_not_asked_about_them() -> None:
    seen = champion(model(), until="2024-01-02")
    assert judge(challenger(model(turned=True)), seen).reason == "reigning_has_seen_the_test"
    unseen = champion(model(), until="2024-01-01")
    assert judge(challenger(model(turned=True)), unseen).reason == "worse_than_champion"


def test_a_champion_of_other_columns_is_not_asked() -> None:
    narrow = fitted(profiles()[["days_in_service"]])
    assert judge(challenger(model()), champion(narrow)).reason == "other_features"


def test_a_worse_challenger_does_not_pass_and_a_better_one_does() -> None:
    worse = judge(challenger(model(turned=True)), champion(model()))
    assert (worse.passes, worse.reason) == (False, "worse_than_champion")
    better = judge(challenger(model()), champion(model(turned=True)))
    assert (better.passes, better.reason) == (True, "not_worse")


def test_an_equal_challenger_passes() -> None:
    assert TOLERANCE < 0.05
    assert judge(challenger(model()), champion(model())).reason == "not_worse"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(ADDRESS, raising=False)
        yield tmp_path_factory.mktemp("home")


def card(until: str = "2025-06-01") -> dict[str, object]:
    figures = {"tenure_rate": {"auc": 0.6, "lift_top": float("nan")}}
    return {"until": until, "horizon_days": 365, "refusal": "", "figures": figures, "note": "é"}


def test_versions_aliases_and_what_is_loaded(home: Path) -> None:
    """One story, since the library is slow to start: register, promote, load, replace."""
    registry, own = Registry(home), model()
    assert registry.champion() is None

    first = registry.register(own, card())
    assert registry.champion() is None, "a version does not serve before it is promoted"
    registry.promote(first)
    serving = registry.champion()
    assert serving is not None
    assert serving.version == first
    said = own.predict_risk(profiles(), horizon_days=365)
    assert serving.predict_risk(profiles(), horizon_days=365).tobytes() == said.tobytes()
    assert serving.model.contributions(profiles()).equals(own.contributions(profiles()))
    assert serving.feature_names == tuple(NAMES)
    assert (serving.horizon_days, serving.refusal) == (365, "")
    assert serving.trained_until == date(2025, 6, 1)
    assert serving.card["note"] == "é"

    second = registry.register(model(turned=True), card("2025-12-01"))
    assert int(second) == int(first) + 1
    still = registry.champion()
    assert still is not None
    assert still.version == first

    registry.promote(second)
    latest = load_champion(home)
    assert latest is not None
    assert latest.version == second
    assert latest.trained_until == date(2025, 12, 1)
    assert [one.version for one in registry.versions()] == [second, first]
    assert [one.serves for one in registry.versions()] == [True, False]
    assert all(one.served_at for one in registry.versions())
    everything = {file.relative_to(home).parts[0] for file in home.rglob("*")}
    assert everything <= {"mlflow.sqlite", "models"}


def test_the_order_of_courses_has_versions_of_its_own(home: Path) -> None:
    facts = pd.DataFrame({"tells": np.tile(np.arange(8.0), 60)})
    group = np.repeat(np.arange(60), 8)
    taken = (facts["tells"] > 5).to_numpy(dtype=np.int64)
    own = CourseRanker(lean=0.2).fit(Examples(facts, taken, group))
    registry = Registry(home, subject=COURSES)
    version = registry.register(own, {"until": "2025-06-01", "figures": {}})
    assert load_order(home, as_of=date(2025, 6, 1)) is None, "not promoted"
    registry.promote(version)
    found = load_order(home, as_of=date(2025, 6, 1))
    assert found is not None
    assert (found.version, found.ranker.lean) == ("1", 0.2)
    assert found.ranker.predict(facts).tolist() == own.predict(facts).tolist()
    assert load_order(home, as_of=date(2025, 5, 31)) is None, "it would know the future"
    assert Registry(home).champion() is not None, "that of the early warning is another one"


def test_homes_do_not_share_models(home: Path, tmp_path: Path) -> None:
    assert load_champion(tmp_path / "another") is None
    assert home != tmp_path
