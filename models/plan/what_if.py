"""What other budgets and one more class would bring, beside a year's plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from models.plan.candidates import Candidates
from models.plan.problem import PlanProblem
from models.plan.solver import Solution, solve

CURVE = (0.25, 0.5, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0)
"""Budgets of the what-if curve, as shares of the budget given."""
MOST_CLASSES_TRIED = 5


def _figures(problem: PlanProblem, found: Candidates, solution: Solution) -> dict[str, float]:
    chosen = solution.chosen
    return {
        "cost": _spent(problem, solution),
        "places": float(chosen.sum()),
        "people": float(len(np.unique(problem.person[chosen]))),
        "n_gaps": float(found.pairs["n_gaps"].to_numpy()[chosen].sum()),
        "points": float(found.pairs["points"].to_numpy()[chosen].sum()),
        "gap_to_bound": solution.gap,
    }


def curve(problem: PlanProblem, found: Candidates, solution: Solution) -> pd.DataFrame:
    """Return what other budgets would bring: budget, cost, places, people, gaps, points.

    Where the budget is more than can be spent, the budgets are shares of what is spent, and where
    it is nothing, shares of what the plan without a limit spends.
    """
    plans = {problem.budget: solution}
    if problem.budget <= 0:
        most = float((problem.seats * found.classes["cost"]).sum())
        rich = solve(replace(problem, budget=most), like=solution)
        plans = {_spent(problem, rich): rich} | plans
    elif _spent(problem, solution) + problem.cost.max(initial=0.0) <= problem.budget:
        plans = {_spent(problem, solution): solution}
    full = max(plans)
    shares = CURVE if full == problem.budget else [share for share in CURVE if share < 1]
    others = {share * full for share in shares} - set(plans)
    for budget in others:
        plans[budget] = solve(replace(problem, budget=budget), like=solution)
    rows = [{"budget": one, **_figures(problem, found, plans[one])} for one in sorted(plans)]
    return pd.DataFrame(rows, columns=no_curve().columns)


def _spent(problem: PlanProblem, solution: Solution) -> float:
    return float(problem.cost[solution.chosen].sum())


def no_curve() -> pd.DataFrame:
    """Return a curve without a point."""
    names = ["budget", "cost", "places", "people", "n_gaps", "points", "gap_to_bound"]
    return pd.DataFrame(columns=names, dtype="float64")


def more_classes(problem: PlanProblem, found: Candidates, solution: Solution) -> pd.DataFrame:
    """Return what one more class of the courses most asked for would close, and at what cost.

    The class has the same days and seats as the one there is; its seats are paid on top.
    """
    table, price = found.classes, solution.prices.seat
    worth = pd.Series(price * problem.seats, index=table["course_id"]).groupby(level=0).idxmax()
    order = np.argsort(-price * problem.seats, kind="stable")
    tried = [at for at in order.tolist() if price[at] > 0]
    first = pd.Series(tried, dtype="int64")
    first = first[~table["course_id"].iloc[first].reset_index(drop=True).duplicated()]
    before = _figures(problem, found, solution)
    rows = []
    for at in first.head(min(MOST_CLASSES_TRIED, len(worth))).tolist():
        rows.append(_one_more(problem, found, at, before, solution))
    return pd.DataFrame(rows, columns=no_classes().columns)


def _one_more(
    problem: PlanProblem,
    found: Candidates,
    at: int,
    before: dict[str, float],
    solution: Solution,
) -> dict[str, object]:
    size, row = int(problem.seats[at]), found.classes.iloc[at]
    seats = problem.seats.copy()
    seats[at] += size
    paid = problem.budget + size * float(row["cost"])
    larger = replace(problem, seats=seats, budget=paid)
    after = _figures(larger, found, solve(larger, like=solution))
    gained = {name: after[name] - before[name] for name in ("n_gaps", "points", "places", "cost")}
    return {
        "course_id": row["course_id"], "title": row["title"], "seats": size,
        "price": size * float(row["cost"]), **gained,
    }  # fmt: skip


def no_classes() -> pd.DataFrame:
    """Return no further class."""
    names = ["course_id", "title", "seats", "price", "n_gaps", "points", "places", "cost"]
    return pd.DataFrame(columns=names)
