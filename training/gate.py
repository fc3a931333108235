"""The gate: when a challenger may take over from the reigning champion."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from models.turnover.champion import ColumnsDiffer
from training.backtest import BackTest
from training.courses import TrainedOrder
from training.evaluation import SURE, deviances, paired_z
from training.registry import Champion, LearnedOrder
from training.turnover import Trained

TOLERANCE = 0.01
"""How much worse, relative in deviance, a challenger may be on the newest people, at most."""


@dataclass(frozen=True)
class Verdict:
    """Whether the challenger passes, and why, as a short code."""

    passes: bool
    reason: str


def judge(challenger: Trained, reigning: Champion | None) -> Verdict:
    """Return whether a challenger may serve.

    A model that learned from less than the reigning one, and a refusal where there is a model of
    persons, do not replace it. Otherwise both are asked about the newest origin of the
    challenger's back-test, if the reigning model had not seen it either; the challenger speaks
    as it would have been calibrated then. It fails where its deviance is higher by the
    tolerance, or higher by more than chance from person to person.
    """
    if reigning is None:
        return Verdict(True, "first_champion")
    if challenger.until < reigning.trained_until:
        return Verdict(False, "trained_until_earlier")
    if challenger.refusal and not reigning.refusal:
        return Verdict(False, "refusal_for_a_model")
    if reigning.refusal or challenger.test is None:
        return Verdict(True, "nothing_to_compare")
    return _compared(challenger.model.candidate, challenger.test, reigning)


def judge_order(challenger: TrainedOrder, reigning: LearnedOrder | None) -> Verdict:
    """Return whether an order of courses that beat the fixed one may serve.

    It must have learned from no less than the reigning one: both were held against the fixed
    order, each on the newest period of its time.
    """
    if reigning is None:
        return Verdict(True, "first_champion")
    if challenger.until < reigning.trained_until:
        return Verdict(False, "trained_until_earlier")
    return Verdict(True, "surely_better_than_fixed")


def held_by_groups(verdict: Verdict, n_failures: int, *, waiver: str) -> Verdict:
    """Return the verdict after the audit by group: what fails there needs a written waiver."""
    if not verdict.passes or not n_failures or waiver:
        return verdict
    return Verdict(False, "groups_differ")


def _compared(candidate: str, test: BackTest, reigning: Champion) -> Verdict:
    """Return the verdict on the newest origin."""
    origin = test.newest.index.get_level_values("as_of").max()
    if pd.Timestamp(reigning.trained_until) > origin:
        return Verdict(True, "reigning_has_seen_the_test")
    try:
        other = reigning.model.log_hazard(test.newest)
    except ColumnsDiffer:
        return Verdict(True, "other_features")
    rows = test.outcomes.index.get_level_values("as_of") == origin
    outcome, own = test.outcomes[rows], test.log_hazards.loc[rows, candidate].to_numpy()
    left, exposure = outcome["left_voluntarily"].to_numpy(), outcome["exposure_days"].to_numpy()
    mine, theirs = (deviances(told, left, exposure) for told in (own, other))
    z = paired_z(mine - theirs, outcome.index.get_level_values("employee_id"))
    worse = z > SURE or mine.mean() > theirs.mean() * (1 + TOLERANCE)
    return Verdict(not worse, "worse_than_champion" if worse else "not_worse")
