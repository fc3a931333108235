"""How likely a course is taken up and finished: by the course, its answers, and the person.

Low participation has two plain signs in the records: courses that people do not finish, and people
who do not finish long ones. Both make a course count less; they forbid nothing.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from models.busy_months import only_in_busy_months
from models.gaps import catalogue
from models.scorers import Floats, Mask, Tables, index_of, rows_of

PRIOR_TRAININGS = 20.0
"""How many trainings the agency's own share of finishing weighs against that of one course."""
PRIOR_ANSWERS = 5.0
LONG_HOURS = 40.0
"""More lesson hours than a working week: what somebody who drops out is spared first."""
UNFINISHED_FROM = 2
LONG_FOR_THEM = 0.5
"""What a long course counts for somebody who left so many trainings unfinished."""
IF_BUSY = 0.8
"""What a course counts whose classes all begin in busy months of the person's unit."""
AT_ONE_S_OWN_TIME = (16, 17, 22)
"""SIASN forms that need no days away: e-learning, distance learning, self-study."""
AGAINST = ("not_relevant", "too_far")


def uptake(tables: Tables, as_of: date, pairs: pd.DataFrame) -> Floats:
    """Return for each pair (employee_id, item_id) a factor between 0 and 1: the chance of use."""
    courses = catalogue(tables).index
    at = courses.get_indexer(index_of(pairs["item_id"]))
    by_course = share_completed(tables, courses) * share_welcomed(tables, courses)
    tired = pairs["employee_id"].isin(leaves_unfinished(tables)).to_numpy()
    long = is_long(tables, courses)[at]
    busy = only_in_busy_months(tables, as_of, pairs)
    factor: Floats = np.where(tired & long, LONG_FOR_THEM, 1.0) * np.where(busy, IF_BUSY, 1.0)
    return factor * by_course[at]


def timing_notes(tables: Tables, as_of: date, pairs: pd.DataFrame) -> dict[str, Mask]:
    """Return by note which pairs it holds for; each is said beside the reason.

    ``busy_months``: all classes of the course begin in busy months of the person's unit;
    ``spares_long``: the person left trainings unfinished, and this one is short or at one's own
    time.
    """
    courses = catalogue(tables).index
    at = courses.get_indexer(index_of(pairs["item_id"]))
    tired = pairs["employee_id"].isin(leaves_unfinished(tables)).to_numpy()
    return {
        "busy_months": only_in_busy_months(tables, as_of, pairs),
        "spares_long": tired & ~is_long(tables, courses)[at],
    }


def uptake_facts(tables: Tables, as_of: date, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return what says of each pair how it would be taken up, indexed as the pairs.

    Columns: uptake, hours of the course (NaN: not on record), own_time (1: needs no days away) and
    n_trainings, how many the person has on record.
    """
    courses = catalogue(tables).index
    at = courses.get_indexer(index_of(pairs["item_id"]))
    counts = rows_of(tables, "trainings")["employee_id"].value_counts()
    facts = {
        "uptake": uptake(tables, as_of, pairs),
        "hours": catalogue(tables)["hours"].to_numpy(dtype=np.float64)[at],
        "own_time": at_own_time(tables, courses).astype(np.float64)[at],
        "n_trainings": pairs["employee_id"].map(counts).fillna(0.0).to_numpy(dtype=np.float64),
    }
    return pd.DataFrame(facts, index=pairs.index)


def share_completed(tables: Tables, courses: pd.Index) -> Floats:
    """Return the share of those who finish each course, drawn towards that of all courses."""
    trainings = rows_of(tables, "trainings")
    done = trainings["outcome"].isna() | (trainings["outcome"] == "completed")
    overall = float(done.mean()) if len(done) else 1.0
    by_course = done.groupby(trainings["course_id"]).agg(["sum", "count"]).reindex(courses)
    return steadied(by_course.fillna(0.0), overall, prior=PRIOR_TRAININGS)


def share_welcomed(tables: Tables, courses: pd.Index) -> Floats:
    """Return the share of answers to each course that are not against it; 1 without answers."""
    answers = rows_of(tables, "responses").dropna(subset="course_id")
    welcome = ~answers["answer"].isin(AGAINST)
    by_course = welcome.groupby(answers["course_id"]).agg(["sum", "count"]).reindex(courses)
    return steadied(by_course.fillna(0.0), 1.0, prior=PRIOR_ANSWERS)


def steadied(counts: pd.DataFrame, overall: float, *, prior: float) -> Floats:
    """Return shares of sum in count, drawn towards ``overall`` with the weight of ``prior``."""
    share = (counts["sum"] + prior * overall) / (counts["count"] + prior)
    return share.to_numpy(dtype=np.float64)


def leaves_unfinished(tables: Tables) -> set[str]:
    """Return who left several trainings unfinished."""
    trainings = rows_of(tables, "trainings")
    left = trainings.loc[trainings["outcome"].isin(["failed", "dropped"]), "employee_id"]
    counts = left.value_counts()
    return set(counts.index[counts >= UNFINISHED_FROM])


def is_long(tables: Tables, courses: pd.Index) -> Mask:
    """Return which courses ask for more than a working week away."""
    hours = catalogue(tables)["hours"].reindex(courses).to_numpy(dtype=np.float64)
    return np.asarray(hours > LONG_HOURS) & ~at_own_time(tables, courses)


def at_own_time(tables: Tables, courses: pd.Index) -> Mask:
    """Return which courses need no days away."""
    forms = rows_of(tables, "courses").drop_duplicates("course_id").set_index("course_id")["form"]
    return np.asarray(forms.reindex(courses).isin(AT_ONE_S_OWN_TIME), dtype=np.bool_)
