"""Both ways of laying moments out say the same, and it is what counting one by one says."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from features.cells import DayGrid, SortedMoments


@given(seed=st.integers(0, 2**32 - 1), n_days=st.integers(1, 4), n_people=st.integers(1, 5))
def test_sums_and_latest_rows_are_those_counted_one_by_one(
    seed: int, n_days: int, n_people: int
) -> None:
    rng = np.random.default_rng(seed)
    days = np.sort(rng.choice(30, n_days, replace=False)) + 100
    asked = rng.random((n_days, n_people)) < 0.8
    asked[0, 0] = True
    place, person = np.nonzero(asked)
    moments = person - (rng.random(len(person)) < 0.1), days[place]
    who = np.sort(rng.integers(0, n_people + 1, 12))
    born = rng.integers(90, 140, 12)
    dies = born + rng.integers(0, 20, 12)
    weights, rows = rng.integers(-5, 6, 12), np.arange(12)
    for cells in (DayGrid(*moments), SortedMoments(*moments)):
        births, deaths = cells.after(who, born), cells.after(who, dies)
        total, latest = cells.total(births, deaths, weights), cells.latest(births, rows)
        for at, (entity, day) in enumerate(zip(*moments, strict=True)):
            own = who == entity
            assert total[at] == weights[own & (born < day) & (dies >= day)].sum()
            expected = rows[own & (born < day)].max(initial=-1)
            assert latest[at] == expected or (expected == -1 and who[latest[at]] < entity)
