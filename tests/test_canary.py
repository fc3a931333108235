"""Two canaries: where nothing moves exits nothing is found, where something does it is found.

The figures are those of the back-test: people of a later origin, scored by what was known then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from features.clock import day_number
from features.records import Records
from features.sample import SampleAgency, make_agency
from features.tables import FAMILY_OF_REASON, REASON_FAMILIES
from models.turnover import CANDIDATES
from tests.training.quick import use_quick_candidates
from training.backtest import BackTest
from training.turnover import Trained, train_turnover

UNTIL = date(2026, 1, 1)
SIMULATED_FROM = pd.Timestamp(2023, 1, 1)


@dataclass(frozen=True)
class Canary:
    """An invented agency and what training made of it, without pay as imports are by default."""

    agency: SampleAgency
    trained: Trained

    @cached_property
    def test(self) -> BackTest:
        assert self.trained.test is not None
        return self.trained.test

    def auc(self, candidate: str) -> float:
        return self.trained.figures[candidate]["auc"]


def canary(*, employees: int, effect: float) -> Canary:
    agency = make_agency(employees=employees, effect=effect, until=UNTIL)
    with pytest.MonkeyPatch.context() as patch:
        use_quick_candidates(patch)
        return Canary(agency, train_turnover([without_pay(agency)], until=UNTIL))


def without_pay(agency: SampleAgency) -> Records:
    posts = agency.tables["assignments"].assign(base_pay=np.nan, gross_pay=np.nan)
    return Records.of({**agency.tables, "assignments": posts})


@pytest.fixture(scope="module")
def nothing() -> Canary:
    """Everybody has the same constant hazard."""
    return canary(employees=3500, effect=0.0)


@pytest.fixture(scope="module")
def something() -> Canary:
    """Stagnation, training, superiors, distance, colleagues and workload move people."""
    return canary(employees=3500, effect=1.0)


@pytest.mark.parametrize("candidate", CANDIDATES)
def test_where_nothing_moves_people_nothing_is_found(nothing: Canary, candidate: str) -> None:
    assert 0.45 <= nothing.auc(candidate) <= 0.55


def test_where_nothing_moves_people_the_system_refuses(nothing: Canary) -> None:
    assert nothing.trained.n_events > 300, "not for want of exits"
    assert nothing.trained.refusal == "no_signal"
    assert nothing.trained.model.candidate == "base_rate"


def test_where_nothing_moves_people_no_single_feature_tells(nothing: Canary) -> None:
    """A leak would show as a column that knows; sixty columns of chance stay below this."""
    left = nothing.test.outcomes.loc[nothing.test.newest.index, "left_voluntarily"]
    newest = nothing.test.newest.select_dtypes("float64")
    known = newest.loc[:, newest.notna().mean() > 0.5]
    away = {name: abs(auc_of(known[name], left) - 0.5) for name in known}
    assert len(away) > 30
    assert max(away.values()) < 0.14, max(away, key=lambda name: away[name])


def test_where_something_moves_people_it_is_found(something: Canary, nothing: Canary) -> None:
    assert something.trained.refusal == ""
    found = something.auc(something.trained.model.candidate)
    assert found > 0.60
    assert found > max(nothing.auc(name) for name in CANDIDATES) + 0.05


def test_nobody_ranks_better_than_the_true_hazard(something: Canary) -> None:
    """Whoever beats the truth has seen the outcome."""
    truth = true_hazards(something)
    left = something.test.outcomes["left_voluntarily"]
    oracle = roc_auc_score(left, truth)
    assert 0.65 < oracle < 0.85
    for candidate in CANDIDATES:
        assert something.auc(candidate) < oracle + 0.01


def test_the_level_found_is_the_true_one(something: Canary) -> None:
    truth = true_hazards(something)
    newest = something.test.newest
    expected = something.trained.model.predict_risk(newest, horizon_days=365).mean()
    assert expected == pytest.approx(12 * truth[newest.index].mean(), rel=0.3)


def test_pay_on_file_is_that_of_the_day_the_post_began() -> None:
    """Pay follows rank and service, so within a rank it is a straight line of the service."""
    agency = make_agency(employees=400, years=4, until=UNTIL)
    posts = agency.tables["assignments"].sort_values("started_on")
    ranks = agency.tables["ranks"][["employee_id", "started_on", "rank"]].sort_values("started_on")
    joined = agency.tables["employees"].set_index("employee_id")["joined_on"]
    posts = posts[posts["started_on"] >= SIMULATED_FROM]
    known = pd.merge_asof(posts, ranks, on="started_on", by="employee_id")
    known = known.dropna(subset=["rank", "base_pay"])
    known = known[known["rank"].str.contains("/")]
    served = (known["started_on"] - known["employee_id"].map(joined)).dt.days / 365.25
    for _, held in known.groupby("rank"):
        if len(held) > 10:
            line = np.polyfit(served[held.index], held["base_pay"], 1)
            away = held["base_pay"] - np.polyval(line, served[held.index])
            assert away.abs().quantile(0.9) < 40_000  # a rank more is 165,000


def test_only_voluntary_exits_are_counted(something: Canary) -> None:
    """Held against the departures on file, row by row of the tested people."""
    test = something.test.outcomes
    departures = something.agency.tables["departures"].set_index("employee_id")
    own = departures.reindex(test.index.get_level_values("employee_id"))
    family = own["reason"].map(FAMILY_OF_REASON).fillna("").to_numpy()
    after = (own["left_on"] - test.index.get_level_values("as_of")).dt.days.to_numpy()
    inside = (after >= 0) & (after < 365)
    voluntary = inside & (family == "voluntary")
    assert (test["left_voluntarily"].to_numpy() == voluntary).all()
    assert set(own.loc[voluntary, "reason"]) <= set(REASON_FAMILIES["voluntary"])
    others = inside & ~voluntary & (family != "administrative")
    assert set(family[others]) >= {"transfer", "calendar"}
    assert (test["exposure_days"].to_numpy()[others] == after[others]).all()
    assert (test["exposure_days"].to_numpy()[~inside] == 365).all()


def true_hazards(of: Canary) -> pd.Series:
    """Return the true chance of a voluntary exit a month of each tested person."""
    truth = of.agency.truth
    month = truth["month"].map(lambda day: day_number(day.date()))
    by_origin = []
    for origin, people in of.test.outcomes.groupby(level="as_of"):
        start = month[month >= day_number(origin.date())].min()
        now = truth[month == start].set_index("employee_id")["hazard"]
        told = now.reindex(people.index.get_level_values("employee_id")).fillna(now.mean())
        by_origin.append(pd.Series(told.to_numpy(), index=people.index))
    return pd.concat(by_origin).reindex(of.test.outcomes.index)


def auc_of(values: pd.Series, left: pd.Series) -> float:
    known = values.notna().to_numpy()
    return float(roc_auc_score(left[known], np.nan_to_num(values[known])))
