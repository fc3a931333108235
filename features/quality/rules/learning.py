"""Rules about trainings."""

from __future__ import annotations

import pandas as pd

from features.quality.declare import Found, found, rule
from features.quality.evidence import Evidence, before

YEARS = 3
"""Trainings older than this are in no window of the features and no longer worth mending."""
FEWEST_HOURS, MOST_HOURS = 2, 900
"""Hours of 0, 1 and 999 stand for "not known" in exports; the longest courses have 900."""
TWIN_DAYS = 7
DUTY = "LAN 10/2018; PP 11/2017 Ps 203"


def _recent(evidence: Evidence) -> pd.DataFrame:
    own = evidence.own("trainings")
    return own[own["completed_on"] >= evidence.ago(years=YEARS)]


@rule("completeness", "trainings", source=DUTY, columns=("hours",))
def training_without_hours(evidence: Evidence) -> Found:
    """Trainings of the last three years without a number of hours."""
    rows = _recent(evidence)
    empty = rows["hours"].isna()
    return found(rows["employee_id"], rows[empty], on="completed_on", held=rows.index[~empty])


@rule("accuracy", "trainings", source=DUTY, doubt="blank", columns=("hours",))
def hours_not_credible(evidence: Evidence) -> Found:
    """Trainings of the last three years with 0, 1 or more than 900 hours."""
    rows = _recent(evidence)
    given = rows[rows["hours"].notna()]
    wrong = given[~given["hours"].between(FEWEST_HOURS, MOST_HOURS)]
    return found(given["employee_id"], wrong, on="completed_on")


@rule("accuracy", "trainings", source=DUTY)
def training_without_name(evidence: Evidence) -> Found:
    """Trainings of the last three years with neither a title nor a course of the catalogue."""
    rows = _recent(evidence)
    return found(
        rows["employee_id"],
        rows[rows["title"].isna() & rows["course_id"].isna()],
        on="completed_on",
    )


@rule("consistency", "trainings", source="SIASN rw_diklat and rw_kursus", doubt="drop")
def training_twice(evidence: Evidence) -> Found:
    """Trainings of the same name, or course, completed within a week of each other."""
    rows = _recent(evidence)
    name = rows["title"].fillna(rows["course_id"]).str.casefold()
    name = name.str.replace(r"[^a-z0-9]+", " ", regex=True).str.strip()
    rows = rows.assign(name=name)[name.notna()]
    rows = rows.sort_values(["employee_id", "name", "completed_on"], kind="stable")
    last = before(rows, "name", "completed_on")
    days = (rows["completed_on"] - last["completed_on"]).dt.days
    again = rows["name"].eq(last["name"]) & (days <= TWIN_DAYS)
    return found(rows["employee_id"], rows[again], on="completed_on")
