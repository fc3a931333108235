"""The candidates in settings that save time: one thread, few large steps, simple curves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import pytest

from models.turnover import (
    CANDIDATES,
    BoostedHazard,
    HazardModel,
    SplineHazard,
    TenureRate,
)

QUICK: Mapping[str, Callable[[], HazardModel]] = {
    "tenure_rate": TenureRate,
    "spline_hazard": partial(SplineHazard, n_knots=3, alpha=0.1),
    "boosted_hazard": partial(
        BoostedHazard, n_trees=80, learning_rate=0.08, n_seeds=1, n_threads=1
    ),
}


def use_quick_candidates(patch: pytest.MonkeyPatch) -> None:
    """Put the quick settings in the list of candidates; a new candidate stays as it is."""
    for name, make in QUICK.items():
        patch.setitem(CANDIDATES, name, make)  # type: ignore[arg-type]
