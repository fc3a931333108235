"""What a year's plan decides, as arrays: who may sit in which class, at what gain and cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from models.scorers import Floats, Mask

Ints = NDArray[np.int64]
Bits = NDArray[np.uint64]


@dataclass(frozen=True)
class PlanProblem:
    """Pairs of a person and a class, of which a plan chooses some.

    Pairs come sorted by person. ``value`` is what a pair gains (higher is better) and ``cost``
    what it costs in rupiah. ``seats`` holds the places of each class, ``per_person`` how many
    classes one person may take. ``clashing`` says which two classes nobody can take both
    (classes x classes), and ``purposes`` has a bit for each gap that a pair closes: two pairs of
    one person that share a bit clash too, since a gap closes once. ``load_of_pair`` is
    what a pair takes of its ``room_of_person`` (hours): two pairs that exceed it clash.
    ``rows`` (rows x pairs) and ``limits`` are any further limits: ``rows @ chosen <= limits``; a
    floor is a row of -1.
    """

    person: Ints
    offering: Ints
    value: Floats
    cost: Floats
    seats: Ints
    budget: float
    per_person: int = 1
    clashing: Mask | None = None
    purposes: Bits | None = None
    load_of_pair: Floats | None = None
    room_of_person: Floats | None = None
    rows: csr_array = field(default_factory=lambda: csr_array((0, 0)))
    limits: Floats = field(default_factory=lambda: np.zeros(0))

    @property
    def n_pairs(self) -> int:
        """How many pairs there are."""
        return len(self.person)

    @cached_property
    def n_people(self) -> int:
        """How many people there are; ids run from 0."""
        return int(self.person.max()) + 1 if self.n_pairs else 0

    @cached_property
    def by_pair(self) -> csr_array:
        """The rows turned over: pairs x rows."""
        return self.rows.T.tocsr()

    @cached_property
    def slots(self) -> Ints:
        """Positions of each person's pairs, people x widest; ``n_pairs`` where there is none."""
        counts = np.bincount(self.person, minlength=self.n_people)
        width = int(counts.max()) if self.n_pairs else 0
        starts = np.cumsum(counts) - counts
        places = starts[:, None] + np.arange(width)[None, :]
        return np.where(np.arange(width)[None, :] < counts[:, None], places, self.n_pairs)

    @property
    def has_clashes(self) -> bool:
        """Whether some two pairs of one person may exclude each other."""
        given = (self.clashing, self.purposes, self.load_of_pair)
        return self.per_person > 1 and any(one is not None for one in given)

    @property
    def has_rows(self) -> bool:
        """Whether there are limits beside seats, budget and classes a person."""
        return len(self.limits) > 0

    def clash(self, one: Ints, other: Ints) -> Mask:
        """Return whether pairs exclude each other; positions of pairs of the same person."""
        found: Mask = np.zeros(np.broadcast_shapes(one.shape, other.shape), dtype=np.bool_)
        if self.clashing is not None:
            found |= self.clashing[self.offering[one], self.offering[other]]
        if self.purposes is not None:
            found |= (self.purposes[one] & self.purposes[other]) != 0
        if self.load_of_pair is not None and self.room_of_person is not None:
            both = self.load_of_pair[one] + self.load_of_pair[other]
            found |= both > self.room_of_person[self.person[one]]
        return found

    def with_rows(self, rows: Sequence[csr_array], limits: Sequence[Floats]) -> Self:
        """Return the problem with further limits."""
        found = [one for one in (self.rows, *rows) if one.shape[0]]
        stacked = csr_array(np.zeros((0, self.n_pairs))) if not found else _stacked(found)
        return replace(self, rows=stacked, limits=np.concatenate([self.limits, *limits]))

    def load(self, chosen: Mask) -> Floats:
        """Return what chosen pairs use of each further limit."""
        return np.asarray(self.rows @ chosen.astype(np.float64)) if self.has_rows else np.zeros(0)

    def taken(self, chosen: Mask) -> Ints:
        """Return how many seats of each class chosen pairs take."""
        return np.bincount(self.offering[chosen], minlength=len(self.seats))

    def broken(self, chosen: Mask) -> list[str]:
        """Return which kinds of limits chosen pairs break; empty for a plan that holds."""
        each = np.bincount(self.person[chosen], minlength=self.n_people)
        kinds = {
            "seats": bool((self.taken(chosen) > self.seats).any()),
            "budget": bool(self.cost[chosen].sum() > self.budget * (1 + 1e-9) + 1e-6),
            "per_person": bool((each > self.per_person).any()),
            "clashes": bool(clashing_pairs(self, chosen).any()),
            "rows": bool((self.load(chosen) > self.limits + 1e-6).any()),
        }
        return [kind for kind, is_broken in kinds.items() if is_broken]


def clashing_pairs(problem: PlanProblem, chosen: Mask) -> Mask:
    """Return which chosen pairs clash with an earlier chosen pair of the same person."""
    found: Mask = np.zeros(problem.n_pairs, dtype=np.bool_)
    if not problem.has_clashes:
        return found
    at = np.flatnonzero(chosen)
    for step in range(1, min(problem.per_person, len(at))):
        same = problem.person[at[step:]] == problem.person[at[:-step]]
        later, earlier = at[step:][same], at[:-step][same]
        found[later[problem.clash(later, earlier)]] = True
    return found


def _stacked(blocks: Sequence[csr_array]) -> csr_array:
    from scipy.sparse import vstack

    return csr_array(vstack(blocks, format="csr"))
