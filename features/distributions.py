"""How the values of each feature are spread, as counts in bins, and how far two spreads differ.

Counts are of people, never values of a person: a bin of fewer people than the minimum cell is
empty, every other count is rounded to fives, and the outer bins are open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from features.clock import Floats

Distribution = Mapping[str, Any]
"""``edges`` (of numbers: the upper ends of all bins but the last) or ``words`` (of a category),
``counts`` a bin, ``missing`` and ``n`` people."""
SMALLEST_CELL = 10
"""Counts below it are not told."""
ROUNDED_TO = 5
MOST_BINS = 10
MOST_VALUES = 8
"""Up to so many different values are bins of their own."""
TAIL = 0.02
"""Share of people on either side of the outermost edges."""
STABLE, SHIFTED = 0.1, 0.25
"""Usual marks of the population stability index: below the first nothing much has changed, above
the second the people are others than those learned from (Siddiqi, Credit Risk Scorecards, 2006)."""


def distributions(
    profiles: pd.DataFrame, *, like: Mapping[str, Distribution] | None = None
) -> dict[str, Distribution]:
    """Return the distribution of every column, in the bins of ``like`` where it has the column."""
    former = like or {}
    return {
        name: distribution(profiles[name], like=former.get(name)) for name in map(str, profiles)
    }


def distribution(column: pd.Series, *, like: Distribution | None = None) -> Distribution:
    """Return how the values of one feature are spread; see `Distribution`."""
    n, missing = len(column), int(column.isna().sum())
    people = {"n": told(n), "missing": told(missing)}
    if column.dtype == "category":
        words = list(column.cat.categories)
        by_word = column.value_counts().reindex(words, fill_value=0)
        return {**people, "words": words, "counts": [told(int(count)) for count in by_word]}
    values = column.dropna().to_numpy(dtype=np.float64)
    fits = like is not None and "edges" in like and sum(like["counts"]) > 0
    edges = list(like["edges"]) if like is not None and fits else edges_of(values)
    place = np.searchsorted(np.array(edges), values, side="left")
    counts = np.bincount(place, minlength=len(edges) + 1)
    return {**people, "edges": edges, "counts": [told(int(count)) for count in counts]}


def told(count: int) -> int:
    """Return a count of people as it may be told: 0 below the minimum cell, else in fives."""
    return 0 if count < SMALLEST_CELL else ROUNDED_TO * round(count / ROUNDED_TO)


def edges_of(values: Floats) -> list[float]:
    """Return the upper ends of all bins but the last, in round numbers."""
    if len(values) < SMALLEST_CELL:
        return []
    different = np.unique(values)
    if len(different) <= MOST_VALUES:
        return [_rounded(value) for value in different[:-1]]
    low, high = np.quantile(values, [TAIL, 1.0 - TAIL])
    inner = np.linspace(low, high, MOST_BINS + 1)[1:-1]
    return sorted({_rounded(edge) for edge in inner})


def _rounded(value: float) -> float:
    """Return a number with three digits that count."""
    return float(f"{value:.3g}")


def drift(reference: Distribution, now: Distribution) -> float | None:
    """Return the population stability index of two distributions, missing values as one bin.

    0 is no difference; see `STABLE` and `SHIFTED`. Where the bins are not the same only missing
    and not missing are compared. None where one side tells no counts. Half a person in each bin
    keeps empty ones finite.
    """
    same = _bins(reference) == _bins(now)
    before, after = (_cells(one, in_bins=same) for one in (reference, now))
    if not before.sum() or not after.sum():
        return None
    p, q = _shares(before), _shares(after)
    return float(((q - p) * np.log(q / p)).sum())


def _bins(one: Distribution) -> list[Any]:
    return list(one.get("words", one.get("edges", [])))


def _cells(one: Distribution, *, in_bins: bool) -> Floats:
    there = one["counts"] if in_bins else [sum(one["counts"])]
    return np.array([*there, one["missing"]], dtype=np.float64)


def _shares(cells: Floats) -> Floats:
    filled = cells + 0.5
    return np.asarray(filled / filled.sum(), dtype=np.float64)
