"""Who could guide somebody towards a goal of their own: career counselling, private to the person.

Not mentoring: a counsellor need not be good at what the person lacks, but has gone the way to the
job that the person declared. Counselling about performance is never suggested by a machine.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from models.gaps import (
    DAYS_PER_YEAR,
    current_jobs,
    definitive_posts,
    people_present,
    reporting_lines,
)
from models.mentors import conflicts
from models.needs.aims import DECLARED, aims
from models.scorers import Tables

MOST = 3
FEWEST_YEARS = 1.0
"""Who held the job for less has not gone far on the way."""


def counsellors(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return up to `MOST` people for everybody who declared a job as goal.

    Columns: employee_id, rank, item_id, job_id, job_name and years (in that job, whole). Those
    longest in the job come first. Never somebody above or below the person, a pair
    with a conflict on record, or who is not with the agency any more.
    """
    wanted = aims(tables, as_of)
    wanted = wanted[wanted["aim"] == DECLARED].reset_index()[["employee_id", "job_id"]]
    held = _years_in_jobs(tables, as_of)
    held = held[held["item_id"].isin(people_present(tables, as_of))]
    pairs = wanted.merge(held, on="job_id")
    pairs = pairs[pairs["employee_id"] != pairs["item_id"]]
    barred = pd.concat([find(tables, as_of) for find in (reporting_lines, conflicts)])
    keys = ["employee_id", "item_id"]
    free = ~pd.MultiIndex.from_frame(pairs[keys]).isin(pd.MultiIndex.from_frame(barred[keys]))
    order = ["employee_id", "years", "item_id"]
    found = pairs[free].sort_values(order, ascending=[True, False, True])
    rank = found.groupby("employee_id").cumcount() + 1
    listed = found.assign(rank=rank, years=found["years"] // 1)[rank <= MOST]
    columns = ["employee_id", "rank", "item_id", "job_id", "job_name", "years"]
    return listed[columns].reset_index(drop=True)


def _years_in_jobs(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return who held which job for how many years, at least `FEWEST_YEARS`."""
    posts, start = definitive_posts(tables, as_of), pd.Timestamp(as_of)
    until = posts["ended_on"].fillna(posts.groupby("employee_id")["started_on"].shift(-1))
    days = (until.where(until <= start, start) - posts["started_on"]).dt.days.clip(lower=0)
    held = posts.assign(years=days / DAYS_PER_YEAR).dropna(subset="job_id")
    names = current_jobs(tables, as_of)["name"]
    total = held.groupby(["employee_id", "job_id"])["years"].sum().reset_index()
    total = total.rename(columns={"employee_id": "item_id"})
    total = total[total["years"] >= FEWEST_YEARS]
    return total.assign(job_name=total["job_id"].map(names).astype("str"))
