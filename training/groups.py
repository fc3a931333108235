"""How the warning does in each group of people: on those it had not seen, years after years.

Everything is counted on the predictions of the back-test. The groups come from
`features.vault`; the model never saw them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.metrics import roc_auc_score

from features.distributions import SMALLEST_CELL
from features.vault import ATTRIBUTES, PROTECTED
from models.turnover.hazard import SMALLEST_EXPOSURE, Floats, risk_within
from training.backtest import BackTest
from training.evaluation import TOP_SHARE
from training.shares import shares

FEWEST_EXITS = 5
"""Exits in a group below which its order is not judged."""
WIDEST_PAIR = 40
"""Attributes whose groups together make more cells than this are not crossed."""
GATED = (*PROTECTED, "employment_type")
"""Attributes that can hold a model back. Regions are shown and do not: that a model does not know
of a place is a matter of its quality and not of equal treatment."""
TOLERANCE = 1.25
"""A group's level may be off by a quarter, relative to everybody's, before the gate looks at it."""
Z90 = 1.645
SURE = 0.05
"""Chance, over all groups together, of holding a model back that treats them alike."""


def told_of(test: BackTest, candidate: str) -> pd.DataFrame:
    """Return what a candidate said of each tested person, beside what came of it.

    Index (as_of, employee_id). Columns: ``log_hazard``, ``risk`` within the outcome period,
    ``expected`` exits in the time seen, ``left`` (0 or 1), ``exposure_days``, and ``listed``:
    whether the person was among the 5% at the highest risk of that origin.
    """
    log_hazard = test.log_hazards[candidate].to_numpy()
    exposure = np.maximum(test.outcomes["exposure_days"].to_numpy(), SMALLEST_EXPOSURE)
    told = pd.DataFrame(
        {
            "log_hazard": log_hazard,
            "risk": risk_within(log_hazard, test.period_days),
            "expected": risk_within(log_hazard, exposure),
            "left": test.outcomes["left_voluntarily"].to_numpy(),
            "exposure_days": exposure,
        },
        index=test.outcomes.index,
    )
    return told.assign(listed=listed(told["risk"]))


def listed(risk: pd.Series, *, share: float = TOP_SHARE) -> pd.Series:
    """Return who is among the share at the highest risk of each as-of day."""
    by_day = risk.groupby(level="as_of")
    place = by_day.rank(method="first", ascending=False)
    on_list: pd.Series[bool] = place <= np.ceil(share * by_day.transform("size"))
    return on_list


def group_report(told: pd.DataFrame, groups: pd.DataFrame) -> dict[str, Any]:
    """Return the figures of every group and pairwise intersection, as plain values.

    ``rows`` has one for each group of at least the minimum cell of people: ``attribute``
    (two joined by " x " for an intersection), ``group``, ``people``, ``n`` person-years begun,
    ``observed`` exits, ``rate``, ``mean_risk``, ``auc`` with a 90% interval, ``expected``,
    ``expected_to_observed`` with an interval, and the share on the care list with its impact
    ratio. ``left_out`` counts the groups below the minimum cell, ``failures`` what the gate holds
    against the model.
    """
    rows: list[dict[str, Any]] = []
    left_out = 0
    for name, words in _attributes(groups):
        own, small = _rows_of(name, words, told)
        rows, left_out = rows + own, left_out + small
    return {"rows": rows, "left_out": left_out, "failures": failures(rows, told)}


def _attributes(groups: pd.DataFrame) -> Iterator[tuple[str, pd.Series]]:
    """Yield each attribute and each pair of them with everybody's group."""
    there = [name for name in ATTRIBUTES if groups[name].notna().any()]
    for name in there:
        yield name, groups[name]
    for one, other in combinations(there, 2):
        if groups[one].nunique() * groups[other].nunique() <= WIDEST_PAIR:
            yield f"{one} x {other}", groups[one] + " x " + groups[other]


def _rows_of(name: str, words: pd.Series, told: pd.DataFrame) -> tuple[list[dict[str, Any]], int]:
    """Return the rows of one attribute, and how many groups were too small to be shown."""
    by = told.assign(group=words).dropna(subset="group").reset_index()
    people = by.groupby("group")["employee_id"].nunique()
    shown = people.index[people >= SMALLEST_CELL]
    kept = by[by["group"].isin(shown)]
    if kept.empty:
        return [], len(people)
    by_group = kept.groupby("group")["listed"]
    counts = pd.DataFrame({"n": by_group.size(), "chosen": by_group.sum()})
    chosen = {row["group"]: row for row in shares(counts)}
    rows = [
        {
            "attribute": name,
            "group": str(group),
            "people": int(people[group]),
            **figures_of(here),
            **{LISTED[key]: value for key, value in chosen[str(group)].items() if key in LISTED},
        }
        for group, here in kept.groupby("group")
    ]
    return rows, len(people) - len(shown)


