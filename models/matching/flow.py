"""The best matching as a flow of least cost from groups of mentees to the places of mentors.

Each group of mentees sends one unit a person. A unit goes through its mentee to a mentor's place,
or past them, through the group's own arc for people left out. That arc is as wide as the group is
large less its floor: the floor holds because nothing else fits. The network is totally unimodular,
so the optimum in whole units is the optimum of the linear programme as well (Ahuja, Magnanti and
Orlin 1993, chapter 11).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from models.matching.pairs import Ints, Pairs


@dataclass(frozen=True, kw_only=True)
class Groups:
    """The group of each mentee and how many of each group must have a mentor."""

    of_mentee: Ints
    floor: Ints

    @property
    def size(self) -> Ints:
        """How many people each group has."""
        return np.bincount(self.of_mentee, minlength=len(self.floor)).astype(np.int64)


@dataclass(frozen=True, kw_only=True)
class Network:
    """Arcs and supplies; nodes are groups, then mentees, then mentors, then the end.

    The first arcs are those of broken floors, one a group, then those of the pairs.
    """

    tail: Ints
    head: Ints
    width: Ints
    cost: Ints
    supply: Ints


def network_of(pairs: Pairs, groups: Groups, *, cost: Ints, may_break: bool) -> Network:
    """Return the network in which a pair costs ``cost`` and being left out costs nothing.

    Where floors may break, each person by whom a group falls short of its floor costs 1.
    """
    n_groups, n_mentees, n_mentors = len(groups.floor), len(pairs.mentees), len(pairs.mentors)
    end = n_groups + n_mentees + n_mentors
    group, mentee = np.arange(n_groups), n_groups + np.arange(n_mentees)
    mentor = n_groups + n_mentees + np.arange(n_mentors)
    past, free = np.full(n_groups, end), np.zeros(n_groups)
    ends = [
        (group, past, groups.floor * may_break, np.ones(n_groups)),
        (mentee[pairs.mentee], mentor[pairs.mentor], np.ones(len(pairs)), cost),
        (group, past, groups.size - groups.floor, free),
        (groups.of_mentee, mentee, np.ones(n_mentees), np.zeros(n_mentees)),
        (mentor, np.full(n_mentors, end), pairs.capacity, np.zeros(n_mentors)),
    ]
    tail, head, width, costs = (
        np.concatenate(part).astype(np.int64) for part in zip(*ends, strict=True)
    )
    supply = np.zeros(end + 1, dtype=np.int64)
    supply[:n_groups], supply[end] = groups.size, -n_mentees
    return Network(tail=tail, head=head, width=width, cost=costs, supply=supply)


def flows(network: Network) -> Ints:
    """Return the flow on each arc at least total cost.

    Raises ArithmeticError where no flow holds the floors, or where costs are too large for whole
    numbers of 64 bits.
    """
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        network.tail, network.head, network.width, network.cost
    )
    solver.set_nodes_supplies(np.arange(len(network.supply)), network.supply)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise ArithmeticError(f"the flow could not be solved: {status.name}")
    return np.asarray(solver.flows(arcs), dtype=np.int64)


def cheapest(pairs: Pairs, groups: Groups, *, cost: Ints) -> Ints:
    """Return the positions of the pairs of least total cost, all floors held."""
    flow = flows(network_of(pairs, groups, cost=cost, may_break=False))
    first = len(groups.floor)
    return np.flatnonzero(flow[first : first + len(pairs)]).astype(np.int64)


def attainable(pairs: Pairs, groups: Groups) -> Groups:
    """Return the groups with floors lowered as little as possible until all can be held."""
    if not groups.floor.any():
        return groups
    free = np.zeros(len(pairs), dtype=np.int64)
    broken = flows(network_of(pairs, groups, cost=free, may_break=True))[: len(groups.floor)]
    return Groups(of_mentee=groups.of_mentee, floor=groups.floor - broken)
