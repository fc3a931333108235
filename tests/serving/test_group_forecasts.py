"""Forecasts of groups: what units expect together, and nothing about a few people in between."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from features.subtrees import subtrees
from serving.group_forecasts import SMALLEST_GROUP, forecasts_of_groups

EMPTY = frozenset[str]()


def office(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the people and the tree of an agency of up to nine units, many of them small."""
    random = np.random.default_rng(seed)
    n_units = int(random.integers(2, 10))
    ids = [f"U-{i}" for i in range(n_units)]
    above: list[str | None] = [None]
    above += [ids[random.integers(0, i)] for i in range(1, n_units)]
    units = pd.DataFrame({"unit_id": ids, "parent_id": above, "name": ids})
    sizes = random.choice([0, 2, 3, 4, 6, 9, 11, 15, 40], n_units)
    at: list[str | None] = [unit for unit, n in zip(ids, sizes, strict=True) for _ in range(n)]
    at += [None] * int(random.choice([0, 0, 3]))
    people = pd.DataFrame({"unit_id": at, "unit_name": at, "job_id": "J", "job_family": "F"})
    return people.assign(region="R", risk=random.uniform(0.01, 0.2, len(people))), units


def told(people: pd.DataFrame, units: pd.DataFrame) -> tuple[list[frozenset[str]], dict[str, int]]:
    """Return the sets of units whose sums are shown, and how many people each unit has."""
    sizes = {str(unit): n for unit, n in people["unit_id"].fillna("").value_counts().items()}
    found = forecasts_of_groups(people, units)
    ids = {str(level): set(part["group_id"]) for level, part in found.groupby("level")}
    pairs = subtrees(units).groupby("root_id")
    tree = {str(root): set(part["unit_id"]) for root, part in pairs}
    sets = [frozenset({unit}) for unit in ids.get("unit", EMPTY) - {""}]
    sets += [frozenset(tree[root] & set(sizes)) for root in ids.get("branch", EMPTY)]
    return [*sets, *([frozenset(sizes)] if "agency" in ids else [])], sizes


@pytest.mark.parametrize("seed", range(80))
def test_no_sums_and_differences_tell_of_few_people(seed: int) -> None:
    people, units = office(seed)
    sets, sizes = told(people, units)
    names = sorted(sizes)
    if not sets:
        return
    shown = np.array([[name in one for name in names] for one in sets], dtype=float)
    rank = np.linalg.matrix_rank(shown)
    for n in range(1, len(names) + 1):
        for few in combinations(names, n):
            if sum(sizes[name] for name in few) < SMALLEST_GROUP:
                asked = np.array([[name in few for name in names]], dtype=float)
                assert np.linalg.matrix_rank(np.vstack([shown, asked])) > rank, few


def test_branches_are_shown_where_they_tell_nothing_of_few() -> None:
    shown = [
        len(found[found["level"] == "branch"])
        for found in (forecasts_of_groups(*office(seed)) for seed in range(80))
        if not found.empty
    ]
    assert sum(n > 0 for n in shown) > 40


def test_a_branch_is_the_sum_of_its_units() -> None:
    above: list[str | None] = [None, "dinas", "dinas"]
    units = pd.DataFrame({"unit_id": ["dinas", "a", "b"], "parent_id": above})
    at = ["a"] * 30 + ["b"] * 20
    people = pd.DataFrame({"unit_id": at, "unit_name": at, "job_id": "J", "job_family": "F"})
    people = people.assign(region="R", risk=0.1)
    found = forecasts_of_groups(people, units.assign(name="Dinas Kesehatan"))
    by_level = {str(level): part for level, part in found.groupby("level")}
    (branch,) = by_level["branch"].to_dict("records")
    (agency,) = by_level["agency"].to_dict("records")
    assert (branch["group_id"], branch["group_name"]) == ("dinas", "Dinas Kesehatan")
    assert branch["n"] == 50
    assert branch["expected"] == pytest.approx(by_level["unit"]["expected"].sum())
    assert (branch["low"], branch["high"]) == (agency["low"], agency["high"])
    assert agency["low"] < branch["expected"] < agency["high"]


def test_an_agency_without_a_tree_has_no_branches() -> None:
    people, _units = office(7)
    bare = pd.DataFrame(columns=["unit_id", "parent_id", "name"], dtype="str")
    assert "branch" not in set(forecasts_of_groups(people, bare)["level"])
