"""The next rung: the job above one's own on its ladder, and when credit would allow it."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from features.clock import Floats
from features.history import History
from features.titles import title_families

LADDERS = (("pemula", "terampil", "mahir", "penyelia"), ("pertama", "muda", "madya", "utama"))
"""The two functional ladders, from skilled work and from expert work (PermenPANRB 1/2023)."""
LEVEL_ABOVE = {low: high for rungs in LADDERS for low, high in itertools.pairwise(rungs)}


def next_jobs(history: History, day: int) -> Floats:
    """Return for every job of the vocabulary the one above it on its ladder; NaN where none is.

    That is the job of the next functional level with the same family and the same trade in its
    title, as the jobs on file at the day say. Of several the first by id.
    """

    def find() -> Floats:
        jobs = history.references.known("jobs", day)
        jobs = jobs[jobs["kind"] == "functional"].dropna(subset=["level", "name"])
        trade = jobs["family"].fillna("") + "/" + title_families(jobs["name"])
        known = jobs.assign(trade=trade, above=jobs["level"].map(LEVEL_ABOVE))
        first = known.sort_values("job_id").drop_duplicates(["trade", "level"])
        upper = first.set_index(["trade", "level"])["job_id"]
        lower = known.dropna(subset="above")
        found = upper.reindex(pd.MultiIndex.from_frame(lower[["trade", "above"]]))
        above = np.full(len(history.vocabularies["jobs"]), np.nan)
        codes = history.references.codes("jobs", lower["job_id"]).astype(np.int64)
        above[codes] = history.references.codes("jobs", found)
        return above

    return history.keep_day("next jobs", history.references.era("jobs", day), find)


def next_job(history: History) -> Floats:
    """Return the job above the present one at each moment; NaN where there is none."""
    job = np.nan_to_num(history.post("job_id"), nan=-1).astype(np.int64)

    def above() -> Floats:
        return history.by_day(
            lambda day, here: np.append(next_jobs(history, day), np.nan)[job[here]]
        )

    return history.keep(("next job",), above)
