"""The second target: transfers to another agency, a loss to the unit and not to the state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import pandas as pd

from models.turnover import BoostedHazard, HazardModel, TenureRate
from models.turnover.champion import Calibration, TurnoverModel
from training.backtest import Fold
from training.cohorts import Cohorts
from training.evaluation import SURE, deviances, figures_of, paired_z

EVENT_FLOOR = 40
"""Departures of a kind below which no model of persons is fitted: with 10 to 20 events a
parameter, fewer carry no more than two or three (Peduzzi et al. 1996)."""
SMALLEST_AUC = 0.55
"""A ranking below this in the back-test is no warning."""
CANDIDATES: Mapping[str, Callable[[], HazardModel]] = {
    "base_rate": partial(TenureRate, edges=()),
    "boosted_hazard": partial(BoostedHazard, n_trees=100, learning_rate=0.05, n_seeds=1),
}
"""The rate of all, and one model that must be better than it."""


@dataclass(frozen=True, kw_only=True)
class Transfers:
    """The model of transfers with its evidence.

    ``refusal`` is empty, or a code that says why everybody has the same rate; ``figures`` are
    those of all tested people by candidate, as in `training.evaluation.evaluate`.
    """

    model: TurnoverModel
    refusal: str
    n_events: int
    figures: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def train_transfers(
    cohorts: Cohorts, all_folds: Sequence[Fold], *, horizon_days: int
) -> Transfers | None:
    """Return the model of transfers, tested on the folds; None where nobody transferred."""
    outcome = cohorts.transfers(horizon_days=horizon_days, known_before=cohorts.until)
    n_events = int(outcome.groupby("employee_id")["transferred"].max().sum())
    if n_events == 0:
        return None
    figures: dict[str, dict[str, float]] = {}
    name, refusal = "base_rate", "too_few_events"
    if n_events >= EVENT_FLOOR:
        tested = [_test(cohorts, fold, outcome, horizon_days) for fold in all_folds]
        name, refusal, figures = _choice([one for one in tested if one is not None])
    seen = (outcome["exposure_days"] > 0).to_numpy()
    model = _fit(name, cohorts.profiles[seen], outcome[seen])
    return Transfers(model=model, refusal=refusal, n_events=n_events, figures=figures)


def _test(
    cohorts: Cohorts, fold: Fold, outcome: pd.DataFrame, horizon_days: int
) -> pd.DataFrame | None:
    """Return what both candidates said of a fold and what came of it; None without transfers.

    Columns: the log hazards by candidate, exposure_days, transferred, period_days.
    """
    known = cohorts.transfers(horizon_days=horizon_days, known_before=fold.origin)[fold.train]
    if not known["transferred"].any():
        return None
    told = {
        name: _fit(name, cohorts.profiles[fold.train], known).log_hazard(
            cohorts.profiles[fold.test]
        )
        for name in CANDIDATES
    }
    return outcome[fold.test].assign(**told, period_days=fold.period_days)


def _choice(tested: list[pd.DataFrame]) -> tuple[str, str, dict[str, dict[str, float]]]:
    """Return the candidate to use, why there is no model of persons, and the figures of both."""
    whole = pd.concat(tested) if tested else pd.DataFrame()
    if whole.empty or not whole["transferred"].any():
        return "base_rate", "too_short_a_history", {}
    left, exposure = whole["transferred"].to_numpy(), whole["exposure_days"].to_numpy()
    period = whole["period_days"].to_numpy()
    figures = {
        name: figures_of(whole[name].to_numpy(), left, exposure_days=exposure, period_days=period)
        for name in CANDIDATES
    }
    simple, other = (deviances(whole[name].to_numpy(), left, exposure) for name in CANDIDATES)
    surely = paired_z(other - simple, whole.index.get_level_values("employee_id")) < -SURE
    if not surely or figures["boosted_hazard"]["auc"] < SMALLEST_AUC:
        return "base_rate", "no_signal", figures
    return "boosted_hazard", "", figures


def _fit(name: str, profiles: pd.DataFrame, outcome: pd.DataFrame) -> TurnoverModel:
    return TurnoverModel(name, CANDIDATES[name](), Calibration()).fit(
        profiles,
        outcome["transferred"].to_numpy(),
        exposure_days=outcome["exposure_days"].to_numpy(),
    )
