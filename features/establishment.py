"""How many posts the establishment gives units and jobs."""

from __future__ import annotations

import numpy as np

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
        keys, total = _plan(history, columns, day)
        wanted = _key(history, [code[here] for code in codes])
        at = np.searchsorted(keys, wanted)
        found = np.append(keys, np.nan)[at] == wanted
        return np.where(found, np.append(total, np.nan)[at], np.nan)

    return history.by_day(of_day)


def _plan(history: History, columns: list[str], day: int) -> tuple[Floats, Floats]:
    """Return what the plan of a day speaks of, sorted, and the posts needed of each."""
    references = history.references

    def read() -> tuple[Floats, Floats]:
        plan = references.known("establishment", day)
        codes = [references.codes(name.removesuffix("_id") + "s", plan[name]) for name in columns]
        total = plan["needed"].groupby(_key(history, codes)).sum()
        return total.index.to_numpy(dtype=np.float64), total.to_numpy(dtype=np.float64)

    name = " ".join(["posts", *columns])
    return history.keep_day(name, references.era("establishment", day), read)


def _key(history: History, codes: list[Floats]) -> Floats:
    """Return one number for each unit, each job, or each unit and job."""
    if len(codes) == 1:
        return codes[0]
    unit, job = codes
    return unit * len(history.vocabularies["jobs"]) + job
