"""The exact plan of a small office by branch and bound, and floors that repair could not meet."""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from models.plan.problem import Ints, PlanProblem
from models.scorers import Mask

MOST_PAIRS = 20_000
MOST_NODES = 2_000


def exact_plan(problem: PlanProblem) -> tuple[Mask, float] | None:
    """Return a plan that holds all limits and its bound, None where none is found.

    HiGHS in scipy searches at most `MOST_NODES` nodes; a problem of more than `MOST_PAIRS` pairs
    is not tried.
    """
    if problem.n_pairs == 0 or problem.n_pairs > MOST_PAIRS:
        return None
    blocks, limits = limits_of(problem)
    answer = milp(
        -problem.value,
        constraints=LinearConstraint(vstack(blocks), -np.inf, np.concatenate(limits)),
        integrality=np.ones(problem.n_pairs),
        bounds=Bounds(0, 1),
        options={"node_limit": MOST_NODES},
    )
    if answer.x is None:
        return None
    chosen = np.asarray(answer.x > 0.5)
    return None if problem.broken(chosen) else (chosen, -float(answer.mip_dual_bound))


def limits_of(problem: PlanProblem) -> tuple[list[csr_array], list[np.ndarray]]:
    """Return blocks of rows over pairs and their limits: seats, people, money, clashes, rows."""
    n = problem.n_pairs
    pairs, unit = np.arange(n), max(1.0, float(problem.cost.max()))
    shape = (problem.n_people, n)
    blocks = [
        csr_array((np.ones(n), (problem.offering, pairs)), shape=(len(problem.seats), n)),
        csr_array((np.ones(n), (problem.person, pairs)), shape=shape),
        csr_array(problem.cost[None, :] / unit),
    ]
    limits = [
        problem.seats.astype(np.float64),
        np.full(problem.n_people, float(problem.per_person)),
        np.array([problem.budget / unit]),
    ]
    one, other = _clashes(problem)
    if len(one):
        at = np.concatenate([np.arange(len(one))] * 2)
        both = (np.ones(len(at)), (at, np.concatenate([one, other])))
        blocks.append(csr_array(both, shape=(len(one), n)))
        limits.append(np.ones(len(one)))
    if problem.has_rows:
        blocks.append(problem.rows)
        limits.append(problem.limits)
    return blocks, limits


def _clashes(problem: PlanProblem) -> tuple[Ints, Ints]:
    """Return the pairs of pairs of one person that exclude each other."""
    ones, others = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    if problem.has_clashes:
        for step in range(1, problem.slots.shape[1]):
            one = np.arange(problem.n_pairs - step)
            same = problem.person[one] == problem.person[one + step]
            one = one[same]
            one = one[problem.clash(one, one + step)]
            ones.append(one)
            others.append(one + step)
    return np.concatenate(ones), np.concatenate(others)
