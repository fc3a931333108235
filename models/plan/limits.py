"""The further limits of a plan: units that stay open, groups that get their share, hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, vstack

from models.plan.candidates import Candidates
from models.plan.problem import Ints
from models.rules.book import RuleBook
from models.rules.facts import holds_for
from models.scorers import Floats


@dataclass(frozen=True)
class Limits:
    """Rows of a problem with their limits, and a name for each."""

    rows: csr_array
    limits: Floats
    names: list[str]


def coverage(found: Candidates, *, away_share: float) -> Limits:
    """Return that never more than ``away_share`` of a unit sits in classes on the same day.

    At least one may always go; in a unit of two or more, at least one always stays. Classes held
    online do not count as away. One row for each unit and first day of a class, which is enough:
    of intervals that share a day, one begins on a day they all share.
    """
    table, pairs = found.classes, found.pairs
    units, _ = pd.factorize(found.people["unit_id"])
    sizes = np.bincount(units[units >= 0], minlength=units.max(initial=-1) + 1)
    most = np.maximum(1, np.minimum(np.floor(away_share * sizes), sizes - 1))
    starts, ends = (table[name].to_numpy() for name in ("starts_on", "ends_on"))
    days = np.unique(starts[~table["online"].to_numpy()])
    runs = (starts[:, None] <= days) & (days < ends[:, None]) & ~table["online"].to_numpy()[:, None]
    unit = units[pairs["person"].to_numpy()]
    offering, day = np.nonzero(runs)
    at = pd.DataFrame({"offering": offering, "day": day}).merge(
        pd.DataFrame({"offering": pairs["offering"], "pair": np.arange(len(pairs)), "unit": unit}),
        on="offering",
    )
    at = at[at["unit"] >= 0]
    key = at["unit"].to_numpy() * max(1, len(days)) + at["day"].to_numpy()
    return _rows(key, at["pair"].to_numpy(), n_pairs=len(pairs), most=most, days=len(days))


def _rows(key: Ints, pair: Ints, *, n_pairs: int, most: Floats, days: int) -> Limits:
    """Return one row a key, but for those that can never be reached."""
    found, row = np.unique(key, return_inverse=True)
    limits = most[found // max(1, days)] if len(found) else np.zeros(0)
    tight = np.bincount(row, minlength=len(found)) > limits
    kept = np.flatnonzero(tight[row])
    place = np.cumsum(tight) - 1
    cells = (place[row[kept]], pair[kept])
    rows = csr_array((np.ones(len(kept)), cells), shape=(int(tight.sum()), n_pairs))
    return Limits(rows, limits[tight], ["coverage"] * int(tight.sum()))


def floors(found: Candidates, groups: Sequence[str], *, share: float, n_places: int) -> Limits:
    """Return that each group gets at least ``share`` of its even part of the places.

    The even part follows the number of people with something to gain; groups are columns of
    people (unit_id, region, kind). A floor above what the group's pairs allow is lowered to that.
    """
    pairs, blocks, limits, names = found.pairs, [], [], []
    needing = np.unique(pairs["person"].to_numpy())
    for column in groups:
        codes, values = pd.factorize(found.people[column])
        known = codes[needing] >= 0
        people = np.bincount(codes[needing][known], minlength=len(values))
        least = np.floor(share * n_places * people / max(1, len(needing)))
        code = codes[pairs["person"].to_numpy()]
        for one in np.flatnonzero(least > 0).tolist():
            mine = np.flatnonzero(code == one)
            cells = (np.zeros(len(mine), dtype=np.int64), mine)
            blocks.append(csr_array((-np.ones(len(mine)), cells), shape=(1, len(pairs))))
            limits.append(-min(float(least[one]), float(people[one])))
            names.append(f"{column}: {values[one]}")
    return _stacked(blocks, limits, names, n_pairs=len(pairs))


def room_for_hours(found: Candidates, book: RuleBook, as_of: date) -> tuple[Floats, Floats]:
    """Return the hours of each pair, and the hours left to each person under a ceiling (PPPK).

    Hours that are not on record count as 0; who has no ceiling has room without end.
    """
    offering = found.pairs["offering"].to_numpy()
    hours = np.nan_to_num(found.classes["hours"].to_numpy(dtype=np.float64)[offering])
    room = np.full(len(found.people), np.inf)
    for rule in book.in_force(as_of):
        if rule.kind == "hours_ceiling":
            held = holds_for(rule, found.people["employment"])
            left = float(rule.parameters["hours"]) - found.people["hours_under_ceiling"]
            room = np.minimum(room, left.where(held, np.inf).to_numpy(dtype=np.float64))
    return hours, room


def hours_rows(hours: Floats, room: Floats, person: Ints, *, per_person: int) -> Limits:
    """Return rows for ceilings where three or more classes of one person may exceed them."""
    blocks, limits = [], []
    ends = np.searchsorted(person, np.arange(len(room) + 1))
    for one in np.flatnonzero(np.isfinite(room)) if per_person > 2 else ():
        mine = np.arange(ends[one], ends[one + 1])
        if np.sort(hours[mine])[-per_person:].sum() > room[one]:
            cells = (np.zeros(len(mine), dtype=np.int64), mine)
            blocks.append(csr_array((hours[mine], cells), shape=(1, len(person))))
            limits.append(max(0.0, float(room[one])))
    return _stacked(blocks, limits, ["hours"] * len(limits), n_pairs=len(person))


def _stacked(
    blocks: list[csr_array], limits: list[float], names: list[str], *, n_pairs: int
) -> Limits:
    rows = csr_array(vstack(blocks, format="csr")) if blocks else csr_array((0, n_pairs))
    return Limits(rows, np.array(limits), names)
