"""Shares of groups beside each other: the impact ratio with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from training.evaluation import wilson

FOUR_FIFTHS = 0.8
"""A group's share below four fifths of the highest one asks for an explanation (EEOC 1978)."""
FEWEST_TO_COMPARE = 30
"""People below which a group is nobody's yardstick and has no ratio."""
FEW_GROUPS = 8
"""Up to so many groups are held against the highest share, more against all others together: of
many groups one always has a high share by chance."""
SURE = 1.645
NO_RATIO: Mapping[str, Any] = {
    "ratio": None,
    "ratio_low": None,
    "ratio_high": None,
    "below": False,
    "surely_below": False,
}
Counts = Mapping[str, tuple[float, float]]
"""People and how many of them were chosen, by group."""


def shares(counts: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the share of each group of one attribute, with impact ratio and 90% intervals.

    ``counts`` has a row a group with ``n`` people and how many were ``chosen``. ``ratio`` is the
    share against the group with the highest one, or against all others together where there are
    many groups; ``below`` says whether it is under four fifths, ``surely_below`` whether its
    whole interval is. None where a group has too few people to compare.
    """
    pairs = zip(counts["n"].tolist(), counts["chosen"].tolist(), strict=True)
    told = dict(zip(map(str, counts.index), pairs, strict=True))
    return [_share_of(told, name) for name in told]


def _share_of(counts: Counts, name: str) -> dict[str, Any]:
    n, chosen = counts[name]
    low, high = wilson(chosen, int(n))
    row = {"group": name, "n": int(n), "chosen": int(chosen), "share": chosen / n}
    return {**row, "low": low, "high": high, **_ratio(counts, name)}


def _ratio(counts: Counts, name: str) -> dict[str, Any]:
    n, chosen = counts[name]
    n_other, chosen_other = _yardstick(counts, name)
    if not chosen_other or n < FEWEST_TO_COMPARE:
        return dict(NO_RATIO)
    ratio = (chosen / n) / (chosen_other / n_other)
    low, high = ratio_interval(chosen, n, chosen_other, n_other)
    marks = {"below": ratio < FOUR_FIFTHS, "surely_below": high < FOUR_FIFTHS}
    return {"ratio": ratio, "ratio_low": low, "ratio_high": high, **marks}


def _yardstick(counts: Counts, name: str) -> tuple[float, float]:
    """Return people and chosen of those whom a group is held against; zeros if there are none."""
    able = {one: pair for one, pair in counts.items() if pair[0] >= FEWEST_TO_COMPARE}
    if len(counts) > FEW_GROUPS:
        rest = [pair for one, pair in able.items() if one != name]
        return sum(n for n, _ in rest), sum(chosen for _, chosen in rest)
    if len(able) < 2:
        return 0.0, 0.0
    return max(able.values(), key=lambda pair: pair[1] / pair[0])


def ratio_interval(
    chosen: float, n: float, chosen_other: float, n_other: float
) -> tuple[float, float]:
    """Return the 90% interval of a ratio of two shares on the logarithm (Katz et al. 1978).

    Half a person is added on both sides, so that a share of none has an interval too.
    """
    one, other = (chosen + 0.5) / (n + 0.5), (chosen_other + 0.5) / (n_other + 0.5)
    spread = 1 / (chosen + 0.5) - 1 / (n + 0.5) + 1 / (chosen_other + 0.5) - 1 / (n_other + 0.5)
    half = SURE * np.sqrt(max(spread, 0.0))
    middle = np.log(one / other)
    return float(np.exp(middle - half)), float(np.exp(middle + half))
