"""Where people sit: the words behind the numbers, for pages and group forecasts only."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from features.clock import Floats
from features.history import History
from features.records import Records

POST_OF = {
    "unit_name": ("units", "name", "unit_id"),
    "region": ("units", "region", "unit_id"),
    "job_name": ("jobs", "name", "job_id"),
    "job_family": ("jobs", "family", "job_id"),
}


def placements(records: Records, as_of: date) -> pd.DataFrame:
    """Return the present post of everybody in the cohort of a day, indexed by employee_id.

    Columns unit_id, unit_name, region, job_id, job_name and job_family; empty where no post is
    known to be held or the reference table does not say.
    """
    history = History(records, [as_of])
    held = {column: history.post(column) for column in ("unit_id", "job_id")}
    columns = {
        "unit_id": _words(held["unit_id"], history.vocabularies["units"]),
        "job_id": _words(held["job_id"], history.vocabularies["jobs"]),
    }
    for name, (table, column, key) in POST_OF.items():
        codes = history.lookup(table, column, held[key])
        columns[name] = _words(codes, history.references.words(table, column))
    people = history.index.get_level_values("employee_id")
    return pd.DataFrame(columns).set_axis(people, axis=0)


def _words(codes: Floats, words: pd.Index) -> pd.Series:
    positions = np.nan_to_num(codes, nan=-1).astype(np.int64)
    taken = pd.Series(words, dtype="str").reindex(positions)
    return taken.reset_index(drop=True)
