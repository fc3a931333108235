"""What a care list would have been worth: on tested people, at the length that an office has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from features.distributions import SMALLEST_CELL
from features.profiles import build_profiles
from features.records import Records
from models.turnover.champion import TurnoverModel
from training.cohorts import has_post
from training.evaluation import wilson

CAPACITIES = (20, 40, 80, 160)
"""Conversations that an office may have time for in a month."""
CAPACITY = 40
N_MONTHS = 2
MONTH_DAYS = 30


def at_capacities(told: pd.DataFrame) -> list[dict[str, Any]]:
    """Return precision and lift of lists of several lengths, all tested days together.

    Each row has ``capacity`` a day, ``listed`` people, ``left`` of them, ``precision`` and
    ``lift`` against everybody's rate, both with a 90% interval. Longer lists than there are people
    are left out.
    """
    by_day = told.groupby(level="as_of")
    place = by_day["risk"].rank(method="first", ascending=False)
    smallest = int(by_day.size().min())
    return [_at(told[place <= size], told, size) for size in CAPACITIES if size <= smallest]


def _at(top: pd.DataFrame, told: pd.DataFrame, capacity: int) -> dict[str, Any]:
    left, rate = float(top["left"].sum()), float(told["left"].mean())
    low, high = wilson(left, len(top))
    lifts = [share / rate if rate else None for share in (left / len(top), low, high)]
    return {
        "capacity": capacity,
        "listed": len(top),
        "left": int(left),
        "expected": float(top["expected"].sum()),
        "precision": left / len(top),
        "precision_low": low,
        "precision_high": high,
        **dict(zip(("lift", "lift_low", "lift_high"), lifts, strict=True)),
    }


def by_unit(told: pd.DataFrame, groups: pd.DataFrame) -> dict[str, Any]:
    """Return expected and observed exits of each unit over all tested days, and of the rest.

    ``rows`` have ``unit_id``, ``unit_name``, ``people``, ``expected``, ``observed`` and the 90%
    interval of what was to be observed; units below the minimum cell are in one last row without
    a name. ``inside`` is the share of units whose exits lay in their interval.
    """
    unit = groups["unit_id"].astype(object)
    frame = told.assign(unit=unit, name=groups["unit_name"]).reset_index()
    people = frame.groupby("unit")["employee_id"].nunique()
    shown = people.index[people >= SMALLEST_CELL]
    frame["unit"] = frame["unit"].where(frame["unit"].isin(shown), "")
    rows = [_unit_row(str(unit), here) for unit, here in frame.groupby("unit")]
    rows.sort(key=lambda row: (row["unit_id"] == "", -row["observed"], row["unit_id"]))
    rows = [row for row in rows if row["people"] >= SMALLEST_CELL]
    inside = [row["low"] <= row["observed"] <= row["high"] for row in rows if row["unit_id"]]
    return {"rows": rows, "inside": float(np.mean(inside)) if inside else None, "n": len(inside)}


def _unit_row(unit: str, here: pd.DataFrame) -> dict[str, Any]:
    expected = float(here["expected"].sum())
    low, high = expected_interval(expected)
    return {
        "unit_id": unit,
        "unit_name": str(here["name"].iloc[0] or unit) if unit else "",
        "people": int(here["employee_id"].nunique()),
        "expected": expected,
        "observed": int(here["left"].sum()),
        "low": low,
        "high": high,
    }


def expected_interval(expected: float, *, level: float = 0.9) -> tuple[int, int]:
    """Return how many exits are to be observed where so many are expected (Poisson)."""
    low, high = stats.poisson.interval(level, expected)
    return int(low), int(high)


def lead_times(told: pd.DataFrame, records: Sequence[Records]) -> dict[str, Any]:
    """Return how long before the request to leave the people of the list were on it.

    ``n`` leavers who were listed and whose request is on record, ``known_already``, how many of
    them had asked before the list was made, and the quartiles ``days_low``, ``days`` and
    ``days_high`` from the list to the request of the others; None where there is none. Where
    only rosters are known there is no day to count from.
    """
    asked = _requests(told[told["listed"] & told["left"].eq(1)], records)
    ahead = asked[asked >= 0]
    low, middle, high = np.quantile(ahead, [0.25, 0.5, 0.75]) if len(ahead) else (None,) * 3
    days = {"days_low": low, "days": middle, "days_high": high}
    days = {name: None if value is None else float(value) for name, value in days.items()}
    return {"n": len(asked), "known_already": int((asked < 0).sum()), **days}


def _requests(left: pd.DataFrame, records: Sequence[Records]) -> np.ndarray:
    """Return the days from each list to the request to leave, for those whose request is known."""
    rows = pd.concat([one.frame("departures") for one in records])
    rows = rows.dropna(subset="requested_on")[["employee_id", "left_on", "requested_on"]]
    listed_on = left.index.to_frame(index=False).astype({"employee_id": object})
    both = listed_on.merge(rows.astype({"employee_id": object}), on="employee_id")
    both = both[both["left_on"] >= both["as_of"]].sort_values("left_on")
    first = both.drop_duplicates(["as_of", "employee_id"])
    days: np.ndarray = (first["requested_on"] - first["as_of"]).dt.days.to_numpy()
    return days


def stability(
    records: Sequence[Records], model: TurnoverModel, *, until: date, capacity: int = CAPACITY
) -> list[dict[str, Any]]:
    """Return which share of a list stays on the list of the month after, for the last months.

    Only people who are still there count. Rows have ``month`` (the later day), ``n`` and
    ``kept``; the oldest first.
    """
    days = [until - timedelta(days=MONTH_DAYS * step) for step in range(N_MONTHS, -1, -1)]
    lists = [_listed_on(records, model, day, capacity) for day in days]
    pairs = zip(lists, lists[1:], days[1:], strict=False)
    return [_kept(before, after, day) for before, after, day in pairs if len(before[0])]


def _listed_on(
    records: Sequence[Records], model: TurnoverModel, day: date, capacity: int
) -> tuple[set[str], set[str]]:
    """Return who is on the list of a day, and who was there at all."""
    profiles = pd.concat([build_profiles(one.known_before(day), day) for one in records])
    placed = profiles[has_post(profiles)]
    if placed.empty:
        return set(), set()
    people = placed.index.get_level_values("employee_id").to_numpy(dtype=object)
    order = np.argsort(-model.log_hazard(placed), kind="stable")
    return set(people[order[:capacity]]), set(people)


def _kept(
    before: tuple[set[str], set[str]], after: tuple[set[str], set[str]], day: date
) -> dict[str, Any]:
    there = before[0] & after[1]
    kept = len(there & after[0]) / len(there) if there else None
    return {"month": day.isoformat(), "n": len(there), "kept": kept}
