"""How the values of each feature are spread, as counts in bins, and how far two spreads differ.

Counts are of people, never values of a person: a bin of fewer people than the minimum cell is
empty, every other count is rounded to fives, and the outer bins are open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from features.clock import Days, Floats

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
    people = {"n": told(len(column)), "missing": told(int(column.isna().sum()))}
    if column.dtype == "category":
        words = [str(word) for word in column.cat.categories]
        return {**people, "words": words, "counts": _all_told(_by_word(column, words))}
    values = column.dropna().to_numpy(dtype=np.float64)
    edges = list(like["edges"]) if like is not None and _has_edges(like) else edges_of(values)
    return {**people, "edges": edges, "counts": _all_told(_by_edge(values, edges))}


def told(count: int) -> int:
    """Return a count of people as it may be told: 0 below the minimum cell, else in fives."""
    return 0 if count < SMALLEST_CELL else ROUNDED_TO * round(count / ROUNDED_TO)


def edges_of(values: Floats) -> list[float]:
    """Return the upper ends of all bins but the last: round numbers, and no bin small."""
    if len(values) < SMALLEST_CELL:
        return []
    different = np.unique(values)
    low, high = np.quantile(values, [TAIL, 1.0 - TAIL])
    inner = np.linspace(low, high, MOST_BINS + 1)[1:-1]
    chosen = different[:-1] if len(different) <= MOST_VALUES else inner
    return _wide_enough(values, sorted({float(f"{edge:.3g}") for edge in chosen}))


def _wide_enough(values: Floats, edges: list[float]) -> list[float]:
    """Return the edges without those that would leave a bin below the minimum cell."""
    kept: list[float] = []
    below = 0
    for edge in edges:
        upto = int((values <= edge).sum())
        if upto - below >= SMALLEST_CELL and len(values) - upto >= SMALLEST_CELL:
            kept.append(edge)
            below = upto
    return kept


def drift(reference: Distribution, column: pd.Series) -> float | None:
    """Return the population stability index of a feature now against a reference.

    Missing values are one bin. What chance alone gives on average, (bins - 1)(1/n + 1/m) for n and
    m people (Yurdakul and Naranjo, 2020), is taken off, so that 0 is no difference whatever the
    number of people; see `STABLE` and `SHIFTED`. Where the reference tells no values only missing
    and not missing are compared. None where one side has nobody.
    """
    now = _counts_like(reference, column)
    before = np.array([*reference["counts"], reference["missing"]], dtype=np.float64)
    if len(now) != len(before):
        before = np.array([before[:-1].sum(), before[-1]])
    if not before.sum() or not now.sum():
        return None
    return stability_index(before, now)


def stability_index(before: Floats, now: Floats) -> float:
    """Return the population stability index of counts in the same bins, less that of chance."""
    p, q = _shares(before), _shares(now)
    by_chance = (len(p) - 1) * (1.0 / before.sum() + 1.0 / now.sum())
    index = float(((q - p) * np.log(q / p)).sum())
    return max(0.0, index - float(by_chance))


def _counts_like(reference: Distribution, column: pd.Series) -> Floats:
    """Return how many people there are in each bin of the reference now, the missing last."""
    missing = int(column.isna().sum())
    if column.dtype == "category" and reference.get("words"):
        there = _by_word(column, list(reference["words"]))
    elif column.dtype != "category" and _has_edges(reference):
        there = _by_edge(column.dropna().to_numpy(dtype=np.float64), list(reference["edges"]))
    else:
        there = np.array([len(column) - missing], dtype=np.int64)
    return np.append(there, missing).astype(np.float64)


def _has_edges(one: Distribution) -> bool:
    return "edges" in one and sum(one["counts"]) > 0


def _by_word(column: pd.Series, words: list[str]) -> Days:
    counts = column.value_counts().reindex(words, fill_value=0)
    return np.asarray(counts, dtype=np.int64)


def _by_edge(values: Floats, edges: list[float]) -> Days:
    place = np.searchsorted(np.array(edges), values, side="left")
    return np.bincount(place, minlength=len(edges) + 1).astype(np.int64)


def _all_told(counts: Days) -> list[int]:
    return [told(int(count)) for count in counts]


def _shares(cells: Floats) -> Floats:
    """Return shares; half a person in each bin keeps empty ones finite."""
    filled = cells + 0.5
    return np.asarray(filled / filled.sum(), dtype=np.float64)
