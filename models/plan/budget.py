"""The best plan under seats, classes a person and money: a flow for each price of a rupiah.

The price is found by cutting planes on the Lagrangian of the budget. At the price where a plan
that spends too much and one that does not are equally good, they are blended change by change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from models.plan.flow import best_flow, seat_prices
from models.plan.prices import Prices, bound
from models.plan.problem import Ints, PlanProblem
from models.scorers import Mask

MOST_PRICES = 40
NEAR = 0.1
"""Pairs whose price exceeds their gain by less than this share of a usual gain enter the flow."""
EXACT = 1e-9


@dataclass(frozen=True)
class Priced:
    """A plan that is best at its prices, and the bound they prove."""

    chosen: Mask
    prices: Prices
    bound: float


def best_at(problem: PlanProblem, prices: Prices, allowed: Mask | None = None) -> Priced:
    """Return the best plan at given prices of money and rows, with the seat prices that prove it.

    Starts from pairs that look worth their price and takes others in until the bound is met.
    """
    weight = prices.weight(problem)
    weight = weight if allowed is None else np.where(allowed, weight, 0.0)
    near = NEAR * float(problem.value.mean())
    seat, kept = prices.seat, np.zeros(problem.n_pairs, dtype=np.bool_)
    while True:
        more = kept | (weight - seat[problem.offering] > -near)
        chosen = best_flow(problem, weight, more)
        seat = seat_prices(problem, weight, chosen, more)
        lacking = ~more & (weight - seat[problem.offering] > 0)
        if not lacking.any():
            break
        kept = more
    found = replace(prices, seat=seat)
    return Priced(chosen, found, bound(problem, found)[0])


def within_budget(problem: PlanProblem, start: Prices) -> Priced:
    """Return the best plan under seats, classes a person and budget, and the proven bound."""
    free = best_at(problem, replace(start, rupiah=0.0)) if start.rupiah == 0 else None
    if free is not None and _cost(problem, free) <= problem.budget:
        return free
    under, over = _around(problem, start)
    if over is None:
        return under
    lowest = min(under, over, key=lambda one: one.bound)
    for _ in range(MOST_PRICES):
        rupiah = _where_equal(problem, under, over)
        found = best_at(problem, replace(lowest.prices, rupiah=rupiah))
        lowest = min(lowest, found, key=lambda one: one.bound)
        is_under = _cost(problem, found) <= problem.budget
        gained = _lagrangian(problem, found, rupiah) - _lagrangian(problem, under, rupiah)
        under, over = (found, over) if is_under else (under, found)
        if gained <= EXACT * max(1.0, abs(lowest.bound)):
            break
    return Priced(blend(problem, under.chosen, over.chosen), lowest.prices, lowest.bound)


def _around(problem: PlanProblem, start: Prices) -> tuple[Priced, Priced | None]:
    """Return plans at two prices of money: one within the budget, one above it."""
    found = best_at(problem, start)
    if _cost(problem, found) <= problem.budget:
        under, over, rupiah = found, None, start.rupiah
        while over is None and rupiah > 0:
            rupiah = rupiah * 0.8 if rupiah > 1e-6 * start.rupiah else 0.0
            tried = best_at(problem, replace(under.prices, rupiah=rupiah))
            over = tried if _cost(problem, tried) > problem.budget else None
            under = under if over else tried
        return under, over
    over, rupiah = found, max(start.rupiah, _smallest_price(problem))
    while True:
        rupiah *= 1.5
        tried = best_at(problem, replace(found.prices, rupiah=rupiah))
        if _cost(problem, tried) <= problem.budget:
            return tried, over
        over = tried


def _smallest_price(problem: PlanProblem) -> float:
    paid = problem.cost > 0
    return float(1e-3 * (problem.value[paid] / problem.cost[paid]).max())


def _cost(problem: PlanProblem, found: Priced) -> float:
    return float(problem.cost[found.chosen].sum())


def _lagrangian(problem: PlanProblem, found: Priced, rupiah: float) -> float:
    value = float(problem.value[found.chosen].sum())
    return value + rupiah * (problem.budget - _cost(problem, found))


def _where_equal(problem: PlanProblem, under: Priced, over: Priced) -> float:
    value = [float(problem.value[one.chosen].sum()) for one in (under, over)]
    cost = [_cost(problem, one) for one in (under, over)]
    return max(0.0, (value[1] - value[0]) / (cost[1] - cost[0]))


def blend(problem: PlanProblem, under: Mask, over: Mask) -> Mask:
    """Return the cheaper plan with as many changes towards the dearer one as money allows.

    Changes hang together where they share a person or a class; a whole chain of them keeps seats
    and classes a person as they are in one plan or the other.
    """
    at = np.flatnonzero(under != over)
    chosen = under.copy()
    if len(at) == 0:
        return chosen
    chain = _chains(problem, at, over[at])
    sign = np.where(over[at], 1.0, -1.0)
    cost = np.bincount(chain, weights=sign * problem.cost[at])
    gain = np.bincount(chain, weights=sign * problem.value[at])
    left = problem.budget - float(problem.cost[under].sum())
    taken = np.zeros(len(cost), dtype=np.bool_)
    for one in np.lexsort((-gain, -cost)):
        if cost[one] <= left and gain[one] > 0:
            taken[one] = True
            left -= cost[one]
    chosen[at[taken[chain]]] ^= True
    return chosen


def _chains(problem: PlanProblem, at: Ints, enters: Mask) -> Ints:
    """Return the number of the chain of each change: ins and outs paired off at every node."""
    links = [_links(problem.person[at], enters), _links(problem.offering[at], enters)]
    ends = np.concatenate(links)
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(at), len(at)))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _links(node: Ints, enters: Mask) -> Ints:
    changes = pd.DataFrame({"node": node, "enters": enters, "at": np.arange(len(node))})
    changes["number"] = changes.groupby(["node", "enters"]).cumcount()
    ins, outs = changes[changes["enters"]], changes[~changes["enters"]]
    both = ins.merge(outs, on=["node", "number"])
    return both[["at_x", "at_y"]].to_numpy(dtype=np.int64)
