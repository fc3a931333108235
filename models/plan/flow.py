"""The best assignment under seats and classes a person, as a flow of least cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from models.matching.flow import Network, flows
from models.plan.problem import Ints, PlanProblem
from models.scorers import Floats, Mask

STEPS_OF_VALUE = 10**9
"""Weights are rounded to this many steps of the largest."""


def best_flow(problem: PlanProblem, weight: Floats, kept: Mask) -> Mask:
    """Return the pairs among ``kept`` that weigh most under seats and classes a person.

    Everybody sends as many units as classes are allowed, through classes or past them, so that a
    flow exists whatever the seats are.
    """
    chosen: Mask = np.zeros(problem.n_pairs, dtype=np.bool_)
    at = np.flatnonzero(kept & (weight > 0))
    if len(at) == 0:
        return chosen
    people, person = np.unique(problem.person[at], return_inverse=True)
    n, n_seats = len(people), len(problem.seats)
    source, sink = n + n_seats, n + n_seats + 1
    units = np.round(weight[at] * (STEPS_OF_VALUE / weight[at].max()))
    whole = n * problem.per_person
    supply = np.zeros(sink + 1, dtype=np.int64)
    supply[source], supply[sink] = whole, -whole
    room = [np.ones(len(at)), np.full(n, problem.per_person), np.minimum(problem.seats, n), [whole]]
    network = Network(
        tail=_whole([person, np.full(n, source), n + np.arange(n_seats), [source]]),
        head=_whole([n + problem.offering[at], np.arange(n), np.full(n_seats, sink), [sink]]),
        width=_whole(room),
        cost=_whole([-units, np.zeros(n + n_seats + 1)]),
        supply=supply,
    )
    chosen[at] = flows(network)[: len(at)] > 0
    return chosen


def _whole(parts: Sequence[Any]) -> Ints:
    return np.concatenate([np.asarray(part) for part in parts]).astype(np.int64)


def seat_prices(problem: PlanProblem, weight: Floats, chosen: Mask, kept: Mask) -> Floats:
    """Return the seat prices that prove a flow best among ``kept`` pairs.

    They are shortest ways through the exchanges that the flow leaves open (Bellman and Ford):
    nobody would rather give up a class for another one at these prices.
    """
    n = len(problem.seats)
    cheapest = np.full((n + 1, n + 1), np.inf)  # from, to: what giving `to` for `from` costs
    each = np.bincount(problem.person[chosen], minlength=problem.n_people)
    at, mine = np.flatnonzero(chosen), problem.offering[chosen]
    np.minimum.at(cheapest, (np.full(len(at), n), mine), weight[at])
    open_pairs = kept & ~chosen & (weight > 0)
    free = np.flatnonzero(open_pairs & (each[problem.person] < problem.per_person))
    np.minimum.at(cheapest, (problem.offering[free], np.full(len(free), n)), -weight[free])
    other = np.append(open_pairs, False)
    for place in range(problem.slots.shape[1]):
        rival = problem.slots[problem.person[at], place]
        swap = other[rival]
        held, wanted = at[swap], rival[swap]
        cost = weight[held] - weight[wanted]
        np.minimum.at(cheapest, (problem.offering[wanted], problem.offering[held]), cost)
    cheapest[n, :n][problem.taken(chosen) < problem.seats] = 0.0
    cheapest[n, :n] = np.minimum(cheapest[n, :n], max(0.0, float(weight.max(initial=0.0))))
    return np.maximum(_shortest(cheapest, start=n)[:n], 0.0)


def _shortest(cheapest: Floats, *, start: int) -> Floats:
    ways = np.full(len(cheapest), np.inf)
    ways[start] = 0.0
    for _ in range(len(cheapest)):
        shorter = np.minimum(ways, (ways[:, None] + cheapest).min(axis=0))
        shorter[start] = 0.0
        if np.allclose(shorter, ways, rtol=0, atol=1e-12):
            break
        ways = shorter
    return ways
