"""The job that somebody heads for: the one declared as a goal, or else the next rung."""

from __future__ import annotations

from datetime import date

import pandas as pd

from features.rungs import LEVEL_ABOVE
from features.titles import title_families
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
    """Return the job of the next functional level of each job that has one; of several the first.

    The family and the trade in the title are the same (see `features.rungs`).
    """
    jobs = current_jobs(tables, as_of)
    jobs = jobs[jobs["kind"] == "functional"].dropna(subset=["level", "name"]).sort_index()
    trade = jobs["family"].astype("str").fillna("") + "/" + title_families(jobs["name"])
    known = jobs.reset_index()[["job_id", "level"]].assign(trade=trade.to_numpy())
    first = known.drop_duplicates(["trade", "level"]).set_index(["trade", "level"])["job_id"]
    lower = known.assign(level=known["level"].map(LEVEL_ABOVE)).dropna(subset="level")
    found = first.reindex(pd.MultiIndex.from_frame(lower[["trade", "level"]]))
    return pd.Series(found.to_numpy(), index=lower["job_id"], dtype="str").dropna()
