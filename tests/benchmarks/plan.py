"""How good and how fast a year's plan is, beside a greedy one and HiGHS."""

from __future__ import annotations

import multiprocessing
import time
from dataclasses import replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from models.plan.exact import limits_of
from models.plan.problem import PlanProblem
from models.plan.repair import Draft
from models.plan.solver import solve
from models.scorers import Mask

CLASSES, CANDIDATES = 300, 20
SECONDS_FOR_HIGHS = 60.0


def drawn(n: int, *, seed: int = 0) -> PlanProblem:
    """Return ``n`` people with 20 of 300 classes each; money pays for half of the seats."""
    rng = np.random.default_rng(seed)
    shape = (n, CANDIDATES)
    offering = np.stack([rng.choice(CLASSES, CANDIDATES, replace=False) for _ in range(n)])
    value = rng.integers(1, 7, shape) * rng.choice([0.5, 1.0, 1.5], shape)
    cost = np.round(rng.uniform(0.5, 20, CLASSES), 1) * 1e6
    seats = rng.integers(20, 200, CLASSES) * n // 50_000
    return PlanProblem(
        person=np.repeat(np.arange(n), CANDIDATES),
        offering=offering.ravel(),
        value=(value + 1e-6 * rng.random(shape)).ravel(),
        cost=cost[offering].ravel(),
        seats=seats,
        budget=0.5 * float((cost * seats).sum()),
        per_person=2,
    )


def with_all_limits(problem: PlanProblem, *, seed: int = 1) -> PlanProblem:
    """Return the problem with classes of one to three weeks that overlap, coverage and floors.

    Of a unit of about fifty, a tenth may be away in a week; regions and levels get at least 45%
    of their even part of all seats, and one of each 58%.
    """
    rng = np.random.default_rng(seed)
    n = problem.n_people
    start, weeks = rng.integers(0, 50, CLASSES), rng.integers(1, 4, CLASSES)
    ends = start + weeks
    overlap = (start[:, None] < ends) & (start < ends[:, None]) & ~np.eye(CLASSES, dtype=np.bool_)
    unit, region, level = (rng.integers(0, k, n) for k in (max(2, n // 50), 12, 5))
    rows, limits = _coverage(problem, unit, start, weeks)
    blocks, most = [rows], [limits]
    for group in (region, level):
        cells = (group[problem.person], np.arange(problem.n_pairs))
        blocks.append(csr_array((-np.ones(problem.n_pairs), cells)))
        least = np.floor(0.45 * np.bincount(group) / n * problem.seats.sum())
        least[0] *= 1.3
        most.append(-least)
    return replace(problem, clashing=overlap).with_rows(blocks, most)


def _coverage(
    problem: PlanProblem, unit: np.ndarray, start: np.ndarray, weeks: np.ndarray
) -> tuple[csr_array, np.ndarray]:
    pairs, keys = [], []
    for week in range(3):
        runs = np.flatnonzero(weeks[problem.offering] > week)
        pairs.append(runs)
        keys.append(unit[problem.person[runs]] * 53 + start[problem.offering[runs]] + week)
    found, row = np.unique(np.concatenate(keys), return_inverse=True)
    most = np.maximum(1.0, np.floor(0.1 * np.bincount(unit)[found // 53]))
    rows = csr_array(
        (np.ones(len(row)), (row, np.concatenate(pairs))), shape=(len(found), problem.n_pairs)
    )
    tight = np.flatnonzero(np.asarray(rows.sum(axis=1)).ravel() > most)
    return rows[tight], most[tight]


def greedy(problem: PlanProblem) -> Mask:
    """Return the plan that takes pairs by gain for the money while they fit; floors are ignored."""
    worth = problem.value / (problem.cost + problem.cost.mean())
    draft = Draft(problem, np.zeros(problem.n_pairs, dtype=np.bool_))
    for pair in np.argsort(-worth, kind="stable").tolist():
        if draft.fits(pair):
            draft.add(pair)
    return draft.chosen


def highs(problem: PlanProblem) -> tuple[float | None, float]:
    """Return what HiGHS (of scipy) gains within its minute, and the CPU seconds it took."""
    started = time.process_time()
    blocks, limits = limits_of(problem)
    answer = milp(
        -problem.value,
        constraints=LinearConstraint(vstack(blocks), -np.inf, np.concatenate(limits)),
        integrality=np.ones(problem.n_pairs),
        bounds=Bounds(0, 1),
        options={"time_limit": SECONDS_FOR_HIGHS, "mip_rel_gap": 1e-4},
    )
    gained = None if answer.x is None else float(problem.value[answer.x > 0.5].sum())
    return gained, time.process_time() - started


def run() -> None:
    """Print value, bound, gap and CPU seconds of the plan, of greedy and of HiGHS."""
    for n in (5_000, 50_000):
        simple = drawn(n)
        for name, problem in (("seats, money, 2 each", simple), ("all", with_all_limits(simple))):
            print(f"{n:,} people x {CLASSES} classes x {CANDIDATES} candidates, limits: {name}")
            _compare(problem)


def _compare(problem: PlanProblem) -> None:
    started = time.process_time()
    found = solve(problem)
    taken = time.process_time() - started
    print(f"  plan    {found.value:12,.1f}  gap {found.gap:.4%}  {taken:6.2f} CPU-s", end="")
    print(f"  {'holds all' if not problem.broken(found.chosen) else found.broken}")
    started = time.process_time()
    chosen = greedy(problem)
    taken, gained = time.process_time() - started, float(problem.value[chosen].sum())
    short = ", ".join(problem.broken(chosen)) or "nothing"
    print(f"  greedy  {gained:12,.1f}  below the bound {1 - gained / found.bound:.4%}", end="")
    print(f"  {taken:6.2f} CPU-s  breaks {short}")
    with multiprocessing.get_context("spawn").Pool(1) as alone:
        value, taken = alone.apply(highs, (problem,))
    said = "no plan" if value is None else f"{value:12,.1f}, {1 - value / found.bound:.4%} below"
    print(f"  HiGHS   {said} in {SECONDS_FOR_HIGHS:.0f} s  {taken:6.2f} CPU-s", flush=True)
