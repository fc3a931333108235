"""The index: how much of what was checked is in order, by dimension and as a whole."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from features.quality.declare import DIMENSIONS, Dimension

EQUAL: Mapping[Dimension, float] = dict.fromkeys(DIMENSIONS, 0.25)
"""The four dimensions are BKN's; its own weights are in none of the regulations this project could
read, so that each counts the same until an office gives the weights it is judged by."""


def weights_of(text: str) -> Mapping[Dimension, float]:
    """Return the weights that a text such as ``40,10,30,20`` gives, in the order of `DIMENSIONS`.

    They are divided by their sum. Raises `ValueError` unless it has four numbers, none below 0
    and one above it.
    """
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    total = sum(numbers)
    if len(numbers) != len(DIMENSIONS) or min(numbers) < 0 or not 0 < total < float("inf"):
        raise ValueError(f"give four weights, for {', '.join(DIMENSIONS)}, as in 25,25,25,25")
    return {name: number / total for name, number in zip(DIMENSIONS, numbers, strict=True)}


def scores(tally: pd.DataFrame, *, weights: Mapping[Dimension, float]) -> pd.DataFrame:
    """Return the share in order by dimension, and ``index``: their weighted mean, 0 to 100.

    ``tally`` has a row for each group (its index) and dimension with the columns dimension,
    checked and failed. A dimension without checks is NaN and has no part in the mean.
    """
    sums = tally.groupby([tally.index, "dimension"])[["checked", "failed"]].sum()
    share = (1.0 - sums["failed"] / sums["checked"].where(sums["checked"] > 0)).unstack("dimension")
    table = share.reindex(columns=list(DIMENSIONS)) * 100.0
    weight = pd.Series(weights).reindex(DIMENSIONS)
    counted = table.notna().mul(weight, axis=1)
    total = table.mul(weight, axis=1).sum(axis=1) / counted.sum(axis=1).where(lambda s: s > 0)
    return table.assign(index=total, checked=sums["checked"].groupby(level=0).sum())
