"""Months in which units have no time for courses, as far as the records tell.

Work has its seasons: the end of the budget year, enrolment, audits. Nobody writes them down, but
people complete few courses then. Appraisal periods all end in the same months and tell nothing of a
unit, so they are not looked at.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from models.gaps import present_posts
from models.plan.classes import Classes, classes_ahead
from models.scorers import Mask, Tables, index_of, rows_of

YEARS = 3
FEWEST_ENDED = 100
"""With fewer trainings in the agency nothing is said of months."""
PRIOR = 24.0
"""How many trainings the agency's own months weigh when they steady those of a unit."""
QUIET_SHARE = 1 / 24
"""A month with less than half of its even part of the year's trainings is a busy one."""


def busy_months(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return which months are busy for which unit: True or False, by unit_id and month (1 to 12).

    A month is busy where people now in the unit completed less than half of its even part of the
    trainings of three years, drawn towards the agency's months. Empty with fewer than
    `FEWEST_ENDED` trainings.
    """
    units = present_posts(tables, as_of)["unit_id"]
    trainings = rows_of(tables, "trainings")
    since = pd.Timestamp(as_of) - pd.DateOffset(years=YEARS)
    ended = trainings[trainings["completed_on"] >= since]
    if len(ended) < FEWEST_ENDED:
        return pd.DataFrame(columns=range(1, 13), dtype="bool")
    month = ended["completed_on"].dt.month
    counts = pd.crosstab(ended["employee_id"].map(units), month)
    counts = counts.reindex(index=sorted(units.dropna().unique()), columns=range(1, 13))
    usual = month.value_counts().reindex(range(1, 13)).fillna(0) / len(month)
    known = counts.fillna(0.0)
    steadied = (known + PRIOR * usual).div(known.sum(axis=1) + PRIOR, axis=0)
    is_busy: pd.DataFrame = steadied < QUIET_SHARE
    return is_busy


def falls_in(busy: pd.DataFrame, units: pd.Series, classes: Classes) -> Mask:
    """Return people x classes: whether a class away from work begins in a busy month of the unit.

    ``units`` holds the unit of each person.
    """
    rows = busy.index.get_indexer(index_of(units.fillna("")))
    starts = classes.table["starts_on"].dt.month.to_numpy(dtype=np.int64)
    if busy.empty or not len(starts):
        return np.zeros((len(units), len(starts)), dtype=np.bool_)
    known = (rows >= 0)[:, None] & ~classes.table["online"].to_numpy(dtype=np.bool_)
    found: Mask = busy.to_numpy(dtype=np.bool_)[rows][:, starts - 1] & known
    return found


def only_in_busy_months(tables: Tables, as_of: date, pairs: pd.DataFrame) -> Mask:
    """Return for which pairs (employee_id, item_id) all classes begin in busy months of the unit.

    False where no class of the course is on offer in the year from ``as_of``.
    """
    classes = classes_ahead(tables, as_of)
    people = index_of(pairs["employee_id"].unique().tolist())
    units = present_posts(tables, as_of)["unit_id"].reindex(people)
    inside = falls_in(busy_months(tables, as_of), units, classes)
    if not inside.any():
        return np.zeros(len(pairs), dtype=np.bool_)
    of_course = pd.get_dummies(classes.table["course_id"]).astype("int64")
    some = np.r_[of_course.sum().to_numpy(), 0]
    within = np.c_[inside @ of_course.to_numpy(), np.zeros(len(people), dtype=np.int64)]
    rows = people.get_indexer(index_of(pairs["employee_id"]))
    columns = index_of(of_course.columns).get_indexer(index_of(pairs["item_id"]))
    found: Mask = (some[columns] > 0) & (within[rows, columns] == some[columns])
    return found
