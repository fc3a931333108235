"""Five of the columns with Featuretools, which knows one clock and no superseded rows.

So each row enters on the day it is first seen, and leaves by a second row that takes it back:
then sums over what was seen before a cutoff time are right on both clocks. Windows on the other
clock cannot be said this way, and are left out.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import featuretools as ft
import pandas as pd
from featuretools.primitives import Sum
from questions import HAPPENED, KEYS, SNAPSHOTS, TABLES

warnings.filterwarnings("ignore")
SUMS = {
    "trainings": {"n": "trainings_count", "hours": "trainings_sum_hours"},
    "appraisals": {"n": "appraisals_count"},
    "assignments": {"n": "assignments_count"},
    "ranks": {"n": "ranks_count"},
}


def entries(table: str, records: Path) -> pd.DataFrame:
    """Return the rows of a table as entries: what to add, and from when."""
    rows = pd.read_parquet(records / table, partitioning=None).sort_values("recorded_on")
    until = rows.groupby(list(KEYS[table]), dropna=False)["recorded_on"].shift(-1)
    rows["seen_on"] = rows[[HAPPENED[table], "recorded_on"]].max(axis=1)
    numbers = [name for name in SUMS[table] if name != "n"]
    added = rows[["employee_id", "seen_on", *numbers]].assign(n=1.0)
    taken = added.assign(seen_on=pd.concat([until, rows["seen_on"]], axis=1).max(axis=1))
    taken = taken[until.notna()]
    taken[["n", *numbers]] *= -1
    both = pd.concat([added, taken], ignore_index=True)
    return both.rename_axis(f"{table}_entry").reset_index()


def main() -> None:
    """Write the columns of a home's records: RECORDS N_SNAPSHOTS OUT."""
    records, days, out = Path(sys.argv[1]), SNAPSHOTS[int(sys.argv[2])], Path(sys.argv[3])
    people = pd.read_parquet(records / "employees", columns=["employee_id"], partitioning=None)
    entities = ft.EntitySet("records")
    entities.add_dataframe(people, "employees", index="employee_id")
    for table in TABLES:
        frame = entries(table, records)
        index = f"{table}_entry"
        entities.add_dataframe(frame, table, index=index, time_index="seen_on")
        entities.add_relationship("employees", "employee_id", table, "employee_id")
    asked = [
        ft.Feature(
            ft.Feature(entities[table].ww[column]),
            parent_dataframe_name="employees",
            primitive=Sum,
        ).rename(name)
        for table, columns in SUMS.items()
        for column, name in columns.items()
    ]
    as_of = pd.to_datetime(pd.Series(days)).rename("time")
    cutoff = people.merge(as_of, how="cross")
    before = cutoff.assign(time=cutoff["time"] - pd.Timedelta(days=1))
    found = ft.calculate_feature_matrix(
        asked, entities, cutoff_time=before, n_jobs=1, cutoff_time_in_index=True
    )
    found = found.fillna(0).reset_index()
    found["as_of"] = found.pop("time") + pd.Timedelta(days=1)
    found.to_parquet(out)


if __name__ == "__main__":
    main()
