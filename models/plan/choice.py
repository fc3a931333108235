"""What each person would choose at given prices: the exact set of classes that gains most."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import numpy as np

from models.plan.problem import Ints, PlanProblem
from models.scorers import Floats, Mask

MOST_SETS = 10_000
"""With more sets than this to compare, a bound stands in for the exact choice."""
CELLS = 4_000_000


def best_sets(problem: PlanProblem, weight: Floats) -> tuple[float, Mask]:
    """Return the sum of what everybody's best set weighs, and the pairs chosen.

    A set has at most ``per_person`` pairs, no two of which clash, and only positive weights. The
    sum is exact, or above the exact one where somebody has too many sets to compare.
    """
    chosen: Mask = np.zeros(problem.n_pairs + 1, dtype=np.bool_)
    if problem.n_pairs == 0:
        return 0.0, chosen[:-1]
    padded = np.append(np.maximum(weight, 0.0), 0.0)
    slots, values = _heaviest(problem.slots, padded, k=problem.per_person)
    total = float(values.sum())
    hindered = _hindered(problem, slots, values)
    picked = slots[~hindered][values[~hindered] > 0]
    chosen[picked] = True
    if hindered.any():
        total -= float(values[hindered].sum())
        total += _without_clashes(problem, padded, problem.slots[hindered], chosen)
    chosen[-1] = False
    return total, chosen[:-1]


def _heaviest(slots: Ints, padded: Floats, *, k: int) -> tuple[Ints, Floats]:
    values = padded[slots]
    if slots.shape[1] <= k:
        return slots, values
    if k == 1:
        best = values.argmax(axis=1)[:, None]
    else:
        best = np.argpartition(values, slots.shape[1] - k, axis=1)[:, -k:]
    return np.take_along_axis(slots, best, axis=1), np.take_along_axis(values, best, axis=1)


def _hindered(problem: PlanProblem, slots: Ints, values: Floats) -> Mask:
    """Return whose heaviest pairs clash."""
    found: Mask = np.zeros(len(slots), dtype=np.bool_)
    if not problem.has_clashes:
        return found
    for one, other in combinations(range(slots.shape[1]), 2):
        both = np.flatnonzero((values[:, one] > 0) & (values[:, other] > 0))
        found[both] |= problem.clash(slots[both, one], slots[both, other])
    return found


def _without_clashes(problem: PlanProblem, padded: Floats, slots: Ints, chosen: Mask) -> float:
    """Mark the best sets of people whose heaviest pairs clash, and return their sum."""
    positive = (padded[slots] > 0).sum(axis=1)
    widths = np.minimum(4 * -(-positive // 4), slots.shape[1])
    total = 0.0
    for width in np.unique(widths):
        rows = slots[widths == width]
        fewer = int(width)
        while fewer > 2 and _sets(fewer, problem.per_person)[0].shape[1] > MOST_SETS:
            fewer -= 1
        places, values = _heaviest(rows, padded, k=min(fewer, rows.shape[1]))
        total += _compare(problem, places, values, chosen)
        left_out = padded[rows].sum(axis=1) - values.sum(axis=1)
        total += float(left_out.sum())
    return total


def _compare(problem: PlanProblem, places: Ints, values: Floats, chosen: Mask) -> float:
    sets, pairs, holds = _sets(places.shape[1], problem.per_person)
    total, size = 0.0, max(1, CELLS // sets.shape[1])
    for start in range(0, len(places), size):
        part, weights = places[start : start + size], values[start : start + size]
        clashes = np.zeros((len(part), len(pairs)), dtype=np.float32)
        for column, (one, other) in enumerate(pairs):
            both = np.flatnonzero((weights[:, one] > 0) & (weights[:, other] > 0))
            clashes[both, column] = problem.clash(part[both, one], part[both, other])
        sums = np.where(clashes @ holds > 0, -1.0, weights @ sets)
        best = sums.argmax(axis=1)
        total += float(sums[np.arange(len(part)), best].sum())
        taken = (sets[:, best].T > 0) & (weights > 0)
        chosen[part[taken]] = True
    return total


@cache
def _sets(width: int, k: int) -> tuple[Floats, list[tuple[int, int]], np.ndarray]:
    """Return sets of up to ``k`` of ``width`` places: places x sets, pairs, pairs x sets."""
    members = [s for size in range(1, min(k, width) + 1) for s in combinations(range(width), size)]
    sets = np.zeros((width, len(members)))
    pairs = list(combinations(range(width), 2))
    number = {pair: row for row, pair in enumerate(pairs)}
    holds = np.zeros((len(pairs), len(members)), dtype=np.float32)
    for column, one in enumerate(members):
        sets[list(one), column] = 1.0
        for pair in combinations(one, 2):
            holds[number[pair], column] = 1.0
    return sets, pairs, holds
