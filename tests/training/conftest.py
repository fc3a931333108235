"""Candidates in settings that only save time."""

from __future__ import annotations

from functools import partial

import pytest

from models.turnover import CANDIDATES, BoostedHazard


@pytest.fixture
def quick_candidates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every candidate on one thread, with fewer and larger trees steps."""
    quick = partial(BoostedHazard, n_trees=60, learning_rate=0.08, n_seeds=1, n_threads=1)
    monkeypatch.setitem(CANDIDATES, "boosted_hazard", quick)  # type: ignore[arg-type]
