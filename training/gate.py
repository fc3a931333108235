"""The gate: when a challenger may take over from the reigning champion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.turnover.champion import ColumnsDiffer
from training.evaluation import evaluate
from training.registry import Champion
from training.turnover import Trained

TOLERANCE = 0.01
"""How much worse, relative in deviance, a challenger may be on the newest people."""


@dataclass(frozen=True)
class Verdict:
    """Whether the challenger passes, and why, as a short code."""

    passes: bool
    reason: str


def judge(challenger: Trained, reigning: Champion | None) -> Verdict:
    """Return whether a challenger may serve.

    Both are asked about the newest origin of the challenger's back-test, if the reigning model
    had not seen it either; the challenger fails where its deviance there is clearly higher.
    """
    if reigning is None:
        return Verdict(True, "first_champion")
    if challenger.refusal or reigning.refusal or challenger.test is None:
        return Verdict(True, "nothing_to_compare")
    newest = challenger.test.newest
    origin = newest.index.get_level_values("as_of").max()
    if pd.Timestamp(reigning.trained_until) > origin:
        return Verdict(True, "reigning_has_seen_the_test")
    rows = challenger.test.outcomes.index.get_level_values("as_of") == origin
    outcome, period = challenger.test.outcomes[rows], challenger.test.period_days[np.asarray(rows)]
    own = challenger.test.log_hazards.loc[rows, challenger.model.candidate].to_numpy()
    try:
        other = reigning.model.log_hazard(newest)
    except ColumnsDiffer:
        return Verdict(True, "other_features")
    mine = evaluate(own, outcome, period_days=period)["deviance"]
    theirs = evaluate(other, outcome, period_days=period)["deviance"]
    better = mine <= theirs * (1 + TOLERANCE)
    return Verdict(better, "not_worse" if better else "worse_than_champion")
