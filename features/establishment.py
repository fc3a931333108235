"""How many posts the establishment gives units and jobs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from features.clock import Days, Floats
from features.history import History


def posts_in_unit(history: History) -> Floats:
    """Return the posts that the unit of each moment needs; NaN where no plan speaks of it."""
    return _needed(history, ["unit_id"], [history.post("unit_id")])


def posts_in_own_job(history: History) -> Floats:
    """Return the posts of the own job that the unit needs; NaN where no plan speaks of them."""
    return _needed(
        history, ["unit_id", "job_id"], [history.post("unit_id"), history.post("job_id")]
    )


def posts_of_job(history: History, job: Floats) -> Floats:
    """Return the posts of a job that the agency needs; NaN where no plan speaks of it."""
    return _needed(history, ["job_id"], [job])


def _needed(history: History, columns: list[str], codes: list[Floats]) -> Floats:
    """Return the posts needed by the plan known and valid at each day, summed over the rest."""

    def of_day(day: int, here: Days) -> Floats:
        plan = history.references.known("establishment", day)
        keys = [
            history.references.codes(column.removesuffix("_id") + "s", plan[column])
            for column in columns
        ]
        total = plan["needed"].groupby(keys).sum()
        wanted = [np.nan_to_num(code[here], nan=-1.0) for code in codes]
        if len(columns) == 1:
            return total.reindex(wanted[0]).to_numpy(dtype=np.float64)
        return total.reindex(pd.MultiIndex.from_arrays(wanted)).to_numpy(dtype=np.float64)

    return history.by_day(of_day)
