"""Settings of the boosted hazard, searched on folds in time under a budget."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from models.turnover import BoostedHazard
from models.turnover.champion import Calibration, TurnoverModel
from training.backtest import Fold
from training.cohorts import Progress
from training.evaluation import deviance

if TYPE_CHECKING:
    import optuna

SEED = 7
PATIENCE = 30
"""Trials in a row without a better one after which the search stops."""
Settings = Mapping[str, float | int]


USUAL: Settings = {
    name: value
    for name, value in BoostedHazard().get_params().items()
    if name not in {"n_seeds", "seed", "n_threads"}
}
"""The settings that `BoostedHazard` has without a search."""


@dataclass(frozen=True, kw_only=True)
class Tuning:
    """What a search found: the settings of `BoostedHazard`, and in how many trials.

    ``deviance`` is the mean over the folds searched on, of these settings and of the usual ones.
    """

    settings: Settings
    n_trials: int
    deviance: float
    deviance_before: float


def tune(
    all_folds: Sequence[Fold], profiles: pd.DataFrame, *, minutes: float, progress: Progress
) -> Tuning | None:
    """Return the best settings on all folds but the newest, which is left to judge them.

    Outcomes count as they were known before the newest fold's origin. The deviance judges order
    and level together. Trials follow each other from one seed, the first being the usual
    settings; a bad one is given up after its first fold (a median rule). None where there is no
    fold to search on.
    """
    if len(all_folds) < 2:
        return None
    import optuna  # only where a search was asked for: it speaks up in notebooks when imported

    *earlier, newest = all_folds
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(
        sampler=optuna.samplers.TPESampler(seed=SEED), pruner=optuna.pruners.MedianPruner()
    )
    study.enqueue_trial(dict(USUAL))
    start, seconds = time.monotonic(), 60 * minutes

    def watch(study: optuna.Study, trial: optuna.trial.FrozenTrial) -> None:
        progress("tuning", min(1.0, (time.monotonic() - start) / seconds))
        if trial.number - study.best_trial.number >= PATIENCE:
            study.stop()

    study.optimize(
        lambda trial: _loss(trial, earlier, newest, profiles), timeout=seconds, callbacks=[watch]
    )
    return Tuning(
        settings=study.best_params,
        n_trials=len(study.trials),
        deviance=study.best_value,
        deviance_before=float(study.trials[0].value or np.nan),
    )


def tuned_hazard(settings: Settings) -> BoostedHazard:
    """Return the boosted hazard with these settings, and all others as usual."""
    hazard: BoostedHazard = BoostedHazard().set_params(**settings)
    return hazard


def _drawn(trial: optuna.Trial) -> Settings:
    """Return settings drawn from the space of the search."""
    return {
        "n_trees": trial.suggest_int("n_trees", 100, 800, step=50),
        "learning_rate": trial.suggest_float("learning_rate", 0.01, 0.05, log=True),
        "n_leaves": trial.suggest_int("n_leaves", 4, 48, log=True),
        "smallest_leaf": trial.suggest_int("smallest_leaf", 20, 300, log=True),
        "share_of_columns": trial.suggest_float("share_of_columns", 0.05, 0.6, log=True),
        "share_of_rows": trial.suggest_float("share_of_rows", 0.4, 0.9),
        "ridge": trial.suggest_float("ridge", 0.5, 200.0, log=True),
    }


def _loss(
    trial: optuna.Trial, earlier: Sequence[Fold], newest: Fold, profiles: pd.DataFrame
) -> float:
    """Return the mean deviance over the earlier folds, or give the trial up after one."""
    from optuna import TrialPruned

    settings, losses = _drawn(trial), []
    for number, fold in enumerate(earlier):
        losses.append(_deviance(settings, fold, newest, profiles))
        trial.report(float(np.mean(losses)), number)
        if number + 1 < len(earlier) and trial.should_prune():
            raise TrialPruned
    return float(np.mean(losses))


def _deviance(settings: Settings, fold: Fold, newest: Fold, profiles: pd.DataFrame) -> float:
    """Return how badly settings foretell a fold, as was known before the newest one."""
    learned, truth = fold.train_outcomes, newest.known_outcomes[fold.test]
    hazard = tuned_hazard(settings).set_params(n_seeds=1)
    model = TurnoverModel("tuned_hazard", hazard, Calibration()).fit(
        profiles[fold.train],
        learned["left_voluntarily"].to_numpy(),
        exposure_days=learned["exposure_days"].to_numpy(),
    )
    return deviance(
        model.log_hazard(profiles[fold.test]),
        truth["left_voluntarily"].to_numpy(),
        truth["exposure_days"].to_numpy(),
    )
