"""One ranking for courses and mentors: fallback, bars, ties and exposure."""

import json
from collections import Counter
from datetime import date
from typing import Self

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_agencies import AS_OF

from models import ranking
from models.ranking import as_json, limit_exposure, rank, tie_break
from models.scorers import Employees, ItemScores, PairBar, Tables, scores_of

NONE = float("nan")


class FixedScorer:
    """A scorer whose scores are written down."""

    def __init__(self, reason: str, scores: dict[str, list[float]], *, items: str) -> None:
        self.reason = reason
        self.items_ = pd.Index(items.split(), dtype="str")
        self._table = pd.DataFrame.from_dict(scores, orient="index", dtype="float64")

    def fit(self, tables: Tables, as_of: date) -> Self:
        return self

    def score(self, employees: Employees) -> ItemScores:
        return scores_of(employees, self.items_, self._table.reindex(list(employees)).to_numpy())

    def explain(self, pairs: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame({"item": pairs["item_id"]})


def bar(*pairs: tuple[str, str]) -> PairBar:
    frame = pd.DataFrame(list(pairs), columns=["employee_id", "item_id"], dtype="str")
    return PairBar("barred", lambda *_: frame).fit({}, AS_OF)


def lists(suggested: pd.DataFrame) -> dict[str, list[str]]:
    return suggested.groupby("employee_id")["item_id"].agg(list).to_dict()


def test_the_first_scorer_with_an_opinion_leads_and_later_ones_fill_up():
    first = FixedScorer("first", {"a": [NONE, 1, NONE], "b": [NONE] * 3}, items="x y z")
    second = FixedScorer("second", {"a": [5, 9, 7], "b": [1, 2, NONE]}, items="x y z")
    suggested = rank([first, second], ["a", "b"])
    assert lists(suggested) == {"a": ["y", "z", "x"], "b": ["y", "x"]}
    assert suggested["reason"].tolist() == ["first", "second", "second", "second", "second"]
    assert suggested["score"].tolist() == [1, 7, 5, 2, 1]
    assert [json.loads(text) for text in suggested["reason_values"]][:2] == [
        {"item": "y"},
        {"item": "z"},
    ]


def test_later_scorers_break_ties_of_earlier_ones():
    first = FixedScorer("first", {"a": [2, 2, 3]}, items="x y z")
    second = FixedScorer("second", {"a": [1, 4, NONE]}, items="x y z")
    assert lists(rank([first, second], ["a"])) == {"a": ["z", "y", "x"]}


def test_scorers_may_know_different_items():
    first = FixedScorer("first", {"a": [1]}, items="z")
    second = FixedScorer("second", {"a": [3, 2]}, items="x y")
    assert lists(rank([first, second], ["a"])) == {"a": ["z", "x", "y"]}


def test_nobody_without_an_item_gets_a_row_and_nothing_is_made_up():
    silent = FixedScorer("silent", {"a": [NONE, NONE]}, items="x y")
    assert rank([silent], ["a", "unknown"]).empty
    assert rank([FixedScorer("none", {}, items="")], ["a"]).empty
    assert list(rank([silent], []).columns) == ranking.EXPLAINED


def test_no_item_gains_from_its_name():
    people, items = [f"e{n}" for n in range(3000)], [f"i{n}" for n in range(10)]
    alike = FixedScorer("alike", {e: [0.0] * 10 for e in people}, items=" ".join(items))
    first_places = Counter(rank([alike], people, k=1)["item_id"])
    assert set(first_places) == set(items)
    assert max(first_places.values()) < 1.3 * 300
    assert lists(rank([alike], people, seed=7)) == lists(rank([alike], people, seed=7))
    assert lists(rank([alike], people, seed=7)) != lists(rank([alike], people, seed=8))


def test_a_tie_is_broken_by_the_pair_and_not_by_the_company():
    people, items = pd.Index(["a", "b"], dtype="str"), pd.Index(["x", "y", "z"], dtype="str")
    together = tie_break(people, items, seed=7)
    np.testing.assert_array_equal(
        tie_break(people[1:], items[[2, 0]], seed=7)[0], together[1, [2, 0]]
    )


score = st.none() | st.integers(0, 3).map(float)


@settings(max_examples=60, deadline=None)
@given(
    scores=st.lists(st.lists(score, min_size=4, max_size=4), min_size=2, max_size=12),
    barred=st.sets(st.tuples(st.integers(0, 5), st.sampled_from("wxyz"))),
    k=st.integers(1, 5),
)
def test_lists_equal_a_plain_sort(scores, barred, k):
    half = len(scores) // 2
    people = [f"e{n}" for n in range(half)]
    tables = [dict(zip(people, rows, strict=False)) for rows in (scores[:half], scores[half:])]
    scorers = [FixedScorer(str(n), table, items="w x y z") for n, table in enumerate(tables)]
    closed = {(f"e{n}", item) for n, item in barred}
    suggested = rank(scorers, people, bars=[bar(*closed)], k=k)
    ties = tie_break(pd.Index(people, dtype="str"), scorers[0].items_, seed=7)
    for row, person in enumerate(people):
        keys = {
            item: (*(-np.inf if v is None else v for v in values), -int(ties[row, column]))
            for column, (item, *values) in enumerate(
                zip("wxyz", tables[0][person], tables[1][person], strict=True)
            )
            if (person, item) not in closed and any(v is not None for v in values)
        }
        expected = sorted(keys, key=lambda item: keys[item], reverse=True)[:k]
        mine = suggested[suggested["employee_id"] == person]
        assert mine["item_id"].tolist() == expected
        assert mine["rank"].tolist() == list(range(1, len(expected) + 1))


@pytest.mark.parametrize("n_items", [7, 40, 97, 256])
@pytest.mark.parametrize("n_values", [2, 10_000])
def test_long_lists_of_items_equal_a_plain_sort(n_items, n_values):
    rng = np.random.default_rng(n_items)
    items = [f"i{n:03d}" for n in range(n_items)]
    people = [f"e{n}" for n in range(30)]
    values = rng.integers(0, n_values, (30, n_items)).astype(float)
    values[rng.random(values.shape) < np.linspace(0, 1, 30)[:, None]] = np.nan
    scorer = FixedScorer(
        "s", dict(zip(people, values.tolist(), strict=True)), items=" ".join(items)
    )
    suggested = rank([scorer], people, k=3)
    ties = tie_break(pd.Index(people, dtype="str"), scorer.items_, seed=7)
    for row, person in enumerate(people):
        opinions = np.flatnonzero(~np.isnan(values[row]))
        order = sorted(opinions, key=lambda at: (-values[row, at], ties[row, at]))[:3]
        mine = suggested[suggested["employee_id"] == person]
        assert mine["item_id"].tolist() == [items[at] for at in order]


def test_chunks_change_nothing(monkeypatch):
    rng = np.random.default_rng(0)
    people = [f"e{n}" for n in range(50)]
    values = rng.integers(0, 3, (50, 4)).astype(float)
    scorer = FixedScorer("s", dict(zip(people, values.tolist(), strict=True)), items="w x y z")
    whole = rank([scorer], people, bars=[bar(("e3", "x"))])
    monkeypatch.setattr(ranking, "CELLS_PER_CHUNK", 12)
    pd.testing.assert_frame_equal(rank([scorer], people, bars=[bar(("e3", "x"))]), whole)


def listed(**wishes: str) -> pd.DataFrame:
    rows = [
        (person, place, item)
        for person, items in wishes.items()
        for place, item in enumerate(items.split(), start=1)
    ]
    return pd.DataFrame(rows, columns=["employee_id", "rank", "item_id"])


def test_exposure_is_limited_and_spills_to_the_next_best():
    wishes = listed(a="x y z", b="x y z", c="x y z")
    shown = limit_exposure(wishes, limits=pd.Series({"x": 1, "y": 2}), k=2)
    assert Counter(shown["item_id"]) == {"x": 1, "y": 2}
    assert shown["employee_id"].nunique() == 3, "all first places come before any second"
    assert (shown.groupby("employee_id")["rank"].max() == shown.groupby("employee_id").size()).all()


def test_exposure_without_scarcity_keeps_the_first_k():
    wishes = listed(a="x y z", b="z y x")
    shown = limit_exposure(wishes, limits=pd.Series({"x": 9, "y": 9, "z": 9}), k=2)
    assert lists(shown) == {"a": ["x", "y"], "b": ["z", "y"]}


def test_values_that_are_not_on_record_become_null():
    values = pd.DataFrame({"name": ["Data", None], "level": [2.5, NONE], "years": [3, 3]})
    assert [json.loads(text) for text in as_json(values)] == [
        {"level": 2.5, "name": "Data", "years": 3},
        {"level": None, "name": None, "years": 3},
    ]
    assert as_json(pd.DataFrame(index=range(2))) == ["{}", "{}"]
