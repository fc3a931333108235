"""Training of the early warning: from records to a model that may or may not become champion."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import pandas as pd

from features.distributions import Distribution, distributions
from features.prevented import Prevented
from features.records import Records
from models.turnover import CANDIDATES, AssumedRate, HazardModel, TenureRate
from models.turnover.champion import Calibration, TurnoverModel
from training.backtest import BackTest, Candidates, Fold, back_test, folds, pooled, slope_from
from training.cohorts import Cohorts, Progress, build_cohorts
from training.evaluation import SURE, deviances, paired_z
from training.needed import Needed, needed
from training.transfers import EVENT_FLOOR, SMALLEST_AUC, Transfers, train_transfers
from training.tuning import Tuning, tune, tuned_hazard

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
TUNED = "tuned_hazard"
"""The boosted hazard with settings that were searched; the last and most complicated candidate."""


@dataclass(frozen=True, kw_only=True)
class Trained:
    """What a training run brought: the model, its evidence, and a refusal if there was one.

    ``refusal`` is empty, or a code that says why there is no model of persons: everybody then
    has the same risk, from the rate of all or, without any exit on record, an assumed one.
    ``distributions`` says how each feature was spread among the people learned from, on the newest
    as-of day at this time of the year; ``transfers`` is the model of the second target, None where
    nobody transferred; ``tuning`` what a search of settings found, None without one; ``needed``
    what a refusal would need to be lifted.
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
    transfers: Transfers | None = None
    tuning: Tuning | None = None
    needed: Needed | None = None


def train_turnover(
    records: Sequence[Records],
    *,
    until: date,
    horizon_days: int = 365,
    every_days: int = EVERY_DAYS,
    tune_minutes: float = 0.0,
    progress: Progress = lambda _what, _share: None,
) -> Trained:
    """Return the best justified model from what was known strictly before ``until``.

    People are looked at about every ``every_days``. ``tune_minutes`` let one more candidate search
    its settings; all are then judged on the newest origin alone, which the search did not see.
    Raises `Prevented` where no as-of day has people with a post.
    """
    every = step_days(horizon_days, every_days)
    cohorts = build_cohorts(records, until=until, every_days=every, progress=progress)
    _check_people(cohorts)
    outcome = cohorts.outcomes(horizon_days=horizon_days, known_before=until)
    n_events = voluntary_exits(outcome)
    chosen = folds(cohorts, horizon_days=horizon_days, most=MOST_FOLDS)
    able = chosen if n_events >= EVENT_FLOOR else []
    candidates, tuning, tested = _tested(able, cohorts, minutes=tune_minutes, progress=progress)
    figures = {} if tested is None else pooled(tested)
    name, refusal = choose(figures, n_events=n_events, test=tested)
    return Trained(
        model=_fit(name, candidates, cohorts, outcome, tested if not refusal else None),
        horizon_days=horizon_days,
        until=until,
        refusal=refusal,
        n_people=int(outcome.index.get_level_values("employee_id").nunique()),
        n_events=n_events,
        person_years=person_years(outcome),
        test=tested,
        figures=figures,
        distributions=distributions(cohorts.same_season()),
        transfers=train_transfers(cohorts, chosen, horizon_days=horizon_days),
        tuning=tuning,
        needed=_lacking(refusal, cohorts, outcome, tested, horizon_days=horizon_days),
    )


def _check_people(cohorts: Cohorts) -> None:
    if cohorts.profiles.empty:
        raise Prevented(f"no people with a post are on record before {cohorts.until}")


def _lacking(
    refusal: str,
    cohorts: Cohorts,
    outcome: pd.DataFrame,
    tested: BackTest | None,
    *,
    horizon_days: int,
) -> Needed | None:
    return needed(
        refusal,
        n_events=voluntary_exits(outcome),
        n_tested=0 if tested is None else voluntary_exits(tested.outcomes),
        person_years=person_years(outcome),
        n_people=cohorts.n_now,
        horizon_days=horizon_days,
    )


def _tested(
    all_folds: list[Fold], cohorts: Cohorts, *, minutes: float, progress: Progress
) -> tuple[Candidates, Tuning | None, BackTest | None]:
    """Return the candidates, what a search found, and the back-test; None where not possible."""
    if not all_folds:
        return CANDIDATES, None, None
    tuning = None
    if minutes > 0:
        tuning = tune(all_folds, cohorts.profiles, minutes=minutes, progress=progress)
    if tuning is None:
        return CANDIDATES, None, back_test(all_folds, cohorts.profiles, progress=progress)
    candidates: Candidates = {**CANDIDATES, TUNED: partial(tuned_hazard, tuning.settings)}
    newest = all_folds[-1:]
    tested = back_test(newest, cohorts.profiles, candidates=candidates, progress=progress)
    return candidates, tuning, tested


def step_days(horizon_days: int, every_days: int = EVERY_DAYS) -> int:
    """Return the days from one as-of day to the next, of which the horizon is a multiple."""
    return math.ceil(horizon_days / max(1, round(horizon_days / every_days)))


def choose(
    figures: Mapping[str, Mapping[str, float]], *, n_events: int, test: BackTest | None = None
) -> tuple[str, str]:
    """Return the candidate to ship and, where none deserves it, why.

    Candidates come from simple to complicated; one only replaces a simpler one if its deviance
    on unseen people is lower by the margin, and, where the back-test is given, lower by more
    than chance from person to person. What it then ranks must be better than chance, and the
    people at its top must leave more often than all: else a list would be no better than a lot.
    """
    if n_events == 0:
        return "assumed_rate", "no_voluntary_exits"
    if n_events < EVENT_FLOOR:
        return "base_rate", "too_few_events"
    if not figures:
        return "base_rate", "too_short_a_history"
    best = "tenure_rate"
    for name in figures:
        lower = figures[name]["deviance"] < figures[best]["deviance"] * (1 - MARGIN)
        if lower and (test is None or surely_lower(test, name, than=best)):
            best = name
    if not figures[best]["auc"] >= SMALLEST_AUC:
        return "base_rate", "no_signal"
    if not figures[best]["lift_top"] > 1:
        return "base_rate", "no_lift"
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


def voluntary_exits(outcome: pd.DataFrame) -> int:
    """Return how many people left voluntarily; an exit in two outcome periods counts once."""
    return int(outcome.groupby("employee_id")["left_voluntarily"].max().sum())


def person_years(outcome: pd.DataFrame) -> float:
    """Return the years in which people were seen; days in two outcome periods count once."""
    as_of = outcome.index.get_level_values("as_of").to_series(index=outcome.index)
    to_next = (as_of.groupby("employee_id").shift(-1) - as_of).dt.days
    once = outcome["exposure_days"].where(~(to_next < outcome["exposure_days"]), to_next)
    return float(once.sum() / 365.25)


def _fit(
    name: str,
    candidates: Candidates,
    cohorts: Cohorts,
    outcome: pd.DataFrame,
    tested: BackTest | None,
) -> TurnoverModel:
    calibration = Calibration()
    if tested is not None:
        calibration = slope_from(tested.raw[name].to_numpy(), tested.outcomes)
    hazard = candidates[name]() if name in candidates else WITHOUT_PERSONS[name]()
    seen = (outcome["exposure_days"] > 0).to_numpy()
    return TurnoverModel(name, hazard, calibration).fit(
        cohorts.profiles[seen],
        outcome["left_voluntarily"].to_numpy()[seen],
        exposure_days=outcome["exposure_days"].to_numpy()[seen],
    )
