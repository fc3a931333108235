"""Proxies: can the profiles tell a protected attribute, and does the score lean on that?

An attribute that is no input can still come in by what goes with it. The audit learns the
attribute from the profiles, out of fold, and takes what can be told of it out of the score.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import spearmanr
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from features.vault import PROTECTED
from models.turnover.hazard import Floats
from training.evaluation import TOP_SHARE
from training.groups import auc_with_interval, listed

FEWEST_OF_EACH = 30
"""People with and without the attribute, below which nothing is learned of it."""
MOST_PEOPLE = 2_000
"""Drawn at random where there are more: the answer needs no more."""
N_FOLDS = 2
CERTAINTY = 1e-3


def proxy_report(
    profiles: pd.DataFrame, told: pd.DataFrame, groups: pd.DataFrame, *, seed: int = 7
) -> list[dict[str, Any]]:
    """Return for each protected group how well profiles tell it, and how far the score leans on it.

    All three frames are of one as-of day, one row a person. Each row has ``attribute``,
    ``group``, ``n``, ``auc`` of telling it out of fold with a 90% interval (0.5 is chance),
    ``rank_correlation`` of the risks with those from which the part that can be told was taken
    out, ``list_kept``, the share of the care list that stays, and ``auc_of_risk`` before and
    ``auc_without`` after. Groups with too few people are left out.
    """
    rng = np.random.default_rng(seed)
    drawn = np.sort(rng.permutation(len(profiles))[:MOST_PEOPLE])
    here, own, words = profiles.iloc[drawn], told.iloc[drawn], groups.iloc[drawn]
    found = []
    for attribute, group in _asked(words):
        has = words[attribute].eq(group).to_numpy()
        known = words[attribute].notna().to_numpy()
        found.append(
            {
                "attribute": attribute,
                "group": group,
                "n": int(known.sum()),
                **_leaning(here[known], own[known], has[known], seed=seed),
            }
        )
    return found


def _asked(groups: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Yield the protected groups large enough; of two groups one is enough."""
    for attribute in PROTECTED:
        counts = groups[attribute].value_counts()
        enough = (counts >= FEWEST_OF_EACH) & (counts.sum() - counts >= FEWEST_OF_EACH)
        able = sorted(counts.index[enough])
        yield from ((attribute, group) for group in (able[:1] if len(counts) == 2 else able))


def _leaning(
    profiles: pd.DataFrame, told: pd.DataFrame, has: np.ndarray, *, seed: int
) -> dict[str, Any]:
    learner = HistGradientBoostingClassifier(max_iter=30, max_leaf_nodes=8, random_state=seed)
    folds = StratifiedKFold(N_FOLDS, shuffle=True, random_state=seed)
    # words as codes, so that learner and folds agree on them
    numbers = profiles.apply(lambda one: one.cat.codes if one.dtype == "category" else one)
    there = numbers.loc[:, numbers.nunique() > 1].to_numpy(dtype=np.float64)
    chance = cross_val_predict(learner, there, has, cv=folds, method="predict_proba")[:, 1]
    without = without_part(told["log_hazard"].to_numpy(), chance)
    return {**auc_with_interval(chance, has.astype(np.float64)), **changes(told, without)}


def without_part(log_hazard: Floats, chance: Floats) -> Floats:
    """Return the log hazards less what a straight line on the log odds of the attribute tells."""
    clipped = np.clip(chance, CERTAINTY, 1 - CERTAINTY)
    odds = np.log(clipped / (1 - clipped))
    centred = odds - odds.mean()
    slope = float(centred @ log_hazard / max(float(centred @ centred), 1e-12))
    rest: Floats = log_hazard - slope * centred
    return rest


def changes(told: pd.DataFrame, without: Floats) -> dict[str, Any]:
    """Return how far an order of people differs from that of their risks."""
    other = listed(pd.Series(without, index=told.index), share=TOP_SHARE)
    before = listed(told["log_hazard"], share=TOP_SHARE)
    left = told["left"].to_numpy()
    mixed = 0 < left.sum() < len(left)
    same = np.ptp(told["log_hazard"].to_numpy()) == 0 or np.ptp(without) == 0
    return {
        "rank_correlation": None if same else float(spearmanr(told["log_hazard"], without)[0]),
        "list_kept": float((other & before).sum() / max(1, before.sum())),
        "auc_of_risk": float(roc_auc_score(left, told["log_hazard"])) if mixed else None,
        "auc_without": float(roc_auc_score(left, without)) if mixed else None,
    }
