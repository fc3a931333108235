"""What evening out the care list between groups would cost: measured, and never switched on.

Choosing people by their sex, age or disability is itself what the merit law forbids. The table
shows what it would do, so that the office can decide on other measures knowing their price.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from features.vault import PROTECTED
from models.turnover.hazard import Floats
from training.shares import FEWEST_TO_COMPARE

KINDS = ("as_it_is", "even_thresholds", "even_means")


def mitigation_table(told: pd.DataFrame, groups: pd.DataFrame) -> list[dict[str, Any]]:
    """Return for each protected attribute the care list before and after two measures.

    ``even_thresholds`` takes the same share of every group, those at the highest risk of each;
    ``even_means`` takes each risk against the mean risk of the person's own group. Rows have
    ``attribute``, ``measure``, ``listed``, ``lowest_impact`` (the lowest share of a group on the
    list against the highest), ``leavers`` found on the list and ``precision``.
    """
    found = []
    for attribute in PROTECTED:
        words = groups[attribute]
        if words.nunique() > 1:
            found += [
                {"attribute": attribute, "measure": kind, **_worth(told, words, kind)}
                for kind in KINDS
            ]
    return found


def _worth(told: pd.DataFrame, words: pd.Series, kind: str) -> dict[str, Any]:
    on_list = _chosen(told, words.fillna("").to_numpy(dtype=object), kind)
    by = pd.DataFrame({"on": on_list, "word": words.to_numpy(dtype=object)}).groupby("word")["on"]
    share = by.mean()[by.size() >= FEWEST_TO_COMPARE]
    n, leavers = int(on_list.sum()), float(told["left"].to_numpy()[on_list].sum())
    return {
        "listed": n,
        "lowest_impact": float(share.min() / share.max()) if share.max() > 0 else None,
        "leavers": int(leavers),
        "precision": leavers / max(1, n),
    }


def _chosen(told: pd.DataFrame, words: np.ndarray, kind: str) -> np.ndarray:
    """Return who is on the list of each day, of the same length whatever the measure."""
    day = told.index.get_level_values("as_of").to_numpy()
    length = told["listed"].groupby(day).transform("sum").to_numpy()
    score: Floats = told["log_hazard"].to_numpy(dtype=np.float64)
    if kind == "even_thresholds":
        score = _within(score, [day, words])
    if kind == "even_means":
        mean = told["risk"].groupby([day, words]).transform("mean").to_numpy()
        score = np.asarray(score - np.log(np.maximum(mean, 1e-9)), dtype=np.float64)
    place = pd.Series(score).groupby(day).rank(method="first", ascending=False).to_numpy()
    return np.asarray(place <= length)


def _within(score: Floats, groups: list[np.ndarray]) -> Floats:
    """Return each score's place in its group, 1 the highest."""
    place = pd.Series(score).groupby(groups).rank(method="first", pct=True)
    return np.asarray(place, dtype=np.float64)
