"""The job that somebody heads for: the one declared as a goal, or else the next rung."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from features.clock import day_number
from features.history import History
from features.records import Records, valid_rows
from features.rungs import next_jobs
from features.twin.standards import latest_standards
from models.gaps import current_jobs, people_present, present_posts
from models.scorers import Tables, rows_of

DECLARED, NEXT_RUNG = "declared", "next_rung"


def aims(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return the job each person heads for, indexed by employee_id: job_id and aim.

    The aim is ``declared`` (the latest goal that names a job of today other than the present
    one), or else ``next_rung`` (the next functional level of the same family and trade). Who has
    neither is not in it.
    """
    found = pd.concat([_declared(tables, as_of), _next_rungs(tables, as_of)])
    present = people_present(tables, as_of)
    first = found[~found.index.duplicated() & found.index.isin(present)]
    return first.sort_index().rename_axis("employee_id")


def _declared(tables: Tables, as_of: date) -> pd.DataFrame:
    goals = rows_of(tables, "goals").dropna(subset="target_job_id")
    goals = goals[goals["target_job_id"].isin(current_jobs(tables, as_of).index)]
    order = ["employee_id", "declared_on", "target_job_id"]
    latest = goals.sort_values(order).drop_duplicates("employee_id", keep="last")
    wanted = latest.set_index("employee_id")["target_job_id"].rename("job_id")
    present = present_posts(tables, as_of)["job_id"].reindex(wanted.index)
    return wanted[wanted != present].to_frame().assign(aim=DECLARED)


def _next_rungs(tables: Tables, as_of: date) -> pd.DataFrame:
    above = jobs_above(tables, as_of)
    found = present_posts(tables, as_of)["job_id"].map(above).dropna()
    return found.to_frame().assign(aim=NEXT_RUNG)


def jobs_above(tables: Tables, as_of: date) -> pd.Series:
    """Return the job above each job that has one (`features.rungs`), both as job_id."""
    history = History(Records.of({name: rows_of(tables, name) for name in tables}), [as_of])
    above = next_jobs(history, day_number(as_of))
    jobs = pd.Index(history.vocabularies["jobs"], dtype="str")
    has = ~np.isnan(above)
    return pd.Series(jobs.take(above[has].astype(np.int64)), index=jobs[has], dtype="str")


def standards(tables: Tables, day: date) -> pd.DataFrame:
    """Return what jobs ask for on a day: job_id, competency_id, required_level and weight."""
    return latest_standards(valid_rows(rows_of(tables, "competency_standards"), day))
