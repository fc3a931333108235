"""The care list and what to expect of it: how many of these people would really leave."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from serving.choosing import choose, in_order, unit_floors
from serving.store import ScoreStore
from serving.store.rows import Batch, Candidate, Person, Signal, Suggestion

DEFAULT_CAPACITY = 40
LARGEST_CAPACITY = 500
SIGNALS_SHOWN = 3


@dataclass(frozen=True)
class Leavers:
    """How many of a list of people would leave: expected, and an 80% interval."""

    expected: float
    low: int
    high: int


@dataclass(frozen=True)
class CareEntry:
    """One person of the care list with the raising signals and what could be offered first."""

    person: Person
    signals: Sequence[Signal]
    course: Suggestion | None
    mentor: Suggestion | None


@dataclass(frozen=True, eq=False)
class CareList:
    """As many people as there is time for; empty when no one has a risk of their own.

    A list is equal to itself only, so that what is made of it can be kept for it.
    """

    capacity: int
    entries: Sequence[CareEntry]
    leavers: Leavers

    @property
    def employee_ids(self) -> Sequence[str]:
        """Who is on it, in order."""
        return [entry.person.employee_id for entry in self.entries]


def leavers_among(risks: Sequence[float], *, coverage: float = 0.8) -> Leavers:
    """Return how many would leave if each did so independently with their risk.

    The number follows the Poisson-binomial distribution, whose probabilities are built up by
    adding one person at a time (Wang 1993, Statistica Sinica 3:295-312). Shared causes would make
    the true interval wider.
    """
    chances = np.ones(1)
    for risk in risks:
        chances = np.convolve(chances, [1.0 - risk, risk])
    tail = (1.0 - coverage) / 2.0
    total = np.cumsum(chances) + 1e-12
    low, high = np.searchsorted(total, [tail, 1.0 - tail])
    return Leavers(float(np.sum(risks)), int(low), int(high))


def care_list(
    store: ScoreStore, batch: Batch, *, capacity: int, units: Collection[str] | None = None
) -> CareList:
    """Return the care list of a batch, or of some units, with signals and offers; see `choose`.

    It is worked out once, and anew when an objection comes or goes or somebody is erased.
    """
    seen = None if units is None else frozenset(units)
    key = (seen, store.standing_cases(batch))

    def make() -> CareList:
        ordered = store.kept.get(
            batch, "candidates", *key, make=lambda: _ordered(store, batch, seen)
        )
        return _listed(store, batch, ordered, capacity=capacity, units=seen)

    return store.kept.get(batch, "care list", capacity, *key, make=make)


def _listed(
    store: ScoreStore,
    batch: Batch,
    ordered: Sequence[Candidate],
    *,
    capacity: int,
    units: Collection[str] | None,
) -> CareList:
    """Return the care list of a capacity from the candidates in their order."""
    floors = unit_floors(store.forecasts(batch.id, "unit", units=units), capacity=capacity)
    chosen = choose(ordered, capacity=capacity, floors=floors)
    ids = [one.employee_id for one in chosen]
    people, signals = store.named(batch.id, ids), store.signals(batch.id, ids)
    suggestions = store.suggestions(batch.id, ids)
    entries = [
        CareEntry(
            people[one],
            _raising(signals.get(one, [])),
            _first(suggestions.get(one, []), "course"),
            _first(suggestions.get(one, []), "mentor"),
        )
        for one in ids
        if one in people
    ]
    return CareList(capacity, entries, leavers_among([one.risk for one in chosen]))


def _ordered(store: ScoreStore, batch: Batch, units: Collection[str] | None) -> Sequence[Candidate]:
    """Return from whom to choose, in order."""
    found = store.candidates(batch.id, LARGEST_CAPACITY, units=units)
    return in_order(found, seed=f"{batch.agency_id}/{batch.as_of}")


def _raising(signals: Sequence[Signal]) -> Sequence[Signal]:
    return [signal for signal in signals if signal.direction == "raises"][:SIGNALS_SHOWN]


def _first(suggestions: Sequence[Suggestion], kind: str) -> Suggestion | None:
    return next((item for item in suggestions if item.kind == kind), None)
