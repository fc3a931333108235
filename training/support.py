"""Who is unlike anybody that the model learned from: about them it says nothing.

The rule is plain on purpose, so that a person can be told why. It needs nothing but the spreads
on the card: for each feature the middle 96% of the people learned from.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from features.clock import Floats
from features.distributions import Distribution

FEWEST_OUTSIDE = 3
SHARE_OUTSIDE = 0.05
"""Somebody is unlike the others with at least so many features, and this share of them, outside."""
FEWEST_EDGES = 3
"""Features of fewer different values have no outside: every value was seen."""


def unlike_anybody(profiles: pd.DataFrame, learned: Mapping[str, Distribution]) -> pd.Series[bool]:
    """Return who lies far outside of what was learned from, in several features at once.

    A number is outside when it is further from the middle 96% than these are wide, a word when
    fewer than the minimum cell of people had it. What is missing is not outside.
    """
    known = [name for name in map(str, profiles) if name in learned]
    outside = np.zeros(len(profiles))
    for name in known:
        outside += _outside(profiles[name], learned[name])
    told = profiles[known].notna().sum(axis=1).to_numpy()
    far = (outside >= FEWEST_OUTSIDE) & (outside >= SHARE_OUTSIDE * told)
    return pd.Series(far, index=profiles.index)


def _outside(column: pd.Series, learned: Distribution) -> Floats:
    """Return 1.0 where a value is outside of what was learned from."""
    if column.dtype == "category":
        words = learned.get("words", [])
        unseen = {word for word, n in zip(words, learned["counts"], strict=True) if not n}
        rare = column.isin(unseen if len(unseen) < len(words) else ())
        return np.asarray(rare, dtype=np.float64)
    edges = learned.get("edges", [])
    if len(edges) < FEWEST_EDGES:
        return np.zeros(len(column))
    step = (edges[-1] - edges[0]) / (len(edges) - 1)
    low, high = edges[0] - step, edges[-1] + step
    width = high - low
    values = column.to_numpy(dtype=np.float64)
    far = (values < low - width) | (values > high + width)
    return np.asarray(far, dtype=np.float64)
