"""What the actions of a development plan bring: hours, levels, and points of the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from features.twin.noise import COURSE_GAIN
from models.course_gains import LONGEST_STEP
from models.plan.professionalism import points_of_plan
from models.scorers import Tables

Row = dict[str, Any]
"""A record of plain values."""
SHARES = {"work": 0.7, "people": 0.2, "course": 0.1}
"""Of the hours of development, by where it happens."""


def totals(actions: Sequence[Row]) -> dict[str, float]:
    """Return hours by share, all hours, and levels that these actions close together.

    A gap that two actions close counts once, with the action that goes further.
    """
    hours, best = dict.fromkeys(SHARES, 0.0), dict[str, float]()
    for one in actions:
        hours[one["share"]] += float(one["hours"] or 0.0)
        for gap in one["closes"]:
            gained = gap["to"] - gap["from"]
            best[gap["competency"]] = max(best.get(gap["competency"], 0.0), gained)
    return hours | {"hours": sum(hours.values()), "levels": float(sum(best.values()))}


def closing(gaps: list[Row], reached: Mapping[str, float]) -> Row:
    """Return which gaps reaching these levels closes, and the weighted levels in sum."""
    closes, closure = [], 0.0
    for gap in gaps:
        to = min(reached.get(gap["competency_id"], 0.0), gap["required_level"])
        if to > gap["level"]:
            closes.append({"competency": gap["competency"], "from": gap["level"], "to": to})
            closure += (to - gap["level"]) * gap["weight"]
    return {"closes": closes, "closure": closure}


def after_course(gaps: list[Row], led_to: Mapping[str, float]) -> dict[str, float]:
    """Return the levels expected after a course, by competency, as courses are suggested by.

    At most `COURSE_GAIN` above the present one; nothing where the course ends out of reach.
    """
    return {
        gap["competency_id"]: min(to, gap["level"] + COURSE_GAIN)
        for gap in gaps
        if (to := led_to.get(gap["competency_id"], 0.0)) <= gap["level"] + LONGEST_STEP
    }


def one_level_up(gaps: list[Row]) -> dict[str, float]:
    """Return one level above the present one, by competency: what practice is taken to bring."""
    return {gap["competency_id"]: gap["level"] + 1.0 for gap in gaps}


def index_points(tables: Tables, as_of: date, plans: Mapping[str, Row]) -> pd.Series:
    """Return the points of the Professionalism Index that each plan's actions bring."""
    rows = [
        (employee, one["form"], one["hours"])
        for employee, plan in plans.items()
        for one in plan["actions"]
    ]
    places = pd.DataFrame(rows, columns=["employee_id", "form", "hours"])
    places = places.astype({"form": "float64", "hours": "float64"})
    return points_of_plan(tables, as_of, places).set_index("employee_id")["points_gained"]
