"""Back-tests over rolling origins: train on what was known on a day, test on what followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from features.clock import day_number
from models.turnover import CANDIDATES
from models.turnover.hazard import Floats
from training.cohorts import Cohorts, Progress
from training.evaluation import evaluate

FEWEST_EVENTS_TO_TEST = 5


@dataclass(frozen=True)
class Fold:
    """One origin: what was known on a day, and the people of that day with their outcome."""

    origin: date
    train: np.ndarray
    test: np.ndarray
    train_outcomes: pd.DataFrame
    test_outcomes: pd.DataFrame
    period_days: Floats


@dataclass(frozen=True)
class BackTest:
    """What the candidates said about people they had not seen, and how it came out.

    ``log_hazards`` has a column a candidate and a row a tested person; ``outcomes`` the same
    rows; ``table`` a row for each origin and candidate with the figures of `evaluate`;
    ``newest`` the profiles of the last origin.
    """

    table: pd.DataFrame
    log_hazards: pd.DataFrame
    outcomes: pd.DataFrame
    period_days: Floats
    newest: pd.DataFrame


def folds(cohorts: Cohorts, *, horizon_days: int, most: int) -> list[Fold]:
    """Return the newest origins whose outcome periods were seen to their end, oldest first.

    Origins are a horizon apart, so that no outcome is tested twice; a model learns only from
    outcomes known before its origin, which keeps a gap of the horizon by itself.
    """
    seen = cohorts.outcomes(horizon_days=horizon_days, known_before=cohorts.until)
    chosen: list[Fold] = []
    for origin in reversed(cohorts.days[1:]):
        if chosen and chosen[-1].origin - origin < timedelta(days=int(horizon_days * 0.8)):
            continue
        fold = _fold(cohorts, origin, seen, horizon_days)
        if fold is not None and len(chosen) < most:
            chosen.append(fold)
    return chosen[::-1]


def back_test(all_folds: list[Fold], profiles: pd.DataFrame, *, progress: Progress) -> BackTest:
    """Return how every candidate does on every fold."""
    rows, hazards = [], []
    for number, fold in enumerate(all_folds):
        told = {}
        for position, name in enumerate(CANDIDATES):
            progress("back-test", (number + position / len(CANDIDATES)) / len(all_folds))
            told[name] = _told(name, fold, profiles)
            figures = evaluate(told[name], fold.test_outcomes, period_days=fold.period_days)
            rows.append({"origin": pd.Timestamp(fold.origin), "candidate": name, **figures})
        hazards.append(pd.DataFrame(told, index=fold.test_outcomes.index))
    return BackTest(
        pd.DataFrame(rows),
        pd.concat(hazards),
        pd.concat([fold.test_outcomes for fold in all_folds]),
        np.concatenate([fold.period_days for fold in all_folds]),
        profiles[all_folds[-1].test],
    )


def pooled(test: BackTest) -> Mapping[str, Mapping[str, float]]:
    """Return each candidate's figures over all tested people together."""
    return {
        str(name): evaluate(
            test.log_hazards[name].to_numpy(), test.outcomes, period_days=test.period_days
        )
        for name in test.log_hazards
    }


def _fold(cohorts: Cohorts, origin: date, seen: pd.DataFrame, horizon_days: int) -> Fold | None:
    as_of = cohorts.profiles.index.get_level_values("as_of")
    here = np.asarray(as_of == pd.Timestamp(origin))
    period = cohorts.period_days(horizon_days)[here]
    limit = min(one.seen_until(cohorts.until) for one in cohorts.observations)
    before = cohorts.outcomes(horizon_days=horizon_days, known_before=origin)
    learn = np.asarray(as_of < pd.Timestamp(origin)) & (before["exposure_days"] > 0).to_numpy()
    enough = min(before[learn]["left_voluntarily"].sum(), seen[here]["left_voluntarily"].sum())
    if day_number(origin) + period.max(initial=0) > limit or enough < FEWEST_EVENTS_TO_TEST:
        return None
    return Fold(origin, learn, here, before[learn], seen[here], period)


def _told(name: str, fold: Fold, profiles: pd.DataFrame) -> Floats:
    learned = fold.train_outcomes
    model = CANDIDATES[name]().fit(
        profiles[fold.train],
        learned["left_voluntarily"].to_numpy(),
        exposure_days=learned["exposure_days"].to_numpy(),
    )
    return model.log_hazard(profiles[fold.test])
