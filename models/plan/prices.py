"""Prices of seats, money and other limits, and the bound that no plan can exceed.

Every limit gets a price of at least 0. At any prices, what everybody would choose alone plus the
worth of all that is on offer is an upper bound of every plan (Lagrangian duality). The lowest such
bound is searched by a quasi-Newton method: with thousands of people the bound is almost smooth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from models.plan.choice import best_sets
from models.plan.problem import PlanProblem
from models.scorers import Floats, Mask


@dataclass(frozen=True)
class Prices:
    """What one more of each limit is worth: a seat of each class, a rupiah, each further limit."""

    seat: Floats
    rupiah: float
    row: Floats

    def weight(self, problem: PlanProblem) -> Floats:
        """Return what each pair gains, less its price but for the seat."""
        weight = problem.value - self.rupiah * problem.cost
        if problem.has_rows:
            weight = weight - problem.by_pair @ self.row
        return np.asarray(weight)

    def reduced(self, problem: PlanProblem) -> Floats:
        """Return what each pair gains, less its whole price."""
        return self.weight(problem) - self.seat[problem.offering]

    def on_offer(self, problem: PlanProblem) -> float:
        """Return the worth of all that is on offer at these prices."""
        rows = float(self.row @ problem.limits) if problem.has_rows else 0.0
        return float(self.seat @ problem.seats) + self.rupiah * problem.budget + rows


def no_prices(problem: PlanProblem) -> Prices:
    """Return prices of 0."""
    return Prices(np.zeros(len(problem.seats)), 0.0, np.zeros(len(problem.limits)))


def bound(problem: PlanProblem, prices: Prices) -> tuple[float, Mask]:
    """Return an upper bound of what any plan gains, and what everybody would choose alone."""
    total, chosen = best_sets(problem, prices.reduced(problem))
    return prices.on_offer(problem) + total, chosen


def find_prices(problem: PlanProblem, start: Prices, *, steps: int) -> tuple[Prices, float]:
    """Return prices with a low bound, and the bound, after about ``steps`` evaluations."""
    scale = _scale(problem)
    best: list[tuple[float, Prices]] = []

    def evaluate(packed: Floats) -> tuple[float, Floats]:
        prices = _unpacked(packed * scale, problem)
        total, chosen = bound(problem, prices)
        if not best or total < best[0][0]:
            best[:] = [(total, prices)]
        spare = np.concatenate(
            [
                problem.seats - problem.taken(chosen),
                [problem.budget - problem.cost[chosen].sum()],
                problem.limits - problem.load(chosen),
            ]
        )
        return total, spare * scale

    packed = np.concatenate([start.seat, [start.rupiah], start.row]) / scale
    minimize(
        evaluate,
        packed,
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, None)] * len(packed),
        options={"maxfun": steps, "maxiter": steps, "ftol": 1e-9, "maxcor": 20},
    )
    total, prices = best[0]
    return prices, total


def _unpacked(prices: Floats, problem: PlanProblem) -> Prices:
    n = len(problem.seats)
    return Prices(prices[:n], float(prices[n]), prices[n + 1 :])


def _scale(problem: PlanProblem) -> Floats:
    """Return the unit of each price: what a typical pair gains, for one of each limit."""
    gain = float(problem.value.mean()) if problem.n_pairs else 1.0
    cost = float(problem.cost.mean()) if problem.n_pairs else 0.0
    unit = gain if gain > 0 else 1.0
    money = unit / cost if cost > 0 else 1.0
    return np.concatenate(
        [np.full(len(problem.seats), unit), [money], np.full(len(problem.limits), unit)]
    )
