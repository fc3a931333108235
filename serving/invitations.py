"""Invitations to talks about development: people of the care list among others.

Being invited must say nothing about a person: the list names no risk, no signal and no reason, and
those drawn by lot sit in the same units as those of the care list.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import ceil
from pathlib import Path

import pandas as pd

from features.prevented import Prevented
from serving.care import care_list
from serving.choosing import lot
from serving.database import is_there, store_url
from serving.store import ScoreStore
from serving.store.rows import Batch, Person

USUAL_MIX = 0.5
COLUMNS = ("employee_id", "unit_name", "job_name", "course", "mentor")


def invitations(home: Path, *, agency: str | None, capacity: int, mix: float) -> pd.DataFrame:
    """Return so many people to invite, of whom a share of ``mix`` was drawn by lot.

    Columns `COLUMNS`, in an order drawn by lot: course and mentor are what could be offered
    first. Where no risks of single people are published everybody is drawn by lot. Raises
    `Prevented` before the first scores.
    """
    if not is_there(store_url(home)):
        raise Prevented("there are no scores yet; make some with: bina score")
    store = ScoreStore(store_url(home))
    try:
        batch = store.latest(agency)
        if batch is None:
            raise Prevented("there are no scores yet; make some with: bina score")
        return invitations_of(store, batch, capacity=capacity, mix=mix)
    finally:
        store.close()


def invitations_of(
    store: ScoreStore,
    batch: Batch,
    *,
    capacity: int,
    mix: float,
    units: Collection[str] | None = None,
) -> pd.DataFrame:
    """Return the invitations of a batch, or of some units; see `invitations`."""
    seed = f"invitations/{batch.agency_id}/{batch.as_of}"
    n_listed = capacity - ceil(mix * capacity)
    entries = care_list(store, batch, capacity=n_listed, units=units).entries if n_listed else ()
    listed = [entry.person for entry in entries]
    others = drawn(store.people(batch.id, units=units), listed, n=capacity - len(listed), seed=seed)
    chosen = sorted([*listed, *others], key=lambda one: lot(one.employee_id, seed))
    offers = store.suggestions(batch.id, [one.employee_id for one in chosen])
    rows = []
    for one in chosen:
        found = offers.get(one.employee_id, [])
        first = {item.kind: item.title for item in reversed(found)}
        texts = (one.unit_name or "", one.job_name or "")
        rows.append((one.employee_id, *texts, first.get("course", ""), first.get("mentor", "")))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def drawn(people: Sequence[Person], listed: Sequence[Person], *, n: int, seed: str) -> list[Person]:
    """Return so many others by lot, as far as possible from the units of those listed in turn."""
    taken = {one.employee_id for one in listed}
    able = [one for one in people if one.employee_id not in taken and one.unit_id is not None]
    ordered = sorted(able, key=lambda one: lot(one.employee_id, f"others/{seed}"))
    chosen: list[Person] = []
    units = [one.unit_id for one in listed]
    for place in range(min(n, len(ordered))):
        wanted = units[place % len(units)] if units else None
        found = next((one for one in ordered if one.unit_id == wanted), ordered[0])
        ordered.remove(found)
        chosen.append(found)
    return chosen