LISTED = {
    "chosen": "listed",
    "share": "listed_share",
    "low": "listed_low",
    "high": "listed_high",
    "ratio": "impact",
    "ratio_low": "impact_low",
    "ratio_high": "impact_high",
    "below": "below_four_fifths",
    "surely_below": "surely_below_four_fifths",
}


def figures_of(told: pd.DataFrame) -> dict[str, Any]:
    """Return rate, mean risk, order and level of some tested people."""
    n, observed = len(told), float(told["left"].sum())
    expected = float(told["expected"].sum())
    low, high = poisson_interval(observed)
    return {
        "n": n,
        "observed": int(observed),
        "rate": observed / n,
        "mean_risk": float(told["risk"].mean()),
        **auc_with_interval(told["risk"].to_numpy(), told["left"].to_numpy()),
        "expected": expected,
        "expected_to_observed": expected / observed if observed else None,
        "ratio_low": expected / high,
        "ratio_high": expected / low if low else None,
    }


def poisson_interval(count: float, *, level: float = 0.9) -> tuple[float, float]:
    """Return the exact interval of a count (Garwood 1936); it starts at 0 for none."""
    outside = (1 - level) / 2
    low = stats.chi2.ppf(outside, 2 * count) / 2 if count else 0.0
    return float(low), float(stats.chi2.ppf(1 - outside, 2 * count + 2) / 2)


def auc_with_interval(risk: Floats, left: Floats) -> dict[str, Any]:
    """Return the AUC with a 90% interval (Hanley and McNeil 1982); None for too few exits."""
    n_left, n_stayed = float(left.sum()), float(len(left) - left.sum())
    if n_left < FEWEST_EXITS or n_stayed < FEWEST_EXITS:
        return {"auc": None, "auc_low": None, "auc_high": None}
    auc = float(roc_auc_score(left, risk))
    q1, q2 = auc / (2 - auc), 2 * auc * auc / (1 + auc)
    spread = auc * (1 - auc) + (n_left - 1) * (q1 - auc**2) + (n_stayed - 1) * (q2 - auc**2)
    half = Z90 * np.sqrt(spread / (n_left * n_stayed))
    return {"auc": auc, "auc_low": auc - half, "auc_high": auc + half}


def failures(rows: list[dict[str, Any]], told: pd.DataFrame) -> list[dict[str, str]]:
    """Return the groups that hold a model back, with what is wrong: ``level`` or ``order``.

    ``level``: exits differ by more than a quarter from those expected, beside the same for
    everybody, and by more than chance over all groups looked at (Bonferroni). ``order``: people
    who left surely had no higher risk than those who stayed. A share on the care list below four
    fifths is shown and does not fail: groups leave at different rates, and a list that offers
    help where more leave is doing its work.
    """
    everybody = float(told["left"].sum() / max(told["expected"].sum(), 1e-9))
    found = []
    judged = [row for row in rows if set(row["attribute"].split(" x ")) <= set(GATED)]
    for row in judged:
        told_as = {"attribute": row["attribute"], "group": row["group"]}
        if level_is_off(row["observed"], row["expected"] * everybody, len(judged)):
            found.append({**told_as, "what": "level"})
        if row["auc"] is not None and _order_is_turned(row["auc"], row["auc_high"], len(judged)):
            found.append({**told_as, "what": "order"})
    return found


def _order_is_turned(auc: float, high: float, n_groups: int) -> bool:
    """Return whether an AUC is below a half by more than chance over all groups."""
    spread = (high - auc) / Z90
    return bool(auc + stats.norm.isf(SURE / (2 * n_groups)) * spread < 0.5)


def level_is_off(observed: float, expected: float, n_groups: int) -> bool:
    """Return whether exits are surely and by more than the tolerance off from those expected."""
    if expected <= 0 or 1 / TOLERANCE <= observed / expected <= TOLERANCE:
        return False
    below = stats.poisson.cdf(observed, expected)
    above = stats.poisson.sf(observed - 1, expected)
    return bool(2 * min(below, above) < SURE / n_groups)
