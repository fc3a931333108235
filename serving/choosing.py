"""Who is on the care list: by risk, by what can be offered, with a floor for units, and by lot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from math import floor, log

from serving.store.rows import Candidate, Forecast

ALIKE = 1.05
"""Risks whose ratio is about this or less are taken as equal: no back-test tells them apart."""
FLOOR_SHARE = 0.5
"""Each unit gets at least this part of the places that its expected leavers would give it."""


def in_order(people: Sequence[Candidate], *, seed: str) -> list[Candidate]:
    """Return the people as they come onto a care list, those at the highest risk first.

    Of people at about equal risk those come first to whom something can be offered; who is then
    still equal is drawn by a lot that changes with the ``seed``.
    """
    return sorted(people, key=lambda one: _place(one, seed))


def choose(
    ordered: Sequence[Candidate], *, capacity: int, floors: Mapping[str, int]
) -> list[Candidate]:
    """Return the people of a care list, from people `in_order`.

    ``floors`` are the places that each unit has at least, for its own people at the highest risk.
    """
    chosen: set[str] = set()
    left = dict(floors)
    for one in ordered:
        if one.unit_id is not None and left.get(one.unit_id, 0) > 0:
            left[one.unit_id] -= 1
            chosen.add(one.employee_id)
    for one in ordered:
        if len(chosen) >= capacity:
            break
        chosen.add(one.employee_id)
    return [one for one in ordered if one.employee_id in chosen]


def unit_floors(forecasts: Sequence[Forecast], *, capacity: int) -> dict[str, int]:
    """Return the places that each unit has at least, by its share of the expected leavers."""
    total = sum(one.expected for one in forecasts)
    if not total:
        return {}
    share = FLOOR_SHARE * capacity / total
    places = {one.group_id: floor(share * one.expected) for one in forecasts if one.group_id}
    return {unit: count for unit, count in places.items() if count}


def lot(employee_id: str, seed: str) -> bytes:
    """Return a number drawn for a person; another seed gives everybody another one."""
    return blake2b(f"{seed}/{employee_id}".encode(), digest_size=8).digest()


def _place(one: Candidate, seed: str) -> tuple[int, bool, bytes]:
    step = round(log(max(one.risk, 1e-9)) / log(ALIKE))
    return -step, not one.offered, lot(one.employee_id, seed)
