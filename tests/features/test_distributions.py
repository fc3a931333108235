"""How values are spread in bins: what is told, and how far two spreads differ."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.distributions import SHIFTED, STABLE, distribution, distributions, drift, told


def numbers(*values: float, times: int = 20) -> pd.Series:
    return pd.Series(np.repeat(np.array(values, dtype=np.float64), times))


def test_few_values_are_bins_of_their_own() -> None:
    spread = distribution(numbers(0, 1, 1, 3, math.nan))
    assert spread["edges"] == [0.0, 1.0]
    assert spread["counts"] == [20, 40, 20]
    assert (spread["n"], spread["missing"]) == (100, 20)


def test_many_values_share_bins_and_the_outer_ones_are_open() -> None:
    spread = distribution(pd.Series(np.arange(1000.0)))
    assert len(spread["edges"]) == 9
    assert len(spread["counts"]) == 10
    assert sum(spread["counts"]) == pytest.approx(1000, abs=25)
    assert min(spread["edges"]) > 50
    assert max(spread["edges"]) < 950


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (9, 0), (10, 10), (12, 10), (13, 15)])
def test_small_counts_are_not_told_and_others_in_fives(count: int, shown: int) -> None:
    assert told(count) == shown


def test_small_bins_join_their_neighbours() -> None:
    values = pd.Series([0.0] * 50 + [1.0] * 4 + [2.0] * 50 + [3.0] * 3)
    assert distribution(values)["edges"] == [0.0]
    assert distribution(values)["counts"] == [50, 55]


@given(st.lists(st.floats(-1e6, 1e6) | st.just(math.nan), max_size=60))
def test_no_count_below_the_minimum_cell_is_ever_told(values: list[float]) -> None:
    spread = distribution(pd.Series(values, dtype="float64"))
    for count in (*spread["counts"], spread["missing"], spread["n"]):
        assert count == 0 or (count >= 10 and count % 5 == 0)
    if sum(not math.isnan(value) for value in values) < 10:
        assert spread["edges"] == []


def test_edges_are_round_numbers_and_no_single_value() -> None:
    spread = distribution(pd.Series(np.random.default_rng(1).lognormal(5, 1, 500)))
    assert all(float(f"{edge:.3g}") == edge for edge in spread["edges"])


def test_words_are_counted_in_their_order() -> None:
    column = pd.Series(pd.Categorical(["b"] * 12 + ["a"] * 3 + [None] * 10, ["a", "b", "c"]))
    spread = distribution(column)
    assert spread["words"] == ["a", "b", "c"]
    assert spread["counts"] == [0, 10, 0]
    assert spread["missing"] == 10


def test_the_bins_of_the_reference_are_kept() -> None:
    then = distribution(pd.Series(np.arange(1000.0)))
    now = distribution(pd.Series(np.arange(500.0)), like=then)
    assert now["edges"] == then["edges"]
    empty = distribution(pd.Series(np.full(100, np.nan)))
    assert distribution(numbers(0, 1), like=empty)["edges"] == [0.0]


def test_drift_by_hand() -> None:
    then = {"edges": [0.0], "counts": [50, 50], "missing": 0}
    now = numbers(*[0] * 4, 1)
    p = np.array([50.5, 50.5, 0.5]) / 101.5
    q = np.array([80.5, 20.5, 0.5]) / 101.5
    by_chance = 2 * (1 / 100 + 1 / 100)
    assert drift(then, now) == pytest.approx(float(((q - p) * np.log(q / p)).sum()) - by_chance)
    assert drift(then, numbers(0, 1, times=50)) == 0.0


@pytest.mark.parametrize("n", [100, 300, 5000])
def test_the_same_people_have_not_shifted_however_few(n: int) -> None:
    rng = np.random.default_rng(5)
    then = distribution(pd.Series(rng.normal(0, 1, 5000)))
    found = [drift(then, pd.Series(rng.normal(0, 1, n))) for _ in range(200)]
    assert np.mean(found) < STABLE / 2
    assert np.quantile(found, 0.99) < SHIFTED


def test_drift_tells_others() -> None:
    rng = np.random.default_rng(5)
    then = distribution(pd.Series(rng.normal(0, 1, 5000)))
    assert drift(then, pd.Series(rng.normal(1, 1, 200))) > SHIFTED


def test_drift_of_words() -> None:
    kinds = ["a", "b"]
    then = distribution(pd.Series(pd.Categorical(["a"] * 90 + ["b"] * 10, kinds)))
    same = pd.Series(pd.Categorical(["a"] * 45 + ["b"] * 5, kinds))
    other = pd.Series(pd.Categorical(["a"] * 5 + ["b"] * 45, kinds))
    assert drift(then, same) < STABLE < SHIFTED < drift(then, other)


def test_drift_sees_a_table_that_was_not_there() -> None:
    then = distribution(pd.Series(np.full(500, np.nan)))
    now = pd.Series(np.arange(500.0))
    assert drift(then, now) > SHIFTED
    assert drift({"edges": [], "counts": [0], "missing": 0}, now) is None
    assert drift(distribution(now), now[:0]) is None


def test_every_column_has_its_own() -> None:
    profiles = pd.DataFrame({"a": np.arange(100.0), "b": np.zeros(100)})
    then = distributions(profiles)
    now = distributions(profiles.assign(c=1.0), like=then)
    assert list(now) == ["a", "b", "c"]
    assert now["a"]["edges"] == then["a"]["edges"]
