"""From a plan that almost holds to one that holds exactly, and then to one that gains more."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from models.plan.problem import Ints, PlanProblem, clashing_pairs
from models.scorers import Floats, Mask

SLACK = 1e-6
MOST_TRIED = 200_000
"""Pairs that are tried one by one to fill what is left, those nearest to their price first."""


class Draft:
    """A plan in the making: it knows what is left of every limit and what a change would break."""

    def __init__(self, problem: PlanProblem, chosen: Mask) -> None:
        self.problem, self.chosen = problem, chosen.copy()
        self.seats = (problem.seats - problem.taken(chosen)).tolist()
        self.money = float(problem.budget * (1 + 1e-12) - problem.cost[chosen].sum())
        self.each = np.bincount(problem.person[chosen], minlength=problem.n_people).tolist()
        self.room = (problem.limits - problem.load(chosen)).tolist()
        self._person, self._offering = problem.person.tolist(), problem.offering.tolist()
        self._cost = problem.cost.tolist()
        rows = problem.by_pair if problem.has_rows else None
        self._starts = [0] * (problem.n_pairs + 1) if rows is None else rows.indptr.tolist()
        self._rows = [] if rows is None else rows.indices.tolist()
        self._uses = [] if rows is None else rows.data.tolist()

    def of_rows(self, pair: int) -> Iterable[tuple[int, float]]:
        """Return the further limits that a pair counts in, and how much it uses of each."""
        part = slice(self._starts[pair], self._starts[pair + 1])
        return zip(self._rows[part], self._uses[part], strict=True)

    def fits(self, pair: int) -> bool:
        """Return whether a pair can be added without breaking anything that holds now."""
        person = self._person[pair]
        return (
            not self.chosen[pair]
            and self.seats[self._offering[pair]] > 0
            and self._cost[pair] <= self.money
            and self.each[person] < self.problem.per_person
            and all(use <= 0 or self.room[row] >= use - SLACK for row, use in self.of_rows(pair))
            and not self._clashes(pair, person)
        )

    def can_go(self, pair: int) -> bool:
        """Return whether a pair can be taken out without breaking a floor that holds now."""
        return all(use >= 0 or self.room[row] >= -use - SLACK for row, use in self.of_rows(pair))

    def that_can_go(self, pairs: Ints) -> Mask:
        """Return of several pairs at once what `can_go` says of each."""
        if not self.problem.has_rows or not len(pairs):
            return np.ones(len(pairs), dtype=bool)
        rows = self.problem.by_pair[pairs]
        kept = (rows.data < 0) & (np.array(self.room)[rows.indices] < -rows.data - SLACK)
        before = np.concatenate([[0], np.cumsum(kept)])
        return np.asarray(before[rows.indptr[1:]] == before[rows.indptr[:-1]])

    def add(self, pair: int) -> None:
        """Take a pair into the plan."""
        self._change(pair, 1)

    def drop(self, pair: int) -> None:
        """Take a pair out of the plan."""
        self._change(pair, -1)

    def mine(self, person: int) -> Ints:
        """Return the chosen pairs of a person."""
        slots = self.problem.slots[person]
        slots = slots[slots < self.problem.n_pairs]
        return np.asarray(slots[self.chosen[slots]])

    def _change(self, pair: int, by: int) -> None:
        self.chosen[pair] = by > 0
        self.seats[self._offering[pair]] -= by
        self.money -= by * self._cost[pair]
        self.each[self._person[pair]] += by
        for row, use in self.of_rows(pair):
            self.room[row] -= by * use

    def _clashes(self, pair: int, person: int) -> bool:
        if not self.problem.has_clashes or self.each[person] == 0:
            return False
        mine = self.mine(person)
        return bool(self.problem.clash(np.full(len(mine), pair), mine).any())


def repaired(problem: PlanProblem, chosen: Mask, reduced: Floats, *, rounds: int = 3) -> Mask:
    """Return a plan near ``chosen`` that breaks no limit, floors as far as they can be met.

    ``reduced`` is what each pair gains less its price: what is lost least goes first.
    """
    draft = Draft(problem, chosen & ~clashing_pairs(problem, chosen))
    order = _in_order(reduced, problem.value > 0)[:MOST_TRIED]
    _shed(draft, reduced)
    if not draft.chosen.any():
        _fill(draft, order)
    _meet_floors(draft, reduced)
    for _ in range(rounds):
        gained = _fill(draft, order) + _exchange(draft, reduced)
        if not gained:
            break
    return draft.chosen


def _in_order(key: Floats, among: Mask) -> list[int]:
    at = np.flatnonzero(among & np.isfinite(key))
    return list(at[np.argsort(-key[at], kind="stable")].tolist())


def _shed(draft: Draft, reduced: Floats) -> None:
    """Take out what exceeds limits: of each row first, then of the budget."""
    problem = draft.problem
    for row in np.flatnonzero(np.array(draft.room) < -SLACK).tolist():
        members = problem.rows[[row]].tocoo()
        over = draft.chosen[members.col] & (members.data > 0)
        for pair in _cheapest_loss(members.col[over], reduced):
            if draft.room[row] >= -SLACK:
                break
            draft.drop(pair)
    if draft.money < 0:
        paid = np.flatnonzero(draft.chosen & (problem.cost > 0))
        loss = problem.value[paid] / problem.cost[paid]
        for pair in paid[np.argsort(loss, kind="stable")].tolist():
            if draft.money >= 0:
                break
            if draft.can_go(pair):
                draft.drop(pair)


def _cheapest_loss(pairs: Ints, reduced: Floats) -> list[int]:
    return list(pairs[np.argsort(reduced[pairs], kind="stable")].tolist())


def _meet_floors(draft: Draft, reduced: Floats) -> None:
    """Add pairs of groups below their floor; others make way where seats or money are short."""
    problem = draft.problem
    for row in np.flatnonzero(np.array(draft.room) < -SLACK).tolist():
        members = problem.rows[[row]].tocoo()
        wanted = members.col[members.data < 0]
        for pair in wanted[np.argsort(-reduced[wanted], kind="stable")].tolist():
            if draft.room[row] >= -SLACK:
                break
            if not draft.chosen[pair]:
                _make_way(draft, pair, reduced)


def _make_way(draft: Draft, pair: int, reduced: Floats) -> None:
    """Add a pair, dropping first what stands in its way; put all back if that is not enough."""
    dropped: list[int] = []
    problem = draft.problem
    rivals = _rivals(draft, pair)
    own = problem.person[rivals] == problem.person[pair]
    same = problem.offering[rivals] == problem.offering[pair]
    dearer = np.lexsort((reduced[rivals], ~(own | same)))
    fits = draft.fits(pair)
    for rival in rivals[dearer].tolist():
        if fits or len(dropped) > 3:
            break
        mine = problem.person[rival] == problem.person[pair]
        needs_seat = draft.seats[int(problem.offering[pair])] <= 0
        blocks = mine or (needs_seat and problem.offering[rival] == problem.offering[pair])
        short = not needs_seat and draft.money < problem.cost[pair] and problem.cost[rival] > 0
        if (blocks or short) and draft.can_go(rival):
            draft.drop(rival)
            dropped.append(rival)
            fits = draft.fits(pair)
    if fits:
        draft.add(pair)
        return
    for rival in dropped:
        draft.add(rival)


def _rivals(draft: Draft, pair: int) -> Ints:
    """Return the chosen pairs that can stand in the way of one: of its person, its class, its cost.

    Those of the class matter where no seat is left, those that cost something where money lacks;
    dropping some takes neither a seat nor money away. Left out are those that a floor needs:
    dropping others lets none of them go.
    """
    problem, chosen = draft.problem, np.flatnonzero(draft.chosen)
    in_way = problem.person[chosen] == problem.person[pair]
    if draft.seats[int(problem.offering[pair])] <= 0:
        in_way |= problem.offering[chosen] == problem.offering[pair]
    if draft.money < problem.cost[pair]:
        in_way |= problem.cost[chosen] > 0
    rivals = np.asarray(chosen[in_way])
    return np.asarray(rivals[draft.that_can_go(rivals)])


def _fill(draft: Draft, order: list[int]) -> int:
    """Add what still fits, the most rewarding first; return how many were added."""
    added = 0
    person, cost = draft.problem.person, draft.problem.cost
    cheapest = float(cost.min(initial=np.inf))
    for pair in order:
        if draft.money < cheapest:
            break
        full = draft.each[person[pair]] >= draft.problem.per_person
        if not full and draft.fits(pair):
            draft.add(pair)
            added += 1
    return added


def _exchange(draft: Draft, reduced: Floats) -> int:
    """Give people a better class for one they have, where that fits; return how many changed."""
    problem = draft.problem
    held = np.flatnonzero(draft.chosen)
    seats = np.append(np.array(draft.seats), 0)
    value, offering = np.append(problem.value, -np.inf), np.append(problem.offering, len(seats) - 1)
    slots = problem.slots[problem.person[held]]
    better = (value[slots] > value[held][:, None] + 1e-9) & (seats[offering[slots]] > 0)
    better &= np.append(problem.cost, np.inf)[slots] <= problem.cost[held][:, None] + draft.money
    rows, places = np.nonzero(better)
    gain = value[slots[rows, places]] - value[held[rows]]
    changed = 0
    for one in np.argsort(-gain, kind="stable").tolist():
        old, new = int(held[rows[one]]), int(slots[rows[one], places[one]])
        if not draft.chosen[old] or draft.chosen[new]:
            continue
        draft.drop(old)
        if draft.fits(new) and all(draft.room[row] >= -SLACK for row, _ in draft.of_rows(old)):
            draft.add(new)
            changed += 1
        else:
            draft.add(old)
    return changed
