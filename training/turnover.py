"""Training of the early warning: from records to a model that may or may not become champion."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from features.distributions import Distribution, distributions
from features.prevented import Prevented
from features.records import Records
from models.turnover import CANDIDATES, AssumedRate, HazardModel, TenureRate
from models.turnover.champion import Calibration, TurnoverModel
from training.backtest import BackTest, back_test, folds, pooled, slope_from
from training.cohorts import Cohorts, Progress, build_cohorts
from training.evaluation import SURE, deviances, paired_z

EVENT_FLOOR = 40
"""Voluntary exits below which no model of persons is fitted: with 10 to 20 events a parameter,
fewer carry no more than two or three (Peduzzi et al. 1996)."""
SMALLEST_AUC = 0.55
"""A ranking below this in the back-test is no warning."""
MARGIN = 0.002
"""Relative gain in deviance that a more complicated candidate must bring."""
WITHOUT_PERSONS: Mapping[str, Callable[[], HazardModel]] = {
    "base_rate": lambda: TenureRate(edges=()),
    "assumed_rate": AssumedRate,
}
"""What serves where there is no model of persons: the rate of all, learned or assumed."""
EVERY_DAYS = 183
"""Days between as-of days, about: the horizon is a whole number of steps, so that the outcome
periods of two origins can follow each other without a gap."""
MOST_FOLDS = 3


@dataclass(frozen=True, kw_only=True)
class Trained:
    """What a training run brought: the model, its evidence, and a refusal if there was one.

    ``refusal`` is empty, or a code that says why there is no model of persons: everybody then
    has the same risk, from the rate of all or, without any exit on record, an assumed one.
    ``distributions`` says how each feature was spread among the people learned from, on
    the newest as-of day at this time of the year.
    """

    model: TurnoverModel
    horizon_days: int
    until: date
    refusal: str
    n_people: int
    n_events: int
    person_years: float
    test: BackTest | None
    figures: Mapping[str, Mapping[str, float]]
    distributions: Mapping[str, Distribution] = field(default_factory=dict)


def train_turnover(
    records: Sequence[Records],
    *,
    until: date,
    horizon_days: int = 365,
    progress: Progress = lambda _what, _share: None,
) -> Trained:
    """Return the best justified model from what was known strictly before ``until``.

    Raises `Prevented` where no as-of day has people with a post.
    """
    cohorts = build_cohorts(
        records, until=until, every_days=step_days(horizon_days), progress=progress
    )
    if cohorts.profiles.empty:
        raise Prevented(f"no people with a post are on record before {until}")
    outcome = cohorts.outcomes(horizon_days=horizon_days, known_before=until)
    n_events = int(outcome.groupby("employee_id")["left_voluntarily"].max().sum())
    tested = None
    if n_events >= EVENT_FLOOR:
        chosen = folds(cohorts, horizon_days=horizon_days, most=MOST_FOLDS)
        tested = back_test(chosen, cohorts.profiles, progress=progress) if chosen else None
    figures = pooled(tested) if tested is not None else {}
    name, refusal = choose(figures, n_events=n_events, test=tested)
    progress("final fit", 0.0)
    model = _fit(name, cohorts, outcome, tested if not refusal else None)
    progress("final fit", 1.0)
    return Trained(
        model=model,
        horizon_days=horizon_days,
        until=until,
        refusal=refusal,
        n_people=int(outcome.index.get_level_values("employee_id").nunique()),
        n_events=n_events,
        person_years=person_years(outcome),
        test=tested,
        figures=figures,
        distributions=distributions(cohorts.same_season()),
    )


def step_days(horizon_days: int) -> int:
    """Return the days from one as-of day to the next, of which the horizon is a multiple."""
    return math.ceil(horizon_days / max(1, round(horizon_days / EVERY_DAYS)))


def choose(
    figures: Mapping[str, Mapping[str, float]], *, n_events: int, test: BackTest | None = None
) -> tuple[str, str]:
    """Return the candidate to ship and, where none deserves it, why.

    Candidates come from simple to complicated; one only replaces a simpler one if its deviance
    on unseen people is lower by the margin, and, where the back-test is given, lower by more
    than chance from person to person.
    """
    if n_events == 0:
        return "assumed_rate", "no_voluntary_exits"
    if n_events < EVENT_FLOOR:
        return "base_rate", "too_few_events"
    if not figures:
        return "base_rate", "too_short_a_history"
    best = "tenure_rate"
    for name in CANDIDATES:
        lower = figures[name]["deviance"] < figures[best]["deviance"] * (1 - MARGIN)
        if lower and (test is None or surely_lower(test, name, than=best)):
            best = name
    if not figures[best]["auc"] >= SMALLEST_AUC:
        return "base_rate", "no_signal"
    return best, ""


def surely_lower(test: BackTest, name: str, *, than: str) -> bool:
    """Return whether a candidate's deviance is lower than another's by a paired test."""
    told, exposure = test.log_hazards, test.outcomes["exposure_days"].to_numpy()
    left = test.outcomes["left_voluntarily"].to_numpy()
    apart = deviances(told[name].to_numpy(), left, exposure) - deviances(
        told[than].to_numpy(), left, exposure
    )
    people = test.outcomes.index.get_level_values("employee_id")
    return paired_z(apart, people) < -SURE


def person_years(outcome: pd.DataFrame) -> float:
    """Return the years in which people were seen; days in two outcome periods count once."""
    as_of = outcome.index.get_level_values("as_of").to_series(index=outcome.index)
    to_next = (as_of.groupby("employee_id").shift(-1) - as_of).dt.days
    once = outcome["exposure_days"].where(~(to_next < outcome["exposure_days"]), to_next)
    return float(once.sum() / 365.25)


def _fit(
    name: str, cohorts: Cohorts, outcome: pd.DataFrame, tested: BackTest | None
) -> TurnoverModel:
    calibration = Calibration()
    if tested is not None:
        calibration = slope_from(tested.raw[name].to_numpy(), tested.outcomes)
    hazard = CANDIDATES[name]() if name in CANDIDATES else WITHOUT_PERSONS[name]()
    seen = (outcome["exposure_days"] > 0).to_numpy()
    return TurnoverModel(name, hazard, calibration).fit(
        cohorts.profiles[seen],
        outcome["left_voluntarily"].to_numpy()[seen],
        exposure_days=outcome["exposure_days"].to_numpy()[seen],
    )
