"""A plan with a proof: what it gains, and what no plan could exceed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from models.plan.budget import best_at, within_budget
from models.plan.exact import exact_plan
from models.plan.prices import Prices, bound, find_prices, no_prices
from models.plan.problem import PlanProblem, clashing_pairs
from models.plan.repair import repaired
from models.scorers import Mask

STEPS_ALONE = 40
MOST_EVALUATED = 60_000_000
"""Pairs weighed while prices are searched under all limits: fewer steps for a large office."""
MOST_ATTEMPTS = 4
CLOSE_ENOUGH = 0.0005
SMALL = 400
"""So few pairs are searched to the end, whatever the prices prove."""


@dataclass(frozen=True)
class Solution:
    """A plan and its proof.

    ``chosen`` marks pairs, ``value`` is what they gain, and no plan can gain more than ``bound``.
    ``broken`` names the kinds of limits that could not be met; it is empty where all hold.
    """

    chosen: Mask
    value: float
    bound: float
    prices: Prices
    broken: tuple[str, ...]

    @property
    def gap(self) -> float:
        """How far the plan may be from the best one, as a share of the bound."""
        return 0.0 if self.bound <= 0 else max(0.0, (self.bound - self.value) / self.bound)

    def with_free_rows(self, problem: PlanProblem) -> Solution:
        """Return the same plan for a problem with further limits, which it holds at no price."""
        row = np.zeros(len(problem.limits))
        row[: len(self.prices.row)] = self.prices.row
        return replace(self, prices=replace(self.prices, row=row))


def solve(problem: PlanProblem, *, like: Solution | None = None) -> Solution:
    """Return a plan, its gap to the bound and the prices that prove it; deterministic.

    ``like`` is the solution of a similar problem with the same limits, whose prices save time.
    """
    if problem.n_pairs == 0:
        return _as_solution(problem, np.zeros(0, dtype=np.bool_), 0.0, no_prices(problem))
    simple = replace(problem, clashing=None, purposes=None, load_of_pair=None)
    simple = replace(simple, rows=no_rows(problem), limits=np.zeros(0))
    if like is not None and (problem.has_rows or problem.has_clashes):
        return _together(problem, like.prices)
    start, _ = find_prices(simple, no_prices(simple), steps=STEPS_ALONE)
    alone = within_budget(simple, start)
    if not problem.has_rows and not problem.has_clashes:
        if problem.n_pairs <= SMALL:
            return _together(problem, alone.prices)
        chosen = repaired(problem, alone.chosen, alone.prices.reduced(problem))
        return _as_solution(problem, chosen, alone.bound, alone.prices)
    return _together(problem, replace(alone.prices, row=np.zeros(len(problem.limits))))


def no_rows(problem: PlanProblem) -> csr_array:
    """Return no further limits, for as many pairs."""
    return csr_array((0, problem.n_pairs))


def _together(problem: PlanProblem, first: Prices) -> Solution:
    """Return a plan under all limits, from prices that are near: those of a simpler problem."""
    steps = int(np.clip(MOST_EVALUATED / problem.n_pairs, 40, 120))
    prices, lowest = find_prices(problem, first, steps=steps)
    allowed: Mask = np.ones(problem.n_pairs, dtype=np.bool_)
    nobody: Mask = np.zeros(problem.n_pairs, dtype=np.bool_)
    worth = problem.value / (problem.cost + problem.cost.mean() + 1e-9)
    best = _as_solution(problem, repaired(problem, nobody, worth), lowest, prices)
    for _ in range(MOST_ATTEMPTS):
        found = best_at(problem, prices, allowed)
        total = bound(problem, found.prices)[0]
        if total < lowest:
            lowest, prices = total, found.prices
        chosen = repaired(problem, found.chosen, prices.reduced(problem))
        tried = _as_solution(problem, chosen, lowest, prices)
        best = _better(best, tried)
        clashes = clashing_pairs(problem, found.chosen)
        if not clashes.any() or (best.gap < CLOSE_ENOUGH and not best.broken):
            break
        allowed &= ~clashes
    exact = exact_plan(problem) if best.broken or problem.n_pairs <= SMALL else None
    if exact is not None:
        best = _as_solution(problem, exact[0], lowest, prices)
        lowest = min(lowest, exact[1])
    return replace(best, bound=max(lowest, best.value), prices=prices)


def _better(one: Solution, other: Solution) -> Solution:
    return max(one, other, key=lambda each: (not each.broken, each.value))


def _as_solution(problem: PlanProblem, chosen: Mask, total: float, prices: Prices) -> Solution:
    value = float(problem.value[chosen].sum())
    broken = tuple(problem.broken(chosen))
    return Solution(chosen, value, max(total, value), prices, broken)
