"""Back-tests over rolling origins: train on what was known on a day, test on what followed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from features.clock import day_number
from models.turnover import CANDIDATES, HazardModel
from models.turnover.champion import Calibration, TurnoverModel
from models.turnover.hazard import Floats
from training.cohorts import Cohorts, Progress
from training.evaluation import evaluate

FEWEST_EVENTS_TO_TEST = 5
Candidates = Mapping[str, Callable[[], HazardModel]]


@dataclass(frozen=True)
class Fold:
    """One origin: what was known on a day, and the people of that day with their outcome.

    ``train`` and ``test`` mark rows of the profiles, ``known_outcomes`` has the outcomes of all
    rows as known before the origin, ``test_outcomes`` those of the tested as known at the end.
    """

    origin: date
    train: np.ndarray
    test: np.ndarray
    known_outcomes: pd.DataFrame
    test_outcomes: pd.DataFrame
    period_days: Floats

    @property
    def train_outcomes(self) -> pd.DataFrame:
        """The outcomes learned from."""
        return self.known_outcomes[self.train]

    def ends_before(self, day: date) -> bool:
        """Return whether every tested period is over at the start of a day."""
        return bool(day_number(self.origin) + self.period_days.max() <= day_number(day))


@dataclass(frozen=True)
class BackTest:
    """What the candidates said about people they had not seen, and how it came out.

    ``log_hazards`` has a column a candidate and a row a tested person, calibrated as it would have
    been served at the origin: the level by what was learned from, the slope by earlier origins.
    ``raw`` is the same before calibration. ``outcomes`` has the same rows; ``table`` a row for
    each origin and candidate with the figures of `evaluate`; ``newest`` the profiles of the last
    origin.
    """

    table: pd.DataFrame
    log_hazards: pd.DataFrame
    raw: pd.DataFrame
    outcomes: pd.DataFrame
    period_days: Floats
    newest: pd.DataFrame


def folds(cohorts: Cohorts, *, horizon_days: int, most: int) -> list[Fold]:
    """Return the newest origins whose outcome periods were seen to their end, oldest first.

    An origin's periods end before the next one begins, so that no outcome is tested twice; a
    model learns only from outcomes known before its origin, which keeps a gap by itself.
    """
    seen = cohorts.outcomes(horizon_days=horizon_days, known_before=cohorts.until)
    chosen: list[Fold] = []
    for origin in reversed(cohorts.days[1:]):
        if len(chosen) == most:
            break
        fold = _fold(cohorts, origin, seen, horizon_days)
        if fold is not None and (not chosen or fold.ends_before(chosen[-1].origin)):
            chosen.append(fold)
    return chosen[::-1]


def back_test(
    all_folds: list[Fold],
    profiles: pd.DataFrame,
    *,
    candidates: Candidates = CANDIDATES,
    progress: Progress,
) -> BackTest:
    """Return how every candidate does on every fold."""
    raw: list[pd.DataFrame] = []
    served: list[pd.DataFrame] = []
    for number, fold in enumerate(all_folds):
        told = {}
        for position, (name, make) in enumerate(candidates.items()):
            progress("back-test", (number + position / len(candidates)) / len(all_folds))
            slope = _earlier(name, raw, all_folds[: number + 1])
            told[name] = _told(TurnoverModel(name, make(), slope), fold, profiles)
        raw.append(pd.DataFrame({name: own for name, (own, _) in told.items()}, _people(fold)))
        served.append(pd.DataFrame({name: own for name, (_, own) in told.items()}, _people(fold)))
    return BackTest(
        pd.DataFrame([row for pair in zip(all_folds, served, strict=True) for row in _rows(*pair)]),
        pd.concat(served),
        pd.concat(raw),
        pd.concat([fold.test_outcomes for fold in all_folds]),
        np.concatenate([fold.period_days for fold in all_folds]),
        profiles[all_folds[-1].test],
    )


def slope_from(log_hazard: Floats, outcome: pd.DataFrame) -> Calibration:
    """Return a calibration whose slope is learned from people the model had not seen."""
    return Calibration().fit(
        log_hazard,
        outcome["left_voluntarily"].to_numpy(),
        exposure_days=outcome["exposure_days"].to_numpy(),
        origin=outcome.index.get_level_values("as_of").to_numpy(),
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
    return Fold(origin, learn, here, before, seen[here], period)


def _earlier(name: str, raw: list[pd.DataFrame], so_far: list[Fold]) -> Calibration:
    """Return the calibration that was possible before the last origin, as was known then."""
    *earlier, present = so_far
    if not earlier:
        return Calibration()
    outcome = pd.concat([present.known_outcomes[fold.test] for fold in earlier])
    return slope_from(pd.concat(raw)[name].to_numpy(), outcome)


def _told(model: TurnoverModel, fold: Fold, profiles: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return the log hazards of a fold before and after calibration."""
    outcome = fold.train_outcomes
    model.fit(
        profiles[fold.train],
        outcome["left_voluntarily"].to_numpy(),
        exposure_days=outcome["exposure_days"].to_numpy(),
    )
    raw = model.hazard.log_hazard(profiles[fold.test])
    return raw, model.calibration.log_hazard(raw)


def _rows(fold: Fold, served: pd.DataFrame) -> list[dict[str, object]]:
    return [
        {
            "origin": pd.Timestamp(fold.origin),
            "candidate": name,
            **evaluate(served[name].to_numpy(), fold.test_outcomes, period_days=fold.period_days),
        }
        for name in served
    ]


def _people(fold: Fold) -> pd.Index:
    return fold.test_outcomes.index
