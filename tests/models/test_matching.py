"""Matching a cohort: the optimum, the limits, the floors, the waiting list and stability."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from models.matching import Floor, blocking_pairs, match, stability_price, stable_match
from models.matching.pairs import read_pairs

Case = tuple[pd.DataFrame, pd.Series, pd.Index]


def a_case(rng: np.random.Generator, *, mentees: int, mentors: int, share: float = 0.7) -> Case:
    """Return random candidate pairs, capacities from 0 to 3, and the mentees."""
    people = pd.Index([f"a{n:03d}" for n in range(mentees)])
    guides = [f"b{n:03d}" for n in range(mentors)]
    pairs = [pair for pair in product(people, guides) if rng.random() < share]
    candidates = pd.DataFrame(pairs, columns=["mentee_id", "mentor_id"])
    return (
        candidates.assign(benefit=rng.random(len(pairs)).round(3)),
        pd.Series(rng.integers(0, 4, mentors), index=guides),
        people,
    )


cases = st.integers(0, 10_000).map(
    lambda seed: a_case(
        np.random.default_rng(seed),
        mentees=int(np.random.default_rng(seed).integers(1, 12)),
        mentors=int(np.random.default_rng(seed + 1).integers(1, 6)),
    )
)


def optimum_by_linear_programme(case: Case) -> float:
    """Return the greatest total as a linear programme finds it."""
    candidates, capacity, mentees = case
    if candidates.empty:
        return 0.0
    limits = [(candidates["mentee_id"] == one).to_numpy(float) for one in mentees]
    limits += [(candidates["mentor_id"] == one).to_numpy(float) for one in capacity.index]
    widths = [1.0] * len(mentees) + capacity.tolist()
    solved = linprog(
        -candidates["benefit"], A_ub=np.array(limits), b_ub=widths, bounds=(0, 1), method="highs"
    )
    return float(-solved.fun)


@given(cases)
def test_is_the_optimum_and_obeys_every_limit(case: Case) -> None:
    candidates, capacity, mentees = case
    made = match(candidates, capacity, mentees=mentees)
    assert made.total == pytest.approx(optimum_by_linear_programme(case), abs=1e-4)
    assert made.total <= made.bound
    assert made.matched["mentee_id"].is_unique
    used = made.matched["mentor_id"].value_counts()
    assert (used <= capacity[used.index]).all()
    allowed = pd.MultiIndex.from_frame(candidates[["mentee_id", "mentor_id"]])
    assert pd.MultiIndex.from_frame(made.matched[["mentee_id", "mentor_id"]]).isin(allowed).all()


@given(cases)
def test_everybody_is_matched_or_waits_with_a_reason(case: Case) -> None:
    candidates, capacity, mentees = case
    made = match(candidates, capacity, mentees=mentees)
    waiting = made.waiting
    assert sorted([*made.matched["mentee_id"], *waiting["mentee_id"]]) == sorted(mentees)
    assert waiting["place"].tolist() == list(range(1, len(waiting) + 1))
    has_candidate = waiting["mentee_id"].isin(candidates["mentee_id"])
    assert (waiting["reason"].eq("no_place") == has_candidate).all()
    assert waiting["missed_benefit"].dropna().is_monotonic_decreasing


def most_floor_that_can_be_held(case: Case, group: pd.Series, asked: pd.Series) -> float:
    """Return how many people the floors can count at most, by a linear programme."""
    candidates, capacity, mentees = case
    of_pair = candidates["mentee_id"].map(group)
    n, groups = len(candidates), asked.index.tolist()
    worth = np.r_[np.zeros(n), -np.ones(len(groups))]
    limits = [np.r_[candidates["mentee_id"] == one, np.zeros(len(groups))] for one in mentees]
    limits += [
        np.r_[candidates["mentor_id"] == one, np.zeros(len(groups))] for one in capacity.index
    ]
    limits += [
        np.r_[-(of_pair == one).astype(float), np.eye(len(groups))[i]]
        for i, one in enumerate(groups)
    ]
    widths = [1.0] * len(mentees) + capacity.tolist() + [0.0] * len(groups)
    bounds = [(0, 1)] * n + [(0, most) for most in asked]
    solved = linprog(worth, A_ub=np.array(limits, dtype=float), b_ub=widths, bounds=bounds)
    return float(-solved.fun)


@given(cases, st.integers(1, 3))
def test_floors_are_held_as_far_as_any_matching_can(case: Case, least: int) -> None:
    candidates, capacity, mentees = case
    unit = pd.Series(np.arange(len(mentees)) % 3, index=mentees)
    floors = [Floor(name="unit", group=unit, least=least)]
    made = match(candidates, capacity, mentees=mentees, floors=floors)
    counted = made.floors[["asked", "held"]].min(axis=1).sum()
    asked = made.floors.set_index("group")["asked"]
    assert counted == pytest.approx(most_floor_that_can_be_held(case, unit, asked))
    assert made.total <= made.bound


def test_a_floor_takes_a_place_from_those_who_would_gain_more() -> None:
    candidates = pd.DataFrame(
        [("ani", "m", 5.0), ("budi", "m", 4.0), ("citra", "m", 1.0)],
        columns=["mentee_id", "mentor_id", "benefit"],
    )
    mentees, capacity = pd.Index(["ani", "budi", "citra"]), pd.Series({"m": 2})
    unit = pd.Series({"ani": "x", "budi": "x", "citra": "y"})
    free = match(candidates, capacity, mentees=mentees)
    held = match(candidates, capacity, mentees=mentees, floors=[Floor(name="unit", group=unit)])
    assert free.matched["mentee_id"].tolist() == ["ani", "budi"]
    assert held.matched["mentee_id"].tolist() == ["ani", "citra"]
    assert held.waiting[["mentee_id", "reason"]].to_numpy().tolist() == [["budi", "no_place"]]


def test_a_floor_nobody_can_hold_is_lowered_and_said() -> None:
    candidates = pd.DataFrame(
        [("ani", "m", 5.0), ("budi", "m", 4.0)], columns=["mentee_id", "mentor_id", "benefit"]
    )
    unit = pd.Series({"ani": "x", "budi": "y"})
    made = match(
        candidates,
        pd.Series({"m": 1}),
        mentees=pd.Index(["ani", "budi"]),
        floors=[Floor(name="unit", group=unit)],
    )
    assert made.floors["asked"].tolist() == [1, 1]
    assert made.floors["held"].sum() == 1


def test_prices_hold_a_floor_that_crosses_units() -> None:
    rng = np.random.default_rng(3)
    candidates, capacity, mentees = a_case(rng, mentees=120, mentors=20)
    unit = pd.Series(np.arange(120) % 8, index=mentees)
    level = pd.Series((np.arange(120) >= 100).astype(int), index=mentees)
    candidates.loc[candidates["mentee_id"] >= "a100", "benefit"] *= 0.2
    floors = [Floor(name="unit", group=unit, least=2), Floor(name="level", group=level, least=10)]
    made = match(candidates, capacity, mentees=mentees, floors=floors)
    plain = match(candidates, capacity, mentees=mentees)
    assert (plain.matched["mentee_id"] >= "a100").sum() < 10
    assert (made.floors["held"] >= made.floors["asked"]).all()
    assert made.gap < 0.02


@given(cases)
def test_the_stable_matching_has_no_blocking_pair(case: Case) -> None:
    candidates, capacity, mentees = case
    pairs = read_pairs(candidates, capacity, mentees=mentees, minimum=0.0, seed=7)
    liking = np.random.default_rng(len(candidates)).random(len(pairs))
    assert len(blocking_pairs(pairs, stable_match(pairs))) == 0
    chosen = stable_match(pairs, mentor_liking=liking)
    assert len(blocking_pairs(pairs, chosen, mentor_liking=liking)) == 0


def test_stability_has_its_price() -> None:
    candidates = pd.DataFrame(
        [("ani", "m", 5.0), ("ani", "n", 4.5), ("budi", "m", 4.0)],
        columns=["mentee_id", "mentor_id", "benefit"],
    )
    mentees, capacity = pd.Index(["ani", "budi"]), pd.Series({"m": 1, "n": 1})
    pairs = read_pairs(candidates, capacity, mentees=mentees, minimum=0.0, seed=7)
    best = match(candidates, capacity, mentees=mentees)
    assert best.total == pytest.approx(8.5)
    chosen = np.flatnonzero(pairs.benefit != 5.0)
    assert blocking_pairs(pairs, chosen).tolist() == np.flatnonzero(pairs.benefit == 5.0).tolist()
    assert stability_price(candidates, capacity, mentees=mentees) == pytest.approx(1 - 5 / 8.5)


def test_a_second_round_changes_only_what_is_worth_it() -> None:
    rng = np.random.default_rng(5)
    candidates, capacity, mentees = a_case(rng, mentees=60, mentors=12)
    first = match(candidates, capacity, mentees=mentees)
    moved = candidates.assign(benefit=candidates["benefit"] + rng.normal(0, 0.05, len(candidates)))
    moved["benefit"] = moved["benefit"].clip(lower=0)

    def kept(bonus: float) -> int:
        again = match(
            moved, capacity, mentees=mentees, former=first.matched, stay_bonus=bonus
        ).matched
        return len(again.merge(first.matched, on=["mentee_id", "mentor_id"]))

    assert kept(0.0) < kept(0.3) <= kept(2.0)
    assert kept(2.0) == len(first.matched)


def test_the_lottery_decides_between_equals_and_nothing_else() -> None:
    people = [f"a{n}" for n in range(40)]
    candidates = pd.DataFrame({"mentee_id": people, "mentor_id": "m", "benefit": 1.0})
    winners = {
        match(candidates, pd.Series({"m": 1}), mentees=pd.Index(people), seed=seed)
        .matched["mentee_id"]
        .item()
        for seed in range(20)
    }
    assert len(winners) > 5
    candidates.loc[7, "benefit"] = 1.001
    for seed in range(20):
        made = match(candidates, pd.Series({"m": 1}), mentees=pd.Index(people), seed=seed)
        assert made.matched["mentee_id"].item() == "a7"


def test_the_order_of_the_rows_does_not_matter() -> None:
    candidates, capacity, mentees = a_case(np.random.default_rng(1), mentees=30, mentors=8)
    mixed = candidates.sample(frac=1.0, random_state=2)
    expected = match(candidates, capacity, mentees=mentees)
    found = match(mixed, capacity.iloc[::-1], mentees=mentees[::-1])
    pd.testing.assert_frame_equal(found.matched, expected.matched)
    pd.testing.assert_frame_equal(found.waiting, expected.waiting)


@pytest.mark.parametrize(
    ("capacity", "reason"),
    [(pd.Series(dtype="int64"), "no_candidate"), (pd.Series({"m": 0, "n": -3}), "no_place")],
)
def test_without_places_everybody_waits(capacity: pd.Series, reason: str) -> None:
    pairs = [("ani", "m", 1.0), ("ani", "n", 2.0), ("ani", "ani", 9.0)]
    candidates = pd.DataFrame(pairs, columns=["mentee_id", "mentor_id", "benefit"])
    made = match(candidates, capacity, mentees=pd.Index(["ani", "budi"]))
    assert made.matched.empty
    assert made.waiting["reason"].tolist() == [reason, "no_candidate"]
    assert made.total == made.bound == made.gap == 0.0


def test_who_waits_is_told_from_whom_nobody_full_or_not_good_enough() -> None:
    pairs = [("ani", "full", 3.0), ("budi", "m", 0.4), ("dewi", "m", 2.0), ("eka", "m", 1.0)]
    candidates = pd.DataFrame(pairs, columns=["mentee_id", "mentor_id", "benefit"])
    mentees = pd.Index(["ani", "budi", "citra", "dewi", "eka"])
    made = match(candidates, pd.Series({"full": 0, "m": 1}), mentees=mentees, minimum=0.5)
    assert made.matched["mentee_id"].tolist() == ["dewi"]
    assert made.waiting[["mentee_id", "reason", "missed_benefit"]].fillna(
        0
    ).to_numpy().tolist() == [
        ["ani", "no_place", 3.0],
        ["eka", "no_place", 1.0],
        ["budi", "below_minimum", 0.4],
        ["citra", "no_candidate", 0.0],
    ]


def test_nobody_is_matched_with_herself_or_below_the_minimum() -> None:
    pairs = [("ani", "ani", 9.0), ("ani", "budi", 0.4), ("budi", "ani", 0.6)]
    candidates = pd.DataFrame(pairs, columns=["mentee_id", "mentor_id", "benefit"])
    capacity = pd.Series({"ani": 2, "budi": 2})
    made = match(candidates, capacity, mentees=pd.Index(["ani", "budi"]), minimum=0.5)
    assert made.matched[["mentee_id", "mentor_id"]].to_numpy().tolist() == [["budi", "ani"]]


@pytest.mark.parametrize(
    ("pairs", "words"),
    [([("ani", "m", 1.0), ("ani", "m", 2.0)], "comes twice"), ([("x", "m", 1.0)], "not among")],
)
def test_says_what_is_wrong_with_the_candidates(
    pairs: list[tuple[str, str, float]], words: str
) -> None:
    candidates = pd.DataFrame(pairs, columns=["mentee_id", "mentor_id", "benefit"])
    with pytest.raises(ValueError, match=words):
        match(candidates, pd.Series({"m": 1}), mentees=pd.Index(["ani"]))
