"""The year's plan: limits hold exactly, the bound is a bound, tiny plans are the best ones."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from models.plan import solver
from models.plan.choice import best_sets
from models.plan.prices import Prices, bound, find_prices, no_prices
from models.plan.problem import PlanProblem
from models.plan.solver import solve


@st.composite
def small_problems(draw: st.DrawFn) -> PlanProblem:
    """Draw up to eleven pairs of up to five people and four classes, with any limits."""
    n_classes = draw(st.integers(1, 4))
    cells = st.tuples(st.integers(0, 4), st.integers(0, n_classes - 1))
    pairs = sorted(draw(st.sets(cells, min_size=1, max_size=11)))
    people = {person: at for at, person in enumerate(sorted({person for person, _ in pairs}))}
    n = len(pairs)
    whole = st.integers(0, 9)

    def numbers(count: int) -> np.ndarray:
        return np.array(draw(st.lists(whole, min_size=count, max_size=count)), dtype=np.float64)

    overlap = np.triu(
        np.array(draw(st.lists(st.booleans(), min_size=16, max_size=16))).reshape(4, 4), 1
    )
    rows, limits = [], []
    for sign in draw(st.lists(st.sampled_from([1.0, -1.0]), max_size=3)):
        held = np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)))
        rows.append(csr_array(sign * held[None, :].astype(np.float64)))
        limits.append(np.array([sign * draw(st.integers(0, 2))]))
    problem = PlanProblem(
        person=np.array([people[person] for person, _ in pairs]),
        offering=np.array([offering for _, offering in pairs]),
        value=numbers(n),
        cost=numbers(n),
        seats=numbers(n_classes).astype(np.int64) // 3,
        budget=float(draw(st.integers(0, 30))),
        per_person=draw(st.integers(1, 3)),
        clashing=(overlap | overlap.T)[:n_classes, :n_classes],
        purposes=(np.uint64(1) << numbers(n).astype(np.uint64)),
    )
    return problem.with_rows(rows, limits)


def best_by_trying(problem: PlanProblem) -> float | None:
    """Return the value of the best plan among all there are; None where none holds."""
    best = None
    for size in range(problem.n_pairs + 1):
        for chosen in combinations(range(problem.n_pairs), size):
            mask = np.zeros(problem.n_pairs, dtype=np.bool_)
            mask[list(chosen)] = True
            if not problem.broken(mask):
                value = float(problem.value[mask].sum())
                best = value if best is None else max(best, value)
    return best


@settings(max_examples=60, deadline=None)
@given(problem=small_problems())
def test_a_tiny_plan_is_the_best_one_and_holds_every_limit(problem: PlanProblem) -> None:
    best, found = best_by_trying(problem), solve(problem)
    if best is None:
        assert found.broken
        return
    assert found.broken == ()
    assert problem.broken(found.chosen) == []
    assert found.value == pytest.approx(best)
    assert found.bound >= best - 1e-6


@settings(max_examples=60, deadline=None)
@given(problem=small_problems())
def test_without_the_search_to_the_end_limits_and_bound_still_hold(problem: PlanProblem) -> None:
    best = best_by_trying(problem)
    small = solver.SMALL
    solver.SMALL = 0
    try:
        found = solve(problem)
    finally:
        solver.SMALL = small
    if best is not None:
        assert problem.broken(found.chosen) == []
        assert found.value <= best + 1e-6
        assert found.bound >= best - 1e-6


@settings(max_examples=60, deadline=None)
@given(problem=small_problems(), seed=st.integers(0, 99))
def test_any_prices_prove_a_bound(problem: PlanProblem, seed: int) -> None:
    best = best_by_trying(problem)
    rng = np.random.default_rng(seed)
    prices = Prices(
        rng.uniform(0, 5, len(problem.seats)),
        float(rng.uniform(0, 2)),
        rng.uniform(0, 5, len(problem.limits)),
    )
    if best is not None:
        assert bound(problem, prices)[0] >= best - 1e-9


@settings(max_examples=60, deadline=None)
@given(problem=small_problems())
def test_everybody_alone_chooses_the_best_set_without_clashes(problem: PlanProblem) -> None:
    free = replace(
        problem,
        seats=np.full(len(problem.seats), problem.n_pairs),
        budget=1e9,
        rows=csr_array((0, problem.n_pairs)),
        limits=np.zeros(0),
    )
    total, chosen = best_sets(free, free.value)
    assert total == pytest.approx(best_by_trying(free))
    assert float(free.value[chosen].sum()) == pytest.approx(total)
    assert free.broken(chosen) == []


def large(n: int, *, seed: int = 3, per_person: int = 2) -> PlanProblem:
    """Return a problem of ``n`` people with eight candidates each among forty classes."""
    rng = np.random.default_rng(seed)
    offering = np.stack([rng.choice(40, 8, replace=False) for _ in range(n)])
    cost = np.round(rng.uniform(0, 20, 40), 1)
    seats = rng.integers(1, max(2, n // 20), 40)
    return PlanProblem(
        person=np.repeat(np.arange(n), 8),
        offering=np.sort(offering, axis=1).ravel(),
        value=rng.integers(1, 9, n * 8) + 1e-6 * rng.random(n * 8),
        cost=cost[np.sort(offering, axis=1).ravel()],
        seats=seats,
        budget=0.4 * float((cost * seats).sum()),
        per_person=per_person,
    )


def test_a_plan_under_seats_money_and_classes_a_person_is_proven_nearly_best() -> None:
    problem = large(400)
    found = solve(problem)
    assert problem.broken(found.chosen) == []
    assert found.gap < 0.002
    assert found.prices.rupiah > 0, "the budget binds"


def test_overlaps_and_floors_hold_and_the_gap_is_reported() -> None:
    rng = np.random.default_rng(1)
    problem = large(400)
    clashing = np.triu(rng.random((40, 40)) < 0.15, 1)
    group = rng.integers(0, 4, 400)[problem.person]
    floor = csr_array((-np.ones(problem.n_pairs), (group, np.arange(problem.n_pairs))))
    limited = replace(problem, clashing=clashing | clashing.T)
    least = np.array([60.0, 30.0, 30.0, 30.0])
    limited = limited.with_rows([floor], [-least])
    found = solve(limited)
    assert limited.broken(found.chosen) == []
    assert (np.bincount(group[found.chosen], minlength=4) >= least).all()
    assert found.gap < 0.02


def test_the_same_problem_gives_the_same_plan() -> None:
    np.testing.assert_array_equal(solve(large(200)).chosen, solve(large(200)).chosen)


def test_a_budget_of_nothing_leaves_what_is_free() -> None:
    problem = replace(large(100), budget=0.0)
    problem = replace(problem, cost=np.where(problem.offering % 2 == 0, 0.0, problem.cost))
    found = solve(problem)
    assert found.chosen.any()
    assert float(problem.cost[found.chosen].sum()) == 0.0


def test_no_pairs_no_plan() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    empty = PlanProblem(nothing, nothing, np.zeros(0), np.zeros(0), np.array([3]), 10.0)
    assert solve(empty).gap == 0.0
    assert solve(empty).chosen.shape == (0,)


def test_more_steps_never_raise_the_bound() -> None:
    problem = large(100)
    few = find_prices(problem, no_prices(problem), steps=5)[1]
    many = find_prices(problem, no_prices(problem), steps=60)[1]
    assert many <= few
