"""Who changed jobs when, without the re-spellings that only look like a change."""

from __future__ import annotations

from datetime import date

import pandas as pd

from features.titles import title_families
from models.gaps import current_jobs, definitive_posts
from models.scorers import Tables

CHANGE = ["employee_id", "day", "from_job", "from_unit", "to_job"]
GOES_ALONG, STAYS_BEHIND = 0.5, 0.2
"""A job is renamed where so many of its holders get one title on one day, and so few keep it."""


def job_changes(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return changes of job begun by ``as_of``: one row each, in order of day and person.

    Columns: employee_id, day, from_job, from_unit, to_job. A renamed job is no change.
    """
    posts = definitive_posts(tables, as_of).dropna(subset=["job_id", "unit_id"])
    before = posts.groupby("employee_id")[["job_id", "unit_id"]].shift()
    steps = posts.assign(from_job=before["job_id"], from_unit=before["unit_id"])
    names = {"started_on": "day", "job_id": "to_job"}
    steps = steps.dropna(subset="from_job").rename(columns=names)
    changed = steps[steps["from_job"] != steps["to_job"]]
    if changed.empty:
        return changed.reindex(columns=CHANGE)
    real = changed[~_is_renaming(changed, steps, jobs=current_jobs(tables, as_of))]
    return real.sort_values(["day", "employee_id"])[CHANGE].reset_index(drop=True)


def _is_renaming(changed: pd.DataFrame, steps: pd.DataFrame, *, jobs: pd.DataFrame) -> pd.Series:
    """Return which changes give an old job a new name: most go along, and next to nobody stays.

    A title that was held before counts as new only where the two tell the same trade.
    """
    key = ["day", "from_job", "to_job"]
    along = changed.groupby(key)["employee_id"].transform("size")
    day_job = pd.MultiIndex.from_frame(changed[["day", "from_job"]])
    seen = steps.groupby(["day", "from_job"]).size()
    kept = steps[steps["from_job"] == steps["to_job"]].groupby(["day", "from_job"]).size()
    everybody = seen.reindex(day_job).to_numpy()
    behind = kept.reindex(day_job).fillna(0).to_numpy()
    first_held = steps.groupby("to_job")["day"].min()
    is_new = changed["to_job"].map(first_held) >= changed["day"]
    trade = title_families(jobs["name"].fillna(jobs.index.to_series()))
    same = changed["from_job"].map(trade) == changed["to_job"].map(trade)
    most = (along >= GOES_ALONG * everybody) & (behind <= STAYS_BEHIND * everybody)
    renamed: pd.Series = most & (is_new | same)
    return renamed
