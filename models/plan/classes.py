"""The classes of the coming year, made usable: what is missing is assumed and said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from models.gaps import catalogue
from models.scorers import Mask, Tables, rows_of

HOURS_A_DAY = 8
USUAL_SEATS = 30
"""Stands in where a class does not say how many seats it has."""
COLUMNS = [
    "offering_id", "course_id", "title", "provider", "form", "hours", "starts_on", "ends_on",
    "seats", "cost", "region", "online", "assumed",
]  # fmt: skip


@dataclass(frozen=True)
class Classes:
    """The classes that can be planned, and how many were left out under which code."""

    table: pd.DataFrame
    left_out: dict[str, int]

    def clashing(self) -> Mask:
        """Return which two classes nobody can take both: the same course, or overlapping days."""
        starts, ends = (self.table[name].to_numpy() for name in ("starts_on", "ends_on"))
        course = self.table["course_id"].to_numpy(dtype=object)
        overlap = (starts[:, None] < ends[None, :]) & (starts[None, :] < ends[:, None])
        clashes: Mask = overlap | (course[:, None] == course[None, :])
        return clashes & ~np.eye(len(course), dtype=np.bool_)


def classes_ahead(tables: Tables, as_of: date, *, days: int = 365) -> Classes:
    """Return the classes that begin within ``days`` from ``as_of``, sorted by offering_id.

    Columns as in `COLUMNS`: ends_on is the first day after, cost is rupiah a seat, ``assumed``
    names what is not on record and was assumed. Left out are classes without a seat
    (``no_seats``) and of courses that are not in the catalogue (``unknown_course``).
    """
    offers = rows_of(tables, "offerings")
    start = pd.Timestamp(as_of)
    ahead = (offers["starts_on"] >= start) & (offers["starts_on"] < start + timedelta(days=days))
    offers = offers[ahead].sort_values("offering_id").drop_duplicates("offering_id")
    none_free, unknown = offers["seats"] < 1, ~offers["course_id"].isin(catalogue(tables).index)
    left_out = {"no_seats": int(none_free.sum()), "unknown_course": int(unknown.sum())}
    usable = _with_courses(offers[~none_free & ~unknown], tables)
    return Classes(_assumed(usable).reset_index(drop=True)[COLUMNS], left_out)


def _with_courses(offers: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    courses = rows_of(tables, "courses").sort_values(["course_id", "title"])
    known = courses.drop_duplicates("course_id").set_index("course_id")
    columns = {name: offers["course_id"].map(known[name]) for name in ("provider", "form", "cost")}
    named = catalogue(tables)
    titles = offers["course_id"].map(named["title"]).astype("str").fillna(offers["course_id"])
    return offers.assign(
        **columns, title=titles, hours=offers["course_id"].map(named["hours"]).astype("float64")
    )


def _assumed(offers: pd.DataFrame) -> pd.DataFrame:
    """Return classes with hours, days, seats and cost filled in, and what was assumed."""
    hours = offers["hours"].where(offers["hours"] > 0)
    days = np.ceil(hours.fillna(HOURS_A_DAY) / HOURS_A_DAY)
    ends = offers["ends_on"].where(offers["ends_on"] > offers["starts_on"])
    ends = ends.fillna(offers["starts_on"] + pd.to_timedelta(days, unit="D"))
    price = offers["cost_per_seat"].where(offers["cost_per_seat"] >= 0)
    cost = price.fillna(offers["cost"].where(offers["cost"] >= 0))
    lacks = {"hours": hours, "seats": offers["seats"], "cost": cost}
    words = pd.Series("", index=offers.index, dtype="str")
    for name, values in lacks.items():
        words = words.where(values.notna(), (words + f" {name}").str.strip())
    return offers.assign(
        hours=hours,
        ends_on=ends,
        cost=cost.fillna(0.0),
        seats=offers["seats"].fillna(USUAL_SEATS).clip(upper=10**6).astype("int64"),
        online=offers["online"].astype("object").eq(True),
        assumed=words,
    )
